/** API resources, their permissions, and roles, with @logto/api. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { guarded, names, ok, paged, refused, search, unique, type World } from './client.ts';

export const access = (world: () => World): void => {
  const createResource = () =>
    ok(
      world().api.POST('/api/resources', {
        body: { name: unique('Orders'), indicator: `https://api.example/${unique()}` },
      }),
      201,
    );
  const createScope = (resourceId: string, name = unique('read')) =>
    ok(
      world().api.POST('/api/resources/{resourceId}/scopes', {
        params: { path: { resourceId } },
        body: { name, description: 'Read' },
      }),
      201,
    );

  test('resources: create, read, list, change, default, delete', async () => {
    const { api } = world();
    const before = await api.GET('/api/resources');
    const resource = await createResource();
    assert.equal(resource.isDefault, false);
    assert.equal(resource.accessTokenTtl, 3600);
    await createResource();
    const total = Number(before.response.headers.get('total-number')) + 2;
    await paged((query) => api.GET('/api/resources', { params: { query } }), total);
    const params = { path: { id: resource.id } };
    assert.equal((await ok(api.GET('/api/resources/{id}', { params }))).indicator, resource.indicator);
    const body = { name: 'Renamed', accessTokenTtl: 600 };
    const changed = await ok(api.PATCH('/api/resources/{id}', { params, body }));
    assert.deepEqual([changed.name, changed.accessTokenTtl], ['Renamed', 600]);
    const chosen = await ok(
      api.PATCH('/api/resources/{id}/is-default', { params, body: { isDefault: true } }),
    );
    assert.equal(chosen.isDefault, true);
    await createScope(resource.id);
    const withScopes = await ok(api.GET('/api/resources', { params: { query: { includeScopes: 'true' } } }));
    assert.equal(withScopes.find(({ id }) => id === resource.id)?.scopes?.length, 1);
    const taken = { body: { name: 'Again', indicator: resource.indicator } };
    await refused(api.POST('/api/resources', taken), 422);
    await refused(api.POST('/api/resources', { body: { name: 'No indicator' } as never }), 400);
    await ok(api.DELETE('/api/resources/{id}', { params }), 204);
    await refused(api.GET('/api/resources/{id}', { params }), 404, 'resource.not_found');
    await refused(api.PATCH('/api/resources/{id}', { params, body: { name: 'X' } }), 404);
    await refused(api.DELETE('/api/resources/{id}', { params }), 404);
    await guarded(
      world(),
      (client) => client.GET('/api/resources'),
      (client) => client.POST('/api/resources', taken),
    );
  });

  test('resources: permissions', async () => {
    const { api } = world();
    const { id: resourceId } = await createResource();
    const path = { resourceId };
    const scope = await createScope(resourceId, 'read:orders');
    await createScope(resourceId, 'write:orders');
    const list = '/api/resources/{resourceId}/scopes';
    await paged((query) => api.GET(list, { params: { path, query } }), 2);
    const found = await ok(api.GET(list, { params: { path, query: search('%write%') } }));
    assert.deepEqual(names(found), ['write:orders']);
    await refused(api.POST(list, { params: { path }, body: { name: 'read:orders' } }), 422);
    await refused(api.POST(list, { params: { path }, body: { name: 'with a space' } }), 400);
    const params = { path: { resourceId, scopeId: scope.id } };
    const one = '/api/resources/{resourceId}/scopes/{scopeId}';
    const changed = await ok(api.PATCH(one, { params, body: { description: null } }));
    assert.equal(changed.description, null);
    await refused(api.PATCH(one, { params, body: { name: 'write:orders' } }), 422);
    await ok(api.DELETE(one, { params }), 204);
    await refused(api.DELETE(one, { params }), 404);
  });

  test('roles: create, read, list, search, change, delete', async () => {
    const { api } = world();
    const scope = await createScope((await createResource()).id);
    const name = unique('Reader');
    const role = await ok(
      api.POST('/api/roles', { body: { name, description: 'Reads', scopeIds: [scope.id] } }),
    );
    assert.deepEqual([role.type, role.isDefault], ['User', false]);
    const params = { path: { id: role.id } };
    assert.equal((await ok(api.GET('/api/roles/{id}', { params }))).name, name);
    const found = await ok(api.GET('/api/roles', { params: { query: search(`%${name}%`) } }));
    assert.deepEqual(
      found.map(({ usersCount, applicationsCount }) => [usersCount, applicationsCount]),
      [[0, 0]],
    );
    await paged(
      (page) => api.GET('/api/roles', { params: { query: { ...search(`%${name}%`), ...page } } }),
      1,
    );
    const body = { description: 'Reads books', isDefault: true };
    assert.equal((await ok(api.PATCH('/api/roles/{id}', { params, body }))).isDefault, true);
    await ok(api.PATCH('/api/roles/{id}', { params, body: { isDefault: false } }));
    await refused(api.POST('/api/roles', { body: { name, description: 'Again' } }), 422);
    await refused(api.POST('/api/roles', { body: { name: unique() } as never }), 400);
    await ok(api.DELETE('/api/roles/{id}', { params }), 204);
    await refused(api.GET('/api/roles/{id}', { params }), 404);
    await refused(api.PATCH('/api/roles/{id}', { params, body: { name: 'Gone' } }), 404);
    await refused(api.DELETE('/api/roles/{id}', { params }), 404);
    await guarded(
      world(),
      (client) => client.GET('/api/roles'),
      (client) => client.POST('/api/roles', { body: { name, description: 'Refused' } }),
    );
  });

  test('roles: permissions', async () => {
    const { api } = world();
    const resource = await createResource();
    const scopes = [await createScope(resource.id), await createScope(resource.id)];
    const [first = '', second = ''] = scopes.map(({ id }) => id);
    const role = await ok(api.POST('/api/roles', { body: { name: unique(), description: 'Holds' } }));
    const params = { path: { id: role.id } };
    const give = (scopeIds: string[]) => api.POST('/api/roles/{id}/scopes', { params, body: { scopeIds } });
    await ok(give([first, second]), 201);
    await ok(give([first]), 201);
    await refused(give(['nothing']), 422);
    await paged((query) => api.GET('/api/roles/{id}/scopes', { params: { ...params, query } }), 2);
    const query = search(`%${scopes[1]?.name}%`);
    const found = await ok(api.GET('/api/roles/{id}/scopes', { params: { ...params, query } }));
    assert.deepEqual(
      found.map(({ id, resource: { indicator } }) => [id, indicator]),
      [[second, resource.indicator]],
    );
    const one = { params: { path: { id: role.id, scopeId: first } } };
    await ok(api.DELETE('/api/roles/{id}/scopes/{scopeId}', one), 204);
    await refused(api.DELETE('/api/roles/{id}/scopes/{scopeId}', one), 404);
    await refused(api.GET('/api/roles/{id}/scopes', { params: { path: { id: 'nothing' } } }), 404);
  });

  test('roles: who holds them', async () => {
    const { api } = world();
    const role = await ok(api.POST('/api/roles', { body: { name: unique('Held'), description: 'Held' } }));
    const params = { path: { id: role.id } };
    const ids = [];
    for (const name of ['Aki', 'Beni']) {
      ids.push((await ok(api.POST('/api/users', { body: { username: unique('holder'), name } }))).id);
    }
    const give = (userIds: string[]) => api.POST('/api/roles/{id}/users', { params, body: { userIds } });
    await ok(give(ids), 201);
    await ok(give(ids.slice(0, 1)), 201);
    await refused(give(['nothing']), 422);
    await paged((query) => api.GET('/api/roles/{id}/users', { params: { ...params, query } }), 2);
    const found = await ok(
      api.GET('/api/roles/{id}/users', { params: { ...params, query: search('%Beni%') } }),
    );
    assert.deepEqual(
      found.map(({ id }) => id),
      [ids[1]],
    );
    const listed = await ok(api.GET('/api/roles', { params: { query: search(`%${role.name}%`) } }));
    assert.equal(listed[0]?.usersCount, 2);
    assert.deepEqual(listed[0]?.featuredUsers.map(({ id }) => id).toSorted(), ids.toSorted());
    const one = { params: { path: { id: role.id, userId: ids[0] ?? '' } } };
    await ok(api.DELETE('/api/roles/{id}/users/{userId}', one), 204);
    await refused(api.DELETE('/api/roles/{id}/users/{userId}', one), 404);
    const query = { excludeUserId: ids[1] ?? '' };
    const others = await ok(api.GET('/api/roles', { params: { query } }));
    assert.ok(others.every(({ id }) => id !== role.id));
  });
};
