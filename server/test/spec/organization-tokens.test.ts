/** Organization tokens of machines, and what takes tokens for an organization away: sdk-contract §5.4, O-25, O-26, M-12, M-14. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test, { after, before } from 'node:test';
import {
  claimsOf,
  createClient,
  createTestUser,
  refresh,
  signedIn,
  signInTo,
  startApp,
  type TestApp,
  type TestClient,
  token,
  type Values,
} from './world.ts';

const ORGANIZATIONS = 'urn:logto:scope:organizations';
const RESOURCE = 'https://orders.example/api';

let app: TestApp;
let resourceId: string;
let apiScopeId: string;
before(async () => {
  app = await startApp();
  const resource = await call('POST', '/api/resources', { name: 'Orders', indicator: RESOURCE });
  resourceId = resource.id;
  apiScopeId = (await call('POST', `/api/resources/${resourceId}/scopes`, { name: 'read:orders' })).id;
});
after(() => app.close());

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape.
const call = async (method: string, path: string, body?: unknown): Promise<any> => {
  const answer = await app.management(method, path, body);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const ask = (machine: TestClient, values: Values) =>
  token(app, machine, { grant_type: 'client_credentials', ...values });
const introspect = async (client: TestClient, value: string) => {
  const response = await fetch(`${app.origin}/oidc/token/introspection`, {
    method: 'POST',
    body: new URLSearchParams({ client_id: client.id, client_secret: String(client.secret), token: value }),
  });
  return (await response.json()) as { active: boolean; scope?: string };
};

/** An organization with a machine that holds a role of an organization permission and an API's. */
const machineMember = async () => {
  const machine = await createClient(app, { type: 'MachineToMachine' });
  const organization = await call('POST', '/api/organizations', { name: 'Acme' });
  const scope = await call('POST', '/api/organization-scopes', { name: `sync:${randomUUID()}` });
  const role = await call('POST', '/api/organization-roles', {
    name: randomUUID(),
    type: 'MachineToMachine',
    organizationScopeIds: [scope.id],
    resourceScopeIds: [apiScopeId],
  });
  const path = `/api/organizations/${organization.id}/applications`;
  await call('POST', path, { applicationIds: [machine.id] });
  await call('POST', `${path}/${machine.id}/roles`, { organizationRoleIds: [role.id] });
  return { machine, id: organization.id as string, path, role, scope: scope.name as string };
};

test('sdk-contract §5.4 a machine’s token for an organization, and for an API within it', async () => {
  const { machine, id, scope } = await machineMember();
  const alone = await ask(machine, { organization_id: id });
  assert.equal(alone.status, 200, JSON.stringify(alone.body));
  const claims = claimsOf(alone.body.access_token);
  assert.equal(claims.aud, `urn:logto:organization:${id}`);
  assert.deepEqual([claims.sub, claims.client_id, claims.scope], [machine.id, machine.id, scope]);
  assert.equal(claims.organization_id, undefined);
  assert.equal(alone.body.expires_in, 3600);

  const both = await ask(machine, { organization_id: id, resource: RESOURCE });
  const within = claimsOf(both.body.access_token);
  assert.deepEqual([within.aud, within.organization_id, within.scope], [RESOURCE, id, 'read:orders']);
  const outside = await ask(machine, { resource: RESOURCE });
  assert.equal(outside.body.scope, '', 'an organization role gives nothing outside its organization');
  assert.equal(claimsOf(outside.body.access_token).organization_id, undefined);

  const named = await ask(machine, { organization_id: id, resource: 'urn:logto:resource:organizations' });
  assert.equal(claimsOf(named.body.access_token).aud, `urn:logto:organization:${id}`);
  assert.equal((await ask(machine, { organization_id: id, scope: 'other' })).body.scope, '');
});

test('O-25 a machine gets no token for an organization it is not in, nor for what is not registered', async () => {
  const { machine, id } = await machineMember();
  const stranger = await machineMember();
  for (const organization_id of [stranger.id, 'nothing', "x' or 1=1"]) {
    const answer = await ask(machine, { organization_id, resource: RESOURCE });
    assert.deepEqual([answer.status, answer.body.error], [400, 'access_denied'], organization_id);
  }
  const unknown = await ask(machine, { organization_id: id, resource: 'https://unknown.example' });
  assert.equal(unknown.body.error, 'invalid_target');
  const two = await ask(machine, {
    organization_id: id,
    resource: [RESOURCE, 'https://default.logto.app/api'],
  });
  assert.equal(two.body.error, 'invalid_target');
  const bare = await createClient(app, { type: 'MachineToMachine' });
  await call('POST', `/api/organizations/${id}/applications`, { applicationIds: [bare.id] });
  assert.equal((await ask(bare, { organization_id: id })).body.scope, '');
});

test('O-25 M-01 an organization role never reaches the Management API', async () => {
  const { machine, id } = await machineMember();
  const management = 'https://default.logto.app/api';
  const answer = await ask(machine, { organization_id: id, resource: management, scope: 'all' });
  assert.equal(answer.body.scope, '');
  const response = await fetch(`${app.origin}/api/users`, {
    headers: { authorization: `Bearer ${answer.body.access_token}` },
  });
  assert.equal(response.status, 403);
});

