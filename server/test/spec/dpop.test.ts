/** Demonstrating Proof of Possession: RFC 9449. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import * as openid from 'openid-client';
import type { Browser } from '../app.ts';
import { reject } from '../reject.ts';
import { createKey, proof, type TestKey, thumbprintOf } from './keys.ts';
import {
  authorize,
  CALLBACK,
  claimsOf,
  createApi,
  createClient,
  createTestUser,
  encode,
  getCode,
  pkce,
  readAnswer,
  signedIn,
  startApp,
  type TestApp,
  type TestClient,
  type Values,
} from './world.ts';

const API = 'https://books.example/api';
const hashOf = (token: string) => createHash('sha256').update(token).digest('base64url');

describe('DPoP', () => {
  let app: TestApp;
  let key: TestKey;
  let other: TestKey;
  let spa: TestClient;
  let web: TestClient;
  let machine: TestClient;
  let bound: TestClient;
  let browser: Browser;
  let userId: string;
  before(async () => {
    app = await startApp();
    key = await createKey();
    other = await createKey();
    spa = await createClient(app, {
      type: 'SPA',
      customClientMetadata: { corsAllowedOrigins: ['https://pages.example'] },
    });
    web = await createClient(app);
    machine = await createClient(app, { type: 'MachineToMachine' });
    bound = await createClient(app, {
      type: 'MachineToMachine',
      customClientMetadata: { dpopBoundAccessTokens: true },
    });
    userId = (await createTestUser(app, { name: 'Hana' })).id;
    browser = await signedIn(app, userId);
    await createApi(app, API, ['read'], { applicationId: machine.id });
  });
  /** Strangers' clients read the system's clock; tests turn ours. */
  const skewed = () => ({ [openid.clockSkew]: Math.round((app.clock.now() - Date.now()) / 1000) });
  after(() => app.close());

  const send = (client: TestClient, values: Values, dpop?: string) =>
    fetch(`${app.origin}/oidc/token`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        ...(dpop === undefined ? {} : { dpop }),
      },
      body: encode({ client_id: client.id, client_secret: client.secret, ...values }),
    });
  const machineGrant = { grant_type: 'client_credentials', resource: API };
  const codeGrant = async (client: TestClient, values: Values = {}): Promise<Values> => {
    const { verifier, challenge } = pkce();
    const code = await getCode(app, browser, client, {
      code_challenge: challenge,
      code_challenge_method: 'S256',
      ...values,
    });
    return { grant_type: 'authorization_code', code, redirect_uri: CALLBACK, code_verifier: verifier };
  };
  const tokens = async (client: TestClient, by = key) => {
    const answer = await readAnswer(await send(client, await codeGrant(client), await proof(app, by)));
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  const me = (token: string, dpop?: string, scheme = 'DPoP') =>
    fetch(`${app.origin}/oidc/me`, {
      headers: { authorization: `${scheme} ${token}`, ...(dpop === undefined ? {} : { dpop }) },
    });
  const forMe = (token: string, by = key, claims: Record<string, unknown> = {}) =>
    proof(app, by, { htm: 'GET', htu: `${app.origin}/oidc/me`, ath: hashOf(token), ...claims });

  test('control: openid-client gets bound tokens, refreshes them and reads userinfo', async () => {
    const config = await openid.discovery(new URL(`${app.origin}/oidc`), spa.id, skewed(), openid.None(), {
      execute: [openid.allowInsecureRequests],
    });
    const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair('ES256'));
    const verifier = openid.randomPKCECodeVerifier();
    const url = openid.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid offline_access profile',
      prompt: 'consent',
      dpop_jkt: await DPoP.calculateThumbprint(),
      code_challenge: await openid.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    });
    const back = new URL((await browser.get(url.href)).location ?? '');
    const first = await openid.authorizationCodeGrant(
      config,
      back,
      { pkceCodeVerifier: verifier },
      undefined,
      {
        DPoP,
      },
    );
    assert.equal(first.token_type, 'dpop');
    const info = await openid.fetchUserInfo(config, first.access_token, userId, { DPoP });
    assert.equal(info.name, 'Hana');
    const second = await openid.refreshTokenGrant(config, first.refresh_token ?? '', undefined, { DPoP });
    assert.equal(second.token_type, 'dpop');
    assert.equal((await openid.fetchUserInfo(config, second.access_token, userId, { DPoP })).sub, userId);
  });

  test('RFC 9449 §6: cnf.jkt in signed tokens and at introspection, of opaque tokens too', async () => {
    const jkt = await thumbprintOf(key);
    const { body } = await readAnswer(await send(machine, machineGrant, await proof(app, key)));
    assert.equal(body.token_type, 'DPoP');
    assert.deepEqual(claimsOf(body.access_token).cnf, { jkt });
    const { access_token: opaque, token_type: type } = await tokens(web);
    assert.equal(type, 'DPoP');
    for (const [client, token] of [
      [machine, body.access_token],
      [web, opaque],
    ] as const) {
      const answer = await fetch(`${app.origin}/oidc/token/introspection`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: client.id, client_secret: client.secret ?? '', token }),
      });
      const facts = (await answer.json()) as Record<string, unknown>;
      assert.equal(facts.active, true);
      assert.equal(facts.token_type, 'DPoP');
      assert.deepEqual(facts.cnf, { jkt });
    }
  });

  const badProof = {
    status: 400,
    error: 'invalid_dpop_proof',
    audit: 'ExchangeTokenBy.Refusal',
    changes: [],
  };

  test('O-23 at the token endpoint: method, address, time, jti, kind, key, signature, several, replay', async () => {
    const now = Math.floor(app.clock.now() / 1000);
    const good = await proof(app, key);
    const [head, body] = good.split('.');
    const [, , foreign] = (await proof(app, other)).split('.');
    const secret = await (await import('jose')).exportJWK(key.privateKey);
    const wrong = [
      await proof(app, key, { htm: 'GET' }),
      await proof(app, key, { htu: `${app.origin}/oidc/me` }),
      await proof(app, key, { htu: 'https://elsewhere.example/oidc/token' }),
      await proof(app, key, { iat: now - 3600 }),
      await proof(app, key, { iat: now + 3600 }),
      await proof(app, key, { jti: '' }),
      await proof(app, key, { jti: 'x'.repeat(300) }),
      await proof(app, key, {}, { typ: 'JWT' }),
      await proof(app, key, {}, { jwk: secret }),
      await proof(app, key, {}, { jwk: other.jwk }),
      await proof(app, await createKey('ES512')),
      `${head}.${body}.${foreign}`,
      `${head}.${body}.`,
      `${good}, ${await proof(app, key)}`,
      'nonsense',
      'x'.repeat(5000),
    ];
    for (const dpop of wrong) await reject(app, () => send(machine, machineGrant, dpop), badProof);
    const fresh = await proof(app, key);
    assert.equal((await send(machine, machineGrant, fresh)).status, 200);
    await reject(app, () => send(machine, machineGrant, fresh), badProof);
  });

  test('O-23 one proof by twenty at once: one wins', async () => {
    const dpop = await proof(app, key);
    const answers = await Promise.all(Array.from({ length: 20 }, () => send(machine, machineGrant, dpop)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });

  const noToken = { status: 401, audit: 'UserInfo.Refusal' };

  test('O-23 at userinfo: no proof, another key, token, method or address, replay, plain Bearer, in the body', async () => {
    const { access_token: token } = await tokens(web);
    assert.equal((await me(token, await forMe(token))).status, 200);
    const invalid = { ...noToken, error: 'invalid_dpop_proof' };
    const missing = await reject(app, () => me(token), invalid);
    assert.match(
      missing.headers.get('www-authenticate') ?? '',
      /^DPoP error="invalid_dpop_proof", algs="ES256 /,
    );
    for (const dpop of [
      await forMe(token, other),
      await forMe(token, key, { ath: hashOf('another') }),
      await forMe(token, key, { ath: undefined }),
      await forMe(token, key, { htm: 'POST' }),
      await forMe(token, key, { htu: `${app.origin}/oidc/token` }),
      await forMe(token, key, { iat: Math.floor(app.clock.now() / 1000) - 3600 }),
    ]) {
      await reject(app, () => me(token, dpop), invalid);
    }
    const once = await forMe(token);
    assert.equal((await me(token, once)).status, 200);
    await reject(app, () => me(token, once), invalid);
    await reject(app, async () => me(token, await forMe(token), 'Bearer'), {
      ...noToken,
      error: 'invalid_token',
    });
    await reject(
      app,
      () =>
        fetch(`${app.origin}/oidc/me`, {
          method: 'POST',
          body: new URLSearchParams({ access_token: token }),
        }),
      { ...noToken, error: 'invalid_token' },
    );
  });

  test('RFC 9449 §7.1: a token that is bound to nothing does not come with the scheme DPoP', async () => {
    const { body } = await readAnswer(await send(web, await codeGrant(web)));
    assert.equal(body.token_type, 'Bearer');
    await reject(app, async () => me(body.access_token, await forMe(body.access_token)), {
      ...noToken,
      error: 'invalid_token',
    });
  });

  test('RFC 9449 §5: a public client’s refresh token works with its key alone', async () => {
    const { refresh_token: value } = await tokens(spa);
    const refresh = (dpop?: string) => send(spa, { grant_type: 'refresh_token', refresh_token: value }, dpop);
    const invalid = { status: 400, error: 'invalid_grant' };
    await reject(app, () => refresh(), invalid);
    await reject(app, async () => refresh(await proof(app, other)), invalid);
    const answer = await readAnswer(await refresh(await proof(app, key)));
    assert.equal(answer.status, 200);
    assert.equal(answer.body.token_type, 'DPoP');
    const next = () => send(spa, { grant_type: 'refresh_token', refresh_token: answer.body.refresh_token });
    await reject(app, next, invalid);
  });

  test('RFC 9449 §10: a code bound by dpop_jkt is redeemed by that key alone', async () => {
    const dpop_jkt = await thumbprintOf(key);
    const request = await codeGrant(web, { dpop_jkt });
    const invalid = { status: 400, error: 'invalid_grant' };
    await reject(app, () => send(web, request), invalid);
    await reject(app, async () => send(web, request, await proof(app, other)), invalid);
    assert.equal((await send(web, request, await proof(app, key))).status, 200);
    await reject(app, () => authorize(app, browser, web, { dpop_jkt: 'short' }), {
      error: 'invalid_request',
    });
  });

  test('RFC 9449 §5.2: an application held to bound tokens gets no others', async () => {
    await reject(app, () => send(bound, machineGrant), badProof);
    assert.equal((await send(bound, machineGrant, await proof(app, key))).status, 200);
  });

  test('O-23 the Management API takes a bound token with a proof, and not as a bearer token', async () => {
    const client = await createClient(app, { type: 'MachineToMachine' });
    const roles = (await app.management('GET', '/api/roles?type=MachineToMachine')).body as {
      id: string;
      name: string;
    }[];
    const role = roles.find(({ name }) => /management/i.test(name));
    assert.ok(role, JSON.stringify(roles));
    await app.management('POST', `/api/applications/${client.id}/roles`, { roleIds: [role.id] });
    app.clock.advance(1100);
    const { body } = await readAnswer(
      await send(
        client,
        { grant_type: 'client_credentials', resource: `${app.origin}/api`, scope: 'all' },
        await proof(app, key),
      ),
    );
    assert.equal(body.token_type, 'DPoP', JSON.stringify(body));
    const token = body.access_token as string;
    const call = (dpop?: string, scheme = 'DPoP') =>
      fetch(`${app.origin}/api/applications?page=1`, {
        headers: { authorization: `${scheme} ${token}`, ...(dpop === undefined ? {} : { dpop }) },
      });
    const forApi = (claims: Record<string, unknown> = {}) =>
      proof(app, key, { htm: 'GET', htu: `${app.origin}/api/applications`, ath: hashOf(token), ...claims });
    assert.equal((await call(await forApi())).status, 200);
    const refused = { status: 401, error: 'auth.unauthorized', audit: 'Api.Refusal' };
    const answer = await reject(app, () => call(), refused);
    assert.match(answer.headers.get('www-authenticate') ?? '', /^DPoP error="invalid_dpop_proof"/);
    await reject(app, async () => call(await forApi({ ath: undefined })), refused);
    await reject(app, async () => call(await forApi(), 'Bearer'), refused);
    const used = await forApi();
    assert.equal((await call(used)).status, 200);
    await reject(app, () => call(used), refused);
  });

  test('O-29 browsers may send the header from registered origins, and read the challenge', async () => {
    const preflight = await fetch(`${app.origin}/oidc/token`, {
      method: 'OPTIONS',
      headers: { origin: 'https://pages.example', 'access-control-request-headers': 'dpop' },
    });
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /dpop/);
    const answer = await fetch(`${app.origin}/oidc/token`, {
      method: 'POST',
      headers: { origin: 'https://pages.example' },
      body: new URLSearchParams({ client_id: spa.id }),
    });
    assert.match(answer.headers.get('access-control-expose-headers') ?? '', /WWW-Authenticate.*DPoP-Nonce/);
  });
});
