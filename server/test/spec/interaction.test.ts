/** From the authorization request through a real sign-in and back: what is stored at the start is what is answered. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setPassword } from '../../src/users/index.ts';
import type { Browser } from '../app.ts';
import { reject } from '../reject.ts';
import {
  authorizeUrl,
  CALLBACK,
  claimsOf,
  createClient,
  createTestUser,
  redeem,
  signedIn,
  startApp,
  type TestApp,
  type TestClient,
} from './world.ts';

const PASSWORD = 'a lamp over seven quiet rivers';

describe('sign-in within an authorization request', () => {
  let app: TestApp;
  let web: TestClient;
  let username: string;
  let userId: string;
  before(async () => {
    app = await startApp();
    web = await createClient(app);
    username = 'hana';
    userId = (await createTestUser(app, { username })).id;
    await setPassword(await app.context(), userId, PASSWORD);
  });
  after(() => app.close());

  const cookieOf = (browser: Browser) =>
    [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');

  /** Signs in with the Experience API, as the page does; answers where the browser goes next. */
  const signIn = async (browser: Browser): Promise<string> => {
    const identifier = { type: 'username', value: username };
    assert.equal((await browser.put('/api/experience', { interactionEvent: 'SignIn' })).status, 204);
    const verified = await browser.post('/api/experience/verification/password', {
      identifier,
      password: PASSWORD,
    });
    assert.equal(verified.status, 200, verified.text);
    const { verificationId } = verified.json;
    assert.equal((await browser.post('/api/experience/identification', { verificationId })).status, 204);
    const submitted = await browser.post('/api/experience/submit');
    assert.equal(submitted.status, 200, submitted.text);
    return submitted.json.redirectTo;
  };

  test('O-13 control: the app gets its code, state and iss; the ID token tells nonce and auth_time', async () => {
    const browser = app.browser();
    assert.equal((await browser.get(authorizeUrl(web, { nonce: 'n', max_age: '0' }))).location, '/sign-in');
    const resumed = await browser.get(await signIn(browser));
    assert.equal(resumed.status, 303);
    const location = new URL(resumed.location ?? '');
    assert.equal(`${location.origin}${location.pathname}`, CALLBACK);
    assert.equal(location.searchParams.get('state'), 'the-state');
    assert.equal(location.searchParams.get('iss'), `${app.origin}/oidc`);
    const { body } = await redeem(app, web, location.searchParams.get('code') ?? '');
    const claims = claimsOf(body.id_token);
    assert.equal(claims.sub, userId);
    assert.equal(claims.nonce, 'n');
    assert.ok(Math.abs(Number(claims.auth_time) - app.clock.now() / 1000) < 60);
    const keys = (await app.audit()).map(({ key }) => key);
    for (const key of [
      'Interaction.Create',
      'Interaction.End',
      'Authorize.Success',
      'ExchangeTokenBy.AuthorizationCode',
    ]) {
      assert.ok(keys.includes(key as (typeof keys)[number]), key);
    }
  });

  test('§3.1.2.1 another user than the id_token_hint means may sign in, and the app gets no code for them', async () => {
    const other = (await createTestUser(app)).id;
    const hints: Record<string, string> = {};
    for (const id of [other, userId]) {
      const location = (await (await signedIn(app, id)).get(authorizeUrl(web))).location ?? '';
      const { body } = await redeem(app, web, new URL(location).searchParams.get('code') ?? '');
      hints[id] = body.id_token;
    }
    const arrive = async (hint = '') => {
      const browser = app.browser();
      assert.equal((await browser.get(authorizeUrl(web, { id_token_hint: hint }))).location, '/sign-in');
      return new URL((await browser.get(await signIn(browser))).location ?? '').searchParams;
    };
    const wrong = await arrive(hints[other]);
    assert.deepEqual([wrong.get('error'), wrong.get('code')], ['login_required', null]);
    assert.equal(wrong.get('iss'), `${app.origin}/oidc`);
    assert.ok((await arrive(hints[userId])).get('code'));
  });

  test('O-13 parameters brought back to the resumed request change nothing', async () => {
    const browser = app.browser();
    const other = await createClient(app);
    await browser.get(authorizeUrl(web, { scope: 'openid' }));
    const next = await signIn(browser);
    const tampered = new URLSearchParams({
      client_id: other.id,
      redirect_uri: 'https://evil.example/',
      response_type: 'token',
      scope: 'openid email custom_data',
      state: 'evil',
      returnTo: 'https://evil.example/',
    });
    const location = new URL((await browser.get(`${next}?${tampered}`)).location ?? '');
    assert.equal(`${location.origin}${location.pathname}`, CALLBACK);
    assert.equal(location.searchParams.get('state'), 'the-state');
    const { body } = await redeem(app, web, location.searchParams.get('code') ?? '');
    assert.equal(body.scope, 'openid');
  });

  test('O-15 a finished sign-in is handed over once, and only to its own browser', async () => {
    const browser = app.browser();
    await browser.get(authorizeUrl(web));
    const next = await signIn(browser);
    const open = (cookie: string) => () =>
      fetch(new URL(next, app.origin), { redirect: 'manual', headers: cookie ? { cookie } : {} });
    const stranger = await signedIn(app, (await createTestUser(app)).id);
    for (const cookie of ['', cookieOf(stranger)]) {
      const answer = await reject(app, open(cookie), { audit: 'Authorize.Refusal' });
      assert.equal(answer.location?.pathname, '/unknown-session');
    }
    const visits = await Promise.all(Array.from({ length: 20 }, () => browser.get(next)));
    assert.equal(visits.filter(({ location }) => location?.startsWith(`${CALLBACK}?code=`)).length, 1);
    await reject(app, open(cookieOf(browser)), { audit: 'Authorize.Refusal' });
  });

  test('O-17 signing in again gives a new session cookie, and the old one is dead', async () => {
    const browser = await signedIn(app, userId);
    const name = 'genkan-session-default';
    const old = browser.cookies.get(name) ?? '';
    await browser.get(authorizeUrl(web, { prompt: 'login' }));
    const next = await signIn(browser);
    assert.notEqual(browser.cookies.get(name), old);
    assert.ok((await browser.get(next)).location?.startsWith(CALLBACK));
    const replayed = app.browser();
    replayed.cookies.set(name, old);
    const answer = await replayed.get(authorizeUrl(web, { prompt: 'none' }));
    assert.equal(new URL(answer.location ?? '').searchParams.get('error'), 'login_required');
  });

  test('O-18 a cookie planted before the sign-in, and a tampered one, are treated as absent', async () => {
    for (const value of ['x', 'A'.repeat(43), `${'A'.repeat(42)}=`, "' or 1=1 --"]) {
      const browser = app.browser();
      browser.cookies.set('genkan-session-default', value);
      const answer = await browser.get(authorizeUrl(web, { prompt: 'none' }));
      assert.equal(new URL(answer.location ?? '').searchParams.get('error'), 'login_required');
    }
  });

  test('O-18 cookies are HttpOnly and SameSite=Lax; one tenant’s means nothing to another', async () => {
    const browser = app.browser();
    const begun = await browser.get(authorizeUrl(web));
    for (const cookie of begun.headers.getSetCookie())
      assert.match(cookie, /; Path=\/; HttpOnly; SameSite=Lax/);
    const own = await signedIn(app, userId);
    const value = own.cookies.get('genkan-session-default') ?? '';
    const admin = app.browser('admin');
    admin.cookies.set('genkan-session-admin', value);
    const client = await createClient(app);
    assert.equal((await admin.get(authorizeUrl(client))).status, 400, 'a client of another tenant');
  });

  test('an application deleted, or its address taken away, during the sign-in gets no code', async () => {
    const doomed = await createClient(app);
    const browser = app.browser();
    await browser.get(authorizeUrl(doomed));
    const next = await signIn(browser);
    await app.management('PATCH', `/api/applications/${doomed.id}`, {
      oidcClientMetadata: { redirectUris: [] },
    });
    const answer = await reject(
      app,
      () => fetch(new URL(next, app.origin), { redirect: 'manual', headers: { cookie: cookieOf(browser) } }),
      { changes: ['interactions'], audit: 'Authorize.Refusal' },
    );
    assert.equal(answer.location?.pathname, '/unknown-session');
  });
});
