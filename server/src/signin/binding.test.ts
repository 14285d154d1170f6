/** What binds a sign-in to one browser: cookies, the original request, the session that comes out of it. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { type Browser, startApp, type TestApp } from '../../test/app.ts';
import {
  addUser,
  beginSignIn,
  choose,
  identify,
  PASSWORD,
  provePassword,
  sessionCookie,
  signIn,
  submit,
} from '../../test/sign-in.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

const begun = async (event: 'SignIn' | 'Register'): Promise<Browser> => {
  const browser = app.browser();
  await beginSignIn(app, browser);
  assert.equal((await choose(browser, event)).status, 204);
  return browser;
};

const propose = (browser: Browser, type: 'username' | 'email', value: string, password: string) =>
  browser.post('/api/experience/verification/new-password-identity', {
    identifier: { type, value },
    password,
  });

test('O-13 nothing a page sends changes where the browser returns or what was asked', async () => {
  await addUser(app, { username: 'otome' });
  const browser = app.browser();
  await beginSignIn(app, browser, { returnTo: '/done?x=1' });
  for (const extra of [
    { returnTo: 'https://evil.example' },
    { redirectTo: '//evil.example' },
    { request: {} },
  ]) {
    const answer = await browser.put('/api/experience', { interactionEvent: 'SignIn', ...extra });
    assert.equal(answer.status, 400);
    assert.equal(answer.json.code, 'guard.invalid_input');
  }
  await choose(browser, 'SignIn');
  const proved = await provePassword(browser, 'otome', PASSWORD);
  await identify(browser, proved.json.verificationId);
  const done = await submit(browser);
  assert.equal(done.json.redirectTo, `${app.origin}/done?x=1`);
});

test('O-15 a sign-in is bound to its cookie: its id does nothing in another browser, and is taken once', async () => {
  const { takeCompletedInteraction } = await import('./index.ts');
  await addUser(app, { username: 'owner' });
  const browser = app.browser();
  const { interactionId } = await beginSignIn(app, browser);
  await choose(browser, 'SignIn');
  const proved = await provePassword(browser, 'owner', PASSWORD);
  await identify(browser, proved.json.verificationId);
  const take = async (value: string | undefined, id = interactionId) => {
    const context = await app.context();
    const incoming = { cookie: () => value?.split('.')[0] } as unknown as Parameters<
      typeof takeCompletedInteraction
    >[2];
    return app.platform.db.transaction((tx) => takeCompletedInteraction(tx, context, incoming, id));
  };
  const cookie = browser.cookies.get('genkan-interaction-default');
  assert.equal(await take(cookie), undefined, 'not before it is complete');
  assert.equal((await submit(browser)).status, 200);
  const stranger = app.browser();
  await beginSignIn(app, stranger);
  assert.equal(await take(stranger.cookies.get('genkan-interaction-default')), undefined);
  assert.equal(await take(undefined), undefined);
  assert.equal(await take(cookie, 'another-id'), undefined);
  const twenty = await Promise.all(Array.from({ length: 20 }, () => take(cookie)));
  const won = twenty.filter((result) => result !== undefined);
  assert.equal(won.length, 1);
  assert.deepEqual(won[0]?.request, { asked: 'by a test' });
  assert.deepEqual(won[0]?.methods, ['password']);
});

test('O-17 a sign-in makes a new session id; a planted one is not taken and the old one is dead', async () => {
  await addUser(app, { username: 'fixated' });
  const browser = app.browser();
  const planted = 'A'.repeat(43);
  browser.cookies.set('genkan-session-default', planted);
  await signIn(app, browser, 'fixated');
  const first = sessionCookie(browser);
  assert.notEqual(first, planted);
  await signIn(app, browser, 'fixated');
  const second = sessionCookie(browser);
  assert.notEqual(second, first);
  const { findSession } = await import('../sessions/index.ts');
  const find = async (value: string | undefined) =>
    findSession(await app.context(), { cookie: () => value?.split('.')[0] } as unknown as Parameters<
      typeof findSession
    >[1]);
  assert.equal(await find(first), undefined);
  assert.equal(await find(planted), undefined);
  assert.ok(await find(second));
});

test('O-18 cookies are HttpOnly and SameSite=Lax, and a changed or foreign value is as none', async () => {
  await addUser(app, { username: 'biscuit' });
  const browser = app.browser();
  const done = await signIn(app, browser, 'biscuit');
  const [line = ''] = done.headers.getSetCookie();
  assert.match(
    line,
    /^genkan-session-default=[\w-]{43}\.\w{8}\.[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=1209600$/,
  );
  await beginSignIn(app, browser);
  const value = browser.cookies.get('genkan-interaction-default') as string;
  for (const wrong of [
    `${value.slice(0, -1)}${value.endsWith('A') ? 'B' : 'A'}`,
    `${value}x`,
    '',
    "' or 1=1",
  ]) {
    browser.cookies.set('genkan-interaction-default', wrong);
    assert.equal((await choose(browser, 'SignIn')).json.code, 'session.not_found');
  }
  browser.cookies.set('genkan-interaction-default', value);
  assert.equal((await choose(browser, 'SignIn')).status, 204);
  // Cookies cross ports: the admin tenant is sent the same jar and finds nothing of its own in it.
  const answer = await browser.send(`${app.adminOrigin}/api/experience`, {
    method: 'PUT',
    json: { interactionEvent: 'SignIn' },
  });
  assert.equal(answer.json.code, 'session.not_found');
});

test('a request from another origin is refused although the cookie came along', async () => {
  const browser = await begun('SignIn');
  const send = (origin: string) =>
    browser.send('/api/experience', {
      method: 'PUT',
      json: { interactionEvent: 'SignIn' },
      headers: { origin },
    });
  assert.equal((await send(app.adminOrigin)).json.code, 'request.cross_site');
  assert.equal((await send('https://evil.example')).status, 403);
  assert.equal((await send(app.origin.replace('http:', 'https:'))).status, 403, 'the scheme counts');
  assert.equal((await send('null')).status, 403);
  assert.equal((await send(app.origin)).status, 204);
});

test('an interaction is over after an hour', async () => {
  const browser = await begun('SignIn');
  app.clock.advance(59 * 60_000);
  assert.equal((await choose(browser, 'SignIn')).status, 204);
  app.clock.advance(61_000);
  assert.equal((await choose(browser, 'SignIn')).json.code, 'session.not_found');
});

test('O-18 on https every cookie is Secure and bound to the host by its name', async () => {
  const { startSession } = await import('../sessions/index.ts');
  const { beginInteraction } = await import('./index.ts');
  const user = await addUser(app, { username: 'on_https' });
  const plain = await app.context();
  const context = { ...plain, tenant: { ...plain.tenant, origin: 'https://id.example.com' } };
  const [session, interaction] = await app.platform.db.transaction(async (tx) => [
    await startSession(tx, context, { userId: user.id, methods: ['password'] }),
    await beginInteraction(tx, context, { returnTo: '/done', request: {}, hints: {} }),
  ]);
  for (const cookie of [session?.cookie ?? '', interaction?.cookie ?? '']) {
    assert.match(
      cookie,
      /^__Host-genkan-(session|interaction)-default=[\w-]{43}; Path=\/; HttpOnly; SameSite=Lax; Secure/,
    );
  }
});

test('O-30 planted passwords and cookies are in no log, audit row or stored interaction', async (t) => {
  const canary = 'Canary-7f3a-quiet-harbour';
  const logged: string[] = [];
  for (const level of ['error', 'warn', 'info'] as const) {
    t.mock.method(app.platform.log, level, (...parts: unknown[]) => logged.push(JSON.stringify(parts)));
  }
  await addUser(app, { username: 'planted', password: canary });
  const browser = app.browser();
  await signIn(app, browser, 'planted', canary);
  await provePassword(await begun('SignIn'), 'planted', `${canary}-wrong`);
  const registering = await begun('Register');
  await propose(registering, 'username', 'planted_two', `${canary}-new`);
  const { queries } = app.platform.db;
  const kept = JSON.stringify([
    await queries.selectFrom('auditLogs').selectAll().execute(),
    await queries.selectFrom('interactions').selectAll().execute(),
    await queries.selectFrom('sessions').selectAll().execute(),
    logged,
  ]);
  assert.ok(!kept.includes('Canary-7f3a'));
  assert.ok(!kept.includes(sessionCookie(browser) as string));
  assert.ok(kept.includes('planted_two'), 'what is looked for would be found');
});
