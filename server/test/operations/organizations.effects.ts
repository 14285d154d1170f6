/** Fields of organizations, members and the organization template. */
import assert from 'node:assert/strict';
import { claimsOf, createClient, refresh } from '../spec/world.ts';
import {
  type Effect,
  type Effects,
  type Fields,
  idTokenOf,
  someApi,
  tokensFor,
  userinfoOf,
} from './effects.ts';
import type { Body, Operation, Request } from './recorder.ts';
import type { Stage } from './stage.ts';

const ORGANIZATIONS = 'urn:logto:scope:organizations';
const ROLES = 'urn:logto:scope:organization_roles';

type Make = (stage: Stage, fields: Fields) => Promise<Body>;
const made: Make = async (stage, fields) =>
  (await stage.call('POST /api/organizations', { body: { name: 'Acme', ...fields } }, 201)).body;
const changed: Make = async (stage, fields) => {
  const { id } = await stage.make.organization();
  return (await stage.call('PATCH /api/organizations/:id', { params: { id }, body: fields }, 200)).body;
};

/** What the tokens of a member say of the organization. */
const toldTo = (make: Make, field: string, value: string) => async (stage: Stage) => {
  const { id } = await make(stage, { [field]: value });
  const user = await stage.make.user();
  await stage.need('POST', `/api/organizations/${id}/users`, { userIds: [user.id] });
  const { organization_data: told } = await userinfoOf(stage, user.id, ORGANIZATIONS);
  assert.equal(told[0][field], value);
};
const customData = (make: Make) => async (stage: Stage) => {
  const { id } = await make(stage, { customData: { plan: 'gold' } });
  assert.deepEqual((await stage.need('GET', `/api/organizations/${id}`)).customData, { plan: 'gold' });
};

const becomesMember = (operation: Operation, status: number) => async (stage: Stage) => {
  const [{ id }, user] = [await stage.make.organization(), await stage.make.user()];
  await stage.call(operation, { params: { id }, body: { userIds: [user.id] } }, status);
  assert.deepEqual((await idTokenOf(stage, user.id, ORGANIZATIONS)).organizations, [id]);
};

type Giving = (member: { id: string; userId: string }, role: { id: string; name: string }) => Request;
const getsRole = (operation: Operation, status: number, giving: Giving) => async (stage: Stage) => {
  const [member, role] = [await stage.make.member(), await stage.make.organizationRole()];
  await stage.call(operation, giving(member, role), status);
  const { organization_roles: held } = await idTokenOf(stage, member.userId, ROLES);
  assert.deepEqual(held, [`${member.id}:${role.name}`]);
};
const byId: Giving = (params, role) => ({ params, body: { organizationRoleIds: [role.id] } });
const byName: Giving = (params, role) => ({ params, body: { organizationRoleNames: [role.name] } });
const several: Giving = ({ id, userId }, role) => ({
  params: { id },
  body: { userIds: [userId], organizationRoleIds: [role.id] },
});

const roleMade: Make = async (stage, fields) =>
  (
    await stage.call(
      'POST /api/organization-roles',
      { body: { name: stage.unique('Owner'), ...fields } },
      201,
    )
  ).body;
const roleChanged: Make = async (stage, fields) => {
  const { id } = await stage.make.organizationRole();
  return (await stage.call('PATCH /api/organization-roles/:id', { params: { id }, body: fields }, 200)).body;
};
const roleName = (make: Make) => async (stage: Stage) => {
  const role = await make(stage, { name: stage.unique('Chair') });
  const { id, userId } = await stage.make.member();
  const path = `/api/organizations/${id}/users/${userId}/roles`;
  await stage.need('POST', path, { organizationRoleIds: [role.id] });
  assert.deepEqual((await idTokenOf(stage, userId, ROLES)).organization_roles, [`${id}:${role.name}`]);
};
const described = (make: Make, path: string) => async (stage: Stage) => {
  const { id } = await make(stage, { description: 'As agreed' });
  assert.equal((await stage.need('GET', `${path}/${id}`)).description, 'As agreed');
};
const roleType: Effect = async (stage) => {
  const { id, userId } = await stage.make.member();
  const give = async (type: string, status: number) => {
    const role = await roleMade(stage, { type });
    const request = { params: { id, userId }, body: { organizationRoleIds: [role.id] } };
    await stage.call('POST /api/organizations/:id/users/:userId/roles', request, status);
  };
  await give('User', 201);
  await give('MachineToMachine', 422);
};

/** The scopes of the organization token of somebody who holds a role, alone or for an API. */
const scopeOfToken = async (
  stage: Stage,
  roleId: string,
  scope: string,
  resource?: string,
): Promise<string> => {
  const { id, userId } = await stage.make.member();
  await stage.need('POST', `/api/organizations/${id}/users/${userId}/roles`, {
    organizationRoleIds: [roleId],
  });
  const client = await createClient(stage.app);
  const asked = ['urn:logto:resource:organizations', ...(resource === undefined ? [] : [resource])];
  const scopes = `offline_access ${ORGANIZATIONS} ${scope}`;
  const first = await tokensFor(stage, userId, scopes, { resource: asked }, client);
  const answer = await refresh(stage.app, client, first.refresh_token, { organization_id: id, resource });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  assert.ok(claimsOf(answer.body.access_token));
  return answer.body.scope;
};

