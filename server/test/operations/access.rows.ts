/** API resources, permissions, roles and who holds them. */
import type { Rows, Stage } from './stage.ts';

const resource = async (stage: Stage) => ({ params: { id: (await stage.make.resource()).id } });
const permission = async (stage: Stage) => {
  const scope = await stage.make.scope();
  return { resourceId: scope.resourceId as string, scopeId: scope.id as string };
};
const role = async (stage: Stage, type = 'User') => ({ params: { id: (await stage.make.role(type)).id } });
const given = async (stage: Stage) => {
  const [{ id: roleId }, { id: userId }] = [await stage.make.role(), await stage.make.user()];
  await stage.need('POST', `/api/users/${userId}/roles`, { roleIds: [roleId] });
  return { userId, roleId } as { userId: string; roleId: string };
};
const nobody = ['nothing'];

const resourceRows: Rows = {
  'GET /api/resources': { good: () => ({ query: 'includeScopes=true' }) },
  'POST /api/resources': {
    good: () => ({ body: { name: 'Orders', indicator: 'https://orders.example' } }),
    again: 422,
  },
  'GET /api/resources/:id': { good: resource },
  'PATCH /api/resources/:id': {
    good: async (stage) => ({ ...(await resource(stage)), body: { accessTokenTtl: 600 } }),
  },
  'DELETE /api/resources/:id': { good: resource },
  'GET /api/resources/:resourceId/scopes': {
    good: async (stage) => ({ params: { resourceId: (await permission(stage)).resourceId } }),
  },
  'POST /api/resources/:resourceId/scopes': {
    good: async (stage) => ({
      params: { resourceId: (await stage.make.resource()).id },
      body: { name: 'read:orders' },
    }),
    again: 422,
  },
  'PATCH /api/resources/:resourceId/scopes/:scopeId': {
    good: async (stage) => ({ params: await permission(stage), body: { name: 'write:orders' } }),
    refused: {
      422: async (stage, good) => {
        await stage.need('POST', `/api/resources/${good.params?.resourceId}/scopes`, { name: 'taken' });
        return { body: { name: 'taken' } };
      },
    },
  },
  'DELETE /api/resources/:resourceId/scopes/:scopeId': {
    good: async (stage) => ({ params: await permission(stage) }),
  },
};

const roleRows: Rows = {
  'GET /api/roles': { good: () => ({}) },
  'POST /api/roles': { good: () => ({ body: { name: 'Reader', description: 'Reads' } }), again: 422 },
  'GET /api/roles/:id': { good: role },
  'PATCH /api/roles/:id': {
    good: async (stage) => ({ ...(await role(stage)), body: { description: 'Reads more' } }),
    refused: { 422: async (stage) => ({ body: { name: (await stage.make.role()).name } }) },
  },
  'DELETE /api/roles/:id': { good: role },
  'GET /api/roles/:id/scopes': { good: role },
  'POST /api/roles/:id/scopes': {
    good: async (stage) => ({
      ...(await role(stage)),
      body: { scopeIds: [(await permission(stage)).scopeId] },
    }),
    refused: { 422: () => ({ body: { scopeIds: nobody } }) },
  },
  'DELETE /api/roles/:id/scopes/:scopeId': {
    good: async (stage) => {
      const { scopeId } = await permission(stage);
      return { params: { id: (await stage.make.role('User', { scopeIds: [scopeId] })).id, scopeId } };
    },
  },
  'GET /api/roles/:id/users': { good: role },
  'POST /api/roles/:id/users': {
    good: async (stage) => ({ ...(await role(stage)), body: { userIds: [(await stage.make.user()).id] } }),
    refused: { 422: () => ({ body: { userIds: nobody } }) },
  },
  'DELETE /api/roles/:id/users/:userId': {
    good: async (stage) => {
      const { userId, roleId } = await given(stage);
      return { params: { id: roleId, userId } };
    },
  },
  'GET /api/roles/:id/applications': { good: (stage) => role(stage, 'MachineToMachine') },
  'POST /api/roles/:id/applications': {
    good: async (stage) => ({
      ...(await role(stage, 'MachineToMachine')),
      body: { applicationIds: [(await stage.make.application('MachineToMachine')).id] },
    }),
    refused: { 422: async (stage) => ({ body: { applicationIds: [(await stage.make.application()).id] } }) },
  },
  'DELETE /api/roles/:id/applications/:applicationId': {
    good: async (stage) => {
      const { id } = await stage.make.role('MachineToMachine');
      const { id: applicationId } = await stage.make.application('MachineToMachine');
      await stage.need('POST', `/api/roles/${id}/applications`, { applicationIds: [applicationId] });
      return { params: { id, applicationId } };
    },
  },
};

const userRoleRows: Rows = {
  'GET /api/users/:userId/roles': {
    good: async (stage) => ({ params: { userId: (await given(stage)).userId } }),
  },
  'POST /api/users/:userId/roles': {
    good: async (stage) => ({
      params: { userId: (await stage.make.user()).id },
      body: { roleIds: [(await stage.make.role()).id] },
    }),
    refused: {
      422: async (stage) => ({ body: { roleIds: [(await stage.make.role('MachineToMachine')).id] } }),
    },
  },
  'PUT /api/users/:userId/roles': {
    good: async (stage) => ({ params: { userId: (await stage.make.user()).id }, body: { roleIds: [] } }),
    refused: { 422: () => ({ body: { roleIds: nobody } }) },
  },
  'DELETE /api/users/:userId/roles/:roleId': { good: async (stage) => ({ params: await given(stage) }) },
};

export const accessRows: Rows = { ...resourceRows, ...roleRows, ...userRoleRows };
