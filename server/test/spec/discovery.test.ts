/** OpenID Connect Discovery, RFC 8414, RFC 7517: what a stranger's client learns of us. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { startApp, type TestApp } from './world.ts';

describe('discovery and keys', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  test('OIDC Discovery §4: the document is at the issuer and names it byte for byte', async () => {
    const issuer = new URL(`${app.origin}/oidc`);
    const response = await oauth.discoveryRequest(issuer, { [oauth.allowInsecureRequests]: true });
    const server = await oauth.processDiscoveryResponse(issuer, response);
    assert.equal(server.issuer, `${app.origin}/oidc`);
    assert.equal(server.authorization_endpoint, `${app.origin}/oidc/auth`);
    assert.equal(server.token_endpoint, `${app.origin}/oidc/token`);
    assert.equal(server.userinfo_endpoint, `${app.origin}/oidc/me`);
    assert.equal(server.end_session_endpoint, `${app.origin}/oidc/session/end`);
    assert.equal(server.revocation_endpoint, `${app.origin}/oidc/token/revocation`);
    assert.deepEqual(server.code_challenge_methods_supported, ['S256']);
  });

  test('OIDC Discovery §3: every list is a list, every flag a boolean, nothing is null', async () => {
    const document = await (await fetch(`${app.origin}/oidc/.well-known/openid-configuration`)).json();
    for (const [name, value] of Object.entries(document as Record<string, unknown>)) {
      assert.notEqual(value, null, name);
      if (name.endsWith('_supported')) {
        const isList = Array.isArray(value) && value.every((item) => typeof item === 'string');
        assert.ok(isList || typeof value === 'boolean', name);
      }
    }
    for (const name of [
      'response_types_supported',
      'subject_types_supported',
      'id_token_signing_alg_values_supported',
    ]) {
      assert.ok((document as Record<string, string[]>)[name]?.length, name);
    }
  });

  test('RFC 9110 §15.5.6: another method than an address answers is told which ones it does', async () => {
    for (const [method, path, allow] of [
      ['GET', '/oidc/token', 'OPTIONS, POST'],
      ['PUT', '/oidc/me', 'GET, HEAD, OPTIONS, POST'],
      ['OPTIONS', '/oidc/auth', 'GET, HEAD, POST'],
      ['GET', '/oidc/token/introspection', 'POST'],
      ['POST', '/api/users/somebody', 'DELETE, GET, HEAD, PATCH'],
    ] as const) {
      const answer = await fetch(`${app.origin}${path}`, { method });
      assert.deepEqual([answer.status, answer.headers.get('allow')], [405, allow], `${method} ${path}`);
      const body = (await answer.json()) as { code: string; error?: string };
      assert.equal(body.code, 'request.method_not_allowed');
      assert.equal(body.error, path.startsWith('/oidc') ? 'invalid_request' : undefined);
    }
    assert.equal((await fetch(`${app.origin}/oidc/nothing`)).status, 404);
  });

  test('an Authorization header, a doubled slash and another origin do not hurt', async () => {
    const response = await fetch(`${app.origin}//oidc/.well-known/openid-configuration`, {
      headers: { authorization: 'Basic bm9ib2R5Om5vdGhpbmc=', origin: 'https://stranger.example' },
    });
    assert.equal(response.status, 200);
    assert.match(response.headers.get('content-type') ?? '', /^application\/json/);
    assert.equal(response.headers.get('access-control-allow-origin'), '*');
    assert.equal(response.headers.get('access-control-allow-credentials'), null);
  });

  test('RFC 8414 §3.1: the same document at the well-known address before the path', async () => {
    const usual = await (await fetch(`${app.origin}/oidc/.well-known/openid-configuration`)).text();
    const other = await fetch(`${app.origin}/.well-known/oauth-authorization-server/oidc`);
    assert.equal(await other.text(), usual);
  });

  test('each tenant speaks of itself', async () => {
    const document = await (await fetch(`${app.adminOrigin}/oidc/.well-known/openid-configuration`)).json();
    assert.equal((document as { issuer: string }).issuer, `${app.adminOrigin}/oidc`);
  });

  test('O-31 the key set never shows a private part; every key has kid, use and alg', async () => {
    const set = (await (await fetch(`${app.origin}/oidc/jwks`)).json()) as {
      keys: Record<string, unknown>[];
    };
    assert.ok(set.keys.length > 0);
    for (const key of set.keys) {
      assert.ok(key.kid && key.alg);
      assert.equal(key.use, 'sig');
      for (const secret of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) assert.ok(!(secret in key), secret);
    }
  });
});
