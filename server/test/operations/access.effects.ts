/** Fields of API resources, permissions and roles, and of giving them. */
import assert from 'node:assert/strict';
import { type Effect, type Effects, type Fields, idTokenOf, machineClaims, someApi } from './effects.ts';
import type { Body, Operation, Request } from './recorder.ts';
import type { Stage } from './stage.ts';

type Make = (stage: Stage, fields: Fields) => Promise<Body>;

const resourceMade: Make = async (stage, fields) => {
  const base = { name: 'Orders', indicator: `https://api.example/${stage.unique()}` };
  return (await stage.call('POST /api/resources', { body: { ...base, ...fields } }, 201)).body;
};
const resourceChanged: Make = async (stage, fields) => {
  const { id } = await stage.make.resource();
  return (await stage.call('PATCH /api/resources/:id', { params: { id }, body: fields }, 200)).body;
};
const resourceName = (make: Make) => async (stage: Stage) => {
  const name = stage.unique('Orders');
  const { id } = await make(stage, { name });
  assert.equal((await stage.need('GET', `/api/resources/${id}`)).name, name);
};
const accessTokenTtl = (make: Make) => async (stage: Stage) => {
  const { indicator } = await make(stage, { accessTokenTtl: 600 });
  const machine = await stage.make.application('MachineToMachine');
  const { exp, iat } = await machineClaims(stage, machine, indicator);
  assert.equal(exp - iat, 600);
};
const indicator: Effect = async (stage) => {
  const asked = `https://api.example/${stage.unique()}`;
  await resourceMade(stage, { indicator: asked });
  const machine = await stage.make.application('MachineToMachine');
  assert.equal((await machineClaims(stage, machine, asked)).aud, asked);
};

/** Makes or changes a permission of a resource. */
type MakeScope = (stage: Stage, resourceId: string, fields: Fields) => Promise<Body>;
const scopeMade: MakeScope = async (stage, resourceId, fields) => {
  const request = { params: { resourceId }, body: { name: stage.unique('read'), ...fields } };
  return (await stage.call('POST /api/resources/:resourceId/scopes', request, 201)).body;
};
const scopeChanged: MakeScope = async (stage, resourceId, fields) => {
  const path = `/api/resources/${resourceId}/scopes`;
  const { id: scopeId } = await stage.need('POST', path, { name: stage.unique('read') });
  const request = { params: { resourceId, scopeId }, body: fields };
  return (await stage.call('PATCH /api/resources/:resourceId/scopes/:scopeId', request, 200)).body;
};
/** A machine that holds permissions through a role. */
const holderOf = async (stage: Stage, scopeIds: string[]) => {
  const machine = await stage.make.application('MachineToMachine');
  const { id } = await stage.make.role('MachineToMachine', { scopeIds });
  await stage.need('POST', `/api/applications/${machine.id}/roles`, { roleIds: [id] });
  return machine;
};
const scopeName = (make: MakeScope) => async (stage: Stage) => {
  const resource = await stage.make.resource();
  const name = stage.unique('write');
  const { id } = await make(stage, resource.id, { name });
  const machine = await holderOf(stage, [id]);
  assert.equal((await machineClaims(stage, machine, resource.indicator, name)).scope, name);
};
const scopeDescription = (make: MakeScope) => async (stage: Stage) => {
  const resource = await stage.make.resource();
  await make(stage, resource.id, { description: 'Reads orders' });
  const [shown] = await stage.need('GET', `/api/resources/${resource.id}/scopes`);
  assert.equal(shown.description, 'Reads orders');
};

const roleMade: Make = async (stage, fields) => {
  const base = { name: stage.unique('Reader'), description: 'Reads' };
  return (await stage.call('POST /api/roles', { body: { ...base, ...fields } }, 200)).body;
};
const roleChanged: Make = async (stage, fields) => {
  const { id } = await stage.make.role();
  return (await stage.call('PATCH /api/roles/:id', { params: { id }, body: fields }, 200)).body;
};
const rolesOf = async (stage: Stage, userId: string): Promise<string[]> =>
  (await idTokenOf(stage, userId, 'roles')).roles;
const roleName = (make: Make) => async (stage: Stage) => {
  const name = stage.unique('Librarian');
  const { id } = await make(stage, { name });
  const user = await stage.make.user();
  await stage.need('POST', `/api/users/${user.id}/roles`, { roleIds: [id] });
  assert.ok((await rolesOf(stage, user.id)).includes(name));
};
const roleDescription = (make: Make) => async (stage: Stage) => {
  const { id } = await make(stage, { description: 'Lends books' });
  assert.equal((await stage.need('GET', `/api/roles/${id}`)).description, 'Lends books');
};
const isDefault = (make: Make) => async (stage: Stage) => {
  const { id, name } = await make(stage, { isDefault: true });
  const user = await stage.make.user();
  assert.ok((await rolesOf(stage, user.id)).includes(name));
  await stage.need('DELETE', `/api/roles/${id}`);
};
const roleType: Effect = async (stage) => {
  const machine = await stage.make.application('MachineToMachine');
  const give = async (type: string, status: number) => {
    const { id } = await roleMade(stage, { type });
    const request = { params: { applicationId: machine.id }, body: { roleIds: [id] } };
    await stage.call('POST /api/applications/:applicationId/roles', request, status);
  };
  await give('MachineToMachine', 201);
  await give('User', 422);
};

