/** The published Management API client, unmodified, against the real server. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { createManagementApi } from '@logto/api/management';
import { findBuiltInRole, giveApplicationRoles } from '../src/access/index.ts';
import { createApplication } from '../src/applications/index.ts';
import { startApp, type TestApp } from './app.ts';

let app: TestApp;
let api: ReturnType<typeof createManagementApi>['apiClient'];

const createClient = async (apiIndicator?: string) => {
  const context = await app.context();
  const { application, secret } = await createApplication(context, {
    name: 'Robot',
    type: 'MachineToMachine',
  });
  const role = await findBuiltInRole(app.platform.db.queries, 'default');
  await giveApplicationRoles(context, application.id, [role?.id ?? '']);
  return createManagementApi('default', {
    clientId: application.id,
    clientSecret: secret ?? '',
    baseUrl: app.origin,
    ...(apiIndicator ? { apiIndicator } : {}),
  }).apiClient;
};

before(async () => {
  app = await startApp();
  api = await createClient();
});
after(() => app.close());

test('@logto/api: both indicators of the Management API are accepted', async () => {
  const other = await createClient(`${app.origin}/api`);
  const { response } = await other.GET('/api/applications');
  assert.equal(response.status, 200);
});

test('@logto/api: creates, lists with paging and filters, changes and deletes applications', async () => {
  const created = await api.POST('/api/applications', {
    body: {
      name: 'Bookstore',
      type: 'Traditional',
      oidcClientMetadata: {
        redirectUris: ['http://localhost:3000/callback'] as never,
        postLogoutRedirectUris: ['http://localhost:3000/'] as never,
      },
    },
  });
  assert.equal(created.response.status, 200);
  const id = created.data?.id ?? '';
  for (let index = 0; index < 25; index += 1) {
    await api.POST('/api/applications', { body: { name: `SPA ${index}`, type: 'SPA' } });
  }
  const first = await api.GET('/api/applications', {
    params: { query: { types: ['SPA', 'Native'], page: 1, page_size: 10 } },
  });
  assert.equal(first.data?.length, 10);
  assert.equal(first.response.headers.get('total-number'), '25');
  assert.match(first.response.headers.get('link') ?? '', /rel="next"/);
  const third = await api.GET('/api/applications', {
    params: { query: { types: ['SPA', 'Native'], page: 3, page_size: 10 } },
  });
  assert.equal(third.data?.length, 5);
  const searched = await api.GET('/api/applications', {
    params: { query: { search_params: { search: '%book%' } as never } },
  });
  assert.deepEqual(
    searched.data?.map(({ name }) => name),
    ['Bookstore'],
  );
  const plain = await app.management('GET', '/api/applications?search=%25book%25');
  assert.deepEqual(
    plain.body.map(({ name }: { name: string }) => name),
    ['Bookstore'],
  );

  const changed = await api.PATCH('/api/applications/{id}', {
    params: { path: { id } },
    body: { description: 'Sells books' },
  });
  assert.equal(changed.data?.description, 'Sells books');
  const added = await api.POST('/api/applications/{id}/secrets', {
    params: { path: { id } },
    body: { name: 'Second', expiresAt: app.clock.now() + 60_000 },
  });
  assert.equal(added.response.status, 201);
  const secrets = await api.GET('/api/applications/{id}/secrets', { params: { path: { id } } });
  assert.deepEqual(
    secrets.data?.map(({ name }) => name),
    ['Default secret', 'Second'],
  );
  const removed = await api.DELETE('/api/applications/{id}', { params: { path: { id } } });
  assert.equal(removed.response.status, 204);
  const gone = await api.GET('/api/applications/{id}', { params: { path: { id } } });
  assert.equal(gone.response.status, 404);
  assert.equal((gone.error as { code?: string } | undefined)?.code, 'application.not_found');
});

test('@logto/api: roles, permissions and who holds them', async () => {
  const resource = await api.POST('/api/resources', {
    body: { name: 'Orders', indicator: 'https://orders.example/api' },
  });
  const resourceId = resource.data?.id ?? '';
  const scope = await api.POST('/api/resources/{resourceId}/scopes', {
    params: { path: { resourceId } },
    body: { name: 'read:orders', description: 'Read orders' },
  });
  const role = await api.POST('/api/roles', {
    body: { name: 'Reader', description: 'Reads', scopeIds: [scope.data?.id ?? ''] },
  });
  const roleId = role.data?.id ?? '';
  const user = await api.POST('/api/users', { body: { username: 'reader' } });
  const userId = user.data?.id ?? '';
  const given = await api.POST('/api/roles/{id}/users', {
    params: { path: { id: roleId } },
    body: { userIds: [userId] },
  });
  assert.equal(given.response.status, 201);
  const roles = await api.GET('/api/users/{userId}/roles', { params: { path: { userId } } });
  assert.deepEqual(
    roles.data?.map(({ name }) => name),
    ['Reader'],
  );
  const listed = await api.GET('/api/roles', {
    params: { query: { search_params: { search: '%Reader%' } as never } },
  });
  assert.equal(listed.data?.[0]?.usersCount, 1);
  assert.deepEqual(
    listed.data?.[0]?.featuredUsers.map(({ id }) => id),
    [userId],
  );
  const scopes = await api.GET('/api/roles/{id}/scopes', { params: { path: { id: roleId } } });
  assert.equal(scopes.data?.[0]?.resource.indicator, 'https://orders.example/api');
});

test('@logto/api: organizations, members and the template', async () => {
  const organization = await api.POST('/api/organizations', { body: { name: 'Acme' } });
  const id = organization.data?.id ?? '';
  const scope = await api.POST('/api/organization-scopes', { body: { name: 'invite' } });
  const role = await api.POST('/api/organization-roles', {
    body: { name: 'Owner', organizationScopeIds: [scope.data?.id ?? ''], resourceScopeIds: [] },
  });
  const user = await api.POST('/api/users', { body: { username: 'member' } });
  const userId = user.data?.id ?? '';
  await api.POST('/api/organizations/{id}/users', { params: { path: { id } }, body: { userIds: [userId] } });
  const given = await api.POST('/api/organizations/{id}/users/{userId}/roles', {
    params: { path: { id, userId } },
    body: { organizationRoleIds: [role.data?.id ?? ''] },
  });
  assert.equal(given.response.status, 201);
  const members = await api.GET('/api/organizations/{id}/users', { params: { path: { id } } });
  assert.deepEqual(
    members.data?.map(({ organizationRoles }) => organizationRoles.map(({ name }) => name)),
    [['Owner']],
  );
  const scopes = await api.GET('/api/organizations/{id}/users/{userId}/scopes', {
    params: { path: { id, userId } },
  });
  assert.deepEqual(
    scopes.data?.map(({ name }) => name),
    ['invite'],
  );
  const theirs = await api.GET('/api/users/{userId}/organizations', { params: { path: { userId } } });
  assert.equal(theirs.data?.[0]?.name, 'Acme');
  const roles = await api.GET('/api/organization-roles');
  assert.deepEqual(
    roles.data?.[0]?.scopes.map(({ name }) => name),
    ['invite'],
  );
});

test('@logto/api: logs, status and the document', async () => {
  const logs = await api.GET('/api/logs', { params: { query: { logKey: 'Organization.Create' } } });
  assert.equal(logs.data?.length, 1);
  assert.equal(logs.response.headers.get('total-number'), '1');
  const status = await api.GET('/api/status');
  assert.equal(status.response.status, 204);
  const document = await fetch(`${app.origin}/api/swagger.json`);
  assert.equal(document.status, 200);
  const { openapi, paths } = (await document.json()) as { openapi: string; paths: Record<string, unknown> };
  assert.equal(openapi, '3.1.0');
  assert.ok(paths['/api/applications/{id}']);
});
