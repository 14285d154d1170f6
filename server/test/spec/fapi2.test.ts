/** FAPI 2.0 Security Profile (Final), §5.3.2: end to end by openid-client, and every way around it refused. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as openid from 'openid-client';
import type { Browser } from '../app.ts';
import { reject } from '../reject.ts';
import { assertion, createKey, proof, type TestKey } from './keys.ts';
import {
  authorize,
  CALLBACK,
  claimsOf,
  createApi,
  createClient,
  createTestUser,
  encode,
  pkce,
  readAnswer,
  signedIn,
  startApp,
  type TestApp,
  type TestClient,
  type Values,
} from './world.ts';

const API = 'https://accounts.example/api';

describe('FAPI 2.0 Security Profile', () => {
  let app: TestApp;
  let bank: TestClient;
  let key: TestKey;
  let browser: Browser;
  let userId: string;
  before(async () => {
    app = await startApp();
    key = await createKey('PS256');
    const rsa = await createKey('RS256', 'rsa');
    bank = await createClient(app, {
      customClientMetadata: {
        fapi2SecurityProfile: true,
        jwks: { keys: [key.jwk, { ...rsa.jwk, alg: 'RS256' }] },
      },
    });
    weak = rsa;
    userId = (await createTestUser(app, { name: 'Hana' })).id;
    browser = await signedIn(app, userId);
    await createApi(app, API, ['accounts'], { userId });
  });
  let weak: TestKey;
  after(() => app.close());

  const post = (path: string, values: Values, headers: Record<string, string> = {}) =>
    fetch(`${app.origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: encode(values),
    });
  const { verifier, challenge } = pkce();
  const request: Values = {
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid',
    state: 's',
    code_challenge: challenge,
    code_challenge_method: 'S256',
  };
  const push = async (values: Values = {}, claims = {}, by = key) =>
    post('/oidc/request', { ...request, ...(await assertion(app, by, bank.id, claims)), ...values });
  const codeBy = async (): Promise<string> => {
    const { body } = await readAnswer(await push());
    const { location } = await browser.get(
      `/oidc/auth?${encode({ client_id: bank.id, request_uri: body.request_uri })}`,
    );
    return new URL(location ?? '').searchParams.get('code') ?? '';
  };
  const redeem = async (code: string, dpop?: string, values: Values = {}) =>
    post(
      '/oidc/token',
      {
        grant_type: 'authorization_code',
        code,
        redirect_uri: CALLBACK,
        code_verifier: verifier,
        ...(await assertion(app, key, bank.id)),
        ...values,
      },
      dpop === undefined ? {} : { dpop },
    );

  test('a stranger’s client goes the whole way: PAR, PKCE, private_key_jwt, iss, DPoP, refresh, an API', async () => {
    const config = await openid.discovery(
      new URL(`${app.origin}/oidc`),
      bank.id,
      { [openid.clockSkew]: Math.round((app.clock.now() - Date.now()) / 1000) },
      openid.PrivateKeyJwt({ key: key.privateKey, kid: key.kid }),
      { execute: [openid.allowInsecureRequests] },
    );
    const DPoP = openid.getDPoPHandle(config, await openid.randomDPoPKeyPair('ES256'));
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const url = await openid.buildAuthorizationUrlWithPAR(
      config,
      {
        redirect_uri: CALLBACK,
        scope: 'openid offline_access profile accounts',
        resource: API,
        prompt: 'consent',
        state: 'the-state',
        nonce: 'the-nonce',
        code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
      },
      { DPoP },
    );
    const back = new URL((await browser.get(url.href)).location ?? '');
    assert.equal(back.searchParams.get('iss'), `${app.origin}/oidc`);
    const tokens = await openid.authorizationCodeGrant(
      config,
      back,
      { pkceCodeVerifier, expectedState: 'the-state', expectedNonce: 'the-nonce', idTokenExpected: true },
      undefined,
      { DPoP },
    );
    assert.equal(tokens.token_type, 'dpop');
    assert.equal((await openid.fetchUserInfo(config, tokens.access_token, userId, { DPoP })).name, 'Hana');
    const forApi = await openid.refreshTokenGrant(
      config,
      tokens.refresh_token ?? '',
      { resource: API },
      { DPoP },
    );
    const told = claimsOf(forApi.access_token);
    assert.equal(told.aud, API);
    assert.equal((told.cnf as { jkt: string }).jkt, await DPoP.calculateThumbprint());
    assert.equal(forApi.refresh_token, tokens.refresh_token, '§5.3.2.1 (9): refresh tokens are not rotated');
    assert.equal((await openid.tokenIntrospection(config, forApi.access_token)).active, true);
  });

  test('§5.3.2.2 (1): a request that was not pushed', async () => {
    await reject(app, () => authorize(app, browser, bank), { error: 'invalid_request' });
  });

  test('§5.3.2.2 (5): no PKCE, or any but S256', async () => {
    const invalid = { status: 400, error: 'invalid_request' };
    await reject(app, () => push({ code_challenge: undefined, code_challenge_method: undefined }), invalid);
    await reject(app, () => push({ code_challenge_method: 'plain' }), invalid);
    await reject(app, () => push({ redirect_uri: undefined }), invalid);
  });

  test('§5.3.2.1 (6): any other client authentication, weaker algorithms, other audiences', async () => {
    const invalid = { status: 401, error: 'invalid_client' };
    const secret = { client_id: bank.id, client_secret: bank.secret };
    await reject(app, () => post('/oidc/request', { ...request, ...secret }), invalid);
    const code = await codeBy();
    const dpop = () => proof(app, key);
    const none = { client_assertion: undefined, client_assertion_type: undefined };
    await reject(app, async () => redeem(code, await dpop(), { ...none, ...secret }), invalid);
    await reject(app, () => push({}, {}, weak), invalid);
    await reject(app, () => push({}, { aud: `${app.origin}/oidc/token` }), invalid);
    await reject(app, () => push({}, { aud: [`${app.origin}/oidc`] }), invalid);
    assert.equal((await redeem(code, await dpop())).status, 200);
  });

  test('§5.3.2.1 (4): no token that is bound to nothing; §5.3.2.2 (8): a code lives a minute', async () => {
    const code = await codeBy();
    await reject(app, () => redeem(code), { status: 400, error: 'invalid_dpop_proof' });
    assert.equal((await redeem(code, await proof(app, key))).status, 200);
    const late = await codeBy();
    app.clock.advance(60_001);
    await reject(app, async () => redeem(late, await proof(app, key)), {
      status: 400,
      error: 'invalid_grant',
    });
  });
});
