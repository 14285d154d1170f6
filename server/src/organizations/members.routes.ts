/** Members of organizations and their roles, on the Management API. */
import { z } from 'zod';
import { idList, someIds } from '../access/index.ts';
import { idSchema, pageOf, pagingSchema, refuse as refuseHttp, route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { presentUsers, userWireSchema } from '../users/index.ts';
import { refuse } from './errors.ts';
import {
  findMembership,
  listMemberRoles,
  listMemberScopes,
  listMembers,
  rolesOfMembers,
  USERS,
} from './members.store.ts';
import { expelMember, giveMemberRoles, putMembers, type RoleChoice, takeMemberRole } from './members.ts';
import { getOrganization } from './organizations.store.ts';
import { organizationRoleSchema, organizationScopeSchema, roleName } from './wire.ts';

const byId = z.object({ id: idSchema });
const byMember = z.object({ id: idSchema, userId: idSchema });
const choice = z.strictObject({
  organizationRoleIds: idList.optional(),
  organizationRoleNames: z.array(z.string().min(1).max(128)).max(500).optional(),
});

const requireChoice = (body: RoleChoice): void => {
  if (body.organizationRoleIds || body.organizationRoleNames) return;
  throw refuseHttp('guard.invalid_input', { type: 'body', reason: 'name roles by id or by name' });
};

const requireMember = async (
  { platform, tenant }: Context,
  params: { id: string; userId: string },
): Promise<void> => {
  await getOrganization(platform.db.queries, tenant.id, params.id);
  if (!(await findMembership(platform.db.queries, USERS, tenant.id, params.id, params.userId))) {
    throw refuse('organization.require_membership', { id: params.userId });
  }
};

const memberListRoutes = [
  route(
    'GET /api/organizations/:id/users',
    {
      summary: 'List members',
      scope: 'management',
      params: byId,
      query: pagingSchema.extend({
        q: z.string().max(256).optional(),
        organizationRoleId: idSchema.optional(),
      }),
      response: z.array(userWireSchema.extend({ organizationRoles: z.array(roleName) })),
      errors: [400, 404],
    },
    async ({ context: { platform, tenant }, params, query, reply }) => {
      const db = platform.db.queries;
      await getOrganization(db, tenant.id, params.id);
      const { rows, total } = await listMembers(db, tenant.id, params.id, {
        ...pageOf(query),
        search: query.q,
        organizationRoleId: query.organizationRoleId,
      });
      reply.paged(total);
      const ids = rows.map(({ id }) => id);
      const roles = await rolesOfMembers(db, USERS, tenant.id, params.id, ids);
      const users = await presentUsers(db, tenant.id, rows);
      return users.map((user) => ({ ...user, organizationRoles: roles.get(user.id) ?? [] }));
    },
  ),
  route(
    'POST /api/organizations/:id/users',
    {
      summary: 'Add members',
      scope: 'management',
      params: byId,
      body: z.strictObject({ userIds: someIds }),
      response: z.object({ userIds: z.array(z.string()) }),
      status: 201,
      errors: [400, 404, 422],
    },
    async ({ context, params, body }) => {
      await putMembers(context, USERS, params.id, body.userIds);
      return { userIds: body.userIds };
    },
  ),
  route(
    'PUT /api/organizations/:id/users',
    {
      summary: 'Set the members',
      scope: 'management',
      params: byId,
      body: z.strictObject({ userIds: idList }),
      errors: [400, 404, 422],
    },
    ({ context, params, body }) => putMembers(context, USERS, params.id, body.userIds, { replace: true }),
  ),
  route(
    'DELETE /api/organizations/:id/users/:userId',
    { summary: 'Remove a member', scope: 'management', params: byMember, errors: [404] },
    ({ context, params }) => expelMember(context, USERS, params.id, params.userId),
  ),
];

const memberRoleRoutes = [
  route(
    'POST /api/organizations/:id/users/roles',
    {
      summary: 'Give roles to several members',
      scope: 'management',
      params: byId,
      body: z.strictObject({ userIds: someIds, organizationRoleIds: someIds }),
      status: 201,
      errors: [400, 404, 422],
    },
    async ({ context, params, body: { userIds, organizationRoleIds } }) => {
      await giveMemberRoles(context, USERS, params.id, userIds, { organizationRoleIds });
    },
  ),
  route(
    'GET /api/organizations/:id/users/:userId/roles',
    {
      summary: 'List a member’s roles',
      scope: 'management',
      params: byMember,
      query: pagingSchema,
      response: z.array(organizationRoleSchema),
      errors: [400, 404, 422],
    },
    async ({ context, params, query, reply }) => {
      await requireMember(context, params);
      const { platform, tenant } = context;
      const roles = await listMemberRoles(platform.db.queries, USERS, tenant.id, params.id, params.userId);
      reply.paged(roles.length);
      const { limit, offset } = pageOf(query);
      return roles.slice(offset, offset + limit);
    },
  ),
  route(
    'POST /api/organizations/:id/users/:userId/roles',
    {
      summary: 'Give roles to a member',
      scope: 'management',
      params: byMember,
      body: choice,
      response: z.object({ organizationRoleIds: z.array(z.string()) }),
      status: 201,
      errors: [400, 404, 422],
    },
    async ({ context, params, body }) => {
      requireChoice(body);
      return { organizationRoleIds: await giveMemberRoles(context, USERS, params.id, [params.userId], body) };
    },
  ),
  route(
    'PUT /api/organizations/:id/users/:userId/roles',
    {
      summary: 'Set a member’s roles',
      scope: 'management',
      params: byMember,
      body: choice,
      errors: [400, 404, 422],
    },
    async ({ context, params, body }) => {
      requireChoice(body);
      await giveMemberRoles(context, USERS, params.id, [params.userId], body, { replace: true });
    },
  ),
  route(
    'DELETE /api/organizations/:id/users/:userId/roles/:organizationRoleId',
    {
      summary: 'Take a role from a member',
      scope: 'management',
      params: byMember.extend({ organizationRoleId: idSchema }),
      errors: [404, 422],
    },
    ({ context, params }) =>
      takeMemberRole(context, USERS, params.id, params.userId, params.organizationRoleId),
  ),
  route(
    'GET /api/organizations/:id/users/:userId/scopes',
    {
      summary: 'List a member’s organization permissions',
      scope: 'management',
      params: byMember,
      response: z.array(organizationScopeSchema),
      errors: [404, 422],
    },
    async ({ context, params }) => {
      await requireMember(context, params);
      const { platform, tenant } = context;
      return listMemberScopes(platform.db.queries, USERS, tenant.id, params.id, params.userId);
    },
  ),
];

export const memberRoutes = [...memberListRoutes, ...memberRoleRoutes];
