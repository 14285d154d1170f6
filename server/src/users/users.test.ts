/** Users: identifiers, passwords, limits on guessing, and the Management API. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import { addUser, beginSignIn, choose, PASSWORD, provePassword, signIn } from '../../test/sign-in.ts';
import { readDomainKey, readEmailKey, readUsernameKey } from './identifiers.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

test('L-10 a username is ASCII; twins of other scripts are refused, never folded', () => {
  assert.equal(readUsernameKey('Mika_1'), 'mika_1');
  // Dotless i, long s, Kelvin sign, fullwidth letters, Cyrillic a, zero-width joiner, spaces, trailing dot.
  for (const twin of [
    'gıthub',
    'ſam',
    '\u212Aim',
    'ａdmin',
    'аdmin',
    'ad‍min',
    'ad min',
    'admin ',
    'admin.',
    '1admin',
    '',
  ]) {
    assert.equal(readUsernameKey(twin), undefined, JSON.stringify(twin));
  }
  assert.equal(readUsernameKey('a'.repeat(128)), 'a'.repeat(128));
  assert.equal(readUsernameKey('a'.repeat(129)), undefined);
});

test('L-10 an address has one key; what maps to another spelling is refused', () => {
  assert.equal(readEmailKey('Mike+Tag@GitHub.com'), 'mike+tag@github.com');
  assert.equal(readEmailKey('user@例え.jp'), 'user@xn--r8jz45g.jp');
  assert.equal(readEmailKey('user@xn--r8jz45g.jp'), 'user@xn--r8jz45g.jp');
  const refused = [
    'mıke@github.com', // dotless i
    'mi\u212Ae@github.com', // Kelvin sign
    'mike@ｇithub.com', // fullwidth
    'mike@github.com.', // trailing dot
    'mike@github.com ',
    ' mike@github.com',
    'mike@github。com', // ideographic full stop
    'mike@gitħub\u200d.com',
    'mike@ſite.com',
    'mi\u0000ke@github.com',
    'mike@github',
    'mike@127.0.0.1',
    '"mike"@github.com',
    'mike@@github.com',
    'a@b@github.com',
    '.mike@github.com',
    'mi..ke@github.com',
    `${'a'.repeat(65)}@github.com`,
    `mike@${'a'.repeat(125)}.com`,
    '@github.com',
    'mike@-github.com',
  ];
  for (const text of refused) assert.equal(readEmailKey(text), undefined, JSON.stringify(text));
  // A dotless i in a domain is another domain, never github.com.
  assert.notEqual(readDomainKey('gıthub.com'), 'github.com');
});

test('L-10 twins do not reach an account over HTTP, nor get one', async () => {
  await addUser(app, { username: 'admin_k', primaryEmail: 'kim@example.com' });
  const browser = app.browser();
  await beginSignIn(app, browser);
  await choose(browser, 'SignIn');
  for (const twin of ['admin_\u212A', '\u212Aim@example.com', 'kim@example.com.', 'ｋim@example.com']) {
    const answer = await provePassword(browser, twin, PASSWORD);
    assert.equal(answer.json.code, 'session.invalid_credentials', twin);
    const made = await app.management(
      'POST',
      '/api/users',
      twin.includes('@') ? { primaryEmail: twin } : { username: twin },
    );
    assert.equal(made.status, 422, twin);
  }
  await signIn(app, browser, 'kim@example.com');
});

test('users are made, found, changed and deleted; totals and links are there', async () => {
  const made = await app.management('POST', '/api/users', {
    username: 'Crud',
    primaryEmail: 'crud@example.com',
    name: 'C. Rud',
    password: PASSWORD,
    customData: { shelf: 1 },
    profile: { givenName: 'C' },
  });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  const { id } = made.body;
  assert.match(id, /^[0-9a-z]{12}$/);
  assert.equal(made.body.hasPassword, true);
  assert.ok(!JSON.stringify(made.body).includes('argon2'));
  const found = await app.management('GET', '/api/users?search=%25CRUD@%25&page_size=1');
  assert.equal(found.body[0].id, id);
  assert.equal(found.headers.get('total-number'), '1');
  assert.equal(
    (await app.management('GET', '/api/users?search=no_one_here')).headers.get('total-number'),
    '0',
  );
  const merged = await app.management('PATCH', `/api/users/${id}/custom-data`, { customData: { floor: 2 } });
  assert.deepEqual(merged.body, { shelf: 1, floor: 2 });
  const profile = await app.management('PATCH', `/api/users/${id}/profile`, {
    profile: { familyName: 'Rud' },
  });
  assert.deepEqual(profile.body, { givenName: 'C', familyName: 'Rud' });
  const replaced = await app.management('PATCH', `/api/users/${id}`, { customData: { floor: 3 } });
  assert.deepEqual(replaced.body.customData, { floor: 3 });
  assert.deepEqual(replaced.body.profile, { givenName: 'C', familyName: 'Rud' });
  const changed = await app.management('PATCH', `/api/users/${id}`, {
    name: 'Renamed',
    username: null,
    avatar: '',
  });
  assert.equal(changed.body.name, 'Renamed');
  assert.equal(changed.body.username, null);
  assert.equal((await app.management('GET', `/api/users/${id}/has-password`)).body.hasPassword, true);
  const withIdentities = await app.management('GET', `/api/users/${id}?includeSsoIdentities=true`);
  assert.deepEqual(withIdentities.body.ssoIdentities, []);
  assert.equal((await app.management('DELETE', `/api/users/${id}`)).status, 204);
  for (const [method, path, body] of [
    ['GET', '', undefined],
    ['PATCH', '', { name: 'x' }],
    ['DELETE', '', undefined],
    ['GET', '/custom-data', undefined],
    ['PATCH', '/is-suspended', { isSuspended: true }],
    ['PATCH', '/password', { password: PASSWORD }],
    ['GET', '/sessions', undefined],
    ['POST', '/password/verify', { password: PASSWORD }],
  ] as const) {
    const answer = await app.management(method, `/api/users/${id}${path}`, body);
    assert.equal(answer.status, 404, `${method} ${path}`);
    assert.equal(answer.body.code, 'user.user_not_exist');
  }
  const keys = (await app.audit()).map((row) => row.key);
  for (const key of ['User.Create', 'User.Update', 'User.Delete']) assert.ok(keys.includes(key), key);
});

test('a taken username or verified address is refused, also when two requests race', async () => {
  await addUser(app, { username: 'unique_one', primaryEmail: 'unique@example.com' });
  const username = await app.management('POST', '/api/users', { username: 'UNIQUE_one' });
  assert.deepEqual([username.status, username.body.code], [422, 'user.username_already_in_use']);
  const email = await app.management('POST', '/api/users', { primaryEmail: 'Unique@example.com' });
  assert.deepEqual([email.status, email.body.code], [422, 'user.email_already_in_use']);
  const race = await Promise.all(
    Array.from({ length: 8 }, () => app.management('POST', '/api/users', { username: 'racing' })),
  );
  assert.deepEqual(race.map((answer) => answer.status).sort(), [200, 422, 422, 422, 422, 422, 422, 422]);
});

test('M-06 what may not be set is refused, and nothing changes', async () => {
  const user = await addUser(app, { username: 'massive' });
  const before = (await app.management('GET', `/api/users/${user.id}`)).body;
  for (const extra of [
    { id: 'another' },
    { tenantId: 'admin' },
    { createdAt: 1 },
    { isSuspended: true },
    { passwordHash: 'x' },
    { passwordEncrypted: 'x' },
    { emailVerified: true },
    { emailKey: 'someone@example.com' },
    { lastSignInAt: 1 },
    { applicationId: 'x' },
    { isAdmin: true },
    { mfa: [] },
    { profile: { isAdmin: true } },
  ]) {
    const answer = await app.management('PATCH', `/api/users/${user.id}`, { name: 'changed', ...extra });
    assert.equal(answer.status, 400, JSON.stringify(extra));
    const made = await app.management('POST', '/api/users', { username: 'never_made', ...extra });
    assert.equal(made.status, 400, JSON.stringify(extra));
  }
  assert.deepEqual((await app.management('GET', `/api/users/${user.id}`)).body, before);
  assert.equal(
    (await app.management('PATCH', `/api/users/${user.id}`, { name: 'changed' })).body.name,
    'changed',
  );
});

test('a stored address of a picture is never a script', async () => {
  for (const avatar of ['javascript:alert(1)', 'data:text/html,x', 'file:///etc/passwd']) {
    assert.equal(
      (await app.management('POST', '/api/users', { username: 'pic', avatar })).status,
      400,
      avatar,
    );
  }
  const good = await app.management('POST', '/api/users', {
    username: 'pic',
    avatar: 'https://cdn.example/a.png',
  });
  assert.equal(good.body.avatar, 'https://cdn.example/a.png');
});

test('custom data are bounded in depth, and in size however often something is merged in', async () => {
  const { body: user } = await app.management('POST', '/api/users', { username: 'bounded' });
  const deep = (levels: number): unknown => (levels === 0 ? 'end' : { in: deep(levels - 1) });
  const put = (customData: unknown) => app.management('PATCH', `/api/users/${user.id}`, { customData });
  for (let again = 0; again < 2; again += 1) assert.equal((await put(deep(50))).status, 200);
  const tooDeep = await put(deep(4000));
  assert.deepEqual([tooDeep.status, tooDeep.body.code], [400, 'guard.invalid_input']);
  const { body: application } = await app.management('POST', '/api/applications', {
    name: 'Bounded',
    type: 'SPA',
  });
  const half = 'x'.repeat(20_000);
  for (const [path, wrap] of [
    [`/api/users/${user.id}/custom-data`, (customData: object) => ({ customData })],
    [`/api/applications/${application.id}/custom-data`, (customData: object) => customData],
  ] as const) {
    assert.equal((await app.management('PATCH', path, wrap({ one: half }))).status, 200);
    const grown = await app.management('PATCH', path, wrap({ two: half }));
    assert.deepEqual([grown.status, grown.body.code], [400, 'guard.invalid_input']);
    assert.equal((await app.management('PATCH', path, wrap({ one: half.slice(1) }))).status, 200);
  }
});

test('users of one tenant are nothing to another', async () => {
  const user = await addUser(app, { username: 'stays_home' });
  assert.equal((await app.management('GET', `/api/users/${user.id}`, undefined, 'admin')).status, 404);
  assert.equal((await app.management('DELETE', `/api/users/${user.id}`, undefined, 'admin')).status, 404);
  assert.equal(
    (await app.management('GET', '/api/users?search=stays_home', undefined, 'admin')).body.length,
    0,
  );
  assert.equal((await app.management('GET', `/api/users/${user.id}`)).status, 200);
});

test('a password is compared under the same limits as a sign-in, and its change ends every session', async () => {
  const user = await addUser(app, { username: 'compared' });
  const verify = (password: string) =>
    app.management('POST', `/api/users/${user.id}/password/verify`, { password });
  assert.equal((await verify(PASSWORD)).status, 204);
  assert.equal((await verify('something else')).body.code, 'session.invalid_credentials');
  await signIn(app, app.browser(), 'compared');
  const sessions = async () => (await app.management('GET', `/api/users/${user.id}/sessions`)).body.sessions;
  const [session] = await sessions();
  assert.equal(session.payload.accountId, user.id);
  const one = await app.management('GET', `/api/users/${user.id}/sessions/${session.payload.uid}`);
  assert.equal(one.body.payload.jti, session.payload.jti);
  const weak = await app.management('PATCH', `/api/users/${user.id}/password`, { password: 'short' });
  assert.deepEqual([weak.status, weak.body.code], [422, 'password.rejected']);
  assert.equal((await sessions()).length, 1);
  const next = 'Different-harbour-49-lanterns';
  assert.equal(
    (await app.management('PATCH', `/api/users/${user.id}/password`, { password: next })).status,
    200,
  );
  assert.equal((await sessions()).length, 0);
  assert.equal((await verify(PASSWORD)).status, 422);
  await signIn(app, app.browser(), 'compared', next);
  const [left] = await sessions();
  const path = `/api/users/${user.id}/sessions/${left.payload.uid}`;
  assert.equal((await app.management('DELETE', path)).status, 204);
  assert.equal((await app.management('DELETE', path)).body.code, 'session.not_exist');
});

test('users are searched by single columns; what cannot be searched is refused instead of listing everybody', async () => {
  await addUser(app, { username: 'search_one', primaryEmail: 'one@search.example', name: 'Same Name' });
  await addUser(app, { username: 'search_two', primaryEmail: 'two@search.example', name: 'Same Name' });
  const names = async (query: string) => {
    const answer = await app.management('GET', `/api/users?${query}`);
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body.map((user: { username: string }) => user.username).sort();
  };
  const exact = 'search.primaryEmail=one@search.example&mode.primaryEmail=exact';
  assert.deepEqual(await names(exact), ['search_one']);
  const asSent = 'search_params[search.username]=search_one&search_params[mode.username]=exact';
  assert.deepEqual(await names(asSent), ['search_one']);
  assert.deepEqual(await names('search.primaryEmail=search.example'), ['search_one', 'search_two']);
  assert.deepEqual(await names('search.primaryEmail=search.example&mode.primaryEmail=exact'), []);
  assert.deepEqual(await names(`${exact}&search.username=search_two`), ['search_one', 'search_two']);
  assert.deepEqual(await names('search.name=same&search.username=search_two&joint=and'), ['search_two']);
  assert.deepEqual(await names('search.username=search%25two'), []);
  for (const query of ['search.passwordHash=x', 'search.name=x&mode.name=regex', 'joint=xor']) {
    assert.equal((await app.management('GET', `/api/users?${query}`)).status, 400, query);
  }
});
