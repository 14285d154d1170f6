/** Who may use an application, on the Management API. */
import { z } from 'zod';
import { idSchema, route } from '../http/index.ts';
import { findAccessControl } from './access-control.store.ts';
import { setAccessControl } from './access-control.ts';
import { getApplication } from './applications.store.ts';

const MAX = 1000;
const accessControlSchema = z.object({
  userIds: z.array(z.string()),
  userRoleIds: z.array(z.string()),
  organizationIds: z.array(z.string()),
  organizationRoleRules: z.array(
    z.object({ organizationId: z.string(), organizationRoleIds: z.array(z.string()) }),
  ),
});

const ids = z.array(idSchema).max(MAX);
const rule = z.strictObject({ organizationId: idSchema, organizationRoleIds: ids.min(1) });
const accessControlInput = z.strictObject({
  userIds: ids,
  userRoleIds: ids,
  organizationIds: ids,
  organizationRoleRules: z
    .array(rule)
    .max(MAX)
    .refine(
      (rules) => rules.reduce((sum, { organizationRoleIds }) => sum + organizationRoleIds.length, 0) <= MAX,
      `must not name more than ${MAX} roles in all`,
    ),
});

const params = z.object({ applicationId: idSchema });

export const accessControlRoutes = [
  route(
    'GET /api/applications/:applicationId/access-control',
    {
      summary: 'Who may use an application while its access control is switched on',
      scope: 'management',
      params,
      response: accessControlSchema,
      errors: [404],
    },
    async ({ context: { platform, tenant }, params: { applicationId } }) => {
      await getApplication(platform.db.queries, tenant.id, applicationId);
      return findAccessControl(platform.db.queries, { tenantId: tenant.id, applicationId });
    },
  ),
  route(
    'PUT /api/applications/:applicationId/access-control',
    {
      summary: 'Say who may use an application, in place of what was said before',
      scope: 'management',
      params,
      body: accessControlInput,
      response: accessControlSchema,
      errors: [400, 404, 422],
    },
    ({ context, params: { applicationId }, body }) => setAccessControl(context, applicationId, body),
  ),
];
