/** The organization template on the Management API: roles and permissions. */
import { z } from 'zod';
import { idList, scopeSchema, someIds } from '../access/index.ts';
import { idSchema, pageOf, pagingSchema, refuseOtherTenant, route, tenantIdInput } from '../http/index.ts';
import {
  getOrganizationRole,
  getOrganizationScope,
  listOrganizationRoles,
  listOrganizationScopes,
  listPermissionsOfRoles,
  listResourceScopesOfRoles,
} from './template.store.ts';
import {
  changeOrganizationRole,
  changeOrganizationScope,
  createOrganizationRole,
  createOrganizationScope,
  deleteOrganizationRole,
  deleteOrganizationScope,
  putRolePermissions,
  takeRolePermission,
} from './template.ts';
import {
  descriptionInput,
  nameInput,
  organizationRoleSchema,
  organizationScopeSchema,
  roleName,
  roleTypeInput,
  scopeNameInput,
} from './wire.ts';

const byId = z.object({ id: idSchema });
const listQuery = pagingSchema.extend({ q: z.string().max(256).optional() });

const listedRole = organizationRoleSchema.extend({
  scopes: z.array(roleName),
  resourceScopes: z.array(roleName.extend({ resource: roleName })),
});

const coreRoutes = [
  route(
    'GET /api/organization-roles',
    {
      summary: 'List organization roles',
      scope: 'management',
      query: listQuery,
      response: z.array(listedRole),
      errors: [400],
    },
    async ({ context: { platform, tenant }, query, reply }) => {
      const db = platform.db.queries;
      const { rows, total } = await listOrganizationRoles(db, tenant.id, {
        ...pageOf(query),
        search: query.q,
      });
      reply.paged(total);
      const ids = rows.map(({ id }) => id);
      const scopes = await listPermissionsOfRoles(db, tenant.id, ids);
      const resourceScopes = await listResourceScopesOfRoles(db, tenant.id, ids);
      return rows.map((role) => ({
        ...role,
        scopes: scopes
          .filter(({ organizationRoleId }) => organizationRoleId === role.id)
          .map(({ id, name }) => ({ id, name })),
        resourceScopes: resourceScopes
          .filter(({ organizationRoleId }) => organizationRoleId === role.id)
          .map(({ id, name, resourceId, resourceName }) => ({
            id,
            name,
            resource: { id: resourceId, name: resourceName },
          })),
      }));
    },
  ),
  route(
    'POST /api/organization-roles',
    {
      summary: 'Create an organization role',
      scope: 'management',
      body: z.strictObject({
        tenantId: tenantIdInput.optional(),
        name: nameInput,
        description: descriptionInput.optional(),
        type: roleTypeInput.optional(),
        organizationScopeIds: idList.optional(),
        resourceScopeIds: idList.optional(),
      }),
      response: organizationRoleSchema,
      status: 201,
      errors: [400, 422],
    },
    ({ context, body: { tenantId, ...input } }) => {
      refuseOtherTenant(context, tenantId);
      return createOrganizationRole(context, input);
    },
  ),
  route(
    'GET /api/organization-roles/:id',
    {
      summary: 'Get an organization role',
      scope: 'management',
      params: byId,
      response: organizationRoleSchema,
      errors: [404],
    },
    ({ context: { platform, tenant }, params }) =>
      getOrganizationRole(platform.db.queries, tenant.id, params.id),
  ),
  route(
    'PATCH /api/organization-roles/:id',
    {
      summary: 'Change an organization role',
      scope: 'management',
      params: byId,
      body: z.strictObject({
        tenantId: tenantIdInput.optional(),
        name: nameInput.optional(),
        description: descriptionInput.optional(),
        type: roleTypeInput.optional(),
      }),
      response: organizationRoleSchema,
      errors: [400, 404, 422],
    },
    ({ context, params, body: { tenantId, ...patch } }) => {
      refuseOtherTenant(context, tenantId);
      return changeOrganizationRole(context, params.id, patch);
    },
  ),
  route(
    'DELETE /api/organization-roles/:id',
    { summary: 'Delete an organization role', scope: 'management', params: byId, errors: [404] },
    ({ context, params }) => deleteOrganizationRole(context, params.id),
  ),
];

const permissionRoutes = [
  route(
    'GET /api/organization-roles/:id/scopes',
    {
      summary: 'List the organization permissions of a role',
      scope: 'management',
      params: byId,
      query: pagingSchema,
      response: z.array(organizationScopeSchema),
      errors: [400, 404],
    },
    async ({ context: { platform, tenant }, params, query, reply }) => {
      await getOrganizationRole(platform.db.queries, tenant.id, params.id);
      const all = await listPermissionsOfRoles(platform.db.queries, tenant.id, [params.id]);
      reply.paged(all.length);
      const { limit, offset } = pageOf(query);
      return all
        .slice(offset, offset + limit)
        .map(({ tenantId, id, name, description }) => ({ tenantId, id, name, description }));
    },
  ),
  route(
    'POST /api/organization-roles/:id/scopes',
    {
      summary: 'Add organization permissions to a role',
      scope: 'management',
      params: byId,
      body: z.strictObject({ organizationScopeIds: someIds }),
      status: 201,
      errors: [400, 404, 422],
    },
    ({ context, params, body }) =>
      putRolePermissions(context, params.id, 'permissions', body.organizationScopeIds),
  ),
  route(
    'PUT /api/organization-roles/:id/scopes',
    {
      summary: 'Set the organization permissions of a role',
      scope: 'management',
      params: byId,
      body: z.strictObject({ organizationScopeIds: idList }),
      errors: [400, 404, 422],
    },
    ({ context, params, body }) =>
      putRolePermissions(context, params.id, 'permissions', body.organizationScopeIds, { replace: true }),
  ),
  route(
    'DELETE /api/organization-roles/:id/scopes/:organizationScopeId',
    {
      summary: 'Take an organization permission from a role',
      scope: 'management',
      params: byId.extend({ organizationScopeId: idSchema }),
      errors: [404],
    },
    ({ context, params }) =>
      takeRolePermission(context, params.id, 'permissions', params.organizationScopeId),
  ),
];

