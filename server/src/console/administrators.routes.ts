/** Administrators and their roles, on the Management API of tenant `admin`. */
import { z } from 'zod';
import { idSchema, MANAGEMENT_SCOPES, pageOf, pagingSchema, route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { listAdministeredBy } from '../tenants/index.ts';
import { getUser, type User } from '../users/index.ts';
import { changeRole, createRole, deleteRole, getRole, listRoles } from './administrator-roles.ts';
import { requireAdminOrigin } from './administrators.ts';
import { type Invitation, listInvitations } from './invitations.store.ts';
import { listAdministrators } from './members.store.ts';
import { addAdministrator, invite, putRole, removeMember, revokeInvitation } from './members.ts';

const tenantRole = z.strictObject({ tenantId: idSchema, role: idSchema });
const tenantRoles = z.array(tenantRole).min(1).max(1000);
const byId = z.object({ id: idSchema });

const administratorSchema = z.object({
  id: z.string(),
  username: z.string().nullable(),
  name: z.string().nullable(),
  primaryEmail: z.string().nullable(),
  avatar: z.string().nullable(),
  isSuspended: z.boolean(),
  lastSignInAt: z.number().nullable(),
  createdAt: z.number(),
  tenants: z.array(z.object({ tenantId: z.string(), role: z.string() })),
});

const present = (user: User, tenants: z.infer<typeof administratorSchema>['tenants']) => {
  const { id, username, name, primaryEmail, avatar, isSuspended, lastSignInAt, createdAt } = user;
  return { id, username, name, primaryEmail, avatar, isSuspended, lastSignInAt, createdAt, tenants };
};

const presentOne = async ({ platform, tenant }: Context, id: string) => {
  const db = platform.db.queries;
  return present(await getUser(db, tenant.id, id), (await listAdministeredBy(db, [id])).get(id) ?? []);
};

const invitationSchema = z.object({
  id: z.string(),
  name: z.string().nullable(),
  tenants: z.array(z.object({ tenantId: z.string(), role: z.string() })),
  createdAt: z.number(),
  expiresAt: z.number(),
});

const presentInvitation = ({ id, name, tenantRoles: tenants, createdAt, expiresAt }: Invitation) => ({
  id,
  name,
  tenants,
  createdAt,
  expiresAt,
});

const roleSchema = z.object({
  id: z.string(),
  name: z.string(),
  description: z.string().nullable(),
  scopes: z.array(z.string()),
  isBuiltIn: z.boolean(),
});
const scopes = z
  .array(z.enum(MANAGEMENT_SCOPES.map(({ name }) => name)))
  .min(1)
  .max(100);
const roleName = z.string().trim().min(1).max(128);
const roleDescription = z.string().max(256).nullable().optional();

const memberRoutes = [
  route(
    'GET /api/administrators',
    {
      summary: 'List administrators with their role on each tenant',
      scope: 'management',
      query: pagingSchema,
      response: z.array(administratorSchema),
      errors: [404],
    },
    async ({ context, query, reply }) => {
      requireAdminOrigin(context);
      const db = context.platform.db.queries;
      const { rows, total } = await listAdministrators(db, pageOf(query));
      reply.paged(total);
      const roles = await listAdministeredBy(
        db,
        rows.map(({ id }) => id),
      );
      return rows.map((user) => present(user, roles.get(user.id) ?? []));
    },
  ),
  route(
    'POST /api/administrators',
    {
      summary: 'Create an administrator with a first password',
      scope: 'management',
      body: z.strictObject({
        username: z.string().trim().min(1).max(128),
        password: z.string().min(1).max(1024),
        name: z.string().max(128).nullable().optional(),
        tenants: tenantRoles,
      }),
      response: administratorSchema,
      status: 201,
      errors: [404, 422, 429],
    },
    async ({ context, body }) => {
      requireAdminOrigin(context);
      return presentOne(context, (await addAdministrator(context, body)).id);
    },
  ),
  route(
    'PUT /api/administrators/:id/tenants/:tenantId',
    {
      summary: 'Give an administrator a role on a tenant, in place of the one they had',
      scope: 'management',
      params: z.object({ id: idSchema, tenantId: idSchema }),
      body: z.strictObject({ role: idSchema }),
      response: administratorSchema,
      errors: [404, 422],
    },
    async ({ context, params, body }) => {
      requireAdminOrigin(context);
      await putRole(context, params.id, params.tenantId, body.role);
      return presentOne(context, params.id);
    },
  ),
  route(
    'DELETE /api/administrators/:id/tenants/:tenantId',
    {
      summary: 'Take a tenant from an administrator',
      scope: 'management',
      params: z.object({ id: idSchema, tenantId: idSchema }),
      errors: [404, 422],
    },
    async ({ context, params }) => {
      requireAdminOrigin(context);
      await putRole(context, params.id, params.tenantId, undefined);
    },
  ),
  route(
    'DELETE /api/administrators/:id',
    {
      summary: 'Remove an administrator with their account',
      scope: 'management',
      params: byId,
      errors: [404, 422],
    },
    async ({ context, params }) => {
      requireAdminOrigin(context);
      await removeMember(context, params.id);
    },
  ),
];

const invitationRoutes = [
  route(
    'GET /api/administrator-invitations',
    {
      summary: 'List invitations that were not used yet',
      scope: 'management',
      response: z.array(invitationSchema),
      errors: [404],
    },
    async ({ context }) => {
      requireAdminOrigin(context);
      const { platform } = context;
      return (await listInvitations(platform.db.queries, platform.clock.now())).map(presentInvitation);
    },
  ),
  route(
    'POST /api/administrator-invitations',
    {
      summary: 'Make a link with which somebody becomes an administrator; it is shown this once',
      scope: 'management',
      body: z.strictObject({ name: z.string().max(128).nullable().optional(), tenants: tenantRoles }),
      response: z.object({ ...invitationSchema.shape, link: z.string() }),
      status: 201,
      errors: [404, 422],
    },
    async ({ context, body }) => {
      requireAdminOrigin(context);
      const invitation = await invite(context, body);
      return { ...presentInvitation(invitation), link: invitation.link };
    },
  ),
  route(
    'DELETE /api/administrator-invitations/:id',
    { summary: 'Take an invitation back', scope: 'management', params: byId, errors: [404] },
    async ({ context, params }) => {
      requireAdminOrigin(context);
      await revokeInvitation(context, params.id);
    },
  ),
];

const roleRoutes = [
  route(
    'GET /api/administrator-roles',
    {
      summary: 'List the roles that administrators can have',
      scope: 'management',
      response: z.array(roleSchema),
      errors: [404],
    },
    async ({ context }) => {
      requireAdminOrigin(context);
      return listRoles(context.platform.db.queries);
    },
  ),
  route(
    'POST /api/administrator-roles',
    {
      summary: 'Create a role for administrators',
      scope: 'management',
      body: z.strictObject({ name: roleName, description: roleDescription, scopes }),
      response: roleSchema,
      status: 201,
      errors: [404, 422],
    },
    async ({ context, body }) => {
      requireAdminOrigin(context);
      return createRole(context, body);
    },
  ),
  route(
    'GET /api/administrator-roles/:id',
    {
      summary: 'Get a role for administrators',
      scope: 'management',
      params: byId,
      response: roleSchema,
      errors: [404],
    },
    async ({ context, params }) => {
      requireAdminOrigin(context);
      return getRole(context.platform.db.queries, params.id);
    },
  ),
  route(
    'PATCH /api/administrator-roles/:id',
    {
      summary: 'Change a role for administrators, for everybody who has it',
      scope: 'management',
      params: byId,
      body: z.strictObject({
        name: roleName.optional(),
        description: roleDescription,
        scopes: scopes.optional(),
      }),
      response: roleSchema,
      errors: [404, 422],
    },
    async ({ context, params, body }) => {
      requireAdminOrigin(context);
      return changeRole(context, params.id, body);
    },
  ),
  route(
    'DELETE /api/administrator-roles/:id',
    {
      summary: 'Delete a role that no administrator has',
      scope: 'management',
      params: byId,
      errors: [404, 409],
    },
    async ({ context, params }) => {
      requireAdminOrigin(context);
      await deleteRole(context, params.id);
    },
  ),
];

export const administratorsRoutes = [...memberRoutes, ...invitationRoutes, ...roleRoutes];
