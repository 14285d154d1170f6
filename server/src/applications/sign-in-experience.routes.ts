/** What one application changes of the hosted pages, on the Management API. */
import { z } from 'zod';
import { idSchema, route } from '../http/index.ts';
import { brandingSchema, colorSchema, customCssInput, type Look, webUrl } from './look.ts';
import type { ApplicationSignInExperience } from './sign-in-experience.store.ts';
import { getApplicationSignInExperience, setApplicationSignInExperience } from './sign-in-experience.ts';

const experienceSchema = z.object({
  tenantId: z.string(),
  applicationId: z.string(),
  color: colorSchema,
  branding: brandingSchema,
  customCss: z.string().nullable(),
  termsOfUseUrl: z.string().nullable(),
  privacyPolicyUrl: z.string().nullable(),
  displayName: z.string().nullable(),
});

const present = (row: ApplicationSignInExperience): z.infer<typeof experienceSchema> => ({
  tenantId: row.tenantId,
  applicationId: row.applicationId,
  color: row.color as Look['color'],
  branding: row.branding as Look['branding'],
  customCss: row.customCss,
  termsOfUseUrl: row.termsOfUseUrl,
  privacyPolicyUrl: row.privacyPolicyUrl,
  displayName: row.displayName,
});

/** An empty address is none. */
const addressInput = z
  .union([webUrl, z.literal('')])
  .nullable()
  .transform((address) => address || null);

const params = z.object({ applicationId: idSchema });

export const applicationSignInExperienceRoutes = [
  route(
    'GET /api/applications/:applicationId/sign-in-experience',
    {
      summary: 'What an application changes of the hosted pages',
      scope: 'management',
      params,
      response: experienceSchema,
      errors: [404],
    },
    async ({ context, params: { applicationId } }) =>
      present(await getApplicationSignInExperience(context, applicationId)),
  ),
  route(
    'PUT /api/applications/:applicationId/sign-in-experience',
    {
      summary:
        'Change the hosted pages for an application: before the tenant’s look, behind an organization’s',
      scope: 'management',
      params,
      body: z.strictObject({
        color: colorSchema.optional(),
        branding: brandingSchema.optional(),
        customCss: customCssInput.optional(),
        /** What users read in place of the application's name. */
        displayName: z.string().trim().min(1).max(256).nullable().optional(),
        termsOfUseUrl: addressInput,
        privacyPolicyUrl: addressInput,
      }),
      response: experienceSchema,
      otherStatus: 201,
      errors: [400, 404],
    },
    async ({ context, params: { applicationId }, body, reply }) => {
      const { experience, isNew } = await setApplicationSignInExperience(context, applicationId, body);
      if (isNew) reply.status = 201;
      return present(experience);
    },
  ),
];
