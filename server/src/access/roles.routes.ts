/** Roles on the Management API: the roles themselves, their permissions and who holds them. */
import { z } from 'zod';
import { applicationSchema, presentApplication } from '../applications/index.ts';
import {
  idSchema,
  pageOf,
  pagingSchema,
  readTextSearch,
  refuseOtherTenant,
  route,
  tenantIdInput,
} from '../http/index.ts';
import { NAMING } from '../lib/text-search.ts';
import type { Context } from '../platform.ts';
import { presentUsers, SEARCHABLE, userWireSchema } from '../users/index.ts';
import { listRoleApplications, listRoleScopes, listRoleUsers } from './assignments.store.ts';
import { giveRoleToApplications, giveRoleToUsers, takeApplicationRole, takeUserRole } from './assignments.ts';
import { presentResource, resourceSchema, scopeSchema } from './resources.routes.ts';
import { findResource } from './resources.store.ts';
import { applicationsOfRoles, getRole, listRoles, type Role, usersOfRoles } from './roles.store.ts';
import { addScopesToRole, changeRole, createRole, deleteRole, removeScopeFromRole } from './roles.ts';

export const roleSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  name: z.string(),
  description: z.string(),
  type: z.enum(['User', 'MachineToMachine']),
  isDefault: z.boolean(),
});

/** The wire form of a role's row. */
export const presentRole = (role: Role): z.infer<typeof roleSchema> => ({
  tenantId: role.tenantId,
  id: role.id,
  name: role.name,
  description: role.description,
  type: role.type,
  isDefault: role.isDefault,
});

const text = z.string().trim().min(1).max(128);
/** Ids in a body, at most as many as a page of work. */
export const idList = z.array(idSchema).max(500);
export const someIds = idList.min(1);
export const searchable = pagingSchema.extend({ search: z.string().max(256).optional() });
const byId = z.object({ id: idSchema });

const listedRole = roleSchema.extend({
  usersCount: z.number(),
  featuredUsers: z.array(
    z.object({ id: z.string(), avatar: z.string().nullable(), name: z.string().nullable() }),
  ),
  applicationsCount: z.number(),
  featuredApplications: z.array(
    z.object({
      id: z.string(),
      name: z.string(),
      type: z.enum(['Native', 'SPA', 'Traditional', 'MachineToMachine']),
    }),
  ),
});

const withHolders = async (
  { platform, tenant }: Context,
  roles: readonly Role[],
): Promise<z.infer<typeof listedRole>[]> => {
  const ids = roles.map(({ id }) => id);
  const users = await usersOfRoles(platform.db.queries, tenant.id, ids);
  const applications = await applicationsOfRoles(platform.db.queries, tenant.id, ids);
  return roles.map((role) => ({
    ...presentRole(role),
    usersCount: users.get(role.id)?.count ?? 0,
    featuredUsers: users.get(role.id)?.featured ?? [],
    applicationsCount: applications.get(role.id)?.count ?? 0,
    featuredApplications: applications.get(role.id)?.featured ?? [],
  }));
};

const coreRoutes = [
  route(
    'GET /api/roles',
    {
      summary: 'List roles',
      scope: 'management',
      query: searchable.extend({
        type: z.enum(['User', 'MachineToMachine']).optional(),
        excludeUserId: idSchema.optional(),
        excludeApplicationId: idSchema.optional(),
      }),
      response: z.array(listedRole),
      errors: [400],
    },
    async ({ context, query, incoming, reply }) => {
      const { rows, total } = await listRoles(context.platform.db.queries, context.tenant.id, {
        ...pageOf(query),
        search: readTextSearch(incoming.query, NAMING),
        type: query.type,
        excludeUserId: query.excludeUserId,
        excludeApplicationId: query.excludeApplicationId,
      });
      reply.paged(total);
      return withHolders(context, rows);
    },
  ),
  route(
    'POST /api/roles',
    {
      summary: 'Create a role',
      scope: 'management',
      body: z.strictObject({
        tenantId: tenantIdInput.optional(),
        name: text,
        description: text,
        type: z.enum(['User', 'MachineToMachine']).optional(),
        /** Whether every user created from now on gets it. */
        isDefault: z.boolean().optional(),
        scopeIds: idList.optional(),
      }),
      response: roleSchema,
      errors: [400, 422],
    },
    async ({ context, body: { tenantId, ...input } }) => {
      refuseOtherTenant(context, tenantId);
      return presentRole(await createRole(context, input));
    },
  ),
  route(
    'GET /api/roles/:id',
    { summary: 'Get a role', scope: 'management', params: byId, response: roleSchema, errors: [404] },
    async ({ context: { platform, tenant }, params }) =>
      presentRole(await getRole(platform.db.queries, tenant.id, params.id)),
  ),
  route(
    'PATCH /api/roles/:id',
    {
      summary: 'Change a role',
      scope: 'management',
      params: byId,
      body: z.strictObject({
        name: text.optional(),
        description: text.optional(),
        isDefault: z.boolean().optional(),
      }),
      response: roleSchema,
      errors: [400, 404, 422],
    },
    async ({ context, params, body }) => presentRole(await changeRole(context, params.id, body)),
  ),
  route(
    'DELETE /api/roles/:id',
    { summary: 'Delete a role', scope: 'management', params: byId, errors: [404] },
    ({ context, params }) => deleteRole(context, params.id),
  ),
];

