/** Organizations, their members, and the template of roles and permissions. */
import type { Request } from './recorder.ts';
import type { Rows, Stage } from './stage.ts';

const organization = async (stage: Stage) => ({ params: { id: (await stage.make.organization()).id } });
const role = async (stage: Stage) => ({ params: { id: (await stage.make.organizationRole()).id } });
const scope = async (stage: Stage) => ({ params: { id: (await stage.make.organizationScope()).id } });
const member = async (stage: Stage) => ({ params: await stage.make.member() });
const someRole = async (stage: Stage) => ({
  organizationRoleIds: [(await stage.make.organizationRole()).id as string],
});
const someScope = async (stage: Stage) => ({
  organizationScopeIds: [(await stage.make.organizationScope()).id as string],
});
const someResourceScope = async (stage: Stage) => ({ scopeIds: [(await stage.make.scope()).id as string] });
const nothing = ['nothing'];
const unknownOrganization = (_: Stage, good: Request) => ({ params: { ...good.params, id: 'nothing' } });
/** Roles are for members: to name anybody else is understood and refused. */
const stranger = async (stage: Stage, good: Request) => ({
  params: { ...good.params, userId: (await stage.make.user()).id as string },
});

const organizationRows: Rows = {
  'GET /api/organizations': { good: () => ({ query: 'showFeatured=true' }) },
  'POST /api/organizations': { good: () => ({ body: { name: 'Acme' } }) },
  'GET /api/organizations/:id': { good: organization },
  'PATCH /api/organizations/:id': {
    good: async (stage) => ({ ...(await organization(stage)), body: { name: 'Renamed' } }),
  },
  'DELETE /api/organizations/:id': { good: organization },
  'GET /api/users/:userId/organizations': {
    good: async (stage) => ({ params: { userId: (await stage.make.member()).userId } }),
  },
};

const memberRows: Rows = {
  'GET /api/organizations/:id/users': { good: organization },
  'POST /api/organizations/:id/users': {
    good: async (stage) => ({
      ...(await organization(stage)),
      body: { userIds: [(await stage.make.user()).id] },
    }),
    refused: { 422: () => ({ body: { userIds: nothing } }) },
  },
  'PUT /api/organizations/:id/users': {
    good: async (stage) => ({ ...(await organization(stage)), body: { userIds: [] } }),
    refused: { 422: () => ({ body: { userIds: nothing } }) },
  },
  'DELETE /api/organizations/:id/users/:userId': { good: member },
  'POST /api/organizations/:id/users/roles': {
    good: async (stage) => {
      const { id, userId } = await stage.make.member();
      return { params: { id }, body: { userIds: [userId], ...(await someRole(stage)) } };
    },
    refused: {
      422: async (stage) => ({
        body: { userIds: [(await stage.make.user()).id], ...(await someRole(stage)) },
      }),
    },
  },
  'GET /api/organizations/:id/users/:userId/roles': {
    good: member,
    refused: { 404: unknownOrganization, 422: stranger },
  },
  'POST /api/organizations/:id/users/:userId/roles': {
    good: async (stage) => ({ ...(await member(stage)), body: await someRole(stage) }),
    refused: { 404: unknownOrganization, 422: stranger },
  },
  'PUT /api/organizations/:id/users/:userId/roles': {
    good: async (stage) => ({ ...(await member(stage)), body: { organizationRoleIds: [] } }),
    refused: { 404: unknownOrganization, 422: stranger },
  },
  'DELETE /api/organizations/:id/users/:userId/roles/:organizationRoleId': {
    good: async (stage) => {
      const { id, userId } = await stage.make.member();
      const { organizationRoleIds } = await someRole(stage);
      await stage.need('POST', `/api/organizations/${id}/users/${userId}/roles`, { organizationRoleIds });
      return { params: { id, userId, organizationRoleId: String(organizationRoleIds[0]) } };
    },
    refused: {
      404: (_, good) => ({ params: { ...good.params, organizationRoleId: 'nothing' } }),
      422: stranger,
    },
    again: 404,
  },
  'GET /api/organizations/:id/users/:userId/scopes': {
    good: member,
    refused: { 404: unknownOrganization, 422: stranger },
  },
};

const roleRows: Rows = {
  'GET /api/organization-roles': { good: () => ({}) },
  'POST /api/organization-roles': { good: () => ({ body: { name: 'Owner' } }), again: 422 },
  'GET /api/organization-roles/:id': { good: role },
  'PATCH /api/organization-roles/:id': {
    good: async (stage) => ({ ...(await role(stage)), body: { description: 'Owns' } }),
    refused: { 422: async (stage) => ({ body: { name: (await stage.make.organizationRole()).name } }) },
  },
  'DELETE /api/organization-roles/:id': { good: role },
  'GET /api/organization-roles/:id/scopes': { good: role },
  'POST /api/organization-roles/:id/scopes': {
    good: async (stage) => ({ ...(await role(stage)), body: await someScope(stage) }),
    refused: { 422: () => ({ body: { organizationScopeIds: nothing } }) },
  },
  'PUT /api/organization-roles/:id/scopes': {
    good: async (stage) => ({ ...(await role(stage)), body: await someScope(stage) }),
    refused: { 422: () => ({ body: { organizationScopeIds: nothing } }) },
  },
  'DELETE /api/organization-roles/:id/scopes/:organizationScopeId': {
    good: async (stage) => {
      const held = await someScope(stage);
      const { id } = await stage.make.organizationRole(held);
      return { params: { id, organizationScopeId: String(held.organizationScopeIds[0]) } };
    },
  },
  'GET /api/organization-roles/:id/resource-scopes': { good: role },
  'POST /api/organization-roles/:id/resource-scopes': {
    good: async (stage) => ({ ...(await role(stage)), body: await someResourceScope(stage) }),
    refused: { 422: () => ({ body: { scopeIds: nothing } }) },
  },
  'PUT /api/organization-roles/:id/resource-scopes': {
    good: async (stage) => ({ ...(await role(stage)), body: await someResourceScope(stage) }),
    refused: { 422: () => ({ body: { scopeIds: nothing } }) },
  },
  'DELETE /api/organization-roles/:id/resource-scopes/:scopeId': {
    good: async (stage) => {
      const { scopeIds } = await someResourceScope(stage);
      const { id } = await stage.make.organizationRole({ resourceScopeIds: scopeIds });
      return { params: { id, scopeId: String(scopeIds[0]) } };
    },
  },
};

const scopeRows: Rows = {
  'GET /api/organization-scopes': { good: () => ({}) },
  'POST /api/organization-scopes': { good: () => ({ body: { name: 'expel' } }), again: 422 },
  'GET /api/organization-scopes/:id': { good: scope },
  'PATCH /api/organization-scopes/:id': {
    good: async (stage) => ({ ...(await scope(stage)), body: { description: 'Invites' } }),
    refused: { 422: async (stage) => ({ body: { name: (await stage.make.organizationScope()).name } }) },
  },
  'DELETE /api/organization-scopes/:id': { good: scope },
};

export const organizationsRows: Rows = { ...organizationRows, ...memberRows, ...roleRows, ...scopeRows };