test('O-26 M-14 a machine’s role, permission and membership taken away: gone at the next token, introspection at once', async () => {
  const { machine, id, path, role, scope } = await machineMember();
  const ofOrganization = (await ask(machine, { organization_id: id })).body.access_token;
  const ofApi = (await ask(machine, { organization_id: id, resource: RESOURCE })).body.access_token;
  assert.equal((await introspect(machine, ofOrganization)).scope, scope);
  assert.equal((await introspect(machine, ofApi)).scope, 'read:orders');

  await call('DELETE', `/api/organization-roles/${role.id}/resource-scopes/${apiScopeId}`);
  assert.equal((await introspect(machine, ofApi)).scope, '');
  assert.equal((await ask(machine, { organization_id: id, resource: RESOURCE })).body.scope, '');
  await call('DELETE', `${path}/${machine.id}/roles/${role.id}`);
  assert.equal((await introspect(machine, ofOrganization)).scope, '');
  assert.equal((await ask(machine, { organization_id: id })).body.scope, '');
  await call('DELETE', `${path}/${machine.id}`);
  assert.equal((await introspect(machine, ofOrganization)).active, false);
  assert.equal((await introspect(machine, ofApi)).active, false);
  assert.equal((await ask(machine, { organization_id: id })).body.error, 'access_denied');
});

test('M-12 a membership that comes back, and an id made again, carry nothing of before', async () => {
  const { machine, id, path } = await machineMember();
  await call('DELETE', `${path}/${machine.id}`);
  await call('POST', path, { applicationIds: [machine.id] });
  assert.equal((await ask(machine, { organization_id: id })).body.scope, '');

  const user = await createTestUser(app);
  const role = await call('POST', '/api/organization-roles', { name: randomUUID() });
  await call('POST', `/api/organizations/${id}/users`, { userIds: [user.id] });
  await call('POST', `/api/organizations/${id}/users/${user.id}/roles`, { organizationRoleIds: [role.id] });
  await call('POST', `/api/organizations/${id}/jit/email-domains`, { emailDomain: 'acme.example' });
  await call('DELETE', `/api/organizations/${id}`);
  const db = app.platform.db.queries;
  const now = app.clock.now();
  const row = { tenantId: 'default', id, name: 'Another', customData: {}, color: {}, branding: {} };
  await db
    .insertInto('organizations')
    .values({ ...row, isMfaRequired: false, createdAt: now })
    .execute();
  for (const list of ['users', 'applications', 'jit/email-domains', 'jit/roles', 'jit/sso-connectors']) {
    assert.deepEqual(await call('GET', `/api/organizations/${id}/${list}`), [], list);
  }
  assert.equal((await ask(machine, { organization_id: id })).body.error, 'access_denied');

  await call('POST', `/api/organizations/${id}/users`, { userIds: [user.id] });
  await call('DELETE', `/api/users/${user.id}`);
  await db
    .insertInto('users')
    .values({ ...user, username: 'again', usernameKey: 'again' })
    .execute();
  assert.deepEqual(await call('GET', `/api/organizations/${id}/users`), []);
});

test('RFC 9470 an organization that asks for a second factor gives tokens to sign-ins that had one (M-14)', async () => {
  const user = await createTestUser(app);
  const organization = await call('POST', '/api/organizations', { name: 'Strict' });
  await call('POST', `/api/organizations/${organization.id}/users`, { userIds: [user.id] });
  const client = await createClient(app);
  const first = await signInTo(app, await signedIn(app, user.id), client, {
    scope: `openid offline_access ${ORGANIZATIONS}`,
    resource: 'urn:logto:resource:organizations',
  });
  const again = () => refresh(app, client, first.refresh_token, { organization_id: organization.id });
  assert.equal((await again()).status, 200);
  await call('PATCH', `/api/organizations/${organization.id}`, { isMfaRequired: true });
  const refusal = await again();
  assert.deepEqual([refusal.status, refusal.body.error], [400, 'access_denied']);
  assert.match(refusal.body.error_description, /second factor/);

  const grants = app.platform.db.queries.updateTable('grants').where('userId', '=', user.id);
  await grants.set({ methods: ['sso:idp', 'mfa'] }).execute();
  assert.equal((await again()).status, 200, 'the identity provider asked for one');
  await grants.set({ methods: ['password', 'totp'] }).execute();
  assert.equal((await again()).status, 200, 'the user gave one');
  await grants.set({ methods: ['password'] }).execute();
  await call('POST', `/api/users/${user.id}/mfa-verifications`, { type: 'Totp' });
  const unused = await again();
  assert.deepEqual(
    [unused.status, unused.body.error],
    [400, 'access_denied'],
    'one is set up, and was not asked for',
  );
  assert.match(unused.body.error_description, /acr_values=urn:genkan:acr:mfa/);
});

test('the default API resource is meant where none is named, and only one is the default', async () => {
  const path = (id: string) => `/api/resources/${id}/is-default`;
  const other = await call('POST', '/api/resources', { name: 'Other', indicator: 'https://other.example' });
  const machine = await createClient(app, { type: 'MachineToMachine' });
  const indicators = async () =>
    (await call('GET', '/api/resources'))
      .filter(({ isDefault }: { isDefault: boolean }) => isDefault)
      .map(({ indicator }: { indicator: string }) => indicator);
  assert.equal((await ask(machine, {})).body.error, 'invalid_target');
  await call('PATCH', path(resourceId), { isDefault: true });
  assert.equal(claimsOf((await ask(machine, {})).body.access_token).aud, RESOURCE);
  await Promise.all(
    Array.from({ length: 10 }, (_, n) =>
      call('PATCH', path(n % 2 ? resourceId : other.id), { isDefault: true }),
    ),
  );
  assert.equal((await indicators()).length, 1);
  for (const id of [other.id, resourceId]) await call('PATCH', path(id), { isDefault: false });
  assert.deepEqual(await indicators(), []);
  const [builtIn] = (await call('GET', '/api/resources')).filter(({ indicator }: { indicator: string }) =>
    indicator.endsWith('.logto.app/api'),
  );
  assert.equal((await app.management('PATCH', path(builtIn.id), { isDefault: true })).status, 403);
});
