/** Redeeming codes: RFC 6749 §4.1.3 and §5, RFC 7636 §4.6, OpenID Connect Core §3.1.3. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from '../app.ts';
import { reject } from '../reject.ts';
import {
  CALLBACK,
  claimsOf,
  createApi,
  createClient,
  createTestUser,
  encode,
  getCode,
  headerOf,
  pkce,
  redeem,
  refresh,
  sendToken,
  signedIn,
  signInTo,
  startApp,
  type TestApp,
  type TestClient,
  userinfo,
} from './world.ts';

describe('authorization code grant', () => {
  let app: TestApp;
  let web: TestClient;
  let spa: TestClient;
  let browser: Browser;
  let userId: string;
  before(async () => {
    app = await startApp();
    web = await createClient(app);
    spa = await createClient(app, { type: 'SPA', oidcClientMetadata: { redirectUris: [CALLBACK] } });
    userId = (await createTestUser(app, { name: 'Hana', primaryEmail: 'hana@acme.example' })).id;
    browser = await signedIn(app, userId);
  });
  after(() => app.close());

  const send = (client: TestClient, code: string, values: Record<string, string | undefined> = {}) =>
    sendToken(app, client, { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, ...values });

  test('control: opaque access token, ID token and refresh token; every field an SDK reads', async () => {
    const { status, body, headers } = await redeem(
      app,
      web,
      await getCode(app, browser, web, { nonce: 'n-1' }),
    );
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /^application\/json/);
    assert.equal(headers.get('cache-control'), 'no-store');
    assert.equal(body.token_type, 'Bearer');
    assert.equal(typeof body.expires_in, 'number');
    assert.ok(body.expires_in > 60);
    assert.equal(body.scope, 'openid offline_access profile');
    assert.match(body.access_token, /^[\w-]{43}$/);
    assert.match(body.refresh_token, /^[\w-]{43}$/);
    assert.deepEqual(Object.keys(headerOf(body.id_token)).sort(), ['alg', 'kid', 'typ']);
    assert.equal(headerOf(body.id_token).alg, 'ES256');
    const claims = claimsOf(body.id_token);
    assert.equal(claims.iss, `${app.origin}/oidc`);
    assert.equal(claims.sub, userId);
    assert.equal(claims.aud, web.id);
    assert.equal(claims.nonce, 'n-1');
    assert.equal(claims.name, 'Hana');
    assert.equal(claims.picture, null);
    assert.ok(!('email' in claims), 'the scope was not asked for');
    for (const name of ['iat', 'exp', 'auth_time']) assert.ok(Number.isInteger(claims[name]), name);
    assert.equal((await userinfo(app, body.access_token)).status, 200);
  });

  test('wire contract §3.4: a refresh token only with offline_access and prompt=consent, or the switch', async () => {
    const has = async (client: TestClient, values: Record<string, string | undefined>) =>
      'refresh_token' in (await redeem(app, client, await getCode(app, browser, client, values))).body;
    assert.equal(await has(web, { prompt: undefined }), false);
    assert.equal(await has(web, { prompt: 'none' }), false);
    assert.equal(await has(web, { scope: 'openid' }), false);
    assert.equal(await has(web, {}), true);
    const always = await createClient(app, { customClientMetadata: { alwaysIssueRefreshToken: true } });
    assert.equal(await has(always, { prompt: undefined, scope: 'openid' }), true);
  });

  test('wire contract §5.2: resources of the request do not change the code’s token; without openid no ID token', async () => {
    const code = await getCode(app, browser, web, { resource: 'https://default.logto.app/api' });
    assert.match((await redeem(app, web, code)).body.access_token, /^[\w-]{43}$/);
    const { body } = await redeem(app, web, await getCode(app, browser, web, { scope: 'profile' }));
    assert.equal(body.id_token, undefined);
    assert.equal(body.scope, 'profile');
  });

  test('wire contract §5.1: a public client may send client_secret=None', async () => {
    const { verifier, challenge } = pkce();
    const code = await getCode(app, browser, spa, {
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const answer = await redeem(app, spa, code, { code_verifier: verifier, client_secret: 'None' });
    assert.equal(answer.status, 200);
  });

  test('OpenID Connect Core §3.1.3.3: an ID token comes with a code also where the access token is for an API', async () => {
    const api = 'https://shelves.example/api';
    await createApi(app, api, ['read'], { userId });
    const asked = { resource: api, scope: 'openid offline_access profile read', nonce: 'n-1' };
    const { body } = await redeem(app, web, await getCode(app, browser, web, asked), { resource: api });
    assert.deepEqual([claimsOf(body.access_token).aud, claimsOf(body.access_token).scope], [api, 'read']);
    const { sub, nonce, at_hash: hash, name } = claimsOf(body.id_token);
    assert.deepEqual([sub, nonce, typeof hash, typeof name], [userId, 'n-1', 'string', 'string']);
    const later = await refresh(app, web, body.refresh_token, { resource: api });
    assert.equal(later.body.id_token, undefined);
    const bare = await getCode(app, browser, web, { ...asked, scope: 'offline_access read' });
    assert.equal((await redeem(app, web, bare, { resource: api })).body.id_token, undefined);
  });

  test('O-02 a wrong, short, long or missing verifier, and one for a code without challenge (downgrade)', async () => {
    const { verifier, challenge } = pkce();
    const code = await getCode(app, browser, spa, {
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    for (const wrong of [
      pkce().verifier,
      'a'.repeat(42),
      'a'.repeat(129),
      challenge,
      undefined,
      `${verifier}!`,
    ]) {
      await reject(app, () => send(spa, code, { code_verifier: wrong }), {
        status: 400,
        error: 'invalid_grant',
      });
    }
    assert.equal(
      (await redeem(app, spa, code, { code_verifier: verifier })).status,
      200,
      'the right one still works',
    );
    const bare = await getCode(app, browser, web);
    await reject(app, () => send(web, bare, { code_verifier: verifier }), {
      status: 400,
      error: 'invalid_grant',
    });
    assert.equal((await redeem(app, web, bare)).status, 200);
  });

  test('O-03 a code used twice is refused and takes what it gave with it', async () => {
    const code = await getCode(app, browser, web);
    const { body } = await redeem(app, web, code);
    app.clock.advance(30_000);
    await reject(app, () => send(web, code), {
      status: 400,
      error: 'invalid_grant',
      changes: ['grants', 'accessTokens'],
      audit: 'Token.ReuseDetected',
    });
    assert.equal((await userinfo(app, body.access_token)).status, 401);
    assert.equal((await refresh(app, web, body.refresh_token)).body.error, 'invalid_grant');
  });

  test('O-04 a code of another client, with another redirect_uri, after 60 seconds, or unknown', async () => {
    const other = await createClient(app);
    const code = await getCode(app, browser, web);
    await reject(app, () => send(other, code), { status: 400, error: 'invalid_grant' });
    await reject(app, () => send(web, code, { redirect_uri: `${CALLBACK}/x` }), { error: 'invalid_grant' });
    await reject(app, () => send(web, code, { redirect_uri: undefined }), { error: 'invalid_request' });
    await reject(app, () => send(web, `${code}x`), { error: 'invalid_grant' });
    await reject(app, () => send(web, code.slice(0, -1)), { error: 'invalid_grant' });
    await reject(app, () => send(web, ''), { error: 'invalid_request' });
    assert.equal((await redeem(app, web, code)).status, 200, 'its own client is still served');
    const late = await getCode(app, browser, web);
    app.clock.advance(60_001);
    await reject(app, () => send(web, late), { status: 400, error: 'invalid_grant' });
  });

  test('O-05 of 20 parallel redemptions of one code exactly one wins', async () => {
    const code = await getCode(app, browser, web);
    const answers = await Promise.all(Array.from({ length: 20 }, () => redeem(app, web, code)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.equal(answers.filter(({ body }) => body.error === 'invalid_grant').length, 19);
    const winner = answers.find(({ status }) => status === 200);
    assert.equal((await userinfo(app, winner?.body.access_token)).status, 401, 'and what it got is revoked');
  });

  test('O-05 the same on two nodes', async () => {
    const node = await app.openNode();
    const code = await getCode(app, browser, web);
    const body = encode({
      grant_type: 'authorization_code',
      code,
      redirect_uri: CALLBACK,
      client_id: web.id,
      client_secret: web.secret,
    });
    const form = { method: 'POST', headers: { 'content-type': 'application/x-www-form-urlencoded' }, body };
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        index % 2 ? node.send('/oidc/token', form) : fetch(`${app.origin}/oidc/token`, form),
      ),
    );
    const statuses = answers.map(({ status }) => status);
    assert.deepEqual(statuses.toSorted(), [200, ...Array.from({ length: 19 }, () => 400)]);
  });

  test('O-12 grant_type=password and unknown ones; a machine cannot redeem codes', async () => {
    for (const name of ['password', 'implicit', 'urn:ietf:params:oauth:grant-type:jwt-bearer']) {
      await reject(app, () => sendToken(app, web, { grant_type: name, username: 'a', password: 'b' }), {
        status: 400,
        error: 'unsupported_grant_type',
      });
    }
    await reject(app, () => sendToken(app, web, {}), { error: 'invalid_request' });
    const machine = await createClient(app, { type: 'MachineToMachine' });
    await reject(app, () => send(machine, 'x'), { error: 'unauthorized_client' });
    await reject(app, () => sendToken(app, web, { grant_type: 'client_credentials' }), {
      error: 'unauthorized_client',
    });
  });

  test('L-17 a user suspended, deleted or signed out everywhere between code and token gets nothing', async () => {
    const user = await createTestUser(app);
    const own = await signedIn(app, user.id);
    const code = await getCode(app, own, web);
    const { queries } = app.platform.db;
    await queries.updateTable('users').set({ isSuspended: true }).where('id', '=', user.id).execute();
    await reject(app, () => send(web, code), { status: 400, error: 'invalid_grant' });
    await queries.deleteFrom('users').where('id', '=', user.id).execute();
    await reject(app, () => send(web, code), { status: 400, error: 'invalid_grant' });
  });

  test('wire contract §6.1: an unverified address never reads verified, nulls where the contract wants them', async () => {
    const user = await createTestUser(app);
    await app.platform.db.queries
      .updateTable('users')
      .set({ primaryEmail: 'new@acme.example', emailVerified: false })
      .where('id', '=', user.id)
      .execute();
    const own = await signedIn(app, user.id);
    const scope =
      'openid profile email phone roles urn:logto:scope:organizations urn:logto:scope:organization_roles';
    const claims = claimsOf((await signInTo(app, own, spa, { scope })).id_token);
    assert.equal(claims.email, 'new@acme.example');
    assert.equal(claims.email_verified, false);
    assert.equal(claims.phone_number, null);
    assert.ok(!('phone_number_verified' in claims));
    assert.equal(claims.name, null);
    assert.deepEqual(claims.roles, []);
    assert.deepEqual(claims.organizations, []);
    assert.deepEqual(claims.organization_roles, []);
    assert.ok(!('organization_data' in claims));
    const verified = claimsOf((await signInTo(app, browser, spa, { scope: 'openid email' })).id_token);
    assert.equal(verified.email_verified, true);
  });
});
