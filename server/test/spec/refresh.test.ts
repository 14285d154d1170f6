/** Refresh tokens: RFC 6749 §6, RFC 9700 §4.14, and the reuse grace. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { revokeUserAccess } from '../../src/sessions/index.ts';
import { setPassword, suspendUser } from '../../src/users/index.ts';
import type { Browser } from '../app.ts';
import { reject } from '../reject.ts';
import {
  CALLBACK,
  claimsOf,
  createApi,
  createClient,
  createTestUser,
  encode,
  headerOf,
  readAnswer,
  refresh,
  sendToken,
  signedIn,
  signInTo,
  startApp,
  type TestApp,
  type TestClient,
  userinfo,
} from './world.ts';

const DAY = 24 * 3600 * 1000;

describe('refresh token grant', () => {
  let app: TestApp;
  let web: TestClient;
  let rotating: TestClient;
  let spa: TestClient;
  let native: TestClient;
  let browser: Browser;
  let userId: string;
  before(async () => {
    app = await startApp();
    web = await createClient(app);
    rotating = await createClient(app, { customClientMetadata: { rotateRefreshToken: true } });
    spa = await createClient(app, { type: 'SPA', oidcClientMetadata: { redirectUris: [CALLBACK] } });
    native = await createClient(app, { type: 'Native', oidcClientMetadata: { redirectUris: [CALLBACK] } });
    userId = (await createTestUser(app)).id;
    browser = await signedIn(app, userId);
  });
  after(() => app.close());

  const send = (client: TestClient, refreshToken: string, values: Record<string, string | string[]> = {}) =>
    sendToken(app, client, { grant_type: 'refresh_token', refresh_token: refreshToken, ...values });
  const replayed = {
    status: 400,
    error: 'invalid_grant',
    changes: ['grants', 'accessTokens'] as const,
    audit: 'Token.ReuseDetected',
  };

  test('O-06 control: a confidential client keeps its token, parallel uses included, until 70 % of its life', async () => {
    const first = await signInTo(app, browser, web);
    const answers = await Promise.all(
      Array.from({ length: 3 }, () => refresh(app, web, first.refresh_token)),
    );
    for (const { status, body } of answers) {
      assert.equal(status, 200);
      assert.equal(body.refresh_token, first.refresh_token);
      assert.equal((await userinfo(app, body.access_token)).status, 200);
      assert.equal(claimsOf(body.id_token).sub, userId);
    }
    app.clock.advance(10 * DAY);
    const late = await refresh(app, web, first.refresh_token);
    assert.equal(late.status, 200);
    assert.notEqual(late.body.refresh_token, first.refresh_token);
    const age = Math.floor(app.clock.now() / 1000) - Number(claimsOf(late.body.id_token).iat);
    assert.ok(age >= 0 && age < 30, `iat is the time of issue, not ${age} s ago`);
  });

  for (const [name, pick] of [
    ['a public client', () => spa],
    ['a native app', () => native],
    ['a client set to rotate', () => rotating],
  ] as const) {
    test(`O-06 20 parallel uses by ${name} give one successor, and it lives`, async () => {
      const client = pick();
      const own = await signedIn(app, userId);
      const first = await signInTo(app, own, client);
      const answers = await Promise.all(
        Array.from({ length: 20 }, () => refresh(app, client, first.refresh_token)),
      );
      assert.ok(
        answers.every(({ status }) => status === 200),
        JSON.stringify(answers.map(({ body }) => body.error)),
      );
      const successors = new Set(answers.map(({ body }) => body.refresh_token));
      assert.equal(successors.size, 1);
      assert.ok(!successors.has(first.refresh_token));
      const [successor = ''] = successors;
      assert.equal((await refresh(app, client, successor)).status, 200);
    });
  }

  test('O-06 the same on two nodes', async () => {
    const node = await app.openNode();
    const first = await signInTo(app, await signedIn(app, userId), spa);
    const use = (refreshToken: string, onNode: boolean) => {
      const form = {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: encode({ grant_type: 'refresh_token', client_id: spa.id, refresh_token: refreshToken }),
      };
      return onNode ? node.send('/oidc/token', form) : fetch(`${app.origin}/oidc/token`, form);
    };
    const answers = await Promise.all(
      Array.from({ length: 20 }, async (_, index) =>
        readAnswer(await use(first.refresh_token, index % 2 === 0)),
      ),
    );
    assert.ok(answers.every(({ status }) => status === 200));
    assert.equal(new Set(answers.map(({ body }) => body.refresh_token)).size, 1);
  });

  test('O-07 a rotated token after the grace kills the whole family, with an audit row', async () => {
    const own = await signedIn(app, userId);
    const first = await signInTo(app, own, spa);
    const second = (await refresh(app, spa, first.refresh_token)).body;
    app.clock.advance(4000);
    assert.equal(
      (await refresh(app, spa, first.refresh_token)).body.refresh_token,
      second.refresh_token,
      'in the grace',
    );
    app.clock.advance(6001);
    await reject(app, () => send(spa, first.refresh_token), replayed);
    await reject(app, () => send(spa, second.refresh_token), { status: 400, error: 'invalid_grant' });
    assert.equal((await userinfo(app, second.access_token)).status, 401);
  });

  test('O-07 the grace ends with the first use of the successor, and is for the direct predecessor only', async () => {
    const own = await signedIn(app, userId);
    const first = await signInTo(app, own, spa);
    const second = (await refresh(app, spa, first.refresh_token)).body;
    const third = (await refresh(app, spa, second.refresh_token)).body;
    await reject(app, () => send(spa, first.refresh_token), replayed);
    await reject(app, () => send(spa, third.refresh_token), { status: 400, error: 'invalid_grant' });
  });

  test('O-07 a thief cannot hide a replay behind a bad scope or resource', async () => {
    const own = await signedIn(app, userId);
    const first = await signInTo(app, own, spa);
    await refresh(app, spa, first.refresh_token);
    app.clock.advance(11_000);
    await reject(
      app,
      () => send(spa, first.refresh_token, { resource: 'https://nowhere.example' }),
      replayed,
    );
  });

  test('O-06 the grace wants the same client authentication', async () => {
    const own = await signedIn(app, userId);
    const first = await signInTo(app, own, rotating);
    await refresh(app, rotating, first.refresh_token);
    const answer = await app.management('POST', `/api/applications/${rotating.id}/secrets`, {
      name: 'Another',
    });
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    const sameClient = { ...rotating, secret: answer.body.value };
    app.clock.advance(1100);
    await reject(app, () => send(sameClient, first.refresh_token), replayed);
  });

  test('the successor is stored nowhere in the clear', async () => {
    const own = await signedIn(app, userId);
    const first = await signInTo(app, own, spa);
    const second = (await refresh(app, spa, first.refresh_token)).body;
    const rows = JSON.stringify([
      await app.platform.db.queries.selectFrom('refreshTokens').selectAll().execute(),
      await app.platform.db.queries.selectFrom('auditLogs').selectAll().execute(),
    ]);
    for (const value of [first.refresh_token, second.refresh_token, second.access_token]) {
      assert.ok(!rows.includes(value));
    }
  });

  test('lifetimes: 14 days unless set; a browser app keeps the remaining life; nobody beyond a year', async () => {
    const own = await signedIn(app, userId);
    let token = (await signInTo(app, own, spa)).refresh_token;
    app.clock.advance(13 * DAY);
    token = (await refresh(app, spa, token)).body.refresh_token;
    app.clock.advance(1.1 * DAY);
    await reject(app, () => send(spa, token), { status: 400, error: 'invalid_grant' });
    const brief = await createClient(app, {
      type: 'Native',
      oidcClientMetadata: { redirectUris: [CALLBACK] },
      customClientMetadata: { refreshTokenTtlInDays: 1 },
    });
    const short = (await signInTo(app, await signedIn(app, userId), brief)).refresh_token;
    app.clock.advance(1.1 * DAY);
    await reject(app, () => send(brief, short), { status: 400, error: 'invalid_grant' });
    let lasting = (await signInTo(app, await signedIn(app, userId), native)).refresh_token;
    for (let days = 0; days < 360; days += 12) {
      app.clock.advance(12 * DAY);
      lasting = (await refresh(app, native, lasting)).body.refresh_token;
    }
    app.clock.advance(6 * DAY);
    await reject(app, () => send(native, lasting), { status: 400, error: 'invalid_grant' });
  });

  test('O-08 scope may narrow and never widen', async () => {
    const own = await signedIn(app, userId);
    const first = await signInTo(app, own, web, { scope: 'openid offline_access profile' });
    const narrow = await refresh(app, web, first.refresh_token, { scope: 'openid' });
    assert.equal(narrow.body.scope, 'openid');
    assert.ok(!('name' in claimsOf(narrow.body.id_token)));
    await reject(app, () => send(web, first.refresh_token, { scope: 'openid email' }), {
      error: 'invalid_scope',
    });
    assert.equal((await refresh(app, web, first.refresh_token)).body.scope, 'openid offline_access profile');
  });

  test('O-08 another resource, several resources, another client', async () => {
    const indicator = 'https://books.example/api';
    await createApi(app, indicator, ['read:books', 'write:books'], { userId });
    await createApi(app, 'https://other.example/api', ['read:other'], { userId });
    app.clock.advance(1100);
    const own = await signedIn(app, userId);
    const first = await signInTo(app, own, web, {
      scope: 'openid offline_access read:books',
      resource: indicator,
    });
    const { body } = await refresh(app, web, first.refresh_token, { resource: indicator });
    const claims = claimsOf(body.access_token);
    assert.equal(headerOf(body.access_token).typ, 'at+jwt');
    assert.equal(claims.aud, indicator);
    assert.equal(claims.scope, 'read:books', 'only what was asked for and is held');
    assert.equal(claims.sub, userId);
    assert.equal(claims.client_id, web.id);
    assert.equal(typeof claims.jti, 'string');
    assert.equal(body.scope, 'read:books');
    assert.equal(body.id_token, undefined);
    const target = { status: 400, error: 'invalid_target' };
    await reject(
      app,
      () => send(web, first.refresh_token, { resource: 'https://other.example/api' }),
      target,
    );
    await reject(app, () => send(web, first.refresh_token, { resource: 'https://nowhere.example' }), target);
    await reject(
      app,
      () => send(web, first.refresh_token, { resource: [indicator, 'https://other.example/api'] }),
      target,
    );
    await reject(app, () => send(rotating, first.refresh_token), { status: 400, error: 'invalid_grant' });
    await reject(app, () => send(spa, first.refresh_token), { status: 400, error: 'invalid_grant' });
  });

  test('O-08 L-17 after suspension, a new password, deletion or revocation of the grant', async () => {
    const endings: ((id: string) => Promise<unknown>)[] = [
      async (id) => suspendUser(await app.context(), id, true),
      async (id) => setPassword(await app.context(), id, 'a lamp over seven quiet rivers'),
      async (id) => app.platform.db.queries.deleteFrom('users').where('id', '=', id).execute(),
      async (id) => {
        const context = await app.context();
        await app.platform.db.transaction((tx) => revokeUserAccess(tx, context, id));
      },
    ];
    for (const end of endings) {
      const user = await createTestUser(app);
      const first = await signInTo(app, await signedIn(app, user.id), web);
      assert.equal((await refresh(app, web, first.refresh_token)).status, 200);
      await end(user.id);
      await reject(app, () => send(web, first.refresh_token), { status: 400, error: 'invalid_grant' });
      assert.equal((await userinfo(app, first.access_token)).status, 401);
    }
  });

  test('O-21 a shortened, lengthened or altered refresh token is unknown', async () => {
    const { refresh_token: value } = await signInTo(app, await signedIn(app, userId), web);
    const flipped = `${value[0] === 'A' ? 'B' : 'A'}${value.slice(1)}`;
    for (const wrong of [value.slice(0, -1), `${value}A`, flipped, `${value}=`, ` ${value}`]) {
      await reject(app, () => send(web, wrong), { status: 400, error: 'invalid_grant' });
    }
    assert.equal((await refresh(app, web, value)).status, 200);
  });
});
