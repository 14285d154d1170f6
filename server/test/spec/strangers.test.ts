/** Clients written by strangers go through the whole flow: openid-client and oauth4webapi, unmodified. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import type { Browser } from '../app.ts';
import {
  CALLBACK,
  createApi,
  createClient,
  createTestUser,
  signedIn,
  startApp,
  type TestApp,
  type TestClient,
} from './world.ts';

describe('strangers’ clients', () => {
  let app: TestApp;
  let web: TestClient;
  let browser: Browser;
  let userId: string;
  before(async () => {
    app = await startApp();
    web = await createClient(app);
    userId = (await createTestUser(app, { name: 'Hana', primaryEmail: 'hana@acme.example' })).id;
    browser = await signedIn(app, userId);
  });
  after(() => app.close());

  const go = async (url: URL): Promise<URL> => {
    const answer = await browser.get(url.href);
    assert.equal(answer.status, 303);
    return new URL(answer.location ?? '');
  };

  for (const [name, authentication] of [
    ['Basic', (secret: string) => openid.ClientSecretBasic(secret)],
    ['post', (secret: string) => openid.ClientSecretPost(secret)],
  ] as const) {
    test(`openid-client with ${name}: discovery, PKCE, nonce, state, iss, userinfo, refresh, introspection, revocation`, async () => {
      const config = await openid.discovery(
        new URL(`${app.origin}/oidc`),
        web.id,
        undefined,
        authentication(web.secret ?? ''),
        { execute: [openid.allowInsecureRequests] },
      );
      const pkceCodeVerifier = openid.randomPKCECodeVerifier();
      const expectedState = openid.randomState();
      const expectedNonce = openid.randomNonce();
      const url = openid.buildAuthorizationUrl(config, {
        redirect_uri: CALLBACK,
        scope: 'openid offline_access profile email',
        prompt: 'consent',
        max_age: '3600',
        code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
        code_challenge_method: 'S256',
        state: expectedState,
        nonce: expectedNonce,
      });
      const tokens = await openid.authorizationCodeGrant(config, await go(url), {
        pkceCodeVerifier,
        expectedState,
        expectedNonce,
        maxAge: 3600,
        idTokenExpected: true,
      });
      assert.equal(tokens.claims()?.sub, userId);
      const info = await openid.fetchUserInfo(config, tokens.access_token, userId);
      assert.equal(info.email, 'hana@acme.example');
      const refreshed = await openid.refreshTokenGrant(config, tokens.refresh_token ?? '');
      assert.equal(refreshed.claims()?.sub, userId);
      assert.equal((await openid.tokenIntrospection(config, refreshed.access_token)).active, true);
      await openid.tokenRevocation(config, refreshed.refresh_token ?? '');
      await assert.rejects(openid.refreshTokenGrant(config, refreshed.refresh_token ?? ''), {
        error: 'invalid_grant',
      });
    });
  }

  test('oauth4webapi: a public client, its errors, and a machine', async () => {
    const insecure = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(`${app.origin}/oidc`);
    const server = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, insecure),
    );
    const spa = await createClient(app, { type: 'SPA', oidcClientMetadata: { redirectUris: [CALLBACK] } });
    const client: oauth.Client = { client_id: spa.id };
    const verifier = oauth.generateRandomCodeVerifier();
    const url = new URL(server.authorization_endpoint ?? '');
    url.search = new URLSearchParams({
      client_id: spa.id,
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid offline_access',
      prompt: 'consent',
      state: 'abc',
      code_challenge: await oauth.calculatePKCECodeChallenge(verifier),
      code_challenge_method: 'S256',
    }).toString();
    const parameters = oauth.validateAuthResponse(server, client, await go(url), 'abc');
    const request = () =>
      oauth.authorizationCodeGrantRequest(
        server,
        client,
        oauth.None(),
        parameters,
        CALLBACK,
        verifier,
        insecure,
      );
    const tokens = await oauth.processAuthorizationCodeResponse(server, client, await request(), {
      requireIdToken: true,
    });
    assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, userId);
    await assert.rejects(
      oauth.processAuthorizationCodeResponse(server, client, await request()),
      (error: oauth.ResponseBodyError) => error.error === 'invalid_grant' && error.status === 400,
    );
    const machine = await createClient(app, { type: 'MachineToMachine' });
    await createApi(app, 'https://books.example/api', ['read:books'], { applicationId: machine.id });
    app.clock.advance(1100);
    const granted = await oauth.processClientCredentialsResponse(
      server,
      { client_id: machine.id },
      await oauth.clientCredentialsGrantRequest(
        server,
        { client_id: machine.id },
        oauth.ClientSecretBasic(machine.secret ?? ''),
        new URLSearchParams({ resource: 'https://books.example/api' }),
        insecure,
      ),
    );
    assert.equal(granted.scope, 'read:books');
  });
});
