/** Third-party applications: consent (OpenID Connect Core §3.1.2.4), allow lists, access control, device limit, notices. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { dispatchDue } from '../../src/outbox/index.ts';
import { suspendUser } from '../../src/users/index.ts';
import type { Browser } from '../app.ts';
import {
  answerConsent,
  authorize,
  CALLBACK,
  claimsOf,
  consentShown,
  createApi,
  createClient,
  createTestUser,
  headerOf,
  pkce,
  redeem,
  refresh,
  signedIn,
  signInTo,
  startApp,
  type TestApp,
  type TestClient,
  token,
  userinfo,
  type Values,
} from './world.ts';

const API = 'https://orders.example/';

describe('third-party applications', () => {
  let app: TestApp;
  let shop: TestClient;
  let userId: string;
  let browser: Browser;
  const { verifier, challenge } = pkce();
  const bound: Values = { code_challenge: challenge, code_challenge_method: 'S256' };

  before(async () => {
    app = await startApp();
    shop = await createClient(app, { isThirdParty: true, name: 'Shop of others' });
    userId = (await createTestUser(app, { name: 'Hanako', primaryEmail: 'hanako@example.com' })).id;
    browser = await signedIn(app, userId);
    await call('POST', `/api/applications/${shop.id}/user-consent-scopes`, { userScopes: ['profile'] });
  });
  after(() => app.close());

  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await app.management(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const ask = (values: Values = {}, by = browser, client = shop) =>
    authorize(app, by, client, { ...bound, ...values });
  const locationOf = (response: Response) => new URL(response.headers.get('location') ?? '', app.origin);
  const keepInteraction = (response: Response, by = browser) => {
    for (const line of response.headers.getSetCookie()) {
      const [pair = ''] = line.split(';');
      by.cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
  };
  /** Answers the consent page and follows to where the app gets its answer. */
  const decide = async (approve: boolean, organizationIds?: string[], by = browser) => {
    const answer = await answerConsent(by, { approve, organizationIds });
    assert.equal(answer.status, 200, answer.text);
    return new URL((await by.get(answer.json.redirectTo)).location ?? '');
  };
  const tokensWithConsent = async (values: Values = {}, organizationIds?: string[], by = browser) => {
    const asked = await ask(values, by);
    assert.equal(locationOf(asked).pathname, '/consent');
    keepInteraction(asked, by);
    const back = await decide(true, organizationIds, by);
    const code = back.searchParams.get('code') ?? '';
    const answer = await redeem(app, shop, code, { code_verifier: verifier });
    assert.equal(answer.status, 200, JSON.stringify(answer.body));
    return answer.body;
  };
  const bootOf = async (by = browser) =>
    JSON.parse(/id="genkan-boot">(.*?)<\/script>/s.exec((await by.get('/consent')).text)?.[1] ?? 'null');

  const introspect = async (value: string) => {
    const response = await fetch(`${app.origin}/oidc/token/introspection`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: shop.id, client_secret: String(shop.secret), token: value }),
    });
    return (await response.json()) as { active: boolean; scope?: string };
  };

  test('O-16 without consent nothing is given silently; PKCE is asked of every third-party client', async () => {
    const none = locationOf(await ask({ prompt: 'none' }));
    assert.equal(none.searchParams.get('error'), 'consent_required');
    const bare = await authorize(app, browser, shop, {});
    assert.equal(locationOf(bare).searchParams.get('error'), 'invalid_request');
  });

  test('the page says who asks for what; what the application may not ask for is dropped', async () => {
    keepInteraction(await ask({ scope: 'openid profile email roles' }));
    const { screen, consent } = await bootOf();
    assert.equal(screen, 'consent');
    assert.deepEqual([consent.application, consent.user], ['Shop of others', 'Hanako']);
    assert.deepEqual(consent.userScopes, ['openid', 'profile']);
    assert.equal(consent.returnsTo, new URL(CALLBACK).host);
  });

  test('a denial goes to the app as access_denied, and is taken once', async () => {
    keepInteraction(await ask());
    const back = await decide(false);
    assert.equal(back.searchParams.get('error'), 'access_denied');
    assert.equal(back.searchParams.get('state'), 'the-state');
    assert.equal(back.searchParams.get('iss'), `${app.origin}/oidc`);
    assert.equal((await answerConsent(browser, { approve: true })).status, 400);
  });

  test('O-15 another browser or site can neither answer nor take what this browser was asked', async () => {
    keepInteraction(await ask());
    const other = await signedIn(app, userId);
    const { token } = await consentShown(browser);
    assert.equal((await other.post('/oidc/consent/decision', { token, approve: true })).status, 400);
    assert.equal((await other.get('/consent')).location, '/unknown-session');
    const crossSite = await browser.send('/oidc/consent/decision', {
      method: 'POST',
      json: { token, approve: true },
      headers: { origin: 'https://evil.example' },
    });
    assert.equal(crossSite.status, 403);
    const answer = await browser.post('/oidc/consent/decision', { token, approve: true });
    assert.equal((await other.get(answer.json.redirectTo)).location, '/unknown-session');
  });

  test('O-13 a yes is to what its page showed, not to what another site had this browser ask since', async () => {
    const by = await signedIn(app, (await createTestUser(app)).id);
    keepInteraction(await ask({}, by), by);
    const shown = await consentShown(by);
    assert.equal(shown.application, 'Shop of others');
    const evil = await createClient(app, { isThirdParty: true, name: 'Evil' });
    keepInteraction(await ask({}, by, evil), by);
    const yes = { token: shown.token, approve: true };
    const answer = await by.post('/oidc/consent/decision', yes);
    assert.equal(answer.status, 409, answer.text);
    assert.equal(answer.json.code, 'consent.another_request');
    assert.equal((await consentShown(by)).application, 'Evil', 'nobody has answered that one');
    const { token: _, ...none } = yes;
    assert.equal((await by.post('/oidc/consent/decision', none)).status, 400);
  });

  test('consent is remembered for what was allowed, asked again for more and with prompt=consent', async () => {
    const by = await signedIn(app, (await createTestUser(app, { name: 'Hanako' })).id);
    const tokens = await tokensWithConsent({ prompt: '', scope: 'openid profile' }, undefined, by);
    assert.equal(tokens.scope, 'openid profile');
    assert.equal(claimsOf(tokens.id_token).name, 'Hanako');
    const silent = locationOf(await ask({ prompt: 'none', scope: 'openid profile' }, by));
    assert.ok(silent.searchParams.get('code'));
    assert.equal(locationOf(await ask({ scope: 'openid profile' }, by)).pathname, '/consent');
    await call('POST', `/api/applications/${shop.id}/user-consent-scopes`, { userScopes: ['email'] });
    app.clock.advance(1100);
    const more = locationOf(await ask({ prompt: 'none', scope: 'openid profile email' }, by));
    assert.equal(more.searchParams.get('error'), 'consent_required');
  });

  test('M-14 what the application may no longer ask for is gone with the next token and from userinfo', async () => {
    const tokens = await tokensWithConsent({ scope: 'openid offline_access profile email' });
    assert.equal(claimsOf(tokens.id_token).email, 'hanako@example.com');
    await call('DELETE', `/api/applications/${shop.id}/user-consent-scopes/user-scopes/email`);
    app.clock.advance(1100);
    const seen = (await (await userinfo(app, tokens.access_token)).json()) as Record<string, unknown>;
    assert.deepEqual([seen.name, seen.email], ['Hanako', undefined]);
    const next = await refresh(app, shop, tokens.refresh_token);
    assert.equal(next.body.scope, 'openid offline_access profile');
  });

  test('permissions of an API: those held, allowed to be asked for and consented to', async () => {
    await createApi(app, API, ['read', 'write'], { userId });
    const api = (await call('GET', '/api/resources?includeScopes=true')).find(
      (one: { indicator: string }) => one.indicator === API,
    );
    const read = api.scopes.find((one: { name: string }) => one.name === 'read');
    await call('POST', `/api/applications/${shop.id}/user-consent-scopes`, { resourceScopes: [read.id] });
    app.clock.advance(1100);
    const tokens = await tokensWithConsent({ scope: 'openid offline_access read write', resource: API });
    const { body } = await refresh(app, shop, tokens.refresh_token, { resource: API });
    assert.equal(claimsOf(body.access_token).scope, 'read');
    assert.equal((await introspect(body.access_token)).scope, 'read');
    await call('DELETE', `/api/applications/${shop.id}/user-consent-scopes/resource-scopes/${read.id}`);
    app.clock.advance(1100);
    assert.equal((await introspect(body.access_token)).scope, '', 'M-14 introspection tells it at once');
  });

  test('organizations: only the shared ones are told of and give tokens', async () => {
    const [mine, hidden] = [
      await call('POST', '/api/organizations', { name: 'Shared' }),
      await call('POST', '/api/organizations', { name: 'Hidden' }),
    ];
    for (const { id } of [mine, hidden])
      await call('POST', `/api/organizations/${id}/users`, { userIds: [userId] });
    const scope = 'urn:logto:scope:organizations';
    await call('POST', `/api/applications/${shop.id}/user-consent-scopes`, { userScopes: [scope] });
    app.clock.advance(1100);
    const tokens = await tokensWithConsent(
      { scope: `openid offline_access ${scope}`, resource: 'urn:logto:resource:organizations' },
      [mine.id],
    );
    assert.deepEqual(claimsOf(tokens.id_token).organizations, [mine.id]);
    const good = await refresh(app, shop, tokens.refresh_token, { organization_id: mine.id });
    assert.equal(claimsOf(good.body.access_token).aud, `urn:logto:organization:${mine.id}`);
    const bad = await refresh(app, shop, tokens.refresh_token, { organization_id: hidden.id });
    assert.equal(bad.body.error, 'access_denied');
    keepInteraction(await ask({ scope: `openid ${scope}` }));
    const foreign = await call('POST', '/api/organizations', { name: 'Foreign' });
    const refused = await answerConsent(browser, { approve: true, organizationIds: [foreign.id] });
    assert.equal(refused.status, 422);
    const path = `/api/applications/${shop.id}/users/${userId}/consent-organizations`;
    const of = async (organizationId: string) =>
      (await refresh(app, shop, tokens.refresh_token, { organization_id: organizationId })).status;
    assert.equal((await introspect(good.body.access_token)).active, true);
    await call('PUT', path, { organizationIds: [hidden.id] });
    assert.deepEqual([await of(mine.id), await of(hidden.id)], [400, 200]);
    assert.equal(
      (await introspect(good.body.access_token)).active,
      false,
      'M-14 introspection tells it at once',
    );
    await call('DELETE', `${path}/${hidden.id}`);
    assert.equal(
      await of(hidden.id),
      400,
      'M-14 what an administrator takes back is gone with the next token',
    );
    const outside = await app.management('POST', path, { organizationIds: [foreign.id] });
    assert.deepEqual([outside.status, outside.body.code], [422, 'consent.not_a_member']);
    assert.deepEqual((await call('GET', path)).organizations, []);
  });
});

