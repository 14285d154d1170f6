/** What third-party applications may ask for, on the Management API. */
import { z } from 'zod';
import { idSchema, route } from '../http/index.ts';
import { getApplication } from './applications.store.ts';
import {
  type ConsentScopes,
  listConsentScopes,
  type ResourceScope,
  SCOPE_TYPES,
} from './consent-scopes.store.ts';
import { addConsentScopes, dropConsentScope } from './consent-scopes.ts';

/** Scopes about the user that consent can be asked for; `openid` and `offline_access` need none. */
const CONSENT_USER_SCOPES = [
  'profile',
  'email',
  'phone',
  'address',
  'custom_data',
  'identities',
  'roles',
  'urn:logto:scope:organizations',
  'urn:logto:scope:organization_roles',
  'urn:logto:scope:sessions',
] as const;

const namedScope = z.object({ id: z.string(), name: z.string(), description: z.string().nullable() });
const ofResource = z.object({
  resource: z.object({ id: z.string(), name: z.string(), indicator: z.string() }),
  scopes: z.array(namedScope),
});

export const consentScopesSchema = z.object({
  organizationScopes: z.array(namedScope),
  resourceScopes: z.array(ofResource),
  organizationResourceScopes: z.array(ofResource),
  userScopes: z.array(z.string()),
});

const byResource = (scopes: readonly ResourceScope[]): z.infer<typeof ofResource>[] => {
  const groups = new Map<string, z.infer<typeof ofResource>>();
  for (const { resourceId, resourceName, indicator, ...scope } of scopes) {
    const group = groups.get(resourceId) ?? {
      resource: { id: resourceId, name: resourceName, indicator },
      scopes: [],
    };
    groups.set(resourceId, group);
    group.scopes.push(scope);
  }
  return [...groups.values()];
};

/** The wire form of what an application may ask for. */
export const presentConsentScopes = (scopes: ConsentScopes): z.infer<typeof consentScopesSchema> => ({
  organizationScopes: scopes.organizationScopes,
  resourceScopes: byResource(scopes.resourceScopes),
  organizationResourceScopes: byResource(scopes.organizationResourceScopes),
  userScopes: scopes.userScopes,
});

const ids = z.array(idSchema).max(1000).optional();
export const consentScopesInput = z.strictObject({
  organizationScopes: ids,
  resourceScopes: ids,
  organizationResourceScopes: ids,
  userScopes: z.array(z.enum(CONSENT_USER_SCOPES)).max(CONSENT_USER_SCOPES.length).optional(),
});

const params = z.object({ applicationId: idSchema });

export const consentScopesRoutes = [
  route(
    'GET /api/applications/:applicationId/user-consent-scopes',
    {
      summary: 'What a third-party application may ask its users for',
      scope: 'management',
      params,
      response: consentScopesSchema,
      errors: [404],
    },
    async ({ context: { platform, tenant }, params: { applicationId } }) => {
      await getApplication(platform.db.queries, tenant.id, applicationId);
      return presentConsentScopes(await listConsentScopes(platform.db.queries, tenant.id, applicationId));
    },
  ),
  route(
    'POST /api/applications/:applicationId/user-consent-scopes',
    {
      summary: 'Let a third-party application ask for more',
      scope: 'management',
      params,
      body: consentScopesInput,
      status: 201,
      errors: [400, 404, 422],
    },
    ({ context, params: { applicationId }, body }) => addConsentScopes(context, applicationId, body),
  ),
  route(
    'DELETE /api/applications/:applicationId/user-consent-scopes/:scopeType/:scopeId',
    {
      summary: 'Take a permission from what a third-party application may ask for',
      scope: 'management',
      params: params.extend({
        scopeType: z.enum(SCOPE_TYPES),
        scopeId: z.string().min(1).max(128),
      }),
      errors: [404],
    },
    ({ context, params: { applicationId, scopeType, scopeId } }) =>
      dropConsentScope(context, applicationId, scopeType, scopeId),
  ),
];
