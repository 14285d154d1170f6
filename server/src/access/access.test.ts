import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import {
  claimsOf,
  createClient,
  signedIn,
  signInTo,
  startApp,
  type TestApp,
  token,
} from '../../test/spec/world.ts';
import { userRoleNames, userScopesOnResource } from './index.ts';

const ORDERS = 'https://orders.example/api';

let app: TestApp;
let resource: { id: string };
let read: { id: string };
let write: { id: string };
before(async () => {
  app = await startApp();
  resource = await call('POST', '/api/resources', { name: 'Orders', indicator: ORDERS });
  read = await call('POST', `/api/resources/${resource.id}/scopes`, { name: 'read:orders' });
  write = await call('POST', `/api/resources/${resource.id}/scopes`, { name: 'write:orders' });
});
after(() => app.close());

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape.
const call = async (method: string, path: string, body?: unknown): Promise<any> => {
  const answer = await app.management(method, path, body);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const refused = async (method: string, path: string, body: unknown, status: number, code?: string) => {
  const answer = await app.management(method, path, body);
  assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
  if (code) assert.equal(answer.body.code, code);
};
const builtIn = async () => {
  const resources = await call('GET', '/api/resources?includeScopes=true&page_size=100');
  const management = resources.find(({ indicator }: { indicator: string }) =>
    indicator.includes('default.logto'),
  );
  const [role] = await call('GET', '/api/roles?search=Management&type=MachineToMachine');
  return { management, role };
};

test('resources and permissions are changed, found and deleted', async () => {
  const made = await call('POST', '/api/resources', {
    name: 'Stock',
    indicator: 'https://stock.example/',
    accessTokenTtl: 300,
  });
  assert.equal(made.accessTokenTtl, 300);
  const changed = await call('PATCH', `/api/resources/${made.id}`, { name: 'Store', accessTokenTtl: 900 });
  assert.deepEqual([changed.name, changed.accessTokenTtl], ['Store', 900]);
  assert.deepEqual(await call('GET', `/api/resources/${made.id}`), changed);
  await refused('POST', '/api/resources', { name: 'x', indicator: 'https://stock.example/' }, 422);
  for (const indicator of ['stock', '/stock', 'https://stock.example/#x', 'https://*.example', '']) {
    await refused('POST', '/api/resources', { name: 'x', indicator }, 400);
  }
  const path = `/api/resources/${made.id}/scopes`;
  const scope = await call('POST', path, { name: 'count', description: 'Counts' });
  await refused('POST', path, { name: 'count' }, 422, 'scope.name_exists');
  for (const name of ['two words', 'quo"te', '', 'a\\b']) await refused('POST', path, { name }, 400);
  const renamed = await call('PATCH', `${path}/${scope.id}`, { name: 'tally', description: null });
  assert.deepEqual([renamed.name, renamed.description], ['tally', null]);
  assert.equal((await call('GET', `${path}?search=TALL`)).length, 1);
  assert.equal((await call('GET', `${path}?search=nothing`)).length, 0);
  await refused('DELETE', `/api/resources/${resource.id}/scopes/${scope.id}`, undefined, 404);
  await call('DELETE', `${path}/${scope.id}`);
  await call('DELETE', `/api/resources/${made.id}`);
  await refused('GET', `/api/resources/${made.id}`, undefined, 404);
});

test('a role’s permissions reach tokens, and leave them when the role does', async () => {
  const client = await createClient(app);
  const user = await call('POST', '/api/users', { username: 'reader' });
  const role = await call('POST', '/api/roles', {
    name: 'Reader',
    description: 'Reads orders',
    scopeIds: [read.id],
  });
  await call('POST', `/api/users/${user.id}/roles`, { roleIds: [role.id] });
  const scopesInToken = async () => {
    const browser = await signedIn(app, user.id);
    const { refresh_token: refreshToken } = await signInTo(app, browser, client, {
      resource: ORDERS,
      scope: 'openid offline_access roles read:orders write:orders',
    });
    const { body } = await token(app, client, {
      grant_type: 'refresh_token',
      refresh_token: refreshToken,
      resource: ORDERS,
    });
    const claims = claimsOf(body.access_token);
    return { scope: claims.scope, life: (claims.exp as number) - (claims.iat as number) };
  };
  assert.deepEqual(await scopesInToken(), { scope: 'read:orders', life: 3600 });
  await call('POST', `/api/roles/${role.id}/scopes`, { scopeIds: [write.id] });
  await call('PATCH', `/api/resources/${resource.id}`, { accessTokenTtl: 600 });
  assert.deepEqual(await scopesInToken(), { scope: 'read:orders write:orders', life: 600 });
  await call('DELETE', `/api/roles/${role.id}/scopes/${read.id}`);
  assert.equal((await scopesInToken()).scope, 'write:orders');
  assert.deepEqual(await userRoleNames(app.platform.db.queries, 'default', user.id), ['Reader']);
  await call('PATCH', `/api/roles/${role.id}`, { name: 'Writer', description: 'Writes orders' });
  assert.deepEqual(await userRoleNames(app.platform.db.queries, 'default', user.id), ['Writer']);
  await call('DELETE', `/api/users/${user.id}/roles/${role.id}`);
  assert.deepEqual(await userScopesOnResource(app.platform.db.queries, 'default', user.id, resource.id), []);
  await refused('DELETE', `/api/users/${user.id}/roles/${role.id}`, undefined, 404, 'role.user_not_exist');
  await call('DELETE', `/api/roles/${role.id}`);
});

test('O-25 a machine gets what its roles give and nothing else', async () => {
  const client = await createClient(app, { type: 'MachineToMachine' });
  const ask = () =>
    token(app, client, {
      grant_type: 'client_credentials',
      resource: ORDERS,
      scope: 'read:orders write:orders',
    });
  assert.equal((await ask()).body.scope, '');
  const role = await call('POST', '/api/roles', {
    name: 'Robot',
    description: 'Reads orders',
    type: 'MachineToMachine',
    scopeIds: [read.id],
  });
  const path = `/api/applications/${client.id}/roles`;
  const given = await call('POST', path, { roleIds: [role.id] });
  assert.deepEqual(given, { roleIds: [role.id], addedRoleIds: [role.id] });
  assert.deepEqual((await call('POST', path, { roleIds: [role.id] })).addedRoleIds, []);
  assert.equal((await ask()).body.scope, 'read:orders');
  assert.equal((await call('GET', path))[0].id, role.id);
  assert.equal((await call('GET', `/api/roles/${role.id}/applications`))[0].id, client.id);
  await call('PUT', path, { roleIds: [] });
  assert.equal((await ask()).body.scope, '');
  await call('POST', `/api/roles/${role.id}/applications`, { applicationIds: [client.id] });
  await call('DELETE', `/api/roles/${role.id}/applications/${client.id}`);
  await refused('DELETE', `${path}/${role.id}`, undefined, 404);
  const unknown = await token(app, client, {
    grant_type: 'client_credentials',
    resource: 'https://unknown.example',
  });
  assert.equal(unknown.body.error, 'invalid_target');
});

test('roles for users are for users, and roles for machines for machines', async () => {
  const user = await call('POST', '/api/users', { username: 'typed' });
  const web = await createClient(app);
  const machine = await createClient(app, { type: 'MachineToMachine' });
  const forUsers = await call('POST', '/api/roles', { name: 'U', description: 'u' });
  const forMachines = await call('POST', '/api/roles', {
    name: 'M',
    description: 'm',
    type: 'MachineToMachine',
  });
  await refused('POST', `/api/users/${user.id}/roles`, { roleIds: [forMachines.id] }, 422);
  await refused('POST', `/api/roles/${forMachines.id}/users`, { userIds: [user.id] }, 422);
  await refused('POST', `/api/applications/${machine.id}/roles`, { roleIds: [forUsers.id] }, 422);
  await refused('POST', `/api/applications/${web.id}/roles`, { roleIds: [forMachines.id] }, 422);
  await refused('POST', `/api/roles/${forMachines.id}/applications`, { applicationIds: [web.id] }, 422);
  await refused('POST', `/api/users/${user.id}/roles`, { roleIds: ['nothing'] }, 422);
  await refused('PATCH', `/api/roles/${forMachines.id}`, { isDefault: true }, 422);
  await refused('POST', '/api/roles', { name: 'U', description: 'again' }, 422, 'role.name_in_use');
  const set = await call('PUT', `/api/users/${user.id}/roles`, { roleIds: [forUsers.id] });
  assert.deepEqual(set, { roleIds: [forUsers.id] });
  assert.equal(
    (await call('GET', `/api/roles?excludeUserId=${user.id}&search=U&type=User`)).filter(
      (r: { id: string }) => r.id === forUsers.id,
    ).length,
    0,
  );
  assert.equal((await call('GET', `/api/roles/${forUsers.id}/users?search=TYPED`)).length, 1);
});

test('lists are searched by column and whole value; what a list is not searched by is refused', async () => {
  const make = async (path: string, body: unknown): Promise<string> => (await call('POST', path, body)).id;
  const describe = (name: string) => ({ name, description: `What ${name} is for` });
  const [editor, coEditor] = [
    await make('/api/roles', describe('Search Editor')),
    await make('/api/roles', describe('Search Editor of others')),
  ];
  const resource = await make('/api/resources', { name: 'Search', indicator: 'https://search.example/api' });
  const scopes = `/api/resources/${resource}/scopes`;
  const [read, readAll] = [
    await make(scopes, describe('search:read')),
    await make(scopes, describe('search:read-all')),
  ];
  await call('POST', `/api/roles/${editor}/scopes`, { scopeIds: [read, readAll] });
  const users = [
    await make('/api/users', { username: 'search_ann', primaryPhone: '819055550001' }),
    await make('/api/users', { username: 'search_anna' }),
  ];
  await call('POST', `/api/roles/${editor}/users`, { userIds: users });
  await call('POST', `/api/users/${users[0]}/roles`, { roleIds: [coEditor] });
  const machine = (name: string) =>
    make('/api/applications', { ...describe(name), type: 'MachineToMachine' });
  const machines = [await machine('Search bot'), await machine('Search bot of others')];
  const forMachines = await make('/api/roles', { ...describe('Search bots'), type: 'MachineToMachine' });
  await call('POST', `/api/roles/${forMachines}/applications`, { applicationIds: machines });
  await call('POST', '/api/roles', { ...describe('Search bots of others'), type: 'MachineToMachine' });

  const lists: [string, string, string, string][] = [
    ['/api/roles', 'name', 'search editor', editor],
    [`/api/users/${users[0]}/roles`, 'name', 'search editor', editor],
    [`/api/roles/${editor}/scopes`, 'name', 'search:read', read],
    [scopes, 'name', 'search:read', read],
    [`/api/roles/${editor}/users`, 'username', 'search_ann', String(users[0])],
    [`/api/roles/${forMachines}/applications`, 'name', 'search bot', String(machines[0])],
    ['/api/applications', 'name', 'search bot', String(machines[0])],
    [`/api/applications/${machines[0]}/roles`, 'name', 'search bots', forMachines],
  ];
  const find = (path: string, query: [string, string][]) =>
    app.management('GET', `${path}?${new URLSearchParams(query)}`);
  const ids = async (path: string, ...query: [string, string][]) => {
    const answer = await find(path, query);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body.map(({ id }: { id: string }) => id);
  };
  for (const [path, column, value, id] of lists) {
    const named: [string, string] = [`search.${column}`, value];
    const exact: [string, string] = [`mode.${column}`, 'exact'];
    assert.deepEqual(await ids(path, named, exact), [id], path);
    assert.deepEqual(await ids(path, named, ['mode', 'exact'], ['isCaseSensitive', 'false']), [id], path);
    assert.deepEqual(await ids(path, [named[0], value.toUpperCase()], exact), [id], path);
    const cased: [string, string][] = [exact, ['isCaseSensitive', 'true']];
    assert.deepEqual(await ids(path, [named[0], value.toUpperCase()], ...cased), [], path);
    assert.deepEqual(await ids(path, [`search_params[search.${column}]`, 'nothing']), [], path);
    assert.deepEqual(await ids(path, [named[0], 'nothing'], named, exact), [id], path);
    assert.deepEqual(await ids(path, named, exact, ['search.id', 'nothing'], ['joint', 'and']), [], path);
    assert.deepEqual(await ids(path, named, exact, ['search.id', 'nothing'], ['jointMode', 'and']), [], path);
    assert.deepEqual(await ids(path, named, exact, ['search.id', 'nothing'], ['joint', 'or']), [id], path);
    const refusals: [string, string][][] = [
      [['search.tenantId', 'default']],
      [['mode.tenantId', 'exact']],
      [['search_params[search.secret]', 'x']],
      [[`search.${column}`, '']],
      [[`search.${column}`, 'x'.repeat(257)]],
      [named, named],
      [named, ['mode', 'posix']],
      [named, ['joint', 'xor']],
      [named, ['joint', 'or'], ['jointMode', 'and']],
      [named, ['isCaseSensitive', 'maybe']],
    ];
    for (const query of refusals) {
      const answer = await find(path, query);
      assert.deepEqual([answer.status, answer.body.code], [400, 'guard.invalid_input'], `${path} ${query}`);
    }
  }
  const byDescription = async (text: string) =>
    ids('/api/roles', ['search.description', text], ['isCaseSensitive', 'true']);
  assert.deepEqual(await byDescription('Search Editor of'), [coEditor]);
  assert.deepEqual(await byDescription('search editor of'), []);
  assert.deepEqual(await byDescription('What Search Editor of%'), [coEditor]);
  assert.deepEqual(await byDescription('Search Editor of%'), []);
  assert.deepEqual(await byDescription('%Editor of others is for'), [coEditor]);
  assert.deepEqual(await byDescription('%Editor of others'), []);
  assert.deepEqual(await byDescription('%Editor of others%'), [coEditor]);
  assert.deepEqual(await ids(`/api/roles/${editor}/users`, ['search', '9055550001']), [users[0]]);
});

test('a default role is given to every new user', async () => {
  const role = await call('POST', '/api/roles', { name: 'Everyone', description: 'All', isDefault: true });
  const first = await call('POST', '/api/users', { username: 'newcomer1' });
  assert.deepEqual(await userRoleNames(app.platform.db.queries, 'default', first.id), ['Everyone']);
  await call('PATCH', `/api/roles/${role.id}`, { isDefault: false });
  const second = await call('POST', '/api/users', { username: 'newcomer2' });
  assert.deepEqual(await userRoleNames(app.platform.db.queries, 'default', second.id), []);
});

test('M-08 the Management API’s resource, permission and role stay as they are', async () => {
  const { management, role } = await builtIn();
  const [all] = management.scopes;
  const before = await builtIn();
  await refused('PATCH', `/api/resources/${management.id}`, { name: 'x' }, 403, 'resource.built_in');
  await refused('DELETE', `/api/resources/${management.id}`, undefined, 403);
  await refused('POST', `/api/resources/${management.id}/scopes`, { name: 'more' }, 403);
  await refused('PATCH', `/api/resources/${management.id}/scopes/${all.id}`, { name: 'none' }, 403);
  await refused('DELETE', `/api/resources/${management.id}/scopes/${all.id}`, undefined, 403);
  await refused('PATCH', `/api/roles/${role.id}`, { name: 'x' }, 403, 'role.built_in');
  await refused('DELETE', `/api/roles/${role.id}`, undefined, 403);
  await refused('POST', `/api/roles/${role.id}/scopes`, { scopeIds: [read.id] }, 403);
  await refused('DELETE', `/api/roles/${role.id}/scopes/${all.id}`, undefined, 403);
  assert.deepEqual(await builtIn(), before);
});

test('M-08 a client cannot take its own access away', async () => {
  const { role } = await builtIn();
  const claims = claimsOf(await app.managementToken());
  const path = `/api/applications/${claims.client_id}/roles`;
  await refused('DELETE', `${path}/${role.id}`, undefined, 403, 'application.own_access');
  await refused('PUT', path, { roleIds: [] }, 403, 'application.own_access');
  await refused('DELETE', `/api/roles/${role.id}/applications/${claims.client_id}`, undefined, 403);
  await call('GET', path);
});

test('M-01 permissions of the Management API never go to users, by role or by organization', async () => {
  const { management } = await builtIn();
  const scopeIds = [management.scopes[0].id];
  const role = await call('POST', '/api/roles', { name: 'Sneaky', description: 'x' });
  await refused('POST', '/api/roles', { name: 'Sneakier', description: 'x', scopeIds }, 422);
  await refused('POST', `/api/roles/${role.id}/scopes`, { scopeIds }, 422, 'role.management_is_for_machines');
  await refused('POST', '/api/organization-roles', { name: 'Sneaky', resourceScopeIds: scopeIds }, 422);
  const made = await call('POST', '/api/organization-roles', { name: 'Plain' });
  await refused('POST', `/api/organization-roles/${made.id}/resource-scopes`, { scopeIds }, 422);
  await refused('PUT', `/api/organization-roles/${made.id}/resource-scopes`, { scopeIds }, 422);
});

test('O-26 the names of organization tokens cannot be registered as an API, or who is no member had one', async () => {
  for (const indicator of [
    'urn:logto:organization:acme',
    'URN:logto:organization:acme',
    'urn:logto:resource:organizations',
  ]) {
    const answer = await app.management('POST', '/api/resources', { name: 'Forged', indicator });
    assert.equal(answer.status, 400, indicator);
  }
});
