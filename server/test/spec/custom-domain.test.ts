/**
 * A tenant at a custom domain: what it says of itself there, and which tokens are good where (OpenID Connect Discovery
 * §4.3, RFC 8414 §3.3, RFC 9207, OpenID Connect Back-Channel Logout §2.4).
 */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { dispatchDue } from '../../src/outbox/index.ts';
import { listUserSessions, startSession } from '../../src/sessions/index.ts';
import { findTenantByHost } from '../../src/tenants/index.ts';
import { type DomainStage, type HostRequest, openDomainStage, sendTo } from '../domain-stage.ts';
import { type Receiver, startReceiver } from '../http-receiver.ts';
import { addUser, PASSWORD } from '../sign-in.ts';
import {
  authorizeUrl,
  CALLBACK,
  claimsOf,
  createApi,
  createClient,
  createTestUser,
  signedIn,
  signInTo,
  type TestClient,
  userinfo,
} from './world.ts';

const DOMAIN = 'login.acme.example';
const ISSUER = `https://${DOMAIN}/oidc`;
const API = 'https://orders.example';

describe('a tenant at a custom domain', () => {
  let stage: DomainStage;
  let receiver: Receiver;
  let web: TestClient;
  let machine: TestClient;
  let userId: string;
  let domainId: string;
  before(async () => {
    stage = await openDomainStage();
    receiver = await startReceiver();
    const { app } = stage;
    domainId = (await stage.open(DOMAIN)).id;
    userId = (await createTestUser(app)).id;
    web = await createClient(app, {
      oidcClientMetadata: {
        redirectUris: [CALLBACK],
        postLogoutRedirectUris: [],
        backchannelLogoutUri: `${receiver.origin}/logout`,
      },
    });
    machine = await createClient(app, { type: 'MachineToMachine' });
    await createApi(app, API, ['read'], { applicationId: machine.id });
    await app.platform.db.queries
      .insertInto('applicationsRoles')
      .values({
        tenantId: 'default',
        applicationId: machine.id,
        roleId: (
          await app.platform.db.queries
            .selectFrom('roles')
            .select('id')
            .where('tenantId', '=', 'default')
            .where('name', '=', 'Management API access')
            .executeTakeFirstOrThrow()
        ).id,
      })
      .execute();
    app.clock.advance(1001);
  });
  after(async () => {
    await receiver.close();
    await stage.close();
  });

  const at = (path: string, request?: HostRequest) => sendTo(stage.app.origin, DOMAIN, path, request);
  const bearer = (token: string) => ({ headers: { authorization: `Bearer ${token}` } });
  const tokenAt = async (host: string, form: Record<string, string>) => {
    const answer = await sendTo(stage.app.origin, host, '/oidc/token', { method: 'POST', form });
    assert.equal(answer.status, 200, answer.text);
    return answer.body;
  };
  const own = () => new URL(stage.app.origin).host;
  const machineToken = (host: string, resource: string): Promise<{ access_token: string }> =>
    tokenAt(host, {
      grant_type: 'client_credentials',
      client_id: machine.id,
      client_secret: machine.secret ?? '',
      resource,
    });
  const introspectAt = async (host: string, token: string, client = machine) =>
    (
      await sendTo(stage.app.origin, host, '/oidc/token/introspection', {
        method: 'POST',
        form: { token, client_id: client.id, client_secret: client.secret ?? '' },
      })
    ).body;

  /** A browser that signed in at the domain. */
  const cookieThere = async (): Promise<string> => {
    const { app } = stage;
    const tenant = await findTenantByHost(app.platform, DOMAIN);
    assert.ok(tenant);
    const context = { ...(await app.context()), tenant };
    const { cookie } = await app.platform.db.transaction((tx) =>
      startSession(tx, context, { userId, methods: ['password'] }),
    );
    const browser = app.browser();
    await app.keepCookie(browser, cookie);
    return [...browser.cookies].map((pair) => pair.join('=')).join('; ');
  };
  const signInThere = async () => {
    const cookie = await cookieThere();
    const answer = await at(authorizeUrl(web), { headers: { cookie } });
    const location = new URL(answer.headers.get('location') ?? '');
    const tokens = await tokenAt(DOMAIN, {
      grant_type: 'authorization_code',
      code: location.searchParams.get('code') ?? '',
      redirect_uri: CALLBACK,
      client_id: web.id,
      client_secret: web.secret ?? '',
    });
    return { cookie, location, tokens };
  };

  test('Discovery §4.3 every address of the document is at the domain that was asked', async () => {
    const { body } = await at('/oidc/.well-known/openid-configuration');
    assert.equal(body.issuer, ISSUER);
    const addresses = Object.entries(body).filter(([name]) => /_(endpoint|uri)$/.test(name));
    assert.ok(addresses.length >= 8);
    for (const [name, address] of addresses) assert.ok(String(address).startsWith(`${ISSUER}/`), name);
    assert.deepEqual((await at('/.well-known/oauth-authorization-server/oidc')).body, body);
    const resource = (await at('/.well-known/oauth-protected-resource/api')).body;
    assert.equal(resource.resource, `https://${DOMAIN}/api`);
    assert.deepEqual(resource.authorization_servers, [ISSUER]);
    const elsewhere = await sendTo(stage.app.origin, own(), '/oidc/.well-known/openid-configuration');
    assert.equal(elsewhere.body.issuer, `${stage.app.origin}/oidc`);
  });

  test('RFC 9207 a sign-in there is answered by that issuer, its pages and cookies are of that host', async () => {
    const { location, tokens } = await signInThere();
    assert.equal(location.searchParams.get('iss'), ISSUER);
    assert.equal(claimsOf(tokens.id_token).iss, ISSUER);
    const begun = await at(authorizeUrl(web));
    const cookie = begun.headers.getSetCookie().find((line) => line.includes('interaction')) ?? '';
    assert.match(cookie, /^__Host-genkan-interaction-default=.*; Secure/);
    assert.doesNotMatch(cookie, /domain=/i);
    assert.equal(begun.headers.get('strict-transport-security'), 'max-age=31536000');
    const page = await at(begun.headers.get('location') ?? '', {
      headers: { cookie: cookie.split(';')[0] ?? '' },
    });
    assert.equal(page.status, 200, page.text.slice(0, 200));
  });

  test('a user signs in at the domain from beginning to end, and only its own pages may ask for it', async () => {
    const { app } = stage;
    await addUser(app, { username: 'visitor' });
    const begun = await at(authorizeUrl(web));
    const cookie = String(begun.headers.getSetCookie()[0]).split(';')[0] ?? '';
    const ask = (method: string, path: string, json?: unknown, origin = `https://${DOMAIN}`) =>
      at(`/api/experience${path}`, {
        method,
        headers: { cookie, origin },
        ...(json === undefined ? {} : { json }),
      });
    const choice = { interactionEvent: 'SignIn' };
    for (const origin of [app.origin, 'https://login.other.example', `http://${DOMAIN}`, 'null']) {
      assert.equal((await ask('PUT', '', choice, origin)).status, 403, origin);
    }
    assert.equal((await ask('PUT', '', choice)).status, 204);
    const identifier = { type: 'username', value: 'visitor' };
    const proved = await ask('POST', '/verification/password', { identifier, password: PASSWORD });
    assert.equal(proved.status, 200, proved.text);
    const { verificationId } = proved.body;
    assert.equal((await ask('POST', '/identification', { verificationId })).status, 204);
    const done = await ask('POST', '/submit');
    const next = new URL(done.body.redirectTo);
    assert.equal(next.origin, `https://${DOMAIN}`);
    const session = done.headers.getSetCookie().map((line) => line.split(';')[0]);
    const back = await at(`${next.pathname}${next.search}`, {
      headers: { cookie: [cookie, ...session].join('; ') },
    });
    const location = new URL(back.headers.get('location') ?? '');
    assert.equal(`${location.origin}${location.pathname}`, CALLBACK);
    assert.equal(location.searchParams.get('iss'), ISSUER);
    assert.ok(location.searchParams.get('code'));
  });

  test('O-20 tokens of one origin are good at the other of the same tenant, and at no other tenant', async () => {
    const { app } = stage;
    const { tokens } = await signInThere();
    assert.equal((await userinfo(app, tokens.access_token)).status, 200);
    const fromOwn = await signInTo(app, await signedIn(app, userId), web);
    assert.equal((await at('/oidc/me', bearer(fromOwn.access_token))).status, 200);
    const stranger = await sendTo(
      app.adminOrigin,
      new URL(app.adminOrigin).host,
      '/oidc/me',
      bearer(tokens.access_token),
    );
    assert.equal(stranger.status, 401);

    for (const [given, used] of [
      [DOMAIN, own()],
      [own(), DOMAIN],
    ] as const) {
      const { access_token } = await machineToken(given, API);
      const found = await introspectAt(used, access_token);
      assert.equal(found.active, true, `${given} → ${used}`);
      assert.equal(found.iss, given === DOMAIN ? ISSUER : `${app.origin}/oidc`);
    }
  });

  test('O-20 M-02 a token for the Management API is good at every origin of its tenant alone', async () => {
    const { app } = stage;
    const { access_token } = await machineToken(DOMAIN, `https://${DOMAIN}/api`);
    assert.deepEqual(
      [claimsOf(access_token).iss, claimsOf(access_token).aud],
      [ISSUER, 'https://default.logto.app/api'],
    );
    const ask = (origin: string, host: string) => sendTo(origin, host, '/api/domains', bearer(access_token));
    assert.equal((await ask(app.origin, own())).status, 200);
    assert.equal((await ask(app.origin, DOMAIN)).status, 200);
    assert.equal((await ask(app.adminOrigin, new URL(app.adminOrigin).host)).status, 401);
    const theirs = await stage.open('login.other.example', 'admin');
    assert.equal((await ask(app.origin, 'login.other.example')).status, 401);
    const asked = await sendTo(app.origin, own(), '/oidc/token', {
      method: 'POST',
      form: {
        grant_type: 'client_credentials',
        client_id: machine.id,
        client_secret: machine.secret ?? '',
        resource: 'https://login.other.example/api',
      },
    });
    assert.equal(asked.body.error, 'invalid_target', 'the domain of another tenant names nothing here');
    assert.equal(theirs.status, 'Active');
  });

  test('O-18 a session of one tenant’s domain is nothing at the domain of another', async () => {
    const { app } = stage;
    const cookie = await cookieThere();
    const foreign = cookie.replace('session-default', 'session-admin');
    const answer = await sendTo(app.origin, 'login.other.example', authorizeUrl(web), {
      headers: { cookie: foreign },
    });
    assert.equal(new URL(answer.headers.get('location') ?? 'x:', 'https://x').searchParams.get('code'), null);
  });

  test('Back-Channel Logout §2.4 an application hears of a sign-out from the issuer that it knows', async () => {
    const { app } = stage;
    await signInThere();
    await signInTo(app, await signedIn(app, userId), web);
    await app.management('PATCH', `/api/users/${userId}/is-suspended`, { isSuspended: true });
    await dispatchDue(app.platform);
    const issuers = receiver.received.map(({ body }) => claimsOf(body.logout_token).iss);
    assert.deepEqual([...new Set(issuers)].sort(), [`${app.origin}/oidc`, ISSUER].sort());
    await app.management('PATCH', `/api/users/${userId}/is-suspended`, { isSuspended: false });
  });

  test('Back-Channel Logout §2.4 and still does when the user has signed in anew in between', async () => {
    const { app } = stage;
    await signInThere();
    const context = await app.context();
    const [replaces] = await listUserSessions(context, userId);
    assert.ok(replaces);
    await app.platform.db.transaction((tx) =>
      startSession(tx, context, { userId, methods: ['password'], replaces }),
    );
    receiver.received.length = 0;
    await app.management('PATCH', `/api/users/${userId}/is-suspended`, { isSuspended: true });
    await dispatchDue(app.platform);
    const issuers = receiver.received.map(({ body }) => claimsOf(body.logout_token).iss);
    assert.deepEqual(issuers, [ISSUER], 'a notice of another issuer is believed by nobody');
    await app.management('PATCH', `/api/users/${userId}/is-suspended`, { isSuspended: false });
  });

  test('files of the tenant are served below /.well-known of that domain alone, as data', async () => {
    const { app } = stage;
    const put = (verificationFiles: Record<string, unknown>) =>
      app.management('PUT', `/api/domains/${domainId}/verification-files`, { verificationFiles });
    const verificationFiles = {
      'apple-app-site-association': '{"applinks":{}}',
      'security.txt': 'Contact: mailto:security@acme.example',
      'deep/er/page.html': '<script>alert(1)</script>',
    };
    assert.deepEqual((await put(verificationFiles)).body, verificationFiles);
    const stored = await app.management('GET', `/api/domains/${domainId}/verification-files`);
    assert.deepEqual(stored.body, verificationFiles);
    const json = await at('/.well-known/apple-app-site-association');
    assert.deepEqual(
      [json.status, json.headers.get('content-type'), json.headers.get('x-content-type-options')],
      [200, 'application/json', 'nosniff'],
    );
    const page = await at('/.well-known/deep/er/page.html');
    assert.equal(page.headers.get('content-type'), 'text/plain; charset=utf-8');
    assert.match(page.headers.get('content-security-policy') ?? '', /sandbox/);
    assert.equal((await sendTo(app.origin, own(), '/.well-known/security.txt')).status, 404);
    assert.equal((await sendTo(app.origin, 'login.other.example', '/.well-known/security.txt')).status, 404);
    assert.equal((await at('/.well-known/other.txt')).status, 404);
    assert.equal((await at('/.well-known/constructor')).status, 404);

    const forbidden = [
      'openid-configuration',
      'OAuth-Authorization-Server/oidc',
      'genkan-challenge/x',
      'acme-challenge/token',
      'pki-validation/x.txt',
      'webauthn',
      '../healthz',
      'a/../b',
      'a//b',
      '/a',
      'a/',
      '.hidden',
      'a\\b',
      'a%2fb',
      'a?b',
      'a/b/c/d',
      '',
      'x'.repeat(129),
    ];
    for (const path of forbidden) {
      const { status, body } = await put({ [path]: 'x' });
      assert.deepEqual([status, body.code], [422, 'domain.file_not_allowed'], path);
    }
    const many = Object.fromEntries(Array.from({ length: 21 }, (_, index) => [`f${index}`, '']));
    const big = Object.fromEntries(['a', 'b', 'c', 'd', 'e'].map((name) => [name, 'x'.repeat(16_000)]));
    for (const files of [many, big, { large: 'x'.repeat(16_385) }]) {
      assert.equal((await put(files)).status, 422);
    }
    assert.equal((await put({ 'a.json': { an: 'object' } })).status, 400);
    assert.equal((await at('/.well-known/security.txt')).status, 200, 'what is refused changes nothing');
    assert.deepEqual((await put({})).body, {});
    assert.equal((await at('/.well-known/security.txt')).status, 404);
  });

  test('a domain that is gone serves nobody, and what was signed there is good nowhere', async () => {
    const { app } = stage;
    const { access_token } = await machineToken(DOMAIN, API);
    assert.equal((await introspectAt(own(), access_token)).active, true);
    assert.equal((await app.management('DELETE', `/api/domains/${domainId}`)).status, 204);
    assert.equal((await introspectAt(own(), access_token)).active, false);
    assert.equal((await at('/oidc/.well-known/openid-configuration')).status, 404);
    assert.equal((await at('/.well-known/security.txt')).body.code, 'tenant.not_found');
  });
});