describe('who may use an application, and on how many devices', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  test('M-14 access control: others get access_denied at sign-in, and at the next token once they are out', async () => {
    const client = await createClient(app);
    const { id } = await createTestUser(app);
    const browser = await signedIn(app, id);
    const everybody = await signInTo(app, browser, client);
    const path = `/api/applications/${client.id}`;
    assert.equal((await app.management('PATCH', path, { appLevelAccessControlEnabled: true })).status, 200);
    app.clock.advance(1100);
    const refused = await authorize(app, browser, client);
    assert.match(refused.headers.get('location') ?? '', /error=access_denied/);
    assert.equal((await refresh(app, client, everybody.refresh_token)).body.error, 'access_denied');
    const rules = { userRoleIds: [], organizationIds: [], organizationRoleRules: [] };
    const allow = (userIds: string[]) =>
      app.management('PUT', `${path}/access-control`, { ...rules, userIds });
    assert.equal((await allow([id])).status, 200);
    const tokens = await signInTo(app, browser, client);
    assert.equal((await refresh(app, client, tokens.refresh_token)).status, 200);
    await allow([]);
    assert.equal((await refresh(app, client, tokens.refresh_token)).body.error, 'access_denied');
  });

  const closed = async (fields: Parameters<typeof createClient>[1]) => {
    const client = await createClient(app, fields);
    const path = `/api/applications/${client.id}`;
    assert.equal((await app.management('PATCH', path, { appLevelAccessControlEnabled: true })).status, 200);
    app.clock.advance(1100);
    return client;
  };

  test('M-14 access control: a device is let in by nobody who may not use it', async () => {
    const client = await closed({ type: 'Native', customClientMetadata: { isDeviceFlow: true } });
    const browser = await signedIn(app, (await createTestUser(app)).id);
    const begun = (await (
      await fetch(`${app.origin}/oidc/device/auth`, {
        method: 'POST',
        body: new URLSearchParams({ client_id: client.id, scope: 'openid' }),
      })
    ).json()) as { device_code: string; user_code: string };
    const { json } = await browser.post('/oidc/device/look-up', { userCode: begun.user_code });
    const said = { token: json.request.token, approve: true };
    const answer = await browser.post('/oidc/device/decision', said);
    assert.equal(answer.status, 400, answer.text);
    assert.equal(answer.json.code, 'oidc.access_denied');
    const values = { device_code: begun.device_code };
    const polled = await token(app, client, {
      grant_type: 'urn:ietf:params:oauth:grant-type:device_code',
      ...values,
    });
    assert.notEqual(polled.status, 200);
  });

  test('M-14 access control: no token is exchanged for who may not use the application', async () => {
    const client = await closed({ customClientMetadata: { allowTokenExchange: true } });
    const { id: userId } = await createTestUser(app);
    const exchange = async () => {
      const { body } = await app.management('POST', '/api/subject-tokens', { userId });
      return token(app, client, {
        grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
        subject_token: body.subjectToken,
        subject_token_type: 'urn:ietf:params:oauth:token-type:access_token',
        scope: 'openid',
      });
    };
    const refused = await exchange();
    assert.deepEqual([refused.status, refused.body.error], [400, 'access_denied']);
    const rules = { userRoleIds: [], organizationIds: [], organizationRoleRules: [], userIds: [userId] };
    assert.equal(
      (await app.management('PUT', `/api/applications/${client.id}/access-control`, rules)).status,
      200,
    );
    assert.equal((await exchange()).status, 200);
  });

  test('the oldest device goes when one signs in beyond the limit', async () => {
    const client = await createClient(app, { customClientMetadata: { maxAllowedGrants: 1 } });
    const { id } = await createTestUser(app);
    const first = await signedIn(app, id);
    const before = await signInTo(app, first, client);
    const again = await signInTo(app, first, client);
    assert.equal(
      (await refresh(app, client, before.refresh_token)).status,
      200,
      'the same device counts once',
    );
    app.clock.advance(1000);
    const newest = await signInTo(app, await signedIn(app, id), client);
    for (const { refresh_token: old } of [before, again])
      assert.equal((await refresh(app, client, old)).body.error, 'invalid_grant');
    assert.equal((await refresh(app, client, newest.refresh_token)).status, 200);
    assert.ok((await app.audit()).some(({ key }) => key === 'Grant.LimitExceeded'));
  });
});