/** Gives permissions by `give`, to a role that a machine holds, and sees them in its token. */
const scopeIds = (give: (stage: Stage, scopeId: string) => Promise<Body>) => async (stage: Stage) => {
  const { indicator: resource, scopeId, name } = await someApi(stage);
  const { id } = await give(stage, scopeId);
  const machine = await stage.make.application('MachineToMachine');
  await stage.need('POST', `/api/applications/${machine.id}/roles`, { roleIds: [id] });
  assert.equal((await machineClaims(stage, machine, resource, name)).scope, name);
};

/** Gives a role to a machine and sees its permission in the machine's token. */
const machineGets =
  (operation: Operation, status: number, request: (machineId: string, roleId: string) => Request) =>
  async (stage: Stage) => {
    const { indicator: resource, scopeId, name } = await someApi(stage);
    const machine = await stage.make.application('MachineToMachine');
    const { id } = await stage.make.role('MachineToMachine', { scopeIds: [scopeId] });
    await stage.call(operation, request(machine.id, id), status);
    assert.equal((await machineClaims(stage, machine, resource, name)).scope, name);
  };

/** Gives a role to a user and sees it in the user's token. */
const userGets =
  (operation: Operation, status: number, request: (userId: string, roleId: string) => Request) =>
  async (stage: Stage) => {
    const [role, user] = [await stage.make.role(), await stage.make.user()];
    await stage.call(operation, request(user.id, role.id), status);
    assert.ok((await rolesOf(stage, user.id)).includes(role.name));
  };

const roleOf = (userId: string, roleId: string) => ({ params: { userId }, body: { roleIds: [roleId] } });
const roleOfMachine = (applicationId: string, roleId: string) => ({
  params: { applicationId },
  body: { roleIds: [roleId] },
});

export const accessEffects: Effects = {
  'POST /api/resources': {
    name: resourceName(resourceMade),
    indicator,
    accessTokenTtl: accessTokenTtl(resourceMade),
  },
  'PATCH /api/resources/:id': {
    name: resourceName(resourceChanged),
    accessTokenTtl: accessTokenTtl(resourceChanged),
  },
  'POST /api/resources/:resourceId/scopes': {
    name: scopeName(scopeMade),
    description: scopeDescription(scopeMade),
  },
  'PATCH /api/resources/:resourceId/scopes/:scopeId': {
    name: scopeName(scopeChanged),
    description: scopeDescription(scopeChanged),
  },
  'POST /api/roles': {
    name: roleName(roleMade),
    description: roleDescription(roleMade),
    type: roleType,
    isDefault: isDefault(roleMade),
    scopeIds: scopeIds((stage, scopeId) =>
      roleMade(stage, { type: 'MachineToMachine', scopeIds: [scopeId] }),
    ),
  },
  'PATCH /api/roles/:id': {
    name: roleName(roleChanged),
    description: roleDescription(roleChanged),
    isDefault: isDefault(roleChanged),
  },
  'POST /api/roles/:id/scopes': {
    scopeIds: scopeIds(async (stage, scopeId) => {
      const role = await stage.make.role('MachineToMachine');
      const request = { params: { id: role.id }, body: { scopeIds: [scopeId] } };
      await stage.call('POST /api/roles/:id/scopes', request, 201);
      return role;
    }),
  },
  'POST /api/roles/:id/users': {
    userIds: userGets('POST /api/roles/:id/users', 201, (userId, id) => ({
      params: { id },
      body: { userIds: [userId] },
    })),
  },
  'POST /api/roles/:id/applications': {
    applicationIds: machineGets('POST /api/roles/:id/applications', 201, (machineId, id) => ({
      params: { id },
      body: { applicationIds: [machineId] },
    })),
  },
  'POST /api/users/:userId/roles': { roleIds: userGets('POST /api/users/:userId/roles', 201, roleOf) },
  'PUT /api/users/:userId/roles': { roleIds: userGets('PUT /api/users/:userId/roles', 200, roleOf) },
  'POST /api/applications/:applicationId/roles': {
    roleIds: machineGets('POST /api/applications/:applicationId/roles', 201, roleOfMachine),
  },
  'PUT /api/applications/:applicationId/roles': {
    roleIds: machineGets('PUT /api/applications/:applicationId/roles', 200, roleOfMachine),
  },
};
