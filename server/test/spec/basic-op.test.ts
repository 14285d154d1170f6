/**
 * The list that a certification of the Basic OP profile goes through, by sections of OpenID Connect Core, driven by
 * openid-client from discovery to the last token. A registered client, response type `code`.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import * as jose from 'jose';
import * as openid from 'openid-client';
import type { Browser } from '../app.ts';
import {
  CALLBACK,
  createClient,
  createTestUser,
  signedIn,
  startApp,
  type TestApp,
  type TestClient,
} from './world.ts';

type Parameters = Record<string, string>;

describe('Basic OP', () => {
  let app: TestApp;
  let web: TestClient;
  let config: openid.Configuration;
  let browser: Browser;
  let userId: string;
  before(async () => {
    app = await startApp();
    web = await createClient(app);
    userId = (
      await createTestUser(app, {
        name: 'Hana Sato',
        primaryEmail: 'hana@acme.example',
        primaryPhone: '819012345678',
        profile: { familyName: 'Sato', givenName: 'Hana', address: { country: 'JP' } },
      })
    ).id;
    browser = await signedIn(app, userId);
    config = await discover(openid.ClientSecretBasic(web.secret));
  });
  after(() => app.close());

  const discover = (authentication: openid.ClientAuth) =>
    openid.discovery(new URL(`${app.origin}/oidc`), web.id, undefined, authentication, {
      execute: [openid.allowInsecureRequests],
    });
  const addressOf = (parameters: Parameters = {}): URL =>
    openid.buildAuthorizationUrl(config, {
      redirect_uri: CALLBACK,
      scope: 'openid',
      state: 's',
      ...parameters,
    });
  /** Where the browser is sent for a request. */
  const go = async (parameters: Parameters = {}, as: Browser = browser): Promise<URL> =>
    new URL((await as.get(addressOf(parameters).href)).location ?? '', app.origin);
  const redeem = (
    answer: URL,
    checks: openid.AuthorizationCodeGrantChecks = {},
    by: openid.Configuration = config,
  ) => openid.authorizationCodeGrant(by, answer, { expectedState: 's', idTokenExpected: true, ...checks });
  const getTokens = async (parameters: Parameters = {}, checks: openid.AuthorizationCodeGrantChecks = {}) =>
    redeem(await go(parameters), checks);
  const infoOf = async (scope: string) => {
    const { access_token: value } = await getTokens({ scope });
    return openid.fetchUserInfo(config, value, userId);
  };
  const errorOf = (answer: URL) => answer.searchParams.get('error');

  test('§3.1.2.1 response_type: code is answered, none given or another is refused', async () => {
    assert.ok((await go()).searchParams.get('code'));
    assert.equal(errorOf(await go({ response_type: 'token' })), 'unsupported_response_type');
    const address = addressOf();
    address.searchParams.delete('response_type');
    const { location } = await browser.get(address.href);
    assert.equal(errorOf(new URL(location ?? '')), 'invalid_request');
  });

  test('§2 the ID token: signed by a published key, for this client, bound to this sign-in', async () => {
    const { id_token: token = '', ...tokens } = await getTokens();
    const metadata = config.serverMetadata();
    const { payload, protectedHeader } = await jose.jwtVerify(
      token,
      jose.createRemoteJWKSet(new URL(metadata.jwks_uri ?? '')),
      { issuer: metadata.issuer, audience: web.id },
    );
    assert.equal(payload.sub, userId);
    assert.ok(protectedHeader.kid, '§10.1: which key it is');
    assert.notEqual(protectedHeader.alg, 'none');
    assert.ok((payload.exp ?? 0) > (payload.iat ?? 0));
    const { at_hash: hash } = payload;
    // §3.1.3.6: optional with a code; half of the hash of the algorithm that signed the token.
    const digest = createHash(protectedHeader.alg === 'ES384' ? 'sha384' : 'sha256')
      .update(tokens.access_token)
      .digest();
    if (hash !== undefined) assert.equal(hash, digest.subarray(0, digest.length / 2).toString('base64url'));
  });

  test('§3.1.2.1 nonce: comes back as it was sent, and is left out when none was', async () => {
    const expectedNonce = openid.randomNonce();
    const tokens = await getTokens({ nonce: expectedNonce }, { expectedNonce });
    assert.equal(tokens.claims()?.nonce, expectedNonce);
    assert.equal((await getTokens()).claims()?.nonce, undefined);
  });

  test('§5.3.1 userinfo: GET and POST with a header, POST with a form, all the same', async () => {
    const { access_token: value } = await getTokens({ scope: 'openid profile email' });
    const got = await openid.fetchUserInfo(config, value, userId);
    const address = config.serverMetadata().userinfo_endpoint ?? '';
    const posted = await fetch(address, { method: 'POST', headers: { authorization: `Bearer ${value}` } });
    assert.deepEqual(await posted.json(), got);
    const form = await fetch(address, { method: 'POST', body: new URLSearchParams({ access_token: value }) });
    assert.deepEqual(await form.json(), got);
    await assert.rejects(
      openid.fetchUserInfo(config, 'nothing', userId),
      openid.WWWAuthenticateChallengeError,
    );
  });

  test('§5.4 scope: profile, email, address, phone, and all of them', async () => {
    assert.deepEqual(await infoOf('openid'), { sub: userId });
    const profile = await infoOf('openid profile');
    assert.deepEqual([profile.name, profile.family_name, profile.given_name], ['Hana Sato', 'Sato', 'Hana']);
    assert.equal(typeof profile.updated_at, 'number');
    assert.equal(profile.email, undefined);
    const { email, email_verified: isVerified } = await infoOf('openid email');
    assert.deepEqual([email, isVerified], ['hana@acme.example', true]);
    assert.deepEqual((await infoOf('openid address')).address, { country: 'JP' });
    const phone = await infoOf('openid phone');
    assert.match(String(phone.phone_number), /81/);
    assert.equal(phone.phone_number_verified, true);
    const all = await infoOf('openid profile email address phone');
    for (const name of ['name', 'email', 'address', 'phone_number']) assert.ok(name in all, name);
  });

  test('§3.1.2.1 display, ui_locales, claims_locales, acr_values: taken, also where they change nothing', async () => {
    for (const parameters of [
      { display: 'page' },
      { display: 'popup' },
      { ui_locales: 'se' },
      { ui_locales: 'ja en' },
      { claims_locales: 'se' },
      { acr_values: '1 2' },
      { unknown: 'parameter' },
    ]) {
      const tokens = await getTokens(parameters as unknown as Parameters);
      assert.equal(tokens.claims()?.sub, userId, JSON.stringify(parameters));
    }
    const stranger = app.browser();
    assert.equal((await go({ ui_locales: 'ja', display: 'popup' }, stranger)).pathname, '/sign-in');
  });

  test('§3.1.2.1 prompt: none without and with a session, login asks again, senseless ones are refused', async () => {
    assert.equal(errorOf(await go({ prompt: 'none' }, app.browser())), 'login_required');
    const first = (await getTokens()).claims();
    const again = (await getTokens({ prompt: 'none' })).claims();
    assert.equal(again?.sub, first?.sub);
    assert.equal((await go({ prompt: 'login' })).pathname, '/sign-in');
    assert.equal(errorOf(await go({ prompt: 'none login' })), 'invalid_request');
  });

  test('§3.1.2.1 max_age: auth_time is told; a younger session is enough, an older one asks again', async () => {
    const fresh = await signedIn(app, userId);
    const maxAge = 15_000;
    const first = (await redeem(await go({ max_age: String(maxAge) }, fresh), { maxAge })).claims();
    const second = (await redeem(await go({ max_age: String(maxAge) }, fresh), { maxAge })).claims();
    assert.equal(typeof first?.auth_time, 'number');
    assert.equal(second?.auth_time, first?.auth_time, 'the same sign-in');
    app.clock.advance(2000);
    assert.equal((await go({ max_age: '1' }, fresh)).pathname, '/sign-in');
  });

  test('§3.1.2.1 id_token_hint with prompt=none: for the one who is signed in, and for another', async () => {
    const { id_token: hint = '' } = await getTokens();
    const tokens = await getTokens({ id_token_hint: hint, prompt: 'none' });
    assert.equal(tokens.claims()?.sub, userId);
    const other = await signedIn(app, (await createTestUser(app)).id);
    assert.equal(errorOf(await go({ id_token_hint: hint, prompt: 'none' }, other)), 'login_required');
  });

  test('§3.1.2.1 login_hint: fills the page', async () => {
    const location = await go({ login_hint: 'hana@acme.example', prompt: 'login' });
    assert.equal(location.pathname, '/sign-in');
  });

  test('§4.1.2 of RFC 6749, §3.1.3.1: a code is for one use; a second takes what the first gave', async () => {
    const answer = await go();
    const tokens = await redeem(answer);
    await openid.fetchUserInfo(config, tokens.access_token, userId);
    app.clock.advance(30_000);
    await assert.rejects(redeem(answer), { error: 'invalid_grant' });
    await assert.rejects(
      openid.fetchUserInfo(config, tokens.access_token, userId),
      openid.WWWAuthenticateChallengeError,
    );
  });

  test('§3.1.2.1 redirect_uri: one that is not registered, none, or one with a query gets no redirect', async () => {
    const asked = async (change: (parameters: URLSearchParams) => void) => {
      const address = addressOf();
      change(address.searchParams);
      const { status, location } = await browser.get(address.href);
      assert.equal(location, undefined);
      assert.equal(status, 400);
    };
    await asked((parameters) => parameters.set('redirect_uri', 'https://app.example/other'));
    await asked((parameters) => parameters.set('redirect_uri', `${CALLBACK}?foo=bar`));
    await asked((parameters) => parameters.set('redirect_uri', `${CALLBACK}/`));
    await asked((parameters) => parameters.delete('redirect_uri'));
    const answer = await go();
    const moved = new URL(`https://app.example/other${answer.search}`);
    await assert.rejects(redeem(moved), { error: 'invalid_grant' });
  });

  test('§9 client authentication: client_secret_basic and client_secret_post; a wrong secret is refused', async () => {
    for (const authentication of [
      openid.ClientSecretBasic(web.secret),
      openid.ClientSecretPost(web.secret),
    ]) {
      const tokens = await redeem(await go(), {}, await discover(authentication));
      assert.equal(tokens.claims()?.sub, userId);
    }
    const wrong = await discover(openid.ClientSecretBasic('not the secret'));
    await assert.rejects(redeem(await go(), {}, wrong), (error: openid.WWWAuthenticateChallengeError) => {
      assert.equal(error.status, 401);
      return true;
    });
  });

  test('§6.1, §6.2 request objects: unsigned ones and unknown places are refused, as the metadata says', async () => {
    const metadata = config.serverMetadata();
    assert.ok(!metadata.request_object_signing_alg_values_supported?.includes('none'));
    const unsigned = new jose.UnsecuredJWT({
      client_id: web.id,
      response_type: 'code',
      redirect_uri: CALLBACK,
    })
      .setIssuer(web.id)
      .setAudience(metadata.issuer)
      .setExpirationTime('1m')
      .encode();
    const answer = await browser.get(addressOf({ request: unsigned }).href);
    const error = answer.location ? errorOf(new URL(answer.location)) : answer.text;
    assert.match(String(error), /invalid_request_object|request_not_supported/);
    const byReference = await browser.get(addressOf({ request_uri: 'https://app.example/request' }).href);
    const refusal = byReference.location ? errorOf(new URL(byReference.location)) : byReference.text;
    assert.match(String(refusal), /request_uri_not_supported|invalid_request_uri|invalid_request/);
  });

  test('§5.5 claims: an essential one without its scope, at userinfo', async () => {
    assert.equal(config.serverMetadata().claims_parameter_supported, true);
    const claims = JSON.stringify({ userinfo: { name: { essential: true } } });
    const { access_token: value } = await getTokens({ claims });
    assert.equal((await openid.fetchUserInfo(config, value, userId)).name, 'Hana Sato');
  });

  test('§2, §15.1: unsigned ID tokens are not offered, and a client cannot ask for them', async () => {
    const metadata = config.serverMetadata();
    assert.ok(!metadata.id_token_signing_alg_values_supported?.includes('none'));
    const { id_token: token = '' } = await getTokens();
    const [, payload] = token.split('.');
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${payload}.`;
    const { id: otherId } = await createTestUser(app);
    const other = await signedIn(app, otherId);
    // What nobody signed names nobody: no session is the one that it means.
    for (const browser of [other, app.browser()]) {
      const answer = await go({ id_token_hint: unsigned, prompt: 'none' }, browser);
      assert.equal(errorOf(answer), 'login_required');
    }
  });

  test('§11, §12 offline_access and refresh: the same subject, issuer and audience', async () => {
    const tokens = await getTokens({ scope: 'openid offline_access', prompt: 'consent' });
    const renewed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
    const [old, fresh] = [tokens.claims(), renewed.claims()];
    assert.deepEqual([fresh?.sub, fresh?.iss, fresh?.aud], [old?.sub, old?.iss, old?.aud]);
    assert.equal(fresh?.auth_time, old?.auth_time);
    assert.equal(fresh?.nonce, undefined);
    await openid.fetchUserInfo(config, renewed.access_token, userId);
    await assert.rejects(openid.refreshTokenGrant(config, 'nothing'), { error: 'invalid_grant' });
  });

  test('Discovery §3, §4.2: issuer, endpoints and what is supported are told, and true', async () => {
    const metadata = config.serverMetadata();
    assert.equal(metadata.issuer, `${app.origin}/oidc`);
    assert.ok(metadata.response_types_supported?.includes('code'));
    assert.deepEqual(metadata.subject_types_supported, ['public']);
    for (const scope of ['openid', 'profile', 'email', 'address', 'phone', 'offline_access']) {
      assert.ok(metadata.scopes_supported?.includes(scope), scope);
    }
    const { keys } = await (await fetch(metadata.jwks_uri ?? '')).json();
    assert.ok(keys.length > 0);
    for (const key of keys) assert.equal('d' in key, false, 'no private part');
  });
});
