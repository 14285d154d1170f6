/** What anybody may know of a tenant's sign-in: the settings a custom sign-in page needs. */
import { z } from 'zod';
import { publicCaptcha, publicCaptchaSchema } from '../branding/index.ts';
import { listAvailableConnectors } from '../federation/index.ts';
import { route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { cachedProfileFields, presentProfileField, profileFieldSchema } from '../users/index.ts';
import { askingOf, experienceFor } from './asking.ts';
import { askedProfileFields } from './profile-fields.ts';
import { cachedSignInExperience, signInExperienceSchema } from './sign-in-experience.ts';

// Whom the tenant turns away at sign-up is nobody else's business.
const publicExperienceSchema = signInExperienceSchema.omit({ emailBlocklistPolicy: true }).extend({
  captchaConfig: publicCaptchaSchema.optional(),
  customProfileFields: z.array(profileFieldSchema),
  customProfileFieldCatalog: z.array(profileFieldSchema),
  ssoConnectors: z.array(
    z.object({
      id: z.string(),
      connectorName: z.string(),
      logo: z.string(),
      darkLogo: z.string().optional(),
    }),
  ),
  socialConnectors: z.array(z.never()),
  forgotPassword: z.object({ phone: z.literal(false), email: z.literal(false) }),
  isDevelopmentTenant: z.boolean(),
  /** Whether a browser may be remembered in place of a second factor. None may: `durationDays` is never there. */
  trustedDevice: z.object({ enabled: z.boolean(), durationDays: z.number().optional() }),
  /** Never there: nobody signs in with Google's own prompt here. */
  googleOneTap: z
    .object({
      isEnabled: z.boolean().optional(),
      autoSelect: z.boolean().optional(),
      closeOnTapOutside: z.boolean().optional(),
      itpSupport: z.boolean().optional(),
      clientId: z.string(),
      connectorId: z.string(),
    })
    .optional(),
});

/** For which application and organization somebody is to sign in. Ids of nobody change nothing. */
const whoAsks = z.object({
  appId: z.string().max(256).optional(),
  organizationId: z.string().max(128).optional(),
});

const present = async (
  context: Context,
  { appId, organizationId }: z.infer<typeof whoAsks>,
): Promise<z.infer<typeof publicExperienceSchema>> => {
  const { platform, tenant } = context;
  const [known, asking, asked, catalog, captchaConfig, connectors] = await Promise.all([
    cachedSignInExperience(platform, tenant.id),
    askingOf(context, {
      ...(appId ? { applicationId: appId } : {}),
      ...(organizationId ? { organizationId } : {}),
    }),
    askedProfileFields(platform, tenant.id),
    cachedProfileFields(platform, tenant.id),
    publicCaptcha(context),
    listAvailableConnectors(context),
  ]);
  const { emailBlocklistPolicy: _, ...experience } = experienceFor(known, asking);
  return {
    ...experience,
    trustedDevice: { enabled: false },
    ...(captchaConfig ? { captchaConfig } : {}),
    signUpProfileFields: asked.map(({ name }) => ({ name })),
    customProfileFields: asked.map(presentProfileField),
    customProfileFieldCatalog: catalog.map(presentProfileField),
    ssoConnectors: connectors.map(({ id, name, logo, darkLogo }) => ({
      id,
      connectorName: name,
      logo: logo ?? '',
      ...(darkLogo ? { darkLogo } : {}),
    })),
    socialConnectors: [],
    forgotPassword: { phone: false, email: false },
    isDevelopmentTenant: false,
  };
};

export const wellKnownRoutes = [
  route(
    'GET /api/.well-known/sign-in-exp',
    {
      summary: 'The public sign-in experience, as an application or an organization has it',
      scope: 'public',
      query: whoAsks,
      response: publicExperienceSchema,
    },
    ({ context, query }) => present(context, query),
  ),
  route(
    'GET /api/.well-known/experience',
    {
      summary: 'The public sign-in experience, as an application or an organization has it',
      scope: 'public',
      query: whoAsks,
      response: publicExperienceSchema,
    },
    ({ context, query }) => present(context, query),
  ),
];