const resourceScopeRoutes = [
  route(
    'GET /api/organization-roles/:id/resource-scopes',
    {
      summary: 'List the API permissions of an organization role',
      scope: 'management',
      params: byId,
      query: pagingSchema,
      response: z.array(scopeSchema),
      errors: [400, 404],
    },
    async ({ context: { platform, tenant }, params, query, reply }) => {
      await getOrganizationRole(platform.db.queries, tenant.id, params.id);
      const all = await listResourceScopesOfRoles(platform.db.queries, tenant.id, [params.id]);
      reply.paged(all.length);
      const { limit, offset } = pageOf(query);
      return all.slice(offset, offset + limit).map((row) => ({
        tenantId: row.tenantId,
        id: row.id,
        resourceId: row.resourceId,
        name: row.name,
        description: row.description,
        createdAt: row.createdAt,
      }));
    },
  ),
  route(
    'POST /api/organization-roles/:id/resource-scopes',
    {
      summary: 'Add API permissions to an organization role',
      scope: 'management',
      params: byId,
      body: z.strictObject({ scopeIds: someIds }),
      status: 201,
      errors: [400, 404, 422],
    },
    ({ context, params, body }) => putRolePermissions(context, params.id, 'resourceScopes', body.scopeIds),
  ),
  route(
    'PUT /api/organization-roles/:id/resource-scopes',
    {
      summary: 'Set the API permissions of an organization role',
      scope: 'management',
      params: byId,
      body: z.strictObject({ scopeIds: idList }),
      errors: [400, 404, 422],
    },
    ({ context, params, body }) =>
      putRolePermissions(context, params.id, 'resourceScopes', body.scopeIds, { replace: true }),
  ),
  route(
    'DELETE /api/organization-roles/:id/resource-scopes/:scopeId',
    {
      summary: 'Take an API permission from an organization role',
      scope: 'management',
      params: byId.extend({ scopeId: idSchema }),
      errors: [404],
    },
    ({ context, params }) => takeRolePermission(context, params.id, 'resourceScopes', params.scopeId),
  ),
];

const scopeRoutes = [
  route(
    'GET /api/organization-scopes',
    {
      summary: 'List organization permissions',
      scope: 'management',
      query: listQuery,
      response: z.array(organizationScopeSchema),
      errors: [400],
    },
    async ({ context: { platform, tenant }, query, reply }) => {
      const { rows, total } = await listOrganizationScopes(platform.db.queries, tenant.id, {
        ...pageOf(query),
        search: query.q,
      });
      reply.paged(total);
      return rows;
    },
  ),
  route(
    'POST /api/organization-scopes',
    {
      summary: 'Create an organization permission',
      scope: 'management',
      body: z.strictObject({
        tenantId: tenantIdInput.optional(),
        name: scopeNameInput,
        description: descriptionInput.optional(),
      }),
      response: organizationScopeSchema,
      status: 201,
      errors: [400, 422],
    },
    ({ context, body: { tenantId, ...input } }) => {
      refuseOtherTenant(context, tenantId);
      return createOrganizationScope(context, input);
    },
  ),
  route(
    'GET /api/organization-scopes/:id',
    {
      summary: 'Get an organization permission',
      scope: 'management',
      params: byId,
      response: organizationScopeSchema,
      errors: [404],
    },
    ({ context: { platform, tenant }, params }) =>
      getOrganizationScope(platform.db.queries, tenant.id, params.id),
  ),
  route(
    'PATCH /api/organization-scopes/:id',
    {
      summary: 'Change an organization permission',
      scope: 'management',
      params: byId,
      body: z.strictObject({
        tenantId: tenantIdInput.optional(),
        name: scopeNameInput.optional(),
        description: descriptionInput.optional(),
      }),
      response: organizationScopeSchema,
      errors: [400, 404, 422],
    },
    ({ context, params, body: { tenantId, ...patch } }) => {
      refuseOtherTenant(context, tenantId);
      return changeOrganizationScope(context, params.id, patch);
    },
  ),
  route(
    'DELETE /api/organization-scopes/:id',
    { summary: 'Delete an organization permission', scope: 'management', params: byId, errors: [404] },
    ({ context, params }) => deleteOrganizationScope(context, params.id),
  ),
];

export const templateRoutes = [...coreRoutes, ...permissionRoutes, ...resourceScopeRoutes, ...scopeRoutes];
