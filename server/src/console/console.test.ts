import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { type Browser, startApp, type TestApp } from '../../test/app.ts';
import { beginSignIn, choose, identify, provePassword, submit } from '../../test/sign-in.ts';
import { pageHeaders } from '../http/index.ts';
import { HOUR } from '../lib/clock.ts';
import { createToken } from '../lib/ids.ts';
import { deleteUser, suspendUser } from '../users/index.ts';
import { createAdministrator, issueSetupLink } from './index.ts';

const CONSOLE = { 'x-genkan-console': '1' };
const PASSWORD = 'violet otters juggle 42 lanterns';

const tokenOf = (link: string | undefined): string => {
  assert.ok(link, 'a link is printed');
  return new URL(link).hash.slice('#token='.length);
};

const setUp = (browser: Browser, token: string, username = 'owner', password = PASSWORD) =>
  browser.send('/console/api/set-up', {
    method: 'POST',
    headers: CONSOLE,
    json: { token, username, password },
  });

const session = (browser: Browser) => browser.send('/console/api/session', { headers: CONSOLE });

test('set-up link', async (t) => {
  const app = await startApp();
  after(() => app.close());
  const { platform } = app;

  await t.test('carries 256 bits in the fragment, of which the database has only the hash', async () => {
    const token = tokenOf(app.setupLink);
    assert.equal(Buffer.from(token, 'base64url').length, 32);
    assert.equal(new URL(app.setupLink ?? '').search, '');
    const rows = await platform.db.queries.selectFrom('setupLinks').selectAll().execute();
    assert.equal(rows.length, 1);
    assert.ok(!JSON.stringify(rows).includes(token));
  });

  let link = app.setupLink;
  await t.test('is replaced at each start', async () => {
    app.clock.advance(10_000);
    const former = tokenOf(link);
    link = await issueSetupLink(platform);
    const refused = await setUp(app.browser('admin'), former);
    assert.equal(refused.status, 410);
    assert.equal(refused.json.code, 'setup.link_expired');
  });

  await t.test(
    'refuses an invented token, a weak password and a missing header, and is not used up by that',
    async () => {
      const browser = app.browser('admin');
      assert.equal((await setUp(browser, createToken())).status, 410);
      const weak = await setUp(browser, tokenOf(link), 'owner', 'short1234');
      assert.equal(weak.status, 422);
      const noHeader = await browser.send('/console/api/set-up', {
        method: 'POST',
        json: { token: tokenOf(link), username: 'owner', password: PASSWORD },
      });
      assert.equal(noHeader.status, 403);
      assert.equal((await browser.get('/console/set-up')).status === 410, false);
      assert.equal(
        (await platform.db.queries.selectFrom('users').selectAll().where('tenantId', '=', 'admin').execute())
          .length,
        0,
      );
    },
  );

  await t.test('does not exist on another tenant', async () => {
    const refused = await setUp(app.browser('default'), tokenOf(link));
    assert.equal(refused.status, 404);
  });

  await t.test('lives 24 hours', async () => {
    app.clock.advance(25 * HOUR);
    assert.equal((await setUp(app.browser('admin'), tokenOf(link))).status, 410);
    link = await issueSetupLink(platform);
  });

  await t.test(
    'makes one administrator however many use it at once, signed in, on every tenant',
    async () => {
      const browsers = Array.from({ length: 8 }, () => app.browser('admin'));
      const answers = await Promise.all(
        browsers.map((browser, index) => setUp(browser, tokenOf(link), `owner${index}`)),
      );
      const won = answers.filter(({ status }) => status === 201);
      assert.equal(won.length, 1);
      assert.ok(answers.every(({ status }) => [201, 409, 410].includes(status)));
      const winner = browsers[answers.findIndex(({ status }) => status === 201)] as Browser;
      const mine = await session(winner);
      assert.equal(mine.status, 200);
      assert.deepEqual(mine.json.tenants.map(({ id }: { id: string }) => id).sort(), ['admin', 'default']);
      const users = await platform.db.queries
        .selectFrom('users')
        .selectAll()
        .where('tenantId', '=', 'admin')
        .execute();
      assert.equal(users.length, 1);
    },
  );

  await t.test('nodes that start together print one good link between them', async () => {
    const fresh = await startApp();
    try {
      fresh.clock.advance(10_000);
      const links = (await Promise.all([1, 2, 3].map(() => issueSetupLink(fresh.platform)))).filter(Boolean);
      if (fresh.platform.db.kind === 'postgres') assert.equal(links.length, 1);
      const rows = await fresh.platform.db.queries.selectFrom('setupLinks').selectAll().execute();
      assert.equal(rows.length, 1);
    } finally {
      await fresh.close();
    }
  });

  await t.test('is dead once an administrator exists', async () => {
    app.clock.advance(10_000);
    assert.equal(await issueSetupLink(platform), undefined);
    assert.equal((await setUp(app.browser('admin'), tokenOf(link), 'other')).status, 409);
  });
});