type Give = (stage: Stage, scopeId: string) => Promise<Body>;
const permits = (give: Give) => async (stage: Stage) => {
  const scope = await stage.make.organizationScope();
  const { id } = await give(stage, scope.id);
  assert.equal(await scopeOfToken(stage, id, scope.name), scope.name);
};
const permitsApi = (give: Give) => async (stage: Stage) => {
  const { indicator, scopeId, name } = await someApi(stage);
  const { id } = await give(stage, scopeId);
  assert.equal(await scopeOfToken(stage, id, name, indicator), name);
};
const through =
  (operation: Operation, status: number, field: string): Give =>
  async (stage, scopeId) => {
    const role = await stage.make.organizationRole();
    await stage.call(operation, { params: { id: role.id }, body: { [field]: [scopeId] } }, status);
    return role;
  };

const scopeMade: Make = async (stage, fields) =>
  (await stage.call('POST /api/organization-scopes', { body: { name: stage.unique('see'), ...fields } }, 201))
    .body;
const scopeChanged: Make = async (stage, fields) => {
  const { id } = await stage.make.organizationScope();
  return (await stage.call('PATCH /api/organization-scopes/:id', { params: { id }, body: fields }, 200)).body;
};
const scopeName = (make: Make) => async (stage: Stage) => {
  const { id, name } = await make(stage, { name: stage.unique('expel') });
  const role = await stage.make.organizationRole({ organizationScopeIds: [id] });
  assert.equal(await scopeOfToken(stage, role.id, name), name);
};

const organizationEffects: Effects = {
  'POST /api/organizations': {
    name: toldTo(made, 'name', 'Acme Ltd'),
    description: toldTo(made, 'description', 'Makes anvils'),
    customData: customData(made),
  },
  'PATCH /api/organizations/:id': {
    name: toldTo(changed, 'name', 'Acme Ltd'),
    description: toldTo(changed, 'description', 'Makes anvils'),
    customData: customData(changed),
  },
};

const memberEffects: Effects = {
  'POST /api/organizations/:id/users': { userIds: becomesMember('POST /api/organizations/:id/users', 201) },
  'PUT /api/organizations/:id/users': { userIds: becomesMember('PUT /api/organizations/:id/users', 204) },
  'POST /api/organizations/:id/users/roles': {
    userIds: getsRole('POST /api/organizations/:id/users/roles', 201, several),
    organizationRoleIds: getsRole('POST /api/organizations/:id/users/roles', 201, several),
  },
  'POST /api/organizations/:id/users/:userId/roles': {
    organizationRoleIds: getsRole('POST /api/organizations/:id/users/:userId/roles', 201, byId),
    organizationRoleNames: getsRole('POST /api/organizations/:id/users/:userId/roles', 201, byName),
  },
  'PUT /api/organizations/:id/users/:userId/roles': {
    organizationRoleIds: getsRole('PUT /api/organizations/:id/users/:userId/roles', 204, byId),
    organizationRoleNames: getsRole('PUT /api/organizations/:id/users/:userId/roles', 204, byName),
  },
};

const templateEffects: Effects = {
  'POST /api/organization-roles': {
    name: roleName(roleMade),
    description: described(roleMade, '/api/organization-roles'),
    type: roleType,
    organizationScopeIds: permits((stage, id) => roleMade(stage, { organizationScopeIds: [id] })),
    resourceScopeIds: permitsApi((stage, id) => roleMade(stage, { resourceScopeIds: [id] })),
  },
  'PATCH /api/organization-roles/:id': {
    name: roleName(roleChanged),
    description: described(roleChanged, '/api/organization-roles'),
  },
  'POST /api/organization-roles/:id/scopes': {
    organizationScopeIds: permits(
      through('POST /api/organization-roles/:id/scopes', 201, 'organizationScopeIds'),
    ),
  },
  'PUT /api/organization-roles/:id/scopes': {
    organizationScopeIds: permits(
      through('PUT /api/organization-roles/:id/scopes', 204, 'organizationScopeIds'),
    ),
  },
  'POST /api/organization-roles/:id/resource-scopes': {
    scopeIds: permitsApi(through('POST /api/organization-roles/:id/resource-scopes', 201, 'scopeIds')),
  },
  'PUT /api/organization-roles/:id/resource-scopes': {
    scopeIds: permitsApi(through('PUT /api/organization-roles/:id/resource-scopes', 204, 'scopeIds')),
  },
  'POST /api/organization-scopes': {
    name: scopeName(scopeMade),
    description: described(scopeMade, '/api/organization-scopes'),
  },
  'PATCH /api/organization-scopes/:id': {
    name: scopeName(scopeChanged),
    description: described(scopeChanged, '/api/organization-scopes'),
  },
};

export const organizationsEffects: Effects = { ...organizationEffects, ...memberEffects, ...templateEffects };
