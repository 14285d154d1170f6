/** OpenID Connect RP-Initiated Logout 1.0. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from '../app.ts';
import { reject } from '../reject.ts';
import {
  createClient,
  createTestUser,
  encode,
  refresh,
  SIGNED_OUT,
  signedIn,
  signInTo,
  startApp,
  type TestApp,
  type TestClient,
  userinfo,
  type Values,
} from './world.ts';

describe('end session', () => {
  let app: TestApp;
  let web: TestClient;
  let other: TestClient;
  let userId: string;
  before(async () => {
    app = await startApp();
    web = await createClient(app);
    other = await createClient(app);
    userId = (await createTestUser(app)).id;
  });
  after(() => app.close());

  const end = (browser: Browser, values: Values, headers: Record<string, string> = {}) =>
    fetch(`${app.origin}/oidc/session/end?${encode(values)}`, {
      redirect: 'manual',
      headers: {
        cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
      },
    });
  const sessions = () =>
    app.platform.db.queries.selectFrom('sessions').selectAll().where('userId', '=', userId).execute();
  const arrive = async () => {
    const browser = await signedIn(app, userId);
    return { browser, tokens: await signInTo(app, browser, web) };
  };

  test('O-19 control: client_id alone ends the session silently, what it gave with it, and says so', async () => {
    const { browser, tokens } = await arrive();
    const before = (await sessions()).length;
    const response = await end(browser, { client_id: web.id }, { 'sec-fetch-dest': 'document' });
    assert.equal(response.status, 303);
    assert.equal(new URL(response.headers.get('location') ?? '', app.origin).pathname, '/signed-out');
    assert.ok(
      response.headers.getSetCookie().some((cookie) => /genkan-session-default=;.*Max-Age=0/.test(cookie)),
    );
    assert.equal((await sessions()).length, before - 1);
    assert.equal((await refresh(app, web, tokens.refresh_token)).body.error, 'invalid_grant');
    assert.equal((await userinfo(app, tokens.access_token)).status, 401);
    assert.ok((await app.audit()).some(({ key }) => key === 'Session.End'));
  });

  test('O-19 RP-Initiated Logout §2: the hint of another user only gets a question', async () => {
    const { browser } = await arrive();
    const stranger = await signedIn(app, (await createTestUser(app)).id);
    const foreign = await signInTo(app, stranger, web);
    const before = (await sessions()).length;
    const response = await end(
      browser,
      { id_token_hint: foreign.id_token },
      { 'sec-fetch-dest': 'document' },
    );
    assert.equal(response.status, 200);
    assert.match(await response.text(), /Sign out\?/);
    assert.equal((await sessions()).length, before);
  });

  test('O-19 a form that another site posts takes no cookie from a browser that did not send it along', async () => {
    // SameSite=Lax: the browser keeps its cookie to itself there, and yet would take the answer's.
    for (const path of ['/oidc/session/end', '/oidc/session/end/confirm']) {
      const response = await fetch(`${app.origin}${path}`, {
        method: 'POST',
        redirect: 'manual',
        headers: { origin: 'https://evil.example', 'sec-fetch-dest': 'document' },
        body: new URLSearchParams({ client_id: web.id }),
      });
      assert.equal(response.status, 303);
      assert.deepEqual(response.headers.getSetCookie(), []);
    }
    const { browser } = await arrive();
    await app.platform.db.queries.deleteFrom('sessions').where('userId', '=', userId).execute();
    const cookies = (await end(browser, {})).headers.getSetCookie();
    assert.ok(
      cookies.some((cookie) => /genkan-session-default=;/.test(cookie)),
      'what is over is tidied away',
    );
  });

  test('the registered address gets the browser back, with state; an empty path and `/` are one', async () => {
    for (const target of [SIGNED_OUT, SIGNED_OUT.slice(0, -1)]) {
      const { browser } = await arrive();
      const response = await end(browser, {
        client_id: web.id,
        post_logout_redirect_uri: target,
        state: 's 1',
      });
      assert.equal(response.headers.get('location'), `${target}?state=s+1`);
    }
    const { browser, tokens } = await arrive();
    app.clock.advance(7_200_000);
    const hinted = await end(browser, {
      id_token_hint: tokens.id_token,
      post_logout_redirect_uri: SIGNED_OUT,
    });
    assert.equal(hinted.headers.get('location'), SIGNED_OUT, 'an expired hint still names its client');
  });

  test('RP-Initiated Logout §2 ui_locales says the language of the question; logout_hint changes nothing', async () => {
    const { browser } = await arrive();
    const before = await sessions();
    const page = async (values: Values) => (await end(browser, values)).text();
    assert.match(await page({ ui_locales: 'fr ja en' }), /<html lang="ja"[\s\S]*サインアウト/);
    assert.match(await page({ ui_locales: 'en' }), /<html lang="en"[\s\S]*Sign out/);
    const hint = '"><script>alert(1)</script>';
    const hinted = await page({ logout_hint: hint, ui_locales: 'en' });
    assert.ok(!hinted.includes('<script>alert'));
    assert.deepEqual(await sessions(), before);
  });

  test('without a session nothing is asked', async () => {
    const response = await end(app.browser(), { client_id: web.id, post_logout_redirect_uri: SIGNED_OUT });
    assert.equal(response.headers.get('location'), SIGNED_OUT);
  });

  test('O-19 a foreign or invented post_logout_redirect_uri, hint or client never redirects, and nobody is signed out', async () => {
    const { browser, tokens } = await arrive();
    const cases: Values[] = [
      { client_id: web.id, post_logout_redirect_uri: 'https://evil.example/' },
      { client_id: web.id, post_logout_redirect_uri: `${SIGNED_OUT}x` },
      { client_id: web.id, post_logout_redirect_uri: '//evil.example' },
      { client_id: web.id, post_logout_redirect_uri: 'javascript:alert(1)' },
      { post_logout_redirect_uri: SIGNED_OUT },
      { client_id: 'nobody', post_logout_redirect_uri: SIGNED_OUT },
      { client_id: other.id, id_token_hint: tokens.id_token },
      { client_id: web.id, id_token_hint: `${tokens.id_token}x` },
      { client_id: web.id, id_token_hint: await app.managementToken() },
      { client_id: [web.id, web.id] },
    ];
    for (const values of cases) {
      const answer = await reject(app, () => end(browser, values), {
        status: 400,
        audit: 'Session.End.Refusal',
      });
      assert.equal(answer.location, undefined, JSON.stringify(values));
    }
    assert.ok((await end(browser, {})).status === 200);
  });

  test('O-19 an image, a frame, a script or an app that was not part of the session only gets a question', async () => {
    const { browser } = await arrive();
    const before = await sessions();
    for (const dest of ['image', 'iframe', 'empty', 'script']) {
      const response = await end(browser, { client_id: web.id }, { 'sec-fetch-dest': dest });
      assert.equal(response.status, 200, dest);
      assert.deepEqual(response.headers.getSetCookie(), []);
      await response.text();
    }
    for (const values of [{ client_id: other.id }, {}]) {
      const response = await end(browser, values, { 'sec-fetch-dest': 'document' });
      assert.equal(response.status, 200);
      const html = await response.text();
      assert.match(html, /<form [^>]*method="post"/);
      assert.match(response.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
    }
    assert.deepEqual((await sessions()).map(({ id }) => id).sort(), before.map(({ id }) => id).sort());
  });

  test('O-19 the question is answered with its own button, and with no other', async () => {
    const { browser } = await arrive();
    const asked = await (
      await end(browser, { client_id: other.id, post_logout_redirect_uri: SIGNED_OUT, state: 'a"b' })
    ).text();
    const fields = Object.fromEntries(
      [...asked.matchAll(/name="([^"]+)" value="([^"]*)"/g)].map(([, name, value]) => [
        name,
        (value ?? '').replaceAll('&quot;', '"'),
      ]),
    );
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const press = (values: Values) =>
      fetch(`${app.origin}/oidc/session/end/confirm`, {
        method: 'POST',
        redirect: 'manual',
        headers: { cookie, 'content-type': 'application/x-www-form-urlencoded' },
        body: encode(values),
      });
    await reject(app, () => press({ ...fields, confirmation: 'x' }), { status: 400 });
    await reject(app, () => press({ ...fields, confirmation: undefined }), { status: 400 });
    await reject(app, () => press({ ...fields, state: 'other' }), { status: 400 });
    const stranger = await signedIn(app, userId);
    const strangers = [...stranger.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    await reject(
      app,
      () =>
        fetch(`${app.origin}/oidc/session/end/confirm`, {
          method: 'POST',
          redirect: 'manual',
          headers: { cookie: strangers, 'content-type': 'application/x-www-form-urlencoded' },
          body: encode(fields as Values),
        }),
      { status: 400 },
    );
    const done = await press(fields as Values);
    assert.equal(done.status, 303);
    assert.equal(done.headers.get('location'), `${SIGNED_OUT}?state=a%22b`);
    assert.equal((await end(browser, {})).status, 303, 'the session is gone');
  });

  test('signing out of one app leaves another app’s offline access alone', async () => {
    const { browser } = await arrive();
    const kept = await signInTo(app, browser, other);
    const online = await signInTo(app, browser, other, { scope: 'openid', prompt: undefined });
    await (await end(browser, { client_id: web.id })).text();
    assert.equal((await refresh(app, other, kept.refresh_token)).status, 200);
    assert.equal((await userinfo(app, online.access_token)).status, 401);
  });
});
