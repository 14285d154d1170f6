import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import {
  isMember,
  organizationResourceScopes,
  organizationScopes,
  userOrganizationRoles,
  userOrganizations,
} from './index.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

// biome-ignore lint/suspicious/noExplicitAny: tests read answers of every shape.
const call = async (method: string, path: string, body?: unknown): Promise<any> => {
  const answer = await app.management(method, path, body);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const refused = async (method: string, path: string, body: unknown, status: number) => {
  const answer = await app.management(method, path, body);
  assert.equal(answer.status, status, `${method} ${path}: ${JSON.stringify(answer.body)}`);
};
const userNamed = async (username: string): Promise<string> =>
  (await call('POST', '/api/users', { username })).id;

test('every field of an organization can be changed and read again', async () => {
  const made = await call('POST', '/api/organizations', { name: 'Acme', description: 'Anvils' });
  const changes = { name: 'Acme GmbH', description: null, customData: { plan: 'gold' } };
  for (const [field, value] of Object.entries(changes)) {
    assert.deepEqual(
      (await call('PATCH', `/api/organizations/${made.id}`, { [field]: value }))[field],
      value,
    );
  }
  assert.deepEqual((await call('GET', `/api/organizations/${made.id}`)).customData, { plan: 'gold' });
  assert.equal((await call('GET', '/api/organizations?q=gmbh')).length, 1);
  assert.equal((await call('GET', '/api/organizations?q=none')).length, 0);
  for (const body of [{ tenantId: 'admin' }, { id: 'x' }, { createdAt: 1 }, { name: '' }]) {
    await refused('PATCH', `/api/organizations/${made.id}`, body, 400);
  }
  await call('DELETE', `/api/organizations/${made.id}`);
  await refused('GET', `/api/organizations/${made.id}`, undefined, 404);
});

test('members and their roles: what tokens will say', async () => {
  const db = app.platform.db.queries;
  const { id } = await call('POST', '/api/organizations', { name: 'Members' });
  const path = `/api/organizations/${id}/users`;
  const hana = await userNamed('hana');
  const ken = await userNamed('ken');
  const resource = await call('POST', '/api/resources', { name: 'O', indicator: 'https://o.example' });
  const scope = await call('POST', `/api/resources/${resource.id}/scopes`, { name: 'read:o' });
  const invite = await call('POST', '/api/organization-scopes', { name: 'invite', description: 'Invites' });
  const owner = await call('POST', '/api/organization-roles', {
    name: 'Owner',
    organizationScopeIds: [invite.id],
    resourceScopeIds: [scope.id],
  });
  const guest = await call('POST', '/api/organization-roles', { name: 'Guest', type: 'User' });

  await call('POST', path, { userIds: [hana, ken] });
  assert.ok(await isMember(db, 'default', id, hana));
  await call('POST', `${path}/${hana}/roles`, { organizationRoleNames: ['Owner'] });
  assert.deepEqual(await organizationScopes(db, 'default', id, hana), ['invite']);
  assert.deepEqual(await organizationResourceScopes(db, 'default', id, hana, resource.id), ['read:o']);
  assert.deepEqual(await organizationScopes(db, 'default', id, ken), []);
  assert.deepEqual(await userOrganizations(db, 'default', hana), [
    { id, name: 'Members', description: null },
  ]);
  assert.deepEqual(
    (await userOrganizationRoles(db, 'default', hana)).map(({ roleName }) => roleName),
    ['Owner'],
  );
  assert.deepEqual(
    (await call('GET', `${path}/${hana}/scopes`)).map(({ name }: { name: string }) => name),
    ['invite'],
  );

  await call('POST', `${path}/roles`, { userIds: [hana, ken], organizationRoleIds: [guest.id] });
  assert.equal((await call('GET', `${path}/${hana}/roles`)).length, 2);
  assert.equal((await call('GET', `${path}?organizationRoleId=${owner.id}`)).length, 1);
  assert.equal((await call('GET', `${path}?q=KEN`)).length, 1);
  const [featured] = await call('GET', '/api/organizations?q=Members&showFeatured=1');
  assert.equal(featured.usersCount, 2);

  await call('PUT', `${path}/${hana}/roles`, { organizationRoleIds: [guest.id] });
  assert.deepEqual(await organizationScopes(db, 'default', id, hana), []);
  await call('DELETE', `${path}/${hana}/roles/${guest.id}`);
  await refused('DELETE', `${path}/${hana}/roles/${guest.id}`, undefined, 404);
  await refused('POST', `${path}/${hana}/roles`, {}, 400);
  await refused('POST', `${path}/${hana}/roles`, { organizationRoleNames: ['Nobody'] }, 422);

  await call('PUT', path, { userIds: [ken] });
  assert.ok(!(await isMember(db, 'default', id, hana)));
  assert.equal((await call('GET', `${path}/${ken}/roles`)).length, 1, 'who stays keeps their roles');
  await refused('POST', `${path}/${hana}/roles`, { organizationRoleIds: [guest.id] }, 422);
  await call('DELETE', `${path}/${ken}`);
  await refused('DELETE', `${path}/${ken}`, undefined, 404);
  await refused('POST', path, { userIds: ['nobody'] }, 422);
});

test('the template: roles and permissions', async () => {
  const scope = await call('POST', '/api/organization-scopes', { name: 'edit' });
  const renamed = await call('PATCH', `/api/organization-scopes/${scope.id}`, {
    name: 'edit:all',
    description: 'Edits',
  });
  assert.deepEqual(await call('GET', `/api/organization-scopes/${scope.id}`), renamed);
  await refused('POST', '/api/organization-scopes', { name: 'edit:all' }, 422);
  await refused('POST', '/api/organization-scopes', { name: 'two words' }, 400);
  assert.equal((await call('GET', '/api/organization-scopes?q=EDIT')).length, 1);

  const role = await call('POST', '/api/organization-roles', { name: 'Editor', description: 'x' });
  const changed = await call('PATCH', `/api/organization-roles/${role.id}`, {
    name: 'Author',
    description: null,
  });
  assert.deepEqual(await call('GET', `/api/organization-roles/${role.id}`), changed);
  await refused('POST', '/api/organization-roles', { name: 'Author' }, 422);
  await refused('POST', '/api/organization-roles', { name: 'Robot', type: 'Nobody' }, 400);
  const path = `/api/organization-roles/${role.id}/scopes`;
  await call('POST', path, { organizationScopeIds: [scope.id] });
  assert.equal((await call('GET', path))[0].name, 'edit:all');
  await call('PUT', path, { organizationScopeIds: [] });
  assert.equal((await call('GET', path)).length, 0);
  await call('PUT', path, { organizationScopeIds: [scope.id] });
  await call('DELETE', `${path}/${scope.id}`);
  await refused('DELETE', `${path}/${scope.id}`, undefined, 404);

  const resource = await call('POST', '/api/resources', { name: 'T', indicator: 'https://t.example' });
  const api = await call('POST', `/api/resources/${resource.id}/scopes`, { name: 'read:t' });
  const resourcePath = `/api/organization-roles/${role.id}/resource-scopes`;
  await call('POST', resourcePath, { scopeIds: [api.id] });
  const [listed] = await call('GET', '/api/organization-roles?q=Author');
  assert.equal(listed.resourceScopes[0].resource.name, 'T');
  assert.equal((await call('GET', resourcePath))[0].id, api.id);
  await call('PUT', resourcePath, { scopeIds: [] });
  await refused('DELETE', `${resourcePath}/${api.id}`, undefined, 404);
  await call('POST', resourcePath, { scopeIds: [api.id] });
  await call('DELETE', `${resourcePath}/${api.id}`);
  await call('DELETE', `/api/organization-roles/${role.id}`);
  await call('DELETE', `/api/organization-scopes/${scope.id}`);
  await refused('GET', `/api/organization-scopes/${scope.id}`, undefined, 404);
});

test('members are found by all that users are found by', async () => {
  const { id } = await call('POST', '/api/organizations', { name: 'Findable members' });
  const asked = { username: 'findable', primaryEmail: 'mail@findable.example', primaryPhone: '819066660001' };
  const user = await call('POST', '/api/users', { ...asked, name: 'Taro Found' });
  const other = await call('POST', '/api/users', { username: 'somebody_else', primaryPhone: '819077770001' });
  await call('POST', `/api/organizations/${id}/users`, { userIds: [user.id, other.id] });
  for (const text of [...Object.values(asked), 'taro f', user.id, '66660001']) {
    const found = await call('GET', `/api/organizations/${id}/users?${new URLSearchParams({ q: text })}`);
    assert.deepEqual(
      found.map((member: { id: string }) => member.id),
      [user.id],
      text,
    );
  }
});

test('a search among members has its total, its order and its pages', async () => {
  const { id } = await call('POST', '/api/organizations', { name: 'Searched' });
  const userIds: string[] = [];
  for (const name of ['sought_1', 'other_1', 'sought_2', 'sought_3']) userIds.push(await userNamed(name));
  for (const userId of userIds) await call('POST', `/api/organizations/${id}/users`, { userIds: [userId] });
  const all = (await call('GET', `/api/organizations/${id}/users`)).map((user: { id: string }) => user.id);
  const sought = all.filter((found: string) => found !== userIds[1]);
  const pages = [];
  for (const page of [1, 2, 3]) {
    const answer = await app.management(
      'GET',
      `/api/organizations/${id}/users?q=SOUGHT&page_size=2&page=${page}`,
    );
    assert.equal(answer.headers.get('total-number'), '3');
    pages.push(answer.body.map((user: { id: string }) => user.id));
  }
  assert.deepEqual(pages, [sought.slice(0, 2), sought.slice(2), []]);
});
