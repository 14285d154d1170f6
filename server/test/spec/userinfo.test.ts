/** Userinfo, revocation and CORS: OpenID Connect Core §5.3, RFC 6750, RFC 7009, the Fetch standard. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from '../app.ts';
import { reject } from '../reject.ts';
import {
  CALLBACK,
  createApi,
  createClient,
  createTestUser,
  encode,
  readAnswer,
  refresh,
  signedIn,
  signInTo,
  startApp,
  type TestApp,
  type TestClient,
  userinfo,
} from './world.ts';

describe('userinfo, revocation, CORS', () => {
  let app: TestApp;
  let web: TestClient;
  let spa: TestClient;
  let browser: Browser;
  let userId: string;
  before(async () => {
    app = await startApp();
    web = await createClient(app);
    spa = await createClient(app, {
      type: 'SPA',
      oidcClientMetadata: { redirectUris: [CALLBACK] },
      customClientMetadata: { corsAllowedOrigins: ['https://pages.example'] },
    });
    userId = (
      await createTestUser(app, {
        name: 'Hana',
        primaryEmail: 'hana@acme.example',
        customData: { shelf: 7 },
        profile: { givenName: 'Hana', locale: 'ja' },
      })
    ).id;
    browser = await signedIn(app, userId);
  });
  after(() => app.close());

  test('O-20 control: every claim the scopes ask for, in the shapes SDKs read', async () => {
    const scope =
      'openid profile email phone custom_data identities roles urn:logto:scope:organizations urn:logto:scope:organization_roles';
    const { access_token: value } = await signInTo(app, browser, web, { scope });
    const { status, body, headers } = await readAnswer(await userinfo(app, value));
    assert.equal(status, 200);
    assert.match(headers.get('content-type') ?? '', /^application\/json/);
    assert.equal(body.sub, userId);
    assert.equal(body.name, 'Hana');
    assert.equal(body.given_name, 'Hana');
    assert.equal(body.email, 'hana@acme.example');
    assert.equal(body.email_verified, true);
    assert.deepEqual(body.custom_data, { shelf: 7 });
    assert.deepEqual(body.identities, {});
    assert.deepEqual(body.sso_identities, []);
    assert.deepEqual(body.organizations, []);
    assert.deepEqual(body.organization_data, []);
    assert.deepEqual(body.roles, []);
    const posted = await fetch(`${app.origin}/oidc/me`, {
      method: 'POST',
      headers: { authorization: `Bearer ${value}` },
    });
    assert.deepEqual(await posted.json(), body);
    const form = await fetch(`${app.origin}/oidc/me`, {
      method: 'POST',
      body: new URLSearchParams({ access_token: value }),
    });
    assert.deepEqual(await form.json(), body);
    const small = await signInTo(app, browser, web, { scope: 'openid' });
    assert.deepEqual((await readAnswer(await userinfo(app, small.access_token))).body, { sub: userId });
  });

  const invalid = { status: 401, error: 'invalid_token', audit: 'UserInfo.Refusal' };

  test('O-20 no token, `None`, an ID token, a refresh token, a machine’s token, another tenant’s, one in the address', async () => {
    const signed = await signInTo(app, browser, web);
    const answer = await reject(app, () => fetch(`${app.origin}/oidc/me`), invalid);
    const none = answer.headers.get('www-authenticate') ?? '';
    assert.match(none, /^Bearer realm="[^"]+"$/, 'RFC 6750 §3.1: no error where nothing was sent');
    assert.equal(answer.json.code, 'oidc.invalid_token');
    const wrong = await userinfo(app, 'None');
    assert.match(wrong.headers.get('www-authenticate') ?? '', /^Bearer .*error="invalid_token"/);
    await wrong.text();
    for (const wrong of ['None', signed.id_token, signed.refresh_token, await app.managementToken()]) {
      await reject(app, () => userinfo(app, wrong), invalid);
    }
    const headers = { authorization: `Bearer ${signed.access_token}` };
    await reject(app, () => fetch(`${app.adminOrigin}/oidc/me`, { headers }), invalid);
    await reject(app, () => fetch(`${app.origin}/oidc/me?access_token=${signed.access_token}`), invalid);
    await reject(
      app,
      () => fetch(`${app.origin}/oidc/me`, { headers: { authorization: `Basic ${signed.access_token}` } }),
      invalid,
    );
  });

  test('O-21 a shortened, lengthened or altered opaque token', async () => {
    const { access_token: value } = await signInTo(app, browser, web);
    const flipped = `${value[0] === 'A' ? 'B' : 'A'}${value.slice(1)}`;
    for (const wrong of [
      value.slice(0, -1),
      `${value}A`,
      `${value}=`,
      `${value}.`,
      flipped,
      value.toLowerCase(),
    ]) {
      if (wrong !== value) await reject(app, () => userinfo(app, wrong), invalid);
    }
    assert.equal((await readAnswer(await userinfo(app, value))).status, 200);
  });

  test('O-20 L-17 an expired token, and those of a suspended or deleted user, at once', async () => {
    const { access_token: old } = await signInTo(app, browser, web);
    app.clock.advance(3_600_001);
    await reject(app, () => userinfo(app, old), invalid);
    const user = await createTestUser(app);
    const { access_token: value } = await signInTo(app, await signedIn(app, user.id), web);
    const { queries } = app.platform.db;
    await queries.updateTable('users').set({ isSuspended: true }).where('id', '=', user.id).execute();
    await reject(app, () => userinfo(app, value), invalid);
    await queries.deleteFrom('users').where('id', '=', user.id).execute();
    await reject(app, () => userinfo(app, value), invalid);
  });

  test('RFC 6750 §3.1 a token without openid is insufficient_scope', async () => {
    const { access_token: value } = await signInTo(app, browser, web, { scope: 'profile' });
    await reject(app, () => userinfo(app, value), { status: 403, error: 'insufficient_scope' });
  });

  const revoke = (values: Record<string, string | undefined>, headers: Record<string, string> = {}) =>
    fetch(`${app.origin}/oidc/token/revocation`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: encode(values),
    });

  test('RFC 7009: a refresh token takes its grant with it; public clients need no secret', async () => {
    for (const client of [web, spa]) {
      const own = await signedIn(app, userId);
      const signed = await signInTo(app, own, client);
      const response = await revoke({
        client_id: client.id,
        client_secret: client.secret,
        token: signed.refresh_token,
      });
      assert.equal(response.status, 200);
      await response.text();
      assert.equal((await refresh(app, client, signed.refresh_token)).body.error, 'invalid_grant');
      assert.equal((await readAnswer(await userinfo(app, signed.access_token))).status, 401);
    }
    assert.ok((await app.audit()).some(({ key }) => key === 'RevokeToken'));
  });

  test('RFC 7009: an access token goes alone; unknown tokens change nothing and are 200', async () => {
    const signed = await signInTo(app, browser, web);
    const auth = { client_id: web.id, client_secret: web.secret };
    for (const [credentials, value] of [
      [auth, 'unknown'],
      [auth, signed.id_token],
    ] as const) {
      const response = await revoke({ ...credentials, token: value });
      assert.equal(response.status, 200);
      await response.text();
    }
    for (const foreign of [signed.refresh_token, signed.access_token]) {
      await reject(app, () => revoke({ client_id: spa.id, token: foreign }), {
        error: 'invalid_grant',
        audit: 'RevokeToken.Refusal',
      });
    }
    assert.equal((await readAnswer(await userinfo(app, signed.access_token))).status, 200);
    await (await revoke({ ...auth, token: signed.access_token })).text();
    assert.equal((await readAnswer(await userinfo(app, signed.access_token))).status, 401);
    assert.equal((await refresh(app, web, signed.refresh_token)).status, 200);
    await reject(
      app,
      () => revoke({ client_id: web.id, client_secret: 'wrong', token: signed.refresh_token }),
      {
        status: 401,
        error: 'invalid_client',
        audit: 'RevokeToken.Refusal',
      },
    );
  });

  test('RFC 7009 §2.2.1: a signed access token cannot be called back, and its client is told so', async () => {
    const api = 'https://orders.example/api';
    await createApi(app, api, ['read'], { userId });
    const signed = await signInTo(app, browser, web, { resource: api, scope: 'openid offline_access read' });
    const { body } = await refresh(app, web, signed.refresh_token, { resource: api });
    const auth = { client_id: web.id, client_secret: web.secret };
    const answer = await revoke({ ...auth, token: body.access_token, token_type_hint: 'access_token' });
    assert.deepEqual(
      [answer.status, ((await answer.json()) as { error: string }).error],
      [400, 'unsupported_token_type'],
    );
  });

  const preflight = (path: string, origin: string) =>
    fetch(`${app.origin}${path}`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'authorization',
      },
    });

  test('O-29 control: the origins of redirect URIs and the listed ones, on success, error and preflight', async () => {
    for (const origin of ['https://app.example', 'https://pages.example']) {
      for (const path of ['/oidc/token', '/oidc/me', '/oidc/token/revocation']) {
        const { status, headers } = await preflight(path, origin);
        assert.equal(status, 204);
        assert.equal(headers.get('access-control-allow-origin'), origin);
        assert.match(headers.get('access-control-allow-headers') ?? '', /authorization, content-type/);
        assert.equal(headers.get('access-control-allow-credentials'), null);
      }
      const failed = await fetch(`${app.origin}/oidc/token`, {
        method: 'POST',
        headers: { origin },
        body: new URLSearchParams({ client_id: spa.id, grant_type: 'refresh_token', refresh_token: 'x' }),
      });
      assert.equal(failed.status, 400);
      assert.equal(failed.headers.get('access-control-allow-origin'), origin);
      const { access_token: value } = await signInTo(app, browser, spa);
      const me = await fetch(`${app.origin}/oidc/me`, {
        headers: { origin, authorization: `Bearer ${value}` },
      });
      assert.equal(me.headers.get('access-control-allow-origin'), origin);
      const expired = await fetch(`${app.origin}/oidc/me`, {
        headers: { origin, authorization: 'Bearer None' },
      });
      assert.equal(expired.status, 401);
      assert.equal(expired.headers.get('access-control-allow-origin'), origin);
    }
  });

  test('O-29 unregistered origins, `null` and another client’s origin get no access', async () => {
    for (const origin of [
      'https://evil.example',
      'null',
      'https://app.example.evil.example',
      'http://app.example',
    ]) {
      for (const path of ['/oidc/token', '/oidc/me']) {
        assert.equal(
          (await preflight(path, origin)).headers.get('access-control-allow-origin'),
          null,
          origin,
        );
      }
      const { access_token: value } = await signInTo(app, browser, spa);
      const me = await fetch(`${app.origin}/oidc/me`, {
        headers: { origin, authorization: `Bearer ${value}` },
      });
      assert.equal(me.headers.get('access-control-allow-origin'), null, origin);
      assert.equal(me.headers.get('vary'), 'Origin');
    }
    const { access_token: value } = await signInTo(app, browser, web);
    const me = await fetch(`${app.origin}/oidc/me`, {
      headers: { origin: 'https://pages.example', authorization: `Bearer ${value}` },
    });
    assert.equal(
      me.headers.get('access-control-allow-origin'),
      null,
      'it is registered for another application',
    );
  });
});
