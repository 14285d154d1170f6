/** Applications on the Management API. */
import { z } from 'zod';
import { idSchema, pageOf, pagingSchema, readTextSearch, repeated, route } from '../http/index.ts';
import { NAMING } from '../lib/text-search.ts';
import { customDataSchema } from '../users/index.ts';
import { accessControlRoutes } from './access-control.routes.ts';
import {
  type Application,
  getApplication,
  listApplications,
  managementScopesOf,
} from './applications.store.ts';
import { changeApplication, createApplication, deleteApplication, mergeCustomData } from './applications.ts';
import { customClientMetadataInput, oidcClientMetadataInput } from './client-metadata.ts';
import { consentScopesRoutes } from './consent-scopes.routes.ts';
import {
  createNamedSecret,
  deleteNamedSecret,
  FIRST_SECRET,
  renameNamedSecret,
  revealSecrets,
} from './secrets.ts';
import { applicationSignInExperienceRoutes } from './sign-in-experience.routes.ts';

const types = ['Native', 'SPA', 'Traditional', 'MachineToMachine'] as const;
const name = z.string().trim().min(1).max(256);
const description = z.string().max(1024).nullable();

/** An application as the wire shows it. Its secrets have routes of their own. */
export const applicationSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  name: z.string(),
  /** Only in the answer that creates a confidential application, and only there. */
  secret: z.string().optional(),
  description: z.string().nullable(),
  type: z.enum(types),
  oidcClientMetadata: z.object({
    redirectUris: z.array(z.string()),
    postLogoutRedirectUris: z.array(z.string()),
    backchannelLogoutUri: z.string().optional(),
    backchannelLogoutSessionRequired: z.boolean().optional(),
    logoUri: z.string().optional(),
  }),
  customClientMetadata: customClientMetadataInput,
  protectedAppMetadata: z.null(),
  customData: z.record(z.string(), z.unknown()),
  isThirdParty: z.boolean(),
  appLevelAccessControlEnabled: z.boolean(),
  createdAt: z.number(),
});

/** The wire form of an application's row. */
export const presentApplication = (application: Application): z.infer<typeof applicationSchema> => ({
  tenantId: application.tenantId,
  id: application.id,
  name: application.name,
  description: application.description,
  type: application.type,
  oidcClientMetadata: application.oidcClientMetadata,
  customClientMetadata: application.customClientMetadata,
  protectedAppMetadata: null,
  customData: application.customData,
  isThirdParty: application.isThirdParty,
  appLevelAccessControlEnabled: application.appLevelAccessControlEnabled,
  createdAt: application.createdAt,
});

const secretSchema = z.object({
  tenantId: z.string(),
  applicationId: z.string(),
  name: z.string(),
  value: z.string(),
  createdAt: z.number(),
  expiresAt: z.number().nullable(),
});

const byId = z.object({ id: idSchema });
const bySecret = z.object({ id: idSchema, name: z.string().min(1).max(256) });

