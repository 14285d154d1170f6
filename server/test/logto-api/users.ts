/** Users: search, roles, passwords, factors, tokens, identities, sessions and grants, with @logto/api. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { createClient, signedIn, signInTo } from '../spec/world.ts';
import { guarded, ok, paged, refused, search, unique, untyped, type World } from './client.ts';

const PASSWORD = 'Quiet-harbour-47-lanterns';
const nobody = { params: { path: { userId: 'nothing' } } };

export const users = (world: () => World): void => {
  const create = (more: Record<string, unknown> = {}) =>
    ok(world().api.POST('/api/users', { body: { username: unique('user'), ...more } }));

  test('users: create, read, list, search, change, delete', async () => {
    const { api } = world();
    const name = unique('Hana');
    const user = await create({ name, primaryEmail: `${name}@acme.example`, password: PASSWORD });
    await create({ name });
    const params = { path: { userId: user.id } };
    await paged(
      (page) => api.GET('/api/users', { params: { query: { ...search(`%${name}%`), ...page } } }),
      2,
    );
    const read = await ok(api.GET('/api/users/{userId}', { params }));
    assert.equal(read.primaryEmail, `${name}@acme.example`);
    assert.deepEqual(read.identities, {});
    const changed = await ok(
      api.PATCH('/api/users/{userId}', {
        params,
        body: { name: 'Hanako', avatar: 'https://acme.example/h.png' },
      }),
    );
    assert.deepEqual([changed.name, changed.avatar], ['Hanako', 'https://acme.example/h.png']);
    const profile = { givenName: 'Hana', address: { country: 'JP' } };
    const one = '/api/users/{userId}';
    assert.deepEqual(await ok(api.PATCH(`${one}/profile`, { params, body: { profile } })), profile);
    const customData = { customData: { shoe: 38 } as never };
    await ok(api.PATCH(`${one}/custom-data`, { params, body: customData }));
    assert.deepEqual(await ok(api.GET(`${one}/custom-data`, { params })), { shoe: 38 });
    const suspended = await ok(api.PATCH(`${one}/is-suspended`, { params, body: { isSuspended: true } }));
    assert.equal(suspended.isSuspended, true);
    await refused(api.POST('/api/users', { body: { primaryEmail: `${name}@acme.example` } }), 422);
    await refused(api.POST('/api/users', { body: { username: 1 } as never }), 400);
    await refused(api.PATCH(one, { params, body: { nothing: 1 } as never }), 400);
    const mine = { params, body: { isExpired: true } };
    await ok(api.PATCH(`${one}/password/expiration`, mine));
    await ok(api.DELETE(one, { params }), 204);
    await refused(api.GET(one, { params }), 404);
    await refused(api.PATCH(one, { params, body: { name } }), 404);
    await refused(api.DELETE(one, { params }), 404);
    await guarded(
      world(),
      (client) => client.GET('/api/users'),
      (client) => client.POST('/api/users', { body: { username: unique() } }),
    );
  });

  test('users: passwords', async () => {
    const { api } = world();
    const user = await create();
    const params = { path: { userId: user.id } };
    const has = () => ok(api.GET('/api/users/{userId}/has-password', { params }));
    assert.deepEqual(await has(), { hasPassword: false });
    const set = '/api/users/{userId}/password';
    await ok(api.PATCH(set, { params, body: { password: PASSWORD } }));
    assert.deepEqual(await has(), { hasPassword: true });
    await ok(api.POST(`${set}/verify`, { params, body: { password: PASSWORD } }), 204);
    await refused(api.POST(`${set}/verify`, { params, body: { password: 'another' } }), 422);
    await refused(api.PATCH(set, { params, body: { password: 1 } as never }), 400);
    await refused(api.GET('/api/users/{userId}/has-password', nobody), 404);
    // A hash that came from elsewhere, so that nobody has to choose a new password.
    const digest = '$2b$10$iV9UxBRbcpFWdd28cCRQjO/w.BQbd2mDvtB9WUYPZnOP6jhNlkA3W';
    const body = { username: unique('moved'), passwordDigest: digest, passwordAlgorithm: 'Bcrypt' as const };
    const moved = await ok(api.POST('/api/users', { body }));
    assert.equal(moved.hasPassword, true);
  });

  test('users: roles', async () => {
    const { api } = world();
    const user = await create();
    const params = { path: { userId: user.id } };
    const roleIds: string[] = [];
    for (const name of [unique('A'), unique('B')]) {
      roleIds.push((await ok(api.POST('/api/roles', { body: { name, description: 'Held' } }))).id);
    }
    const roles = '/api/users/{userId}/roles';
    await ok(api.POST(roles, { params, body: { roleIds: roleIds.slice(0, 1) } }), 201);
    await refused(api.POST(roles, { params, body: { roleIds: ['nothing'] } }), 422);
    await ok(api.PUT(roles, { params, body: { roleIds } }));
    await paged((query) => api.GET(roles, { params: { ...params, query } }), 2);
    const one = { params: { path: { userId: user.id, roleId: roleIds[0] ?? '' } } };
    await ok(api.DELETE(`${roles}/{roleId}`, one), 204);
    await refused(api.DELETE(`${roles}/{roleId}`, one), 404);
    await refused(api.POST(roles, { ...nobody, body: { roleIds } }), 404);
  });

  test('users: second factors and how a sign-in treats them', async () => {
    const { api } = world();
    const params = { path: { userId: (await create()).id } };
    const factors = '/api/users/{userId}/mfa-verifications';
    const totp = await ok(api.POST(factors, { params, body: { type: 'Totp' } }));
    assert.ok('secretQrCode' in totp && String(totp.secretQrCode).startsWith('data:image/png;base64,'));
    await refused(api.POST(factors, { params, body: { type: 'Totp' } }), 422);
    const codes = await ok(api.POST(factors, { params, body: { type: 'BackupCode' } }));
    assert.ok('codes' in codes && codes.codes.length === 10);
    const listed = await ok(api.GET(factors, { params }));
    assert.deepEqual(listed.map(({ type }) => type).sort(), ['BackupCode', 'Totp']);
    const verificationId = listed.find(({ type }) => type === 'Totp')?.id ?? '';
    const one = { params: { path: { ...params.path, verificationId } } };
    await ok(api.DELETE(`${factors}/{verificationId}`, one), 204);
    await refused(api.DELETE(`${factors}/{verificationId}`, one), 404);
    await refused(api.GET(factors, nobody), 404);
    const settings = '/api/users/{userId}/logto-configs';
    await ok(api.PATCH(settings, { params, body: { mfa: { skipped: true } } }));
    assert.equal((await ok(api.GET(settings, { params }))).mfa.skipped, true);
  });

  test('users: personal access tokens', async () => {
    const { api } = world();
    const userId = (await create()).id;
    const params = { path: { userId } };
    const tokens = '/api/users/{userId}/personal-access-tokens';
    const token = await ok(api.POST(tokens, { params, body: { name: 'Shell' } }), 201);
    assert.match(token.value, /^pat_/);
    await refused(api.POST(tokens, { params, body: { name: 'Shell' } }), 422);
    await refused(api.POST(tokens, { params, body: { name: '' } }), 400);
    const named = (name: string) => ({ params: { path: { userId, name } } });
    await ok(api.PATCH(`${tokens}/{name}`, { ...named('Shell'), body: { name: 'Laptop' } }));
    // The same with the names in the body, where they may contain a slash.
    const inBody = { params, body: { currentName: 'Laptop', name: 'a/b' } };
    await ok(untyped(api).PATCH(tokens, inBody));
    assert.deepEqual(
      (await ok(api.GET(tokens, { params }))).map(({ name }) => name),
      ['a/b'],
    );
    await ok(untyped(api).POST(`${tokens}/delete`, { params, body: { name: 'a/b' } }), 204);
    await refused(api.DELETE(`${tokens}/{name}`, named('Laptop')), 404);
    await ok(api.POST(tokens, { params, body: { name: 'Short', expiresAt: Date.now() + 60_000 } }), 201);
    await ok(api.DELETE(`${tokens}/{name}`, named('Short')), 204);
  });

  test('users: identities elsewhere', async () => {
    const { api } = world();
    const userId = (await create()).id;
    const path = { userId, target: 'legacy' };
    const one = '/api/users/{userId}/identities/{target}';
    const body = { userId: unique('person'), details: { name: 'Hana' } as never };
    const linked = await ok(api.PUT(one, { params: { path }, body }), 201);
    assert.equal(linked.legacy?.userId, body.userId);
    await ok(api.PUT(one, { params: { path }, body }));
    const read = await ok(api.GET(one, { params: { path } }));
    assert.equal(read.identity.userId, body.userId);
    const all = await ok(api.GET('/api/users/{userId}/all-identities', { params: { path: { userId } } }));
    assert.deepEqual(
      all.socialIdentities.map(({ target }) => target),
      ['legacy'],
    );
    assert.deepEqual(all.ssoIdentities, []);
    const other = { params: { path: { userId: (await create()).id, target: 'legacy' } }, body };
    await refused(api.PUT(one, other), 422);
    await ok(api.DELETE(one, { params: { path } }));
    await refused(api.DELETE(one, { params: { path } }), 404);
    const sso = { params: { path: { userId, ssoConnectorId: 'nothing' } } };
    await refused(api.GET('/api/users/{userId}/sso-identities/{ssoConnectorId}', sso), 404);
    const connected = { params: { path: { userId } }, body: { connectorId: 'nothing', connectorData: {} } };
    await refused(api.POST('/api/users/{userId}/identities', connected), 404);
    await refused(api.DELETE('/api/secrets/{id}', { params: { path: { id: 'nothing' } } }), 404);
  });

  test('users: sessions and grants', async () => {
    const { api, app } = world();
    const userId = (await create()).id;
    const params = { path: { userId } };
    const browser = await signedIn(app, userId);
    const client = await createClient(app);
    await signInTo(app, browser, client);
    const { sessions } = await ok(api.GET('/api/users/{userId}/sessions', { params }));
    assert.equal(sessions.length, 1);
    const path = { userId, sessionId: sessions[0]?.payload.uid ?? '' };
    const session = await ok(api.GET('/api/users/{userId}/sessions/{sessionId}', { params: { path } }));
    assert.equal(session.payload.accountId, userId);
    const { grants } = await ok(api.GET('/api/users/{userId}/grants', { params }));
    assert.deepEqual(
      grants.map(({ payload }) => payload.clientId),
      [client.id],
    );
    const grant = { params: { path: { userId, grantId: grants[0]?.id ?? '' } } };
    await ok(api.DELETE('/api/users/{userId}/grants/{grantId}', grant), 204);
    await refused(api.DELETE('/api/users/{userId}/grants/{grantId}', grant), 404);
    const ended = { params: { path, query: { revokeGrantsTarget: 'all' as const } } };
    await ok(api.DELETE('/api/users/{userId}/sessions/{sessionId}', ended), 204);
    await refused(api.DELETE('/api/users/{userId}/sessions/{sessionId}', ended), 404);
  });

  test('users: tokens that act for them, one-time tokens, lifted blocks, codes', async () => {
    const { api, app } = world();
    const userId = (await create()).id;
    const subject = await ok(api.POST('/api/subject-tokens', { body: { userId } }), 201);
    assert.ok(subject.subjectToken && subject.expiresIn > 0);
    await refused(api.POST('/api/subject-tokens', { body: { userId: 'nothing' } }), 404);

    const tokens = '/api/one-time-tokens';
    const email = `${unique('magic')}@acme.example`;
    const [token, other] = [
      await ok(api.POST(tokens, { body: { email } }), 201),
      await ok(api.POST(tokens, { body: { email, expiresIn: 60 } }), 201),
    ];
    assert.equal(token.status, 'active');
    await paged((page) => api.GET(tokens, { params: { query: { email, ...page } } }), 2);
    const params = { path: { id: other.id } };
    assert.equal((await ok(api.GET(`${tokens}/{id}`, { params }))).email, email);
    await ok(api.PUT(`${tokens}/{id}/status`, { params, body: { status: 'revoked' } }));
    await refused(api.POST(`${tokens}/verify`, { body: { email, token: other.token } }), 400);
    await ok(api.POST(`${tokens}/verify`, { body: { email, token: token.token } }));
    await refused(api.POST(`${tokens}/verify`, { body: { email, token: token.token } }), 400);
    await refused(api.POST(`${tokens}/verify`, { body: { email, token: 'nothing' } }), 404);
    await ok(api.DELETE(`${tokens}/{id}`, { params }), 204);
    await refused(api.GET(`${tokens}/{id}`, { params }), 404);
    await refused(api.POST(tokens, { body: { email: 1 } as never }), 400);

    const lifted = { body: { targetType: 'User' as const, targets: [email] } };
    await ok(api.POST('/api/sentinel-activities/delete', lifted), 204);
    const codes = '/api/verification-codes';
    await ok(api.POST(codes, { body: { email } }), 204);
    const code = (await app.inbox()).find(({ recipient }) => recipient === email)?.code ?? '';
    await refused(api.POST(`${codes}/verify`, { body: { email, verificationCode: '000000x' } }), 400);
    await ok(api.POST(`${codes}/verify`, { body: { email, verificationCode: code } }), 204);
    await guarded(
      world(),
      (client) => client.POST(codes, { body: { email } }),
      (client) => client.GET(tokens),
      (client) => client.POST('/api/subject-tokens', { body: { userId } }),
    );
  });
};