describe('back-channel logout', () => {
  let app: TestApp;
  let receiver: Server;
  let address: string;
  const received: string[] = [];
  let answer: { status: number; headers?: Record<string, string> } = { status: 200 };
  before(async () => {
    app = await startApp();
    receiver = createServer((request, response) => {
      const parts: Buffer[] = [];
      request.on('data', (part) => parts.push(part));
      request.on('end', () => {
        received.push(new URLSearchParams(Buffer.concat(parts).toString()).get('logout_token') ?? '');
        response.writeHead(answer.status, answer.headers).end();
      });
    }).listen(0, '127.0.0.1');
    await new Promise((resolve) => receiver.once('listening', resolve));
    address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/notices`;
  });
  after(async () => {
    receiver.close();
    await app.close();
  });

  const arrive = async (sessionRequired: boolean) => {
    const client = await createClient(app, {
      oidcClientMetadata: {
        redirectUris: [CALLBACK],
        backchannelLogoutUri: address,
        backchannelLogoutSessionRequired: sessionRequired,
      },
    });
    const { id } = await createTestUser(app);
    const browser = await signedIn(app, id);
    return { client, id, browser, tokens: await signInTo(app, browser, client) };
  };

  test('§2.4 a logout token is typed, short, has its event and the sid of the ID token, and never a nonce', async () => {
    const { client, id, browser, tokens } = await arrive(true);
    received.length = 0;
    assert.equal((await browser.get(`/oidc/session/end?client_id=${client.id}`)).status, 303);
    await dispatchDue(app.platform);
    assert.equal(received.length, 1);
    const [token = ''] = received;
    const claims = claimsOf(token);
    assert.equal(headerOf(token).typ, 'logout+jwt');
    assert.deepEqual([claims.iss, claims.aud, claims.sub], [`${app.origin}/oidc`, client.id, id]);
    assert.equal(claims.sid, claimsOf(tokens.id_token).sid);
    assert.deepEqual(claims.events, { 'http://schemas.openid.net/event/backchannel-logout': {} });
    assert.ok(claims.jti && Number(claims.exp) - Number(claims.iat) === 120 && !('nonce' in claims));
  });

  test('a suspension tells every application; without the wish for it no session is named', async () => {
    const { id, tokens } = await arrive(false);
    received.length = 0;
    await suspendUser(await app.context(), id, true);
    await dispatchDue(app.platform);
    assert.equal(received.length, 1);
    assert.ok(!('sid' in claimsOf(received[0] ?? '')) && !('sid' in claimsOf(tokens.id_token)));
  });

  test('O-32 a receiver that redirects inwards or fails: nothing is followed, it is tried a bounded number of times', async () => {
    const { client, browser } = await arrive(true);
    received.length = 0;
    answer = { status: 302, headers: { location: `${address}/inside` } };
    assert.equal((await browser.get(`/oidc/session/end?client_id=${client.id}`)).status, 303);
    for (let attempt = 0; attempt < 8; attempt += 1) {
      await dispatchDue(app.platform);
      app.clock.advance(3_600_000);
    }
    assert.equal(received.length, 5);
    answer = { status: 200 };
  });

  test('sessions live as long as the tenant says', async () => {
    const path = '/api/configs/oidc/session';
    assert.equal((await app.management('PATCH', path, { ttl: 60 })).body.ttl, 60);
    const client = await createClient(app);
    const browser = await signedIn(app, (await createTestUser(app)).id);
    const silent = async () =>
      (await authorize(app, browser, client, { prompt: 'none' })).headers.get('location') ?? '';
    assert.match(await silent(), /code=/);
    app.clock.advance(61_000);
    assert.match(await silent(), /error=login_required/);
    assert.equal((await app.management('PATCH', path, { ttl: 0 })).status, 400);
  });
});
