/** Organizations on the Management API. */
import { z } from 'zod';
import {
  flag,
  idSchema,
  pageOf,
  pagingSchema,
  refuseOtherTenant,
  route,
  tenantIdInput,
} from '../http/index.ts';
import { getUser } from '../users/index.ts';
import { listOrganizationsOfUser, rolesInOrganizations, USERS } from './members.store.ts';
import { featuredMembers, getOrganization, listOrganizations } from './organizations.store.ts';
import { changeOrganization, createOrganization, deleteOrganization } from './organizations.ts';
import { nameInput, organizationFields, organizationSchema, presentOrganization, roleName } from './wire.ts';

const byId = z.object({ id: idSchema });

export const organizationRoutes = [
  route(
    'GET /api/organizations',
    {
      summary: 'List organizations',
      scope: 'management',
      query: pagingSchema.extend({ q: z.string().max(256).optional(), showFeatured: flag }),
      response: z.array(
        organizationSchema.extend({
          usersCount: z.number().optional(),
          featuredUsers: z
            .array(z.object({ id: z.string(), avatar: z.string().nullable(), name: z.string().nullable() }))
            .optional(),
        }),
      ),
      errors: [400],
    },
    async ({ context: { platform, tenant }, query, reply }) => {
      const db = platform.db.queries;
      const { rows, total } = await listOrganizations(db, tenant.id, { ...pageOf(query), search: query.q });
      reply.paged(total);
      if (!query.showFeatured) return rows.map(presentOrganization);
      const members = await featuredMembers(
        db,
        tenant.id,
        rows.map(({ id }) => id),
      );
      return rows.map((row) => ({
        ...presentOrganization(row),
        usersCount: members.get(row.id)?.count ?? 0,
        featuredUsers: members.get(row.id)?.featured ?? [],
      }));
    },
  ),
  route(
    'POST /api/organizations',
    {
      summary: 'Create an organization',
      scope: 'management',
      body: z.strictObject({
        tenantId: tenantIdInput.optional(),
        name: nameInput,
        ...organizationFields,
      }),
      response: organizationSchema,
      status: 201,
      errors: [400],
    },
    async ({ context, body: { tenantId, ...input } }) => {
      refuseOtherTenant(context, tenantId);
      return presentOrganization(await createOrganization(context, input));
    },
  ),
  route(
    'GET /api/organizations/:id',
    {
      summary: 'Get an organization',
      scope: 'management',
      params: byId,
      response: organizationSchema,
      errors: [404],
    },
    async ({ context: { platform, tenant }, params }) =>
      presentOrganization(await getOrganization(platform.db.queries, tenant.id, params.id)),
  ),
  route(
    'PATCH /api/organizations/:id',
    {
      summary: 'Change an organization',
      scope: 'management',
      params: byId,
      body: z.strictObject({
        tenantId: tenantIdInput.optional(),
        name: nameInput.optional(),
        ...organizationFields,
      }),
      response: organizationSchema,
      errors: [400, 404],
    },
    async ({ context, params, body: { tenantId, ...patch } }) => {
      refuseOtherTenant(context, tenantId);
      return presentOrganization(await changeOrganization(context, params.id, patch));
    },
  ),
  route(
    'DELETE /api/organizations/:id',
    { summary: 'Delete an organization', scope: 'management', params: byId, errors: [404] },
    ({ context, params }) => deleteOrganization(context, params.id),
  ),
  route(
    'GET /api/users/:userId/organizations',
    {
      summary: 'List a user’s organizations',
      scope: 'management',
      params: z.object({ userId: idSchema }),
      response: z.array(organizationSchema.extend({ organizationRoles: z.array(roleName) })),
      errors: [404],
    },
    async ({ context: { platform, tenant }, params: { userId } }) => {
      const db = platform.db.queries;
      await getUser(db, tenant.id, userId);
      const organizations = await listOrganizationsOfUser(db, tenant.id, userId);
      const roles = await rolesInOrganizations(db, USERS, tenant.id, userId);
      return organizations.map((organization) => ({
        ...presentOrganization(organization),
        organizationRoles: roles
          .filter(({ organizationId }) => organizationId === organization.id)
          .map(({ roleId, roleName: name }) => ({ id: roleId, name })),
      }));
    },
  ),
];
