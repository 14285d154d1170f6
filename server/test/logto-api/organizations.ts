/** Organizations: members, machines, template, provisioning and invitations, with @logto/api. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { guarded, names, ok, paged, refused, unique, type World } from './client.ts';

const NOTHING = { params: { path: { id: 'nothing' } } };

const makers = (world: () => World) => ({
  organization: (name = unique('Acme')) =>
    ok(world().api.POST('/api/organizations', { body: { name } }), 201),
  user: () => ok(world().api.POST('/api/users', { body: { username: unique('member') } })),
  machine: () =>
    ok(world().api.POST('/api/applications', { body: { name: unique(), type: 'MachineToMachine' } })),
  scope: () => ok(world().api.POST('/api/organization-scopes', { body: { name: unique('invite') } }), 201),
  role: (type: 'User' | 'MachineToMachine' = 'User', organizationScopeIds: string[] = []) =>
    ok(
      world().api.POST('/api/organization-roles', {
        body: { name: unique('Owner'), type, organizationScopeIds, resourceScopeIds: [] },
      }),
      201,
    ),
  resourceScope: async () => {
    const { api } = world();
    const body = { name: unique(), indicator: `https://api.example/${unique()}` };
    const { id: resourceId } = await ok(api.POST('/api/resources', { body }), 201);
    const params = { path: { resourceId } };
    return ok(api.POST('/api/resources/{resourceId}/scopes', { params, body: { name: 'read' } }), 201);
  },
});

export const organizations = (world: () => World): void => {
  const make = makers(world);
  organizationTests(world, make);
  memberTests(world, make);
  machineTests(world, make);
  templateTests(world, make);
  provisioningTests(world, make);
};

type Make = ReturnType<typeof makers>;

const organizationTests = (world: () => World, make: Make): void => {
  test('organizations: create, read, list, search, change, delete', async () => {
    const { api } = world();
    const name = unique('Globex');
    const [first] = [await make.organization(`${name} 1`), await make.organization(`${name} 2`)];
    const params = { path: { id: first.id } };
    const query = { q: name, showFeatured: 'true' };
    await paged((page) => api.GET('/api/organizations', { params: { query: { ...query, ...page } } }), 2);
    const listed = await ok(api.GET('/api/organizations', { params: { query } }));
    assert.deepEqual(
      listed.map(({ usersCount, featuredUsers }) => [usersCount, featuredUsers]),
      [
        [0, []],
        [0, []],
      ],
    );
    const body = {
      description: 'Makes things',
      customData: { plan: 'gold' } as never,
      isMfaRequired: false,
      branding: { logoUrl: 'https://acme.example/logo.png' },
    };
    const changed = await ok(api.PATCH('/api/organizations/{id}', { params, body }));
    assert.deepEqual(changed.customData, { plan: 'gold' });
    assert.deepEqual(changed.branding, body.branding);
    assert.equal((await ok(api.GET('/api/organizations/{id}', { params }))).description, 'Makes things');
    await refused(api.POST('/api/organizations', { body: { name: '' } }), 400);
    await refused(api.PATCH('/api/organizations/{id}', { params, body: { name: 1 } as never }), 400);
    await ok(api.DELETE('/api/organizations/{id}', { params }), 204);
    await refused(api.GET('/api/organizations/{id}', { params }), 404, 'organization.not_found');
    await refused(api.PATCH('/api/organizations/{id}', { params, body: { name } }), 404);
    await refused(api.DELETE('/api/organizations/{id}', { params }), 404);
    await guarded(
      world(),
      (client) => client.GET('/api/organizations'),
      (client) => client.POST('/api/organizations', { body: { name } }),
    );
  });
};

const memberTests = (world: () => World, make: Make): void => {
  test('organizations: members and their roles', async () => {
    const { api } = world();
    const { id } = await make.organization();
    const params = { path: { id } };
    const [aki, beni] = [await make.user(), await make.user()];
    const scope = await make.scope();
    const [owner, guest] = [await make.role('User', [scope.id]), await make.role()];
    const list = '/api/organizations/{id}/users';
    await ok(api.POST(list, { params, body: { userIds: [aki.id] } }), 201);
    await refused(api.POST(list, { params, body: { userIds: ['nothing'] } }), 422);
    await ok(api.PUT(list, { params, body: { userIds: [aki.id, beni.id] } }), 204);
    await paged((query) => api.GET(list, { params: { ...params, query } }), 2);
    await refused(api.GET(list, NOTHING), 404);
    const given = { userIds: [aki.id, beni.id], organizationRoleIds: [guest.id] };
    await ok(api.POST('/api/organizations/{id}/users/roles', { params, body: given }), 201);

    const path = { id, userId: aki.id };
    const roles = '/api/organizations/{id}/users/{userId}/roles';
    await ok(api.POST(roles, { params: { path }, body: { organizationRoleNames: [owner.name] } }), 201);
    await paged((query) => api.GET(roles, { params: { path, query } }), 2);
    await refused(api.POST(roles, { params: { path }, body: { organizationRoleIds: ['nothing'] } }), 422);
    await ok(api.PUT(roles, { params: { path }, body: { organizationRoleIds: [owner.id] } }), 204);
    const query = { q: aki.username ?? '', organizationRoleId: owner.id } as never;
    const members = await ok(api.GET(list, { params: { ...params, query } }));
    assert.deepEqual(
      members.map(({ organizationRoles }) => names(organizationRoles)),
      [[owner.name]],
    );
    const scopes = await ok(api.GET('/api/organizations/{id}/users/{userId}/scopes', { params: { path } }));
    assert.deepEqual(names(scopes), [scope.name]);
    const theirs = await ok(
      api.GET('/api/users/{userId}/organizations', { params: { path: { userId: aki.id } } }),
    );
    assert.deepEqual(
      theirs.map((one) => [one.id, names(one.organizationRoles)]),
      [[id, [owner.name]]],
    );
    const role = { params: { path: { ...path, organizationRoleId: owner.id } } };
    await ok(api.DELETE(`${roles}/{organizationRoleId}`, role), 204);
    await refused(api.DELETE(`${roles}/{organizationRoleId}`, role), 404);
    await ok(api.DELETE('/api/organizations/{id}/users/{userId}', { params: { path } }), 204);
    await refused(api.DELETE('/api/organizations/{id}/users/{userId}', { params: { path } }), 404);
  });
};

const machineTests = (world: () => World, make: Make): void => {
  test('organizations: machines and their roles', async () => {
    const { api } = world();
    const { id } = await make.organization();
    const params = { path: { id } };
    const [robot, other] = [await make.machine(), await make.machine()];
    const [worker, person] = [await make.role('MachineToMachine'), await make.role()];
    const list = '/api/organizations/{id}/applications';
    await ok(api.POST(list, { params, body: { applicationIds: [robot.id] } }), 201);
    await refused(api.POST(list, { params, body: { applicationIds: ['nothing'] } }), 422);
    await ok(api.PUT(list, { params, body: { applicationIds: [robot.id, other.id] } }), 204);
    await paged((query) => api.GET(list, { params: { ...params, query } }), 2);
    const given = { applicationIds: [robot.id], organizationRoleIds: [worker.id] };
    await ok(api.POST('/api/organizations/{id}/applications/roles', { params, body: given }), 201);
    const path = { id, applicationId: robot.id };
    const roles = '/api/organizations/{id}/applications/{applicationId}/roles';
    await refused(api.POST(roles, { params: { path }, body: { organizationRoleIds: [person.id] } }), 422);
    await ok(api.POST(roles, { params: { path }, body: { organizationRoleIds: [worker.id] } }), 201);
    await ok(api.PUT(roles, { params: { path }, body: { organizationRoleIds: [worker.id] } }), 204);
    await paged((query) => api.GET(roles, { params: { path, query } }), 1);
    const role = { params: { path: { ...path, organizationRoleId: worker.id } } };
    await ok(api.DELETE(`${roles}/{organizationRoleId}`, role), 204);
    await refused(api.DELETE(`${roles}/{organizationRoleId}`, role), 404);
    const one = '/api/organizations/{id}/applications/{applicationId}';
    await ok(api.DELETE(one, { params: { path } }), 204);
    await refused(api.DELETE(one, { params: { path } }), 404);
  });
};

const templateTests = (world: () => World, make: Make): void => {
  test('organization template: permissions', async () => {
    const { api } = world();
    const [scope, other] = [await make.scope(), await make.scope()];
    const params = { path: { id: scope.id } };
    const one = '/api/organization-scopes/{id}';
    assert.equal((await ok(api.GET(one, { params }))).name, scope.name);
    const query = { q: scope.name };
    await paged(
      (page) => api.GET('/api/organization-scopes', { params: { query: { ...query, ...page } } }),
      1,
    );
    const changed = await ok(api.PATCH(one, { params, body: { description: 'Invites' } }));
    assert.equal(changed.description, 'Invites');
    await refused(api.PATCH(one, { params, body: { name: other.name } }), 422);
    await refused(api.POST('/api/organization-scopes', { body: { name: other.name } }), 422);
    await refused(api.POST('/api/organization-scopes', { body: {} as never }), 400);
    await ok(api.DELETE(one, { params }), 204);
    await refused(api.GET(one, { params }), 404);
    await refused(api.DELETE(one, { params }), 404);
    await guarded(world(), (client) => client.GET('/api/organization-scopes'));
  });

  test('organization template: roles with permissions of both kinds', async () => {
    const { api } = world();
    const scopes = [await make.scope(), await make.scope()];
    const organizationScopeIds = scopes.map(({ id }) => id);
    const role = await make.role('User', organizationScopeIds.slice(0, 1));
    const params = { path: { id: role.id } };
    const one = '/api/organization-roles/{id}';
    assert.equal((await ok(api.GET(one, { params }))).type, 'User');
    assert.equal((await ok(api.PATCH(one, { params, body: { description: 'Owns' } }))).description, 'Owns');
    const query = { q: role.name };
    const listed = await ok(api.GET('/api/organization-roles', { params: { query } }));
    assert.deepEqual(
      listed.map((found) => names(found.scopes)),
      [[scopes[0]?.name]],
    );
    await paged(
      (page) => api.GET('/api/organization-roles', { params: { query: { ...query, ...page } } }),
      1,
    );
    const again = { name: role.name, organizationScopeIds: [], resourceScopeIds: [] };
    await refused(api.POST('/api/organization-roles', { body: again }), 422);

    const held = '/api/organization-roles/{id}/scopes';
    await ok(api.POST(held, { params, body: { organizationScopeIds } }), 201);
    await refused(api.POST(held, { params, body: { organizationScopeIds: ['nothing'] } }), 422);
    await paged((page) => api.GET(held, { params: { ...params, query: page } }), 2);
    await ok(api.PUT(held, { params, body: { organizationScopeIds } }), 204);
    const organizationScopeId = organizationScopeIds[0] ?? '';
    const taken = { params: { path: { id: role.id, organizationScopeId } } };
    await ok(api.DELETE(`${held}/{organizationScopeId}`, taken), 204);
    await refused(api.GET(held, NOTHING), 404);

    const scope = await make.resourceScope();
    const resource = '/api/organization-roles/{id}/resource-scopes';
    await ok(api.POST(resource, { params, body: { scopeIds: [scope.id] } }), 201);
    await refused(api.PUT(resource, { params, body: { scopeIds: ['nothing'] } }), 422);
    await ok(api.PUT(resource, { params, body: { scopeIds: [scope.id] } }), 204);
    await paged((page) => api.GET(resource, { params: { ...params, query: page } }), 1);
    const path = { id: role.id, scopeId: scope.id };
    await ok(api.DELETE(`${resource}/{scopeId}`, { params: { path } }), 204);

    await ok(api.DELETE(one, { params }), 204);
    await refused(api.GET(one, { params }), 404);
    await refused(api.PATCH(one, { params, body: { name: 'Gone' } }), 404);
    await refused(api.DELETE(one, { params }), 404);
    await guarded(world(), (client) => client.GET('/api/organization-roles'));
  });
};

const provisioningTests = (world: () => World, make: Make): void => {
  test('organizations: provisioning by domain, with roles, by connector', async () => {
    const { api } = world();
    const { id } = await make.organization();
    const params = { path: { id } };
    const domains = '/api/organizations/{id}/jit/email-domains';
    const added = await ok(api.POST(domains, { params, body: { emailDomain: 'acme.example' } }), 201);
    assert.equal(added.emailDomain, 'acme.example');
    await refused(api.POST(domains, { params, body: { emailDomain: 'acme.example' } }), 422);
    const emailDomains = ['acme.example', 'acme.test'];
    await ok(api.PUT(domains, { params, body: { emailDomains } }), 204);
    await paged((query) => api.GET(domains, { params: { ...params, query } }), 2);
    const domain = { params: { path: { id, emailDomain: 'acme.test' } } };
    await ok(api.DELETE(`${domains}/{emailDomain}`, domain), 204);
    await refused(api.DELETE(`${domains}/{emailDomain}`, domain), 404);

    const role = await make.role();
    const organizationRoleIds = [role.id];
    const roles = '/api/organizations/{id}/jit/roles';
    await ok(api.POST(roles, { params, body: { organizationRoleIds } }), 201);
    await ok(api.PUT(roles, { params, body: { organizationRoleIds } }), 204);
    await paged((query) => api.GET(roles, { params: { ...params, query } }), 1);
    await refused(api.POST(roles, { params, body: { organizationRoleIds: ['nothing'] } }), 422);
    const path = { id, organizationRoleId: role.id };
    await ok(api.DELETE(`${roles}/{organizationRoleId}`, { params: { path } }), 204);

    const connector = await ok(
      api.POST('/api/sso-connectors', {
        body: { providerName: 'OIDC', connectorName: unique('Partner'), domains: ['partner.example'] },
      }),
    );
    const ssoConnectorIds = [connector.id];
    const connectors = '/api/organizations/{id}/jit/sso-connectors';
    await ok(api.POST(connectors, { params, body: { ssoConnectorIds } }), 201);
    await ok(api.PUT(connectors, { params, body: { ssoConnectorIds } }), 204);
    await paged((query) => api.GET(connectors, { params: { ...params, query } }), 1);
    await refused(api.PUT(connectors, { params, body: { ssoConnectorIds: ['nothing'] } }), 422);
    const one = { params: { path: { id, ssoConnectorId: connector.id } } };
    await ok(api.DELETE(`${connectors}/{ssoConnectorId}`, one), 204);
  });

  test('organizations: invitations', async () => {
    const { api, app } = world();
    const { id: organizationId } = await make.organization();
    const role = await make.role();
    const invite = (invitee: string, more: Record<string, unknown> = {}) =>
      api.POST('/api/organization-invitations', {
        body: {
          invitee,
          organizationId,
          organizationRoleIds: [role.id],
          expiresAt: app.clock.now() + 86_400_000,
          messagePayload: false,
          ...more,
        },
      });
    const invitation = await ok(invite('aki@acme.example'), 201);
    assert.deepEqual([invitation.status, names(invitation.organizationRoles)], ['Pending', [role.name]]);
    await refused(invite('aki@acme.example'), 422);
    await refused(invite('beni@acme.example', { organizationRoleIds: ['nothing'] }), 422);
    await refused(invite('nobody'), 422);
    const params = { path: { id: invitation.id } };
    const one = '/api/organization-invitations/{id}';
    assert.equal((await ok(api.GET(one, { params }))).invitee, 'aki@acme.example');
    const query = { organizationId, invitee: 'aki@acme.example' };
    const listed = await ok(api.GET('/api/organization-invitations', { params: { query } }));
    assert.deepEqual(
      listed.map(({ id }) => id),
      [invitation.id],
    );
    const message = { params, body: { link: 'https://app.example/join' } };
    await ok(api.POST(`${one}/message`, message), 204);
    const [sent] = await app.inbox();
    assert.equal(sent?.recipient, 'aki@acme.example');
    const user = await ok(api.POST('/api/users', { body: { primaryEmail: 'aki@acme.example' } }));
    const accept = { params, body: { status: 'Accepted' as const, acceptedUserId: user.id } };
    assert.equal((await ok(api.PUT(`${one}/status`, accept))).status, 'Accepted');
    await refused(api.PUT(`${one}/status`, accept), 422);
    await refused(api.PUT(`${one}/status`, { params, body: { status: 'Nothing' } as never }), 400);
    await ok(api.DELETE(one, { params }), 204);
    await refused(api.DELETE(one, { params }), 404);
    await refused(api.GET(one, { params }), 404);
    await guarded(world(), (client) => client.GET('/api/organization-invitations'));
  });
};
