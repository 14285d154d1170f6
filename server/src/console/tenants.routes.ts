/** Tenants of the installation, on the Management API of tenant `admin`. */
import { z } from 'zod';
import { idSchema, route } from '../http/index.ts';
import { listTenantRows } from '../tenants/index.ts';
import { requireAdminOrigin } from './administrators.ts';
import { refuse } from './errors.ts';
import { TENANT_ID } from './tenant-id.ts';
import { changeTenant, createTenant, type Furnish } from './tenants.ts';

const tenantSchema = z.object({
  id: z.string(),
  name: z.string(),
  origin: z.string(),
  createdAt: z.number(),
});
const name = z.string().trim().min(1).max(128);
const origin = z.url({ protocol: /^https?$/ }).max(512);
const byId = z.object({ id: idSchema });

/** `furnish` makes what every tenant has from its first moment. */
export const createTenantsRoutes = (furnish: Furnish) => [
  route(
    'GET /api/tenants',
    { summary: 'List tenants', scope: 'management', response: z.array(tenantSchema), errors: [404] },
    async ({ context }) => {
      requireAdminOrigin(context);
      return listTenantRows(context.platform.db.queries);
    },
  ),
  route(
    'POST /api/tenants',
    {
      summary: 'Create a tenant; who creates it owns it',
      scope: 'management',
      body: z.strictObject({
        id: z.string().regex(TENANT_ID, 'must be lower-case letters, digits and hyphens').optional(),
        name,
        origin,
      }),
      response: tenantSchema,
      status: 201,
      errors: [404, 422],
    },
    async ({ context, body }) => {
      requireAdminOrigin(context);
      return createTenant(context, body, furnish);
    },
  ),
  route(
    'GET /api/tenants/:id',
    { summary: 'Get a tenant', scope: 'management', params: byId, response: tenantSchema, errors: [404] },
    async ({ context, params }) => {
      requireAdminOrigin(context);
      const row = (await listTenantRows(context.platform.db.queries)).find(({ id }) => id === params.id);
      if (!row) throw refuse('tenant.unknown', { id: params.id });
      return row;
    },
  ),
  route(
    'PATCH /api/tenants/:id',
    {
      summary: 'Rename a tenant, or serve it at another origin',
      scope: 'management',
      params: byId,
      body: z.strictObject({ name: name.optional(), origin: origin.optional() }),
      response: tenantSchema,
      errors: [404, 422],
    },
    async ({ context, params, body }) => {
      requireAdminOrigin(context);
      return changeTenant(context, params.id, body);
    },
  ),
];
