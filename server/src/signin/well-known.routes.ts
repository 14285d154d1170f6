/** What anybody may know of a tenant's sign-in: the settings a custom sign-in page needs. */
import { z } from 'zod';
import { publicCaptcha, publicCaptchaSchema } from '../branding/index.ts';
import { listAvailableConnectors } from '../federation/index.ts';
import { route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { cachedProfileFields, presentProfileField, profileFieldSchema } from '../users/index.ts';
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
});

const present = async (context: Context): Promise<z.infer<typeof publicExperienceSchema>> => {
  const { platform, tenant } = context;
  const [{ emailBlocklistPolicy: _, ...experience }, asked, catalog, captchaConfig, connectors] =
    await Promise.all([
      cachedSignInExperience(platform, tenant.id),
      askedProfileFields(platform, tenant.id),
      cachedProfileFields(platform, tenant.id),
      publicCaptcha(context),
      listAvailableConnectors(context),
    ]);
  return {
    ...experience,
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
    { summary: 'The public sign-in experience', scope: 'public', response: publicExperienceSchema },
    ({ context }) => present(context),
  ),
  route(
    'GET /api/.well-known/experience',
    { summary: 'The public sign-in experience', scope: 'public', response: publicExperienceSchema },
    ({ context }) => present(context),
  ),
];