const scopeRoutes = [
  route(
    'GET /api/roles/:id/scopes',
    {
      summary: 'List the permissions of a role',
      scope: 'management',
      params: byId,
      query: searchable,
      response: z.array(scopeSchema.extend({ resource: resourceSchema })),
      errors: [400, 404],
    },
    async ({ context: { platform, tenant }, params, query, incoming, reply }) => {
      const db = platform.db.queries;
      await getRole(db, tenant.id, params.id);
      const { rows, total } = await listRoleScopes(db, tenant.id, params.id, {
        ...pageOf(query),
        search: readTextSearch(incoming.query, NAMING),
      });
      reply.paged(total);
      const resources = new Map<string, z.infer<typeof resourceSchema>>();
      for (const { resourceId } of rows) {
        if (resources.has(resourceId)) continue;
        const resource = await findResource(db, tenant.id, resourceId);
        if (resource) resources.set(resourceId, presentResource(resource));
      }
      return rows.flatMap((row) => {
        const resource = resources.get(row.resourceId);
        return resource ? [{ ...row, resource }] : [];
      });
    },
  ),
  route(
    'POST /api/roles/:id/scopes',
    {
      summary: 'Add permissions to a role',
      scope: 'management',
      params: byId,
      body: z.strictObject({ scopeIds: someIds }),
      response: z.array(scopeSchema),
      status: 201,
      errors: [400, 404, 422],
    },
    async ({ context, params, body }) => {
      await addScopesToRole(context, params.id, body.scopeIds);
      const { platform, tenant } = context;
      const { rows } = await listRoleScopes(platform.db.queries, tenant.id, params.id, {
        limit: 1000,
        offset: 0,
      });
      return rows;
    },
  ),
  route(
    'DELETE /api/roles/:id/scopes/:scopeId',
    {
      summary: 'Take a permission from a role',
      scope: 'management',
      params: z.object({ id: idSchema, scopeId: idSchema }),
      errors: [404],
    },
    ({ context, params }) => removeScopeFromRole(context, params.id, params.scopeId),
  ),
];

const holderRoutes = [
  route(
    'GET /api/roles/:id/users',
    {
      summary: 'List the users who hold a role',
      scope: 'management',
      params: byId,
      query: searchable,
      response: z.array(userWireSchema),
      errors: [400, 404],
    },
    async ({ context: { platform, tenant }, params, query, incoming, reply }) => {
      await getRole(platform.db.queries, tenant.id, params.id);
      const { rows, total } = await listRoleUsers(platform.db.queries, tenant.id, params.id, {
        ...pageOf(query),
        search: readTextSearch(incoming.query, SEARCHABLE),
      });
      reply.paged(total);
      return presentUsers(platform.db.queries, tenant.id, rows);
    },
  ),
  route(
    'POST /api/roles/:id/users',
    {
      summary: 'Give a role to users',
      scope: 'management',
      params: byId,
      body: z.strictObject({ userIds: someIds }),
      status: 201,
      errors: [400, 404, 422],
    },
    ({ context, params, body }) => giveRoleToUsers(context, params.id, body.userIds),
  ),
  route(
    'DELETE /api/roles/:id/users/:userId',
    {
      summary: 'Take a role from a user',
      scope: 'management',
      params: z.object({ id: idSchema, userId: idSchema }),
      errors: [404],
    },
    ({ context, params }) => takeUserRole(context, params.userId, params.id),
  ),
  route(
    'GET /api/roles/:id/applications',
    {
      summary: 'List the applications that hold a role',
      scope: 'management',
      params: byId,
      query: searchable,
      response: z.array(applicationSchema),
      errors: [400, 404],
    },
    async ({ context: { platform, tenant }, params, query, incoming, reply }) => {
      await getRole(platform.db.queries, tenant.id, params.id);
      const { rows, total } = await listRoleApplications(platform.db.queries, tenant.id, params.id, {
        ...pageOf(query),
        search: readTextSearch(incoming.query, NAMING),
      });
      reply.paged(total);
      return rows.map(presentApplication);
    },
  ),
  route(
    'POST /api/roles/:id/applications',
    {
      summary: 'Give a role to applications',
      scope: 'management',
      params: byId,
      body: z.strictObject({ applicationIds: someIds }),
      status: 201,
      errors: [400, 404, 422],
    },
    ({ context, params, body }) => giveRoleToApplications(context, params.id, body.applicationIds),
  ),
  route(
    'DELETE /api/roles/:id/applications/:applicationId',
    {
      summary: 'Take a role from an application',
      scope: 'management',
      params: z.object({ id: idSchema, applicationId: idSchema }),
      errors: [404],
    },
    ({ context, params }) => takeApplicationRole(context, params.applicationId, params.id),
  ),
];

export const rolesRoutes = [...coreRoutes, ...scopeRoutes, ...holderRoutes];
