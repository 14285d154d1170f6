/** The roles of one user and of one application, on the Management API. */
import { z } from 'zod';
import { idSchema, pageOf, readTextSearch, route } from '../http/index.ts';
import { NAMING } from '../lib/text-search.ts';
import { getUser } from '../users/index.ts';
import {
  getMachine,
  giveApplicationRoles,
  giveUserRoles,
  takeApplicationRole,
  takeUserRole,
} from './assignments.ts';
import { idList, presentRole, roleSchema, searchable, someIds } from './roles.routes.ts';
import { listRoles } from './roles.store.ts';

const byUser = z.object({ userId: idSchema });
const byApplication = z.object({ applicationId: idSchema });
const added = z.object({ roleIds: z.array(z.string()), addedRoleIds: z.array(z.string()) });

const userRoutes = [
  route(
    'GET /api/users/:userId/roles',
    {
      summary: 'List a user’s roles',
      scope: 'management',
      params: byUser,
      query: searchable,
      response: z.array(roleSchema),
      errors: [400, 404],
    },
    async ({ context: { platform, tenant }, params, query, incoming, reply }) => {
      await getUser(platform.db.queries, tenant.id, params.userId);
      const { rows, total } = await listRoles(platform.db.queries, tenant.id, {
        ...pageOf(query),
        search: readTextSearch(incoming.query, NAMING),
        userId: params.userId,
      });
      reply.paged(total);
      return rows.map(presentRole);
    },
  ),
  route(
    'POST /api/users/:userId/roles',
    {
      summary: 'Give roles to a user',
      scope: 'management',
      params: byUser,
      body: z.strictObject({ roleIds: someIds }),
      response: added,
      status: 201,
      errors: [400, 404, 422],
    },
    async ({ context, params, body }) => ({
      roleIds: body.roleIds,
      addedRoleIds: await giveUserRoles(context, params.userId, body.roleIds),
    }),
  ),
  route(
    'PUT /api/users/:userId/roles',
    {
      summary: 'Set a user’s roles',
      scope: 'management',
      params: byUser,
      body: z.strictObject({ roleIds: idList }),
      response: z.object({ roleIds: z.array(z.string()) }),
      errors: [400, 404, 422],
    },
    async ({ context, params, body }) => {
      await giveUserRoles(context, params.userId, body.roleIds, { replace: true });
      return { roleIds: body.roleIds };
    },
  ),
  route(
    'DELETE /api/users/:userId/roles/:roleId',
    {
      summary: 'Take a role from a user',
      scope: 'management',
      params: z.object({ userId: idSchema, roleId: idSchema }),
      errors: [404],
    },
    ({ context, params }) => takeUserRole(context, params.userId, params.roleId),
  ),
];

const applicationRoutes = [
  route(
    'GET /api/applications/:applicationId/roles',
    {
      summary: 'List an application’s roles',
      scope: 'management',
      params: byApplication,
      query: searchable,
      response: z.array(roleSchema),
      errors: [400, 404, 422],
    },
    async ({ context: { platform, tenant }, params, query, incoming, reply }) => {
      await getMachine(platform.db.queries, tenant.id, params.applicationId);
      const { rows, total } = await listRoles(platform.db.queries, tenant.id, {
        ...pageOf(query),
        search: readTextSearch(incoming.query, NAMING),
        applicationId: params.applicationId,
      });
      reply.paged(total);
      return rows.map(presentRole);
    },
  ),
  route(
    'POST /api/applications/:applicationId/roles',
    {
      summary: 'Give roles to a machine-to-machine application',
      scope: 'management',
      params: byApplication,
      body: z.strictObject({ roleIds: someIds }),
      response: added,
      status: 201,
      errors: [400, 404, 422],
    },
    async ({ context, params, body }) => ({
      roleIds: body.roleIds,
      addedRoleIds: await giveApplicationRoles(context, params.applicationId, body.roleIds),
    }),
  ),
  route(
    'PUT /api/applications/:applicationId/roles',
    {
      summary: 'Set a machine-to-machine application’s roles',
      scope: 'management',
      params: byApplication,
      body: z.strictObject({ roleIds: idList }),
      response: z.object({ roleIds: z.array(z.string()) }),
      errors: [400, 404, 422],
    },
    async ({ context, params, body }) => {
      await giveApplicationRoles(context, params.applicationId, body.roleIds, { replace: true });
      return { roleIds: body.roleIds };
    },
  ),
  route(
    'DELETE /api/applications/:applicationId/roles/:roleId',
    {
      summary: 'Take a role from an application',
      scope: 'management',
      params: z.object({ applicationId: idSchema, roleId: idSchema }),
      errors: [404, 422],
    },
    ({ context, params }) => takeApplicationRole(context, params.applicationId, params.roleId),
  ),
];

export const holdersRoutes = [...userRoutes, ...applicationRoutes];