const coreRoutes = [
  route(
    'GET /api/applications',
    {
      summary: 'List applications',
      scope: 'management',
      query: pagingSchema.extend({
        types: repeated(z.enum([...types, 'Protected', 'SAML'])),
        excludeRoleId: idSchema.optional(),
        excludeOrganizationId: idSchema.optional(),
        isThirdParty: z.enum(['true', 'false']).optional(),
        search: z.string().max(256).optional(),
      }),
      response: z.array(applicationSchema),
      errors: [400],
    },
    async ({ context: { platform, tenant }, query, incoming, reply }) => {
      const { rows, total } = await listApplications(platform.db.queries, tenant.id, {
        ...pageOf(query),
        types: query.types,
        excludeRoleId: query.excludeRoleId,
        excludeOrganizationId: query.excludeOrganizationId,
        search: readTextSearch(incoming.query, NAMING),
        isThirdParty: query.isThirdParty === undefined ? undefined : query.isThirdParty === 'true',
      });
      reply.paged(total);
      return rows.map(presentApplication);
    },
  ),
  route(
    'POST /api/applications',
    {
      summary: 'Create an application',
      scope: 'management',
      body: z.strictObject({
        name,
        type: z.enum(types),
        description: description.optional(),
        oidcClientMetadata: oidcClientMetadataInput.optional(),
        customClientMetadata: customClientMetadataInput.optional(),
        customData: customDataSchema.optional(),
        /** Whether it is somebody else's: users are asked for consent to what it may ask for. */
        isThirdParty: z.boolean().optional(),
      }),
      response: applicationSchema,
      errors: [400, 422],
    },
    async ({ context, body }) => {
      const { application, secret } = await createApplication(context, body);
      return { ...presentApplication(application), ...(secret === undefined ? {} : { secret }) };
    },
  ),
  route(
    'GET /api/applications/:id',
    {
      summary: 'Get an application',
      scope: 'management',
      params: byId,
      response: applicationSchema.extend({
        /** Whether it may call the Management API. */
        isAdmin: z.boolean(),
      }),
      errors: [404],
    },
    async ({ context: { platform, tenant }, params }) => {
      const application = await getApplication(platform.db.queries, tenant.id, params.id);
      const permissions = await managementScopesOf(platform.db.queries, tenant.id, params.id);
      return { ...presentApplication(application), isAdmin: permissions.length > 0 };
    },
  ),
  route(
    'PATCH /api/applications/:id',
    {
      summary: 'Change an application',
      scope: 'management',
      params: byId,
      body: z.strictObject({
        name: name.optional(),
        description: description.optional(),
        oidcClientMetadata: oidcClientMetadataInput.optional(),
        customClientMetadata: customClientMetadataInput.optional(),
        customData: customDataSchema.optional(),
        /** Whether only those may sign in whom its access control names. */
        appLevelAccessControlEnabled: z.boolean().optional(),
      }),
      response: applicationSchema,
      errors: [400, 404, 422],
    },
    async ({ context, params, body }) =>
      presentApplication(await changeApplication(context, params.id, body)),
  ),
  route(
    'DELETE /api/applications/:id',
    { summary: 'Delete an application', scope: 'management', params: byId, errors: [404] },
    ({ context, params }) => deleteApplication(context, params.id),
  ),
  route(
    'PATCH /api/applications/:applicationId/custom-data',
    {
      summary: 'Merge into an application’s custom data',
      scope: 'management',
      params: z.object({ applicationId: idSchema }),
      body: customDataSchema,
      response: z.record(z.string(), z.unknown()),
      errors: [400, 404],
    },
    ({ context, params, body }) => mergeCustomData(context, params.applicationId, body),
  ),
];

const secretRoutes = [
  route(
    'GET /api/applications/:id/secrets',
    {
      summary: 'Reveal an application’s secrets',
      scope: 'management:secrets',
      params: byId,
      response: z.array(secretSchema),
      errors: [404],
    },
    ({ context, params }) => revealSecrets(context, params.id),
  ),
  route(
    'POST /api/applications/:id/secrets',
    {
      summary: 'Add a secret to an application',
      scope: 'management',
      params: byId,
      body: z.strictObject({ name, expiresAt: z.number().int().positive().nullable().optional() }),
      response: secretSchema,
      status: 201,
      errors: [400, 404, 422],
    },
    ({ context, params, body }) => createNamedSecret(context, params.id, body),
  ),
  route(
    'PATCH /api/applications/:id/secrets/:name',
    {
      summary: 'Rename a secret',
      scope: 'management:secrets',
      params: bySecret,
      body: z.strictObject({ name }),
      response: secretSchema,
      errors: [400, 404, 422],
    },
    ({ context, params, body }) => renameNamedSecret(context, params.id, params.name, body.name),
  ),
  route(
    'DELETE /api/applications/:id/secrets/:name',
    { summary: 'Delete a secret', scope: 'management', params: bySecret, errors: [404] },
    ({ context, params }) => deleteNamedSecret(context, params.id, params.name),
  ),
  route(
    'DELETE /api/applications/:id/legacy-secret',
    {
      summary: 'Delete the secret that an application was created with, while it has its first name',
      scope: 'management',
      params: byId,
      response: applicationSchema,
      errors: [404],
    },
    async ({ context, params: { id } }) => {
      await deleteNamedSecret(context, id, FIRST_SECRET);
      return presentApplication(await getApplication(context.platform.db.queries, context.tenant.id, id));
    },
  ),
];

export const applicationsRoutes = [
  ...coreRoutes,
  ...secretRoutes,
  ...consentScopesRoutes,
  ...accessControlRoutes,
  ...applicationSignInExperienceRoutes,
];
