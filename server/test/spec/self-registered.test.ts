/**
 * Clients that nobody registers by hand: dynamic client registration (RFC 7591, RFC 7592) and client-id metadata
 * documents (draft-ietf-oauth-client-id-metadata-document), as an MCP client uses them, by oauth4webapi.
 */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import { tidy } from '../../src/housekeeping.ts';
import type { Browser } from '../browser.ts';
import { reject } from '../reject.ts';
import {
  answerConsent,
  claimsOf,
  createTestUser,
  encode,
  pkce,
  signedIn,
  startApp,
  type TestApp,
  token,
} from './world.ts';

const CALLBACK = 'http://127.0.0.1:33418/callback';
const insecure = { [oauth.allowInsecureRequests]: true };
const ROOT = '/api/configs/dynamic-client-registration';

/** A site that serves documents, and counts how often. */
const startSite = async () => {
  const documents = new Map<string, { body: string; type?: string }>();
  const asked: string[] = [];
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const found = documents.get(request.url ?? '');
    if (!found) return void response.writeHead(404).end();
    response.writeHead(200, { 'content-type': found.type ?? 'application/json' }).end(found.body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    asked,
    documents,
    /** Publishes a good document, with changes; answers its address. */
    publish: (path: string, over: Record<string, unknown> = {}, type?: string): string => {
      const body = JSON.stringify({
        client_id: `${origin}${path}`,
        client_name: 'Assistant',
        redirect_uris: [CALLBACK],
        token_endpoint_auth_method: 'none',
        grant_types: ['authorization_code', 'refresh_token'],
        ...over,
      });
      documents.set(path, { body, ...(type ? { type } : {}) });
      return `${origin}${path}`;
    },
    close: () => new Promise((resolve) => server.close(resolve)),
  };
};

