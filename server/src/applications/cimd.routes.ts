/** Clients by metadata document on the Management API: the switch, and what all of them may ask for. */
import { z } from 'zod';
import { route } from '../http/index.ts';
import { CIMD_TEMPLATE } from './cimd.store.ts';
import { ensureCimdTemplate, isCimdEnabled, setCimdEnabled } from './cimd.ts';
import { consentScopesInput, consentScopesSchema, presentConsentScopes } from './consent-scopes.routes.ts';
import { listConsentScopes, SCOPE_TYPES } from './consent-scopes.store.ts';
import { addConsentScopes, dropConsentScope } from './consent-scopes.ts';

const config = z.object({ enabled: z.boolean() });

export const cimdRoutes = [
  route(
    'GET /api/configs/cimd',
    { summary: 'Whether clients may be known by a metadata document', scope: 'management', response: config },
    async ({ context: { platform, tenant } }) => ({
      enabled: await isCimdEnabled(platform.db.queries, tenant.id),
    }),
  ),
  route(
    'PATCH /api/configs/cimd',
    {
      summary: 'Let clients be known by a metadata document, or not',
      scope: 'management',
      body: z.strictObject({ enabled: z.boolean().optional() }),
      response: config,
      errors: [400],
    },
    async ({ context, body: { enabled } }) => {
      if (enabled !== undefined) await setCimdEnabled(context, enabled);
      return { enabled: await isCimdEnabled(context.platform.db.queries, context.tenant.id) };
    },
  ),
  route(
    'GET /api/cimd/user-consent-scopes',
    {
      summary: 'What clients known by a metadata document may ask their users for',
      scope: 'management',
      response: consentScopesSchema,
    },
    async ({ context: { platform, tenant } }) =>
      presentConsentScopes(await listConsentScopes(platform.db.queries, tenant.id, CIMD_TEMPLATE)),
  ),
  route(
    'POST /api/cimd/user-consent-scopes',
    {
      summary: 'Let clients known by a metadata document ask for more',
      scope: 'management',
      body: consentScopesInput,
      status: 201,
      errors: [400, 422],
    },
    async ({ context, body }) => {
      await ensureCimdTemplate(context);
      await addConsentScopes(context, CIMD_TEMPLATE, body);
    },
  ),
  route(
    'DELETE /api/cimd/user-consent-scopes/:scopeType/:scopeId',
    {
      summary: 'Take a permission from what clients known by a metadata document may ask for',
      scope: 'management',
      params: z.object({ scopeType: z.enum(SCOPE_TYPES), scopeId: z.string().min(1).max(128) }),
      errors: [400, 404],
    },
    ({ context, params: { scopeType, scopeId } }) =>
      dropConsentScope(context, CIMD_TEMPLATE, scopeType, scopeId),
  ),
];