test('console', async (t) => {
  let app: TestApp;
  let owner: Browser;
  let me: string;
  before(async () => {
    app = await startApp();
    owner = app.browser('admin');
    const made = await setUp(owner, tokenOf(app.setupLink));
    assert.equal(made.status, 201);
    me = made.json.administrator.id;
  });
  after(() => app.close());

  const call = (browser: Browser, method: string, path: string, json?: unknown, headers = {}) =>
    browser.send(path, {
      method,
      headers: { ...CONSOLE, ...headers },
      ...(json === undefined ? {} : { json }),
    });

  await t.test(
    'an administrator reaches the Management API of a tenant, and is named in its trail',
    async () => {
      const made = await call(owner, 'POST', '/console/api/tenants/default/applications', {
        name: 'Bookstore',
        type: 'Traditional',
      });
      assert.equal(made.status, 200);
      assert.equal(made.json.tenantId, 'default');
      const listed = await call(owner, 'GET', '/console/api/tenants/default/applications?page=1');
      assert.equal(listed.headers.get('total-number'), '1');
      const row = (await app.audit()).find(({ key }) => key === 'Application.Create');
      assert.deepEqual(row?.payload.actor, { type: 'administrator', userId: me, role: 'owner' });
    },
  );

  await t.test('M-09 a request that another site could send is refused', async () => {
    const path = '/console/api/tenants/default/applications';
    const body = { name: 'Forged', type: 'SPA' };
    const attempts = [
      await owner.send(path, { method: 'POST', json: body }),
      await owner.send(path, { method: 'POST', headers: { 'x-genkan-console': '0' }, json: body }),
      await call(owner, 'POST', path, body, { origin: 'https://evil.example' }),
      await call(owner, 'POST', path, body, { origin: 'null' }),
      await call(owner, 'POST', path, body, { origin: app.origin }),
      await call(owner, 'POST', path, body, { origin: app.adminOrigin.replace('http:', 'https:') }),
      await call(owner, 'POST', path, body, { 'sec-fetch-site': 'cross-site' }),
      await call(owner, 'POST', path, body, { 'sec-fetch-site': 'same-site' }),
      await owner.send(path, { method: 'POST', form: { name: 'Forged', type: 'SPA' } }),
    ];
    assert.deepEqual(
      attempts.map(({ status }) => status),
      attempts.map(() => 403),
    );
    for (const answer of attempts) assert.equal(answer.headers.get('access-control-allow-origin'), null);
    const rows = await app.platform.db.queries
      .selectFrom('applications')
      .selectAll()
      .where('name', '=', 'Forged')
      .execute();
    assert.equal(rows.length, 0);
    assert.equal((await call(owner, 'GET', path, undefined, { origin: app.adminOrigin })).status, 200);
  });

  await t.test('M-09 pages are never framed and the session cookie is beyond scripts', async () => {
    const fresh = app.browser('admin');
    const answer = await fresh.send('/console/sign-in');
    assert.equal(answer.status, 303);
    const cookie = answer.headers.get('set-cookie') ?? '';
    assert.match(cookie, /HttpOnly/);
    assert.match(cookie, /SameSite=Lax/);
    const headers = pageHeaders('console');
    assert.equal(headers['x-frame-options'], 'DENY');
    assert.match(headers['content-security-policy'] ?? '', /frame-ancestors 'none'/);
    assert.match(headers['content-security-policy'] ?? '', /script-src 'self'(;|$)/);
  });

  await t.test('an administrator signs in on the admin origin and comes back to the console', async () => {
    const browser = app.browser('admin');
    const begun = await browser.get('/console/sign-in');
    assert.equal(new URL(begun.location ?? '', app.adminOrigin).pathname, '/sign-in');
    assert.equal((await choose(browser, 'SignIn')).status, 204);
    const wrong = await provePassword(browser, 'owner', 'not the password at all');
    assert.equal(wrong.status, 422);
    const proved = await provePassword(browser, 'owner', PASSWORD);
    assert.equal((await identify(browser, proved.json.verificationId)).status, 204);
    const { redirectTo } = (await submit(browser)).json;
    assert.equal(new URL(redirectTo, app.adminOrigin).href, `${app.adminOrigin}/console`);
    assert.equal((await session(browser)).status, 200);
  });

  await t.test(
    'sessions of both tenants live side by side in one browser, and neither is the other',
    async () => {
      const { json } = await call(owner, 'POST', '/console/api/tenants/default/users', {
        username: 'customer',
        password: PASSWORD,
      });
      const { startSession } = await import('../sessions/index.ts');
      const context = await app.context('default');
      const { cookie } = await app.platform.db.transaction((tx) =>
        startSession(tx, context, { userId: json.id, methods: ['password'] }),
      );
      const both = app.browser('admin');
      for (const [known, token] of owner.cookies) both.cookies.set(known, token);
      await app.keepCookie(both, cookie);
      assert.equal((await session(both)).json.administrator.id, me);
      const swapped = app.browser('admin');
      swapped.cookies.set('genkan-session-admin', both.cookies.get('genkan-session-default') ?? '');
      assert.equal((await session(swapped)).status, 401);
    },
  );

  await t.test('without a session, and with a user who is no administrator, nothing is reached', async () => {
    const stranger = app.browser('admin');
    assert.equal((await session(stranger)).status, 401);
    assert.equal((await call(stranger, 'GET', '/console/api/tenants/default/applications')).status, 401);
    const outsider = await call(owner, 'POST', '/console/api/tenants/admin/users', {
      username: 'outsider',
      password: 'another long password here',
    });
    assert.equal(outsider.status, 200);
    const { startSession } = await import('../sessions/index.ts');
    const context = await app.context('admin');
    const { cookie } = await app.platform.db.transaction((tx) =>
      startSession(tx, context, { userId: outsider.json.id, methods: ['password'] }),
    );
    await app.keepCookie(stranger, cookie);
    assert.equal((await session(stranger)).status, 401);
    assert.equal((await call(stranger, 'GET', '/console/api/tenants/default/applications')).status, 401);
  });

  await t.test('only the Management API is behind the console', async () => {
    for (const path of [
      '/console/api/tenants/default/my-account/sso-identities/x/access-token',
      '/console/api/tenants/default/experience/interaction',
      '/console/api/tenants/default/%2e%2e/oidc/.well-known/openid-configuration',
      '/console/api/tenants/default//oidc/token',
    ]) {
      assert.ok([403, 404].includes((await call(owner, 'GET', path)).status), path);
    }
    assert.equal((await call(owner, 'GET', '/console/api/tenants/nobody/applications')).status, 403);
    const elsewhere = app.browser('default');
    for (const [name, value] of owner.cookies) elsewhere.cookies.set(name, value);
    assert.equal((await call(elsewhere, 'GET', '/console/api/tenants/default/applications')).status, 404);
    assert.equal((await elsewhere.get('/console')).status, 404);
  });

  await t.test('an administrator without a row on a tenant is refused there', async () => {
    const db = app.platform.db.queries;
    const row = await db
      .selectFrom('tenantAdministrators')
      .selectAll()
      .where('tenantId', '=', 'default')
      .executeTakeFirstOrThrow();
    await db.deleteFrom('tenantAdministrators').where('tenantId', '=', 'default').execute();
    assert.equal((await call(owner, 'GET', '/console/api/tenants/default/applications')).status, 403);
    assert.deepEqual(
      (await session(owner)).json.tenants.map(({ id }: { id: string }) => id),
      ['admin'],
    );
    await db.insertInto('tenantAdministrators').values(row).execute();
  });

  await t.test('M-08 the last administrator stays, and nobody takes their own access away', async () => {
    const id = me;
    const users = '/console/api/tenants/admin/users';
    const refusals = [
      await call(owner, 'DELETE', `${users}/${id}`),
      await call(owner, 'PATCH', `${users}/${id}/is-suspended`, { isSuspended: true }),
    ];
    for (const refused of refusals) {
      assert.equal(refused.status, 403);
      assert.equal(refused.json.code, 'administrator.own_access');
    }
    const byClient = await app.management('DELETE', `/api/users/${id}`, undefined, 'admin');
    assert.equal(byClient.status, 422);
    assert.equal(byClient.body.code, 'administrator.last');
    const suspended = await app.management(
      'PATCH',
      `/api/users/${id}/is-suspended`,
      { isSuspended: true },
      'admin',
    );
    assert.equal(suspended.body.code, 'administrator.last');
    const nameless = await app.management('PATCH', `/api/users/${id}`, { username: null }, 'admin');
    assert.equal(nameless.body.code, 'administrator.last');
    assert.equal((await session(owner)).status, 200);
  });

  await t.test('M-08 of administrators who are taken away at the same moment one stays', async () => {
    const context = await app.context('admin');
    const ids = [me];
    for (const username of ['second', 'third', 'fourth']) {
      const { user } = await createAdministrator(context, { username, password: PASSWORD }, async () => null);
      ids.push(user.id);
    }
    const outcomes = await Promise.allSettled(ids.map((id) => suspendUser(context, id, true)));
    const stayed = ids.filter((_, index) => outcomes[index]?.status === 'rejected');
    assert.equal(stayed.length, 1);
    for (const id of ids.filter((one) => !stayed.includes(one))) await suspendUser(context, id, false);
    for (const id of ids.slice(1)) await deleteUser(context, id);
    owner = app.browser('admin');
    await beginSignIn(app, owner, { tenantId: 'admin', returnTo: '/console' });
    await choose(owner, 'SignIn');
    const proved = await provePassword(owner, 'owner', PASSWORD);
    await identify(owner, proved.json.verificationId);
    assert.equal((await submit(owner)).status, 200);
    assert.equal((await session(owner)).status, 200);
  });

  await t.test('M-08 administrators cannot be shut out by the settings of their own sign-in', async () => {
    const method = { identifier: 'email', password: true, verificationCode: false, isPasswordPrimary: true };
    const settings = '/console/api/tenants/admin/sign-in-exp';
    for (const change of [
      { signIn: { methods: [method] } },
      { signInMode: 'Register' },
      { signInMode: 'SignInAndRegister' },
      { passwordPolicy: { length: { min: 8 } } },
    ]) {
      const refused = await call(owner, 'PATCH', settings, change);
      assert.equal(refused.status, 422, JSON.stringify(change));
      assert.match(refused.json.code, /^sign_in_experiences\./);
    }
    const kept = (await call(owner, 'GET', settings)).json;
    assert.deepEqual(
      kept.signIn.methods.map(({ identifier }: { identifier: string }) => identifier),
      ['username'],
    );
    assert.equal(kept.signInMode, 'SignIn');
  });

  await t.test('signing out ends the session', async () => {
    const cookies = new Map(owner.cookies);
    assert.equal((await call(owner, 'POST', '/console/api/sign-out')).status, 204);
    for (const [name, value] of cookies) owner.cookies.set(name, value);
    assert.equal((await session(owner)).status, 401);
  });
});