describe('clients that nobody registers by hand', () => {
  let app: TestApp;
  let site: Awaited<ReturnType<typeof startSite>>;
  let userId: string;
  let browser: Browser;
  before(async () => {
    app = await startApp();
    site = await startSite();
    userId = (await createTestUser(app, { name: 'Hana', primaryEmail: 'hana@acme.example' })).id;
    browser = await signedIn(app, userId);
  });
  after(async () => {
    await app.close();
    await site.close();
  });

  const manage = async (method: string, path: string, body?: unknown) => {
    const answer = await app.management(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    app.clock.advance(1100);
    return answer.body;
  };
  const discover = async (): Promise<oauth.AuthorizationServer> => {
    const issuer = new URL(`${app.origin}/oidc`);
    return oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, { ...insecure, algorithm: 'oauth2' }),
    );
  };
  const ask = (clientId: string, over: Record<string, string | undefined> = {}) =>
    `/oidc/auth?${encode({
      client_id: clientId,
      redirect_uri: CALLBACK,
      response_type: 'code',
      scope: 'openid profile email',
      state: 'x',
      code_challenge: pkce().challenge,
      code_challenge_method: 'S256',
      ...over,
    })}`;
  /** What the user would say on the consent page. */
  const consent = async (applicationId: string, items: string[]) => {
    const rows = items.map((item) => ({
      tenantId: 'default',
      userId,
      applicationId,
      item,
      createdAt: app.clock.now(),
    }));
    await app.platform.db.queries.insertInto('consents').values(rows).execute();
  };
  /** The whole code flow of a public client, by oauth4webapi. */
  const signIn = async (clientId: string, redirectUri = CALLBACK, over: Record<string, string> = {}) => {
    const server = await discover();
    const client: oauth.Client = { client_id: clientId };
    const { verifier, challenge } = pkce();
    const { location } = await browser.get(
      ask(clientId, { code_challenge: challenge, redirect_uri: redirectUri, ...over }),
    );
    const back = oauth.validateAuthResponse(server, client, new URL(location ?? ''), 'x');
    const response = await oauth.authorizationCodeGrantRequest(
      server,
      client,
      oauth.None(),
      back,
      redirectUri,
      verifier,
      insecure,
    );
    return oauth.processAuthorizationCodeResponse(server, client, response, { requireIdToken: true });
  };
  const register = (body: unknown, initial: string | undefined, headers: Record<string, string> = {}) =>
    fetch(`${app.origin}/oidc/register`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        ...(initial ? { authorization: `Bearer ${initial}` } : {}),
        ...headers,
      },
      body: JSON.stringify(body),
    });
  const initialToken = async (fields: Record<string, unknown> = {}): Promise<{ id: string; value: string }> =>
    manage('POST', `${ROOT}/initial-access-tokens`, { name: 'For assistants', maxUses: 100, ...fields });
  const METADATA = {
    redirect_uris: [CALLBACK],
    client_name: 'Assistant',
    token_endpoint_auth_method: 'none',
  };

  describe('RFC 7591, RFC 7592', () => {
    test('off by default: no endpoint, nothing in the metadata', async () => {
      assert.equal((await discover()).registration_endpoint, undefined);
      await reject(app, () => register(METADATA, 'reg_x'), {
        status: 404,
        audit: 'ClientRegistration.Refusal',
      });
    });

    test('§3 an MCP client registers itself, and its user signs in after having been asked', async () => {
      await manage('PATCH', ROOT, { enabled: true, allowedScopes: { userScopes: ['profile'] } });
      const server = await discover();
      assert.equal(server.registration_endpoint, `${app.origin}/oidc/register`);
      const { value: initialAccessToken } = await initialToken();
      const response = await oauth.dynamicClientRegistrationRequest(
        server,
        { ...METADATA, grant_types: ['authorization_code', 'refresh_token'] },
        { ...insecure, initialAccessToken },
      );
      const client = await oauth.processDynamicClientRegistrationResponse(response);
      assert.equal(client.client_name, 'Assistant');
      assert.equal(client.client_secret, undefined);
      assert.equal(client.registration_client_uri, `${server.registration_endpoint}/${client.client_id}`);
      const shown = await manage('GET', `/api/applications/${client.client_id}`);
      assert.deepEqual([shown.isThirdParty, shown.type], [true, 'Native']);
      const first = await browser.get(ask(client.client_id));
      assert.ok(!first.location?.includes('code='), 'the user is asked first');
      await consent(client.client_id, ['user:openid', 'user:profile']);
      const tokens = await signIn(client.client_id, CALLBACK.replace('33418', '51000'));
      assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.name, 'Hana');
      assert.equal(tokens.scope, 'openid profile', 'what the tenant does not allow is dropped');
    });

    test('§3.2.1 a confidential client gets a secret, one with keys does not', async () => {
      const { value } = await initialToken();
      const redirects = { redirect_uris: ['https://web.example/back'] };
      const web = (await (await register(redirects, value)).json()) as Record<string, string>;
      assert.equal(web.token_endpoint_auth_method, 'client_secret_basic');
      assert.deepEqual([typeof web.client_secret, web.client_secret_expires_at], ['string', 0]);
      const wrong = await token(app, { id: web.client_id, secret: web.client_secret } as never, {
        grant_type: 'authorization_code',
        code: 'x',
        redirect_uri: 'https://web.example/back',
      });
      assert.equal(wrong.body.error, 'invalid_client', 'it registered for Basic and sent the secret by post');
      const jwks_uri = 'https://web.example/keys';
      const keyed = { ...redirects, token_endpoint_auth_method: 'private_key_jwt', jwks_uri };
      const answer = (await (await register(keyed, value)).json()) as Record<string, string>;
      assert.deepEqual([answer.jwks_uri, answer.client_secret], [jwks_uri, undefined]);
    });

    test('§3.2.2 metadata that we do not accept', async () => {
      const { value } = await initialToken();
      for (const [over, error] of [
        [{ redirect_uris: ['http://evil.example/cb'] }, 'invalid_redirect_uri'],
        [{ redirect_uris: ['https://*.example/cb'] }, 'invalid_redirect_uri'],
        [{ redirect_uris: ['javascript:alert(1)'] }, 'invalid_redirect_uri'],
        [{ redirect_uris: [] }, 'invalid_redirect_uri'],
        [{ redirect_uris: undefined }, 'invalid_redirect_uri'],
        [{ grant_types: ['implicit'] }, 'invalid_client_metadata'],
        [{ grant_types: ['client_credentials'] }, 'invalid_client_metadata'],
        [{ response_types: ['token'] }, 'invalid_client_metadata'],
        [{ token_endpoint_auth_method: 'client_secret_jwt' }, 'invalid_client_metadata'],
        [
          { token_endpoint_auth_method: 'private_key_jwt', jwks: { keys: [{ kty: 'oct', k: 'x' }] } },
          'invalid_client_metadata',
        ],
        [{ client_uri: 'javascript:alert(1)' }, 'invalid_client_metadata'],
        [{ client_name: 'GitHub \u202e' }, 'invalid_client_metadata'],
        [{ client_name: 'Git\u0000Hub' }, 'invalid_client_metadata'],
      ] as const) {
        await reject(app, () => register({ ...METADATA, ...over }, value), { status: 400, error });
      }
      await reject(app, () => register('text', value), { error: 'invalid_client_metadata' });
      await reject(app, () => register(METADATA, value, { 'content-type': 'text/plain' }), {
        error: 'invalid_client_metadata',
      });
    });

    test('§3 nobody registers without a token, with one that is used up, over or deleted', async () => {
      await reject(app, () => register(METADATA, undefined), { status: 401, error: 'invalid_token' });
      await reject(app, () => register(METADATA, 'reg_self_made'), { status: 401 });
      const once = await initialToken({ maxUses: 1 });
      const answers = await Promise.all(Array.from({ length: 5 }, () => register(METADATA, once.value)));
      assert.deepEqual(answers.map(({ status }) => status).sort(), [201, 401, 401, 401, 401]);
      const over = await initialToken({ expiresAt: app.clock.now() + 60_000 });
      const deleted = await initialToken();
      await manage('DELETE', `${ROOT}/initial-access-tokens/${deleted.id}`);
      await reject(app, () => register(METADATA, deleted.value), { status: 401 });
      app.clock.advance(61_000);
      await reject(app, () => register(METADATA, over.value), { status: 401 });
      const { initialAccessTokens } = await manage('GET', ROOT);
      assert.ok(!JSON.stringify(initialAccessTokens).includes(over.value));
    });

    test('RFC 7592 §2 a client reads, changes and removes itself, and no other', async () => {
      const { value } = await initialToken();
      const made = (await (await register(METADATA, value)).json()) as Record<string, string>;
      const other = (await (await register(METADATA, value)).json()) as Record<string, string>;
      const call = (method: string, bearer: string | undefined, body?: unknown) =>
        fetch(made.registration_client_uri ?? '', {
          method,
          headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
          body: body === undefined ? null : JSON.stringify(body),
        });
      const own = made.registration_access_token;
      const read = (await (await call('GET', own)).json()) as Record<string, string>;
      assert.deepEqual([read.client_id, read.client_name], [made.client_id, 'Assistant']);
      for (const method of ['GET', 'PUT', 'DELETE']) {
        await reject(
          app,
          () => call(method, other.registration_access_token, method === 'PUT' ? {} : undefined),
          {
            status: 401,
            error: 'invalid_token',
          },
        );
      }
      const changed = { ...METADATA, client_id: made.client_id, client_name: 'Helper' };
      assert.equal((await call('PUT', own, changed)).status, 200);
      assert.equal((await manage('GET', `/api/applications/${made.client_id}`)).name, 'Helper');
      const demands = { requirePushedAuthorizationRequests: true, dpopBoundAccessTokens: true };
      await manage('PATCH', `/api/applications/${made.client_id}`, { customClientMetadata: demands });
      assert.equal((await call('PUT', own, changed)).status, 200);
      const { customClientMetadata } = await manage('GET', `/api/applications/${made.client_id}`);
      assert.deepEqual(
        customClientMetadata,
        { ...demands, tokenEndpointAuthMethod: 'none' },
        'M-04 what an administrator demands of it, it does not take back',
      );
      const error = 'invalid_client_metadata';
      await reject(app, () => call('PUT', own, { ...changed, client_id: other.client_id }), { error });
      await reject(
        app,
        () => call('PUT', own, { ...changed, token_endpoint_auth_method: 'client_secret_post' }),
        { error },
      );
      await reject(app, () => call('PUT', own, { ...changed, redirect_uris: ['data:x'] }), {
        error: 'invalid_redirect_uri',
      });
      assert.equal((await call('DELETE', own)).status, 204);
      assert.equal((await app.management('GET', `/api/applications/${made.client_id}`)).status, 404);
      assert.equal((await call('GET', own)).status, 401);
      const rows = await app.platform.db.queries.selectFrom('registeredClients').selectAll().execute();
      assert.ok(!rows.some(({ applicationId }) => applicationId === made.client_id));
      assert.ok(!JSON.stringify(rows).includes(String(other.registration_access_token)));
    });

    test('one address cannot fill the tenant with clients', async () => {
      app.clock.advance(3_700_000);
      const { value } = await initialToken();
      const statuses: number[] = [];
      for (let count = 0; count < 31; count += 1) statuses.push((await register(METADATA, value)).status);
      assert.deepEqual(statuses.slice(-2), [201, 429]);
    });
  });

  describe('client-id metadata documents', () => {
    const refused = (clientId: string, pattern: RegExp) =>
      reject(app, () => fetch(`${app.origin}${ask(clientId)}`, { redirect: 'manual' }), { error: pattern });

    /** Refused on our own page; the site of the document was reached for it. */
    const refusedAfterReading = async (clientId: string, pattern: RegExp) => {
      const { status, location, text } = await browser.get(ask(clientId));
      assert.deepEqual([status, location], [400, undefined], clientId);
      assert.match(text, pattern);
    };

    test('off by default: nothing is fetched', async () => {
      const clientId = site.publish('/off.json');
      assert.equal((await discover()).client_id_metadata_document_supported, undefined);
      await refused(clientId, /invalid_client/);
      assert.deepEqual(site.asked, []);
    });

    test('§3, §4 an MCP client signs its user in with the address of its document as client_id', async () => {
      assert.deepEqual(await manage('PATCH', '/api/configs/cimd', { enabled: true }), { enabled: true });
      await manage('POST', '/api/cimd/user-consent-scopes', { userScopes: ['profile'] });
      assert.equal((await discover()).client_id_metadata_document_supported, true);
      const clientId = site.publish('/assistant.json', { logo_uri: 'https://assistant.example/logo.png' });
      const first = await browser.get(ask(clientId));
      assert.equal(first.status, 303);
      assert.ok(!first.location?.includes('code='), 'the user is asked first');
      const row = await app.platform.db.queries
        .selectFrom('applications')
        .selectAll()
        .where('cimdClientId', '=', clientId)
        .executeTakeFirstOrThrow();
      assert.equal(row.name, `Assistant (${new URL(clientId).host})`);
      await consent(row.id, ['user:openid', 'user:profile']);
      const tokens = await signIn(clientId);
      const claims = oauth.getValidatedIdTokenClaims(tokens);
      assert.deepEqual([claims?.aud, claims?.sub, claims?.name], [clientId, userId, 'Hana']);
      assert.equal(tokens.scope, 'openid profile', 'what the tenant does not allow is dropped');
      const grant = await app.platform.db.queries
        .selectFrom('grants')
        .select('cimdClient')
        .where('applicationId', '=', row.id)
        .executeTakeFirstOrThrow();
      assert.deepEqual(grant.cimdClient, {
        clientId,
        name: row.name,
        logoUri: 'https://assistant.example/logo.png',
      });
      assert.equal(
        site.asked.filter((path) => path === '/assistant.json').length,
        1,
        'read once in five minutes',
      );
      const listed = await manage('GET', '/api/applications?page_size=100');
      assert.ok(!listed.some(({ id }: { id: string }) => id === row.id), 'it is in no list');
      assert.equal((await app.management('PATCH', `/api/applications/${row.id}`, { name: 'x' })).status, 403);
      await refused(row.id, /invalid_client/);
    });

    test('§4 a changed document counts after five minutes; a client without PKCE is refused', async () => {
      const clientId = site.publish('/changing.json');
      await browser.get(ask(clientId));
      site.publish('/changing.json', { redirect_uris: ['https://assistant.example/new'] });
      app.clock.advance(301_000);
      await refusedAfterReading(clientId, /redirect_uri is not registered/);
      const { location } = await browser.get(
        ask(clientId, {
          redirect_uri: 'https://assistant.example/new',
          code_challenge: undefined,
          code_challenge_method: undefined,
        }),
      );
      assert.equal(new URL(location ?? '').searchParams.get('error'), 'invalid_request');
    });

    test('§4.1 documents that are not accepted', async () => {
      for (const [name, over] of [
        ['another', { client_id: 'https://other.example/client.json' }],
        ['secret', { client_secret: 'x' }],
        ['symmetric', { token_endpoint_auth_method: 'client_secret_basic' }],
        ['redirects', { redirect_uris: [] }],
        ['scheme', { redirect_uris: ['javascript:alert(1)'] }],
        ['grants', { grant_types: ['client_credentials'] }],
        ['large', { filler: 'x'.repeat(20_000) }],
        ['backwards', { client_name: 'GitHub \u202e(moc.buhtig)' }],
        ['isolated', { client_name: 'GitHub\u2066' }],
        ['lines', { client_name: `GitHub (github.com)${'\n'.repeat(40)}x` }],
      ] as const) {
        await refusedAfterReading(site.publish(`/${name}.json`, over), /invalid_client/);
      }
      const rows = await app.platform.db.queries.selectFrom('applications').select('cimdClientId').execute();
      const kept = rows.map(({ cimdClientId }) => cimdClientId ?? '').filter((text) => text !== '');
      assert.deepEqual(kept.map((text) => new URL(text).pathname).sort(), [
        '/assistant.json',
        '/changing.json',
      ]);
    });

    test('§3, O-11 addresses that are never fetched: private networks, plain http, no path, fragments', async () => {
      const before = site.asked.length;
      for (const address of [
        'https://client.example/',
        'https://client.example/a/../b',
        'https://client.example/a#b',
        'https://user:pass@client.example/a',
        'http://client.example/a',
      ]) {
        await refused(address, /invalid_client/);
      }
      const { status, headers } = await browser.get(ask('https://10.0.0.1/client.json'));
      assert.deepEqual([status, headers.get('location')], [400, null]);
      assert.equal(site.asked.length, before);
    });

    test('a client that nobody let in is tidied away after a day, and comes back when it asks', async () => {
      const ids = async () =>
        (await app.platform.db.queries.selectFrom('applications').select('cimdClientId').execute())
          .map(({ cimdClientId }) => cimdClientId ?? '')
          .filter((text) => text.includes('://'));
      app.clock.advance(24 * 3_600_000 + 5000);
      const clientId = site.publish('/idle.json');
      await browser.get(ask(clientId));
      app.clock.advance(24 * 3_600_000 + 5000);
      await tidy(app.platform);
      assert.deepEqual(
        (await ids()).map((text) => new URL(text).pathname),
        ['/assistant.json'],
      );
      assert.equal((await browser.get(ask(clientId))).status, 303);
      assert.equal((await ids()).length, 2);
    });

    test('one organization per grant, of several that the client was let into', async () => {
      const scope = 'urn:logto:scope:organizations';
      await manage('POST', '/api/cimd/user-consent-scopes', { userScopes: [scope] });
      const organizations: string[] = [];
      for (const name of ['East', 'West']) {
        const { id } = await manage('POST', '/api/organizations', { name });
        await manage('POST', `/api/organizations/${id}/users`, { userIds: [userId] });
        organizations.push(id);
      }
      const [east = '', west = ''] = organizations;
      const clientId = site.publish('/agent.json');
      const asked = { scope: `openid offline_access ${scope}`, resource: 'urn:logto:resource:organizations' };
      const over = { ...asked, prompt: 'consent' };
      const { verifier, challenge } = pkce();
      const begin = async (values: Record<string, string> = over) =>
        (await browser.get(ask(clientId, { ...values, code_challenge: challenge }))).location ?? '';
      const decide = (organizationIds: string[]) =>
        answerConsent(browser, { approve: true, organizationIds });
      const redeem = async (location: string) => {
        const code = new URL(location).searchParams.get('code') ?? '';
        const { body } = await token(app, undefined, {
          grant_type: 'authorization_code',
          client_id: clientId,
          code,
          redirect_uri: CALLBACK,
          code_verifier: verifier,
        });
        return body;
      };
      const give = async (organizationIds: string[]) => {
        assert.equal(await begin(), '/consent');
        const decided = await decide(organizationIds);
        return redeem((await browser.get(decided.json.redirectTo)).location ?? '');
      };
      const tokenFor = async (refreshToken: string, organizationId: string) =>
        (
          await token(app, undefined, {
            grant_type: 'refresh_token',
            client_id: clientId,
            refresh_token: refreshToken,
            organization_id: organizationId,
          })
        ).body;

      await begin();
      const page = (await browser.get('/consent')).text;
      assert.match(page, /"sharesOne":true/);
      const both = await decide([east, west]);
      assert.deepEqual([both.status, both.json.code], [422, 'consent.one_organization']);
      const ofEast = await give([east]);
      assert.deepEqual(claimsOf(ofEast.id_token).organizations, [east]);
      const silent = await redeem(await begin(asked));
      assert.deepEqual(claimsOf(silent.id_token).organizations, [east], 'the only one it was let into');
      const ofWest = await give([west]);
      assert.deepEqual(claimsOf(ofWest.id_token).organizations, [west]);
      assert.equal(await begin(asked), '/consent', 'which of the two?');
      const ofNone = await give([]);
      assert.deepEqual(claimsOf(ofNone.id_token).organizations, []);

      const good = await tokenFor(ofEast.refresh_token, east);
      assert.equal(claimsOf(good.access_token).aud, `urn:logto:organization:${east}`);
      assert.equal((await tokenFor(good.refresh_token, west)).error, 'access_denied');
      const other = await tokenFor(ofWest.refresh_token, west);
      assert.equal(claimsOf(other.access_token).aud, `urn:logto:organization:${west}`);
      assert.equal((await tokenFor(ofNone.refresh_token, east)).error, 'access_denied');

      const told = (await app.audit()).filter(({ payload }) => payload.cimdClientId === clientId);
      for (const key of [
        'Consent.Grant',
        'Authorize.Success',
        'ExchangeTokenBy.AuthorizationCode',
        'ExchangeTokenBy.RefreshToken',
        'ExchangeTokenBy.Refusal',
      ]) {
        assert.ok(
          told.some((row) => row.key === key),
          key,
        );
      }
    });

    test('M-14 turned off, its codes and tokens end with the next use', async () => {
      const clientId = site.publish('/assistant.json');
      await browser.get(ask(clientId));
      await manage('DELETE', '/api/cimd/user-consent-scopes/user-scopes/profile');
      const { access_token: held, scope } = await signIn(clientId, CALLBACK, {
        claims: JSON.stringify({ userinfo: { email: null } }),
      });
      const userinfo = async () => {
        const headers = { authorization: `Bearer ${held}` };
        const answer = await fetch(`${app.origin}/oidc/me`, { headers });
        return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
      };
      assert.deepEqual(await userinfo(), { status: 200, body: { sub: userId } });
      assert.equal(scope, 'openid');
      assert.ok(!held.includes('.') || claimsOf(held));
      await manage('PATCH', '/api/configs/cimd', { enabled: false });
      const closed = await userinfo();
      assert.deepEqual([closed.status, closed.body.error], [401, 'invalid_token']);
      await refused(clientId, /invalid_client/);
      const answer = await token(app, undefined, {
        grant_type: 'authorization_code',
        client_id: clientId,
        code: 'x',
        redirect_uri: CALLBACK,
      });
      assert.deepEqual([answer.status, answer.body.error], [401, 'invalid_client']);
    });
  });
});
