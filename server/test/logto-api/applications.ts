/** Applications: their secrets, roles, consent, access and organizations, with @logto/api. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { guarded, names, ok, paged, refused, search, unique, untyped, type World } from './client.ts';

const NOTHING = { id: 'nothing' };

export const applications = (world: () => World): void => {
  const create = (name = unique('App'), type: 'Traditional' | 'SPA' | 'MachineToMachine' = 'Traditional') =>
    ok(world().api.POST('/api/applications', { body: { name, type } }));

  test('applications: both indicators of the Management API are accepted', async () => {
    const other = await world().createClient(`${world().app.origin}/api`);
    await ok(other.GET('/api/applications'));
  });

  test('applications: create, read, list, search, change, delete', async () => {
    const { api } = world();
    const app = await ok(
      api.POST('/api/applications', {
        body: {
          name: 'Bookstore',
          type: 'Traditional',
          description: 'Sells',
          oidcClientMetadata: {
            redirectUris: ['http://localhost:3000/callback'] as never,
            postLogoutRedirectUris: ['http://localhost:3000/'] as never,
          },
        },
      }),
    );
    const params = { path: { id: app.id } };
    assert.equal(app.tenantId, 'default');
    assert.equal(app.isThirdParty, false);
    assert.equal((await ok(api.GET('/api/applications/{id}', { params }))).name, 'Bookstore');
    for (const index of [1, 2, 3]) await create(`Page ${index}`, 'SPA');
    const query = { types: ['SPA' as const, 'Native' as const] };
    await paged((page) => api.GET('/api/applications', { params: { query: { ...query, ...page } } }), 3);
    const found = await ok(api.GET('/api/applications', { params: { query: search('%book%') } }));
    assert.deepEqual(names(found), ['Bookstore']);
    const changed = await ok(
      api.PATCH('/api/applications/{id}', {
        params,
        body: { description: null, customClientMetadata: { alwaysIssueRefreshToken: true, idTokenTtl: 600 } },
      }),
    );
    assert.equal(changed.description, null);
    assert.equal(changed.customClientMetadata.idTokenTtl, 600);
    const data = await ok(
      api.PATCH('/api/applications/{applicationId}/custom-data', {
        params: { path: { applicationId: app.id } },
        body: { shelf: 4 } as never,
      }),
    );
    assert.deepEqual(data, { shelf: 4 });
    await ok(api.DELETE('/api/applications/{id}', { params }), 204);
    await refused(api.GET('/api/applications/{id}', { params }), 404, 'application.not_found');
    await refused(api.DELETE('/api/applications/{id}', { params }), 404);
    await refused(api.PATCH('/api/applications/{id}', { params, body: { name: 'Gone' } }), 404);
    await refused(api.POST('/api/applications', { body: { type: 'SPA' } as never }), 400);
    await guarded(
      world(),
      (client) => client.GET('/api/applications'),
      (client) => client.POST('/api/applications', { body: { name: 'X', type: 'SPA' } }),
      (client) => client.DELETE('/api/applications/{id}', { params }),
    );
  });

  test('applications: secrets', async () => {
    const { api, app } = world();
    const { id } = await create();
    const path = { id };
    const added = await ok(
      api.POST('/api/applications/{id}/secrets', {
        params: { path },
        body: { name: 'Second', expiresAt: app.clock.now() + 60_000 },
      }),
      201,
    );
    assert.equal(added.applicationId, id);
    const again = api.POST('/api/applications/{id}/secrets', { params: { path }, body: { name: 'Second' } });
    await refused(again, 422);
    const renamed = await ok(
      api.PATCH('/api/applications/{id}/secrets/{name}', {
        params: { path: { id, name: 'Second' } },
        body: { name: 'Other' },
      }),
    );
    assert.equal(renamed.name, 'Other');
    const listed = await ok(api.GET('/api/applications/{id}/secrets', { params: { path } }));
    assert.deepEqual(names(listed), ['Default secret', 'Other']);
    const other = { params: { path: { id, name: 'Other' } } };
    await ok(api.DELETE('/api/applications/{id}/secrets/{name}', other), 204);
    await refused(api.DELETE('/api/applications/{id}/secrets/{name}', other), 404);
    await refused(api.GET('/api/applications/{id}/secrets', { params: { path: NOTHING } }), 404);
  });

  test('applications: roles of a machine, listed from both sides', async () => {
    const { api } = world();
    const machine = await create(unique('Robot'), 'MachineToMachine');
    const params = { path: { applicationId: machine.id } };
    const roles = [];
    for (const name of [unique('Worker'), unique('Worker')]) {
      roles.push(
        await ok(api.POST('/api/roles', { body: { name, description: 'Works', type: 'MachineToMachine' } })),
      );
    }
    const [first, second] = roles.map(({ id }) => id) as [string, string];
    const give = (roleIds: string[]) => ({ params, body: { roleIds } });
    await ok(api.POST('/api/applications/{applicationId}/roles', give([first])), 201);
    await ok(api.POST('/api/applications/{applicationId}/roles', give([first])), 201);
    await refused(api.POST('/api/applications/{applicationId}/roles', give(['nothing'])), 422);
    await ok(api.PUT('/api/applications/{applicationId}/roles', give([first, second])));
    await paged(
      (query) => api.GET('/api/applications/{applicationId}/roles', { params: { ...params, query } }),
      2,
    );
    const holders = { path: { id: first } };
    await paged((query) => api.GET('/api/roles/{id}/applications', { params: { ...holders, query } }), 1);
    const without = await ok(
      api.GET('/api/applications', {
        params: { query: { excludeRoleId: first, types: 'MachineToMachine' } },
      }),
    );
    assert.ok(without.every(({ id }) => id !== machine.id));
    const taken = { params: { path: { applicationId: machine.id, roleId: second } } };
    await ok(api.DELETE('/api/applications/{applicationId}/roles/{roleId}', taken), 204);
    await refused(api.DELETE('/api/applications/{applicationId}/roles/{roleId}', taken), 404);
    const byRole = { params: { path: { id: first, applicationId: machine.id } } };
    await ok(api.DELETE('/api/roles/{id}/applications/{applicationId}', byRole), 204);
    const body = { applicationIds: [machine.id] };
    await ok(api.POST('/api/roles/{id}/applications', { params: holders, body }), 201);
    const unknown = { params: holders, body: { applicationIds: ['nothing'] } };
    await refused(api.POST('/api/roles/{id}/applications', unknown), 404);
  });

  test('applications: what a third-party application may ask for', async () => {
    const { api } = world();
    const { id: applicationId } = await ok(
      api.POST('/api/applications', { body: { name: 'Partner', type: 'SPA', isThirdParty: true } }),
    );
    const params = { path: { applicationId } };
    const scope = await ok(api.POST('/api/organization-scopes', { body: { name: unique('see') } }), 201);
    const body = { userScopes: ['profile' as const, 'email' as const], organizationScopes: [scope.id] };
    await ok(api.POST('/api/applications/{applicationId}/user-consent-scopes', { params, body }), 201);
    const wrong = { params, body: { organizationScopes: ['nothing'] } };
    await refused(api.POST('/api/applications/{applicationId}/user-consent-scopes', wrong), 422);
    const held = await ok(api.GET('/api/applications/{applicationId}/user-consent-scopes', { params }));
    assert.deepEqual(held.userScopes.toSorted(), ['email', 'profile']);
    assert.deepEqual(names(held.organizationScopes), [scope.name]);
    assert.deepEqual(held.resourceScopes, []);
    const path = { applicationId, scopeType: 'organization-scopes' as const, scopeId: scope.id };
    const one = '/api/applications/{applicationId}/user-consent-scopes/{scopeType}/{scopeId}';
    await ok(api.DELETE(one, { params: { path } }), 204);
    await refused(api.DELETE(one, { params: { path } }), 404);
    const newer = untyped(api);
    const cimd = '/api/cimd/user-consent-scopes';
    await ok(newer.POST(cimd, { body: { userScopes: ['profile'] } }), 201);
    const allowed = (await ok(newer.GET(cimd))) as { userScopes: string[] };
    assert.ok(allowed.userScopes.includes('profile'));
    const asked = { params: { path: { scopeType: 'user-scopes', scopeId: 'profile' } } };
    await ok(newer.DELETE(`${cimd}/{scopeType}/{scopeId}`, asked), 204);
    await refused(newer.DELETE(`${cimd}/{scopeType}/{scopeId}`, asked), 404);
    await guarded(world(), (client) => untyped(client).GET(cimd));
  });

  test('applications: who may sign in to it, and its organizations', async () => {
    const { api } = world();
    const { id: applicationId } = await create();
    const params = { path: { applicationId } };
    const user = await ok(api.POST('/api/users', { body: { username: unique('user') } }));
    const rules = { userIds: [user.id], userRoleIds: [], organizationIds: [], organizationRoleRules: [] };
    await ok(api.PUT('/api/applications/{applicationId}/access-control', { params, body: rules }));
    const kept = await ok(api.GET('/api/applications/{applicationId}/access-control', { params }));
    assert.deepEqual(kept.userIds, [user.id]);
    const unknown = { ...rules, userIds: ['nothing'] };
    await refused(
      api.PUT('/api/applications/{applicationId}/access-control', { params, body: unknown }),
      422,
    );
    const machine = await create(unique('Robot'), 'MachineToMachine');
    const ids = [];
    for (const name of ['Acme', 'Globex']) {
      const { id } = await ok(api.POST('/api/organizations', { body: { name } }), 201);
      const body = { applicationIds: [machine.id] };
      await ok(api.POST('/api/organizations/{id}/applications', { params: { path: { id } }, body }), 201);
      ids.push(id);
    }
    const path = { id: machine.id };
    await paged((query) => api.GET('/api/applications/{id}/organizations', { params: { path, query } }), 2);
    const query = { types: 'MachineToMachine' as const, excludeOrganizationId: ids[0] ?? '' };
    const outside = await ok(api.GET('/api/applications', { params: { query } }));
    assert.ok(outside.every(({ id }) => id !== machine.id));
  });
};
