/** Machines as members of organizations, and their roles there, on the Management API. */
import { z } from 'zod';
import { idList, someIds } from '../access/index.ts';
import { applicationSchema, getApplication, presentApplication } from '../applications/index.ts';
import { idSchema, pageOf, pagingSchema, route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { refuse } from './errors.ts';
import {
  findMembership,
  listMachines,
  listMemberRoles,
  listOrganizationsOfMachine,
  MACHINES,
  rolesInOrganizations,
  rolesOfMembers,
} from './members.store.ts';
import { expelMember, giveMemberRoles, putMembers, takeMemberRole } from './members.ts';
import { getOrganization } from './organizations.store.ts';
import { organizationRoleSchema, organizationSchema, presentOrganization, roleName } from './wire.ts';

const byId = z.object({ id: idSchema });
const byMachine = z.object({ id: idSchema, applicationId: idSchema });

const requireMachine = async (
  { platform, tenant }: Context,
  { id, applicationId }: { id: string; applicationId: string },
): Promise<void> => {
  await getOrganization(platform.db.queries, tenant.id, id);
  if (!(await findMembership(platform.db.queries, MACHINES, tenant.id, id, applicationId))) {
    throw refuse('organization.require_membership', { id: applicationId });
  }
};

const machineListRoutes = [
  route(
    'GET /api/organizations/:id/applications',
    {
      summary: 'List machine members',
      scope: 'management',
      params: byId,
      query: pagingSchema.extend({ q: z.string().max(256).optional() }),
      response: z.array(applicationSchema.extend({ organizationRoles: z.array(roleName) })),
      errors: [400, 404],
    },
    async ({ context: { platform, tenant }, params, query, reply }) => {
      const db = platform.db.queries;
      await getOrganization(db, tenant.id, params.id);
      const { rows, total } = await listMachines(db, tenant.id, params.id, {
        ...pageOf(query),
        search: query.q,
      });
      reply.paged(total);
      const ids = rows.map(({ id }) => id);
      const roles = await rolesOfMembers(db, MACHINES, tenant.id, params.id, ids);
      return rows.map((row) => ({ ...presentApplication(row), organizationRoles: roles.get(row.id) ?? [] }));
    },
  ),
  route(
    'POST /api/organizations/:id/applications',
    {
      summary: 'Add machine members',
      scope: 'management',
      params: byId,
      body: z.strictObject({ applicationIds: someIds }),
      status: 201,
      errors: [400, 404, 422],
    },
    ({ context, params, body }) => putMembers(context, MACHINES, params.id, body.applicationIds),
  ),
  route(
    'PUT /api/organizations/:id/applications',
    {
      summary: 'Set the machine members',
      scope: 'management',
      params: byId,
      body: z.strictObject({ applicationIds: idList }),
      errors: [400, 404, 422],
    },
    ({ context, params, body }) =>
      putMembers(context, MACHINES, params.id, body.applicationIds, { replace: true }),
  ),
  route(
    'DELETE /api/organizations/:id/applications/:applicationId',
    { summary: 'Remove a machine member', scope: 'management', params: byMachine, errors: [404] },
    ({ context, params }) => expelMember(context, MACHINES, params.id, params.applicationId),
  ),
  route(
    'GET /api/applications/:id/organizations',
    {
      summary: 'List the organizations a machine is a member of',
      scope: 'management',
      params: byId,
      query: pagingSchema,
      response: z.array(organizationSchema.extend({ organizationRoles: z.array(roleName) })),
      errors: [400, 404],
    },
    async ({ context: { platform, tenant }, params: { id }, query, reply }) => {
      const db = platform.db.queries;
      await getApplication(db, tenant.id, id);
      const { rows, total } = await listOrganizationsOfMachine(db, tenant.id, id, pageOf(query));
      reply.paged(total);
      const roles = await rolesInOrganizations(db, MACHINES, tenant.id, id);
      return rows.map((organization) => ({
        ...presentOrganization(organization),
        organizationRoles: roles
          .filter(({ organizationId }) => organizationId === organization.id)
          .map(({ roleId, roleName: name }) => ({ id: roleId, name })),
      }));
    },
  ),
];

const machineRoleRoutes = [
  route(
    'POST /api/organizations/:id/applications/roles',
    {
      summary: 'Give roles to several machine members',
      scope: 'management',
      params: byId,
      body: z.strictObject({ applicationIds: someIds, organizationRoleIds: someIds }),
      status: 201,
      errors: [400, 404, 422],
    },
    async ({ context, params, body: { applicationIds, organizationRoleIds } }) => {
      await giveMemberRoles(context, MACHINES, params.id, applicationIds, { organizationRoleIds });
    },
  ),
  route(
    'GET /api/organizations/:id/applications/:applicationId/roles',
    {
      summary: 'List a machine member’s roles',
      scope: 'management',
      params: byMachine,
      query: pagingSchema,
      response: z.array(organizationRoleSchema),
      errors: [400, 404, 422],
    },
    async ({ context, params, query, reply }) => {
      await requireMachine(context, params);
      const { platform, tenant } = context;
      const db = platform.db.queries;
      const roles = await listMemberRoles(db, MACHINES, tenant.id, params.id, params.applicationId);
      reply.paged(roles.length);
      const { limit, offset } = pageOf(query);
      return roles.slice(offset, offset + limit);
    },
  ),
  route(
    'POST /api/organizations/:id/applications/:applicationId/roles',
    {
      summary: 'Give roles to a machine member',
      scope: 'management',
      params: byMachine,
      body: z.strictObject({ organizationRoleIds: someIds }),
      status: 201,
      errors: [400, 404, 422],
    },
    async ({ context, params, body }) => {
      await giveMemberRoles(context, MACHINES, params.id, [params.applicationId], body);
    },
  ),
  route(
    'PUT /api/organizations/:id/applications/:applicationId/roles',
    {
      summary: 'Set a machine member’s roles',
      scope: 'management',
      params: byMachine,
      body: z.strictObject({ organizationRoleIds: idList }),
      errors: [400, 404, 422],
    },
    async ({ context, params, body }) => {
      await giveMemberRoles(context, MACHINES, params.id, [params.applicationId], body, { replace: true });
    },
  ),
  route(
    'DELETE /api/organizations/:id/applications/:applicationId/roles/:organizationRoleId',
    {
      summary: 'Take a role from a machine member',
      scope: 'management',
      params: byMachine.extend({ organizationRoleId: idSchema }),
      errors: [404, 422],
    },
    ({ context, params }) =>
      takeMemberRole(context, MACHINES, params.id, params.applicationId, params.organizationRoleId),
  ),
];

export const machineRoutes = [...machineListRoutes, ...machineRoleRoutes];
