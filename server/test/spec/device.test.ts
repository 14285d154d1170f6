/** RFC 8628, the device authorization grant: oauth4webapi is the device, a browser with cookies the person. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import type { Boot, DeviceRequest } from '../../src/signin/boot.ts';
import type { Answer, Browser } from '../browser.ts';
import { reject } from '../reject.ts';
import { addUser, choose, identify, PASSWORD, provePassword, submit } from '../sign-in.ts';
import {
  claimsOf,
  createApi,
  createClient,
  createTestUser,
  refresh,
  sendToken,
  signedIn,
  startApp,
  type TestApp,
  type TestClient,
  token,
  userinfo,
} from './world.ts';

const GRANT = 'urn:ietf:params:oauth:grant-type:device_code';
const insecure = { [oauth.allowInsecureRequests]: true };

describe('RFC 8628 device authorization', () => {
  let app: TestApp;
  let tv: TestClient;
  let server: oauth.AuthorizationServer;
  let userId: string;
  before(async () => {
    app = await startApp();
    tv = await createClient(app, {
      name: 'Television',
      type: 'Native',
      oidcClientMetadata: {},
      customClientMetadata: { isDeviceFlow: true },
    });
    userId = (await createTestUser(app, { name: 'Hana' })).id;
    const issuer = new URL(`${app.origin}/oidc`);
    server = await oauth.processDiscoveryResponse(issuer, await oauth.discoveryRequest(issuer, insecure));
  });
  after(() => app.close());

  const client = (): oauth.Client => ({ client_id: tv.id });
  const begin = async (values: Record<string, string> = { scope: 'openid offline_access profile' }) =>
    oauth.processDeviceAuthorizationResponse(
      server,
      client(),
      await oauth.deviceAuthorizationRequest(
        server,
        client(),
        oauth.None(),
        new URLSearchParams(values),
        insecure,
      ),
    );
  const poll = async (code: string) =>
    oauth.processDeviceCodeResponse(
      server,
      client(),
      await oauth.deviceCodeGrantRequest(server, client(), oauth.None(), code, insecure),
    );
  const pollFails = (code: string, error: string) =>
    assert.rejects(poll(code), (failure: oauth.ResponseBodyError) => failure.error === error);
  const lookUp = (browser: Browser, userCode: string): Promise<Answer> =>
    browser.post('/oidc/device/look-up', { userCode });
  const decide = (browser: Browser, request: DeviceRequest, approve: boolean): Promise<Answer> =>
    browser.post('/oidc/device/decision', { token: request.token, approve });
  const bootOf = (text: string): Boot =>
    JSON.parse(/id="genkan-boot">(.*?)<\/script>/s.exec(text)?.[1] ?? 'null');
  const skew = () => Math.round((app.clock.now() - Date.now()) / 1000);
  const wait = (seconds: number) => app.clock.advance(seconds * 1000);

  test('§3.2 what the device is told: codes, addresses, ten minutes, five seconds', async () => {
    assert.equal(server.device_authorization_endpoint, `${app.origin}/oidc/device/auth`);
    const begun = await begin();
    assert.match(begun.user_code, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    assert.equal(begun.verification_uri, `${app.origin}/device`);
    assert.equal(begun.verification_uri_complete, `${app.origin}/device?user_code=${begun.user_code}`);
    assert.deepEqual([begun.expires_in, begun.interval], [600, 5]);
    const rows = await app.platform.db.queries.selectFrom('deviceCodes').selectAll().execute();
    const stored = JSON.stringify(rows);
    assert.ok(!stored.includes(begun.device_code) && !stored.includes(begun.user_code.replace('-', '')));
  });

  test('§3.3, §3.5 a signed-in person types the code, sees who asks, approves; the device gets its tokens', async () => {
    await createApi(app, 'https://films.example/api', ['watch', 'rate'], { userId });
    wait(1.1);
    const begun = await begin({
      scope: 'openid offline_access profile watch',
      resource: 'https://films.example/api',
    });
    await pollFails(begun.device_code, 'authorization_pending');
    const browser = await signedIn(app, userId);
    const page = bootOf((await browser.get(`/device?user_code=${begun.user_code}`)).text);
    assert.equal(page.screen, 'device');
    assert.deepEqual(page.device, { userCode: begun.user_code, request: null });
    const { json } = await lookUp(browser, ` ${begun.user_code.toLowerCase()} `);
    const request = json.request as DeviceRequest;
    assert.deepEqual(
      { ...request, token: undefined },
      {
        token: undefined,
        userCode: begun.user_code,
        application: 'Television',
        user: 'Hana',
        userScopes: ['openid', 'offline_access', 'profile'],
        permissions: [{ api: 'https://films.example/api', withinOrganizations: false, texts: ['watch'] }],
        organizations: [],
        sharesOne: false,
      },
    );
    assert.deepEqual((await decide(browser, request, true)).json, { status: 'approved' });
    wait(5.1);
    const tokens = await poll(begun.device_code);
    assert.equal(oauth.getValidatedIdTokenClaims(tokens)?.sub, userId);
    assert.equal((await userinfo(app, tokens.access_token)).status, 200);
    const next = await refresh(app, tv, tokens.refresh_token ?? '', {
      resource: 'https://films.example/api',
    });
    assert.equal(next.status, 200);
    assert.equal(claimsOf(next.body.access_token).scope, 'watch');
    const keys = (await app.audit()).map(({ key }) => key);
    for (const key of ['Create', 'LookUp', 'Approve']) assert.ok(keys.includes(`DeviceAuthorization.${key}`));
    assert.ok(keys.includes('ExchangeTokenBy.DeviceCode'));
  });

  test('§3.3 a person who is not signed in does so on the way, and reads the code again', async () => {
    const { username } = await addUser(app, { username: 'taro', password: PASSWORD });
    const begun = await begin({ scope: 'openid' });
    const browser = app.browser();
    const found = await lookUp(browser, begun.user_code);
    assert.equal(found.json.redirectTo, '/sign-in');
    assert.equal(bootOf((await browser.get('/sign-in')).text).application?.name, 'Television');
    await choose(browser, 'SignIn');
    const { json } = await provePassword(browser, username ?? '', PASSWORD);
    await identify(browser, json.verificationId);
    const back = new URL((await submit(browser)).json.redirectTo);
    assert.match(back.pathname, /^\/oidc\/device\/\w+$/);
    const { device } = bootOf((await browser.get(back.href)).text);
    assert.equal(device?.request?.userCode, begun.user_code);
    assert.equal((await browser.get(back.href)).location, '/device', 'the way back is good once');
    assert.ok(device?.request);
    assert.equal((await decide(browser, device.request, true)).status, 200);
    const tokens = await poll(begun.device_code);
    assert.equal(tokens.refresh_token, undefined, 'offline_access was not asked for');
  });

  test('§3.5 denied, expired, too fast', async () => {
    const browser = await signedIn(app, userId);
    const denied = await begin();
    await decide(browser, (await lookUp(browser, denied.user_code)).json.request, false);
    await pollFails(denied.device_code, 'access_denied');
    const slow = await begin();
    await pollFails(slow.device_code, 'authorization_pending');
    wait(4);
    await pollFails(slow.device_code, 'slow_down');
    wait(6);
    await pollFails(slow.device_code, 'slow_down');
    wait(15.1);
    await pollFails(slow.device_code, 'authorization_pending');
    wait(600);
    await pollFails(slow.device_code, 'expired_token');
    assert.equal((await lookUp(browser, slow.user_code)).json.code, 'device.code_not_found');
  });

  test('O-27 a device code is good once; a second time ends what it gave', async () => {
    const browser = await signedIn(app, userId);
    const begun = await begin();
    await decide(browser, (await lookUp(browser, begun.user_code)).json.request, true);
    const tokens = await poll(begun.device_code);
    await reject(app, () => sendToken(app, tv, { grant_type: GRANT, device_code: begun.device_code }), {
      error: 'invalid_grant',
      changes: ['grants', 'accessTokens'],
    });
    assert.equal((await userinfo(app, tokens.access_token)).status, 401);
    assert.equal((await lookUp(browser, begun.user_code)).status, 404);
  });

  test('O-27 of 20 polls at once one gives tokens', async () => {
    const browser = await signedIn(app, userId);
    const begun = await begin();
    await decide(browser, (await lookUp(browser, begun.user_code)).json.request, true);
    const values = { grant_type: GRANT, device_code: begun.device_code };
    const answers = await Promise.all(Array.from({ length: 20 }, () => token(app, tv, values)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
  });

  test('RFC 9449 §5 what a device gets is bound to the key that it proves to hold', async () => {
    const browser = await signedIn(app, userId);
    const begun = await begin();
    await decide(browser, (await lookUp(browser, begun.user_code)).json.request, true);
    const proof = oauth.DPoP(
      { ...client(), [oauth.clockSkew]: skew() },
      await oauth.generateKeyPair('ES256'),
    );
    const options = { ...insecure, DPoP: proof };
    const code = begun.device_code;
    const response = await oauth.deviceCodeGrantRequest(server, client(), oauth.None(), code, options);
    const tokens = await oauth.processDeviceCodeResponse(server, client(), response);
    assert.equal(tokens.token_type, 'dpop');
    assert.equal((await userinfo(app, tokens.access_token)).status, 401, 'no bearer token');
    assert.equal((await refresh(app, tv, tokens.refresh_token ?? '')).body.error, 'invalid_grant');
  });

  test('O-27 nobody but the browser that saw the page decides, and once', async () => {
    const browser = await signedIn(app, userId);
    const other = await signedIn(app, (await createTestUser(app)).id);
    const begun = await begin();
    const first = (await lookUp(browser, begun.user_code)).json.request as DeviceRequest;
    await reject(app, () => post(other, first), { status: 409 });
    await reject(app, () => post(app.browser(), first), { status: 409 });
    await reject(app, () => post(browser, first, { origin: 'https://evil.example' }), { status: 403 });
    await reject(app, () => post(browser, first, { 'content-type': 'text/plain' }), { status: 415 });
    const second = (await lookUp(other, begun.user_code)).json.request as DeviceRequest;
    await reject(app, () => post(browser, first), { status: 409 });
    assert.equal((await decide(other, second, true)).status, 200);
    await reject(app, () => post(other, second), { status: 409 });
  });

  const post = (browser: Browser, request: DeviceRequest, headers: Record<string, string> = {}) =>
    fetch(`${app.origin}/oidc/device/decision`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        cookie: [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; '),
        ...headers,
      },
      body: JSON.stringify({ token: request.token, approve: true }),
    });

  test('O-27 a user code dies after ten look-ups', async () => {
    const browser = await signedIn(app, userId);
    const begun = await begin();
    let last = (await lookUp(browser, begun.user_code)).json.request as DeviceRequest;
    for (let count = 2; count <= 10; count += 1) {
      last = (await lookUp(browser, begun.user_code)).json.request;
    }
    assert.equal((await lookUp(browser, begun.user_code)).status, 404);
    assert.equal((await decide(browser, last, true)).status, 200, 'who has it on the screen may go on');
  });

  test('O-27, T-05 guessing user codes is stopped, also in a burst, and a right one is not counted', async () => {
    wait(1200);
    const browser = await signedIn(app, userId);
    const guesses = await Promise.all(
      Array.from({ length: 30 }, (_, index) =>
        lookUp(browser, `BCDF-GH${'JKLMN'[index % 5]}${'PQRSTV'[index % 6]}`),
      ),
    );
    const refused = guesses.filter(({ status }) => status === 429);
    assert.equal(guesses.filter(({ status }) => status === 404).length, 10);
    assert.equal(refused.length, 20);
    assert.ok(Number(refused[0]?.headers.get('retry-after')) > 0);
    const begun = await begin();
    assert.equal((await lookUp(browser, begun.user_code)).status, 429);
    wait(601);
    for (let count = 0; count < 9; count += 1) {
      const { user_code: userCode } = await begin();
      assert.equal((await lookUp(browser, userCode)).status, 200);
    }
  });

  test('§3.1 only native applications with the switch may begin or poll', async () => {
    for (const fields of [
      { type: 'Native' },
      { type: 'SPA', customClientMetadata: { isDeviceFlow: true } },
      { type: 'Traditional', customClientMetadata: { isDeviceFlow: true } },
      { type: 'MachineToMachine', customClientMetadata: { isDeviceFlow: true } },
    ] as const) {
      const wrong = await createClient(app, { ...fields });
      const body = new URLSearchParams({
        client_id: wrong.id,
        ...(wrong.secret ? { client_secret: wrong.secret } : {}),
      });
      const send = () => fetch(`${app.origin}/oidc/device/auth`, { method: 'POST', body });
      await reject(app, send, { error: 'unauthorized_client', audit: 'DeviceAuthorization.Refusal' });
      const answer = await token(app, wrong, { grant_type: GRANT, device_code: 'x' });
      assert.equal(answer.body.error, 'unauthorized_client');
    }
    const foreign = await createClient(app, { type: 'Native', customClientMetadata: { isDeviceFlow: true } });
    const begun = await begin();
    const answer = await token(app, foreign, { grant_type: GRANT, device_code: begun.device_code });
    assert.equal(answer.body.error, 'invalid_grant');
  });

  test('a third-party application asks for what it may, and what was shown counts as consent', async () => {
    const made = await createClient(app, {
      type: 'Native',
      isThirdParty: true,
      customClientMetadata: { isDeviceFlow: true },
    });
    const path = `/api/applications/${made.id}/user-consent-scopes`;
    await app.management('POST', path, { userScopes: ['profile'] });
    wait(1.1);
    const body = new URLSearchParams({ client_id: made.id, scope: 'openid profile email offline_access' });
    const begun = await (await fetch(`${app.origin}/oidc/device/auth`, { method: 'POST', body })).json();
    const { user_code: userCode, device_code: code } = begun as Record<string, string>;
    const browser = await signedIn(app, userId);
    const { request } = (await lookUp(browser, userCode ?? '')).json;
    assert.deepEqual(request.userScopes, ['openid', 'profile', 'offline_access']);
    assert.equal((await decide(browser, request, true)).status, 200);
    const answer = await token(app, made, { grant_type: GRANT, device_code: code });
    assert.equal(answer.body.scope, 'openid profile offline_access');
  });

  test('a third-party application gets the organizations that are shared on the page, and no other', async () => {
    const scopes = 'urn:logto:scope:organizations';
    const resource = 'urn:logto:resource:organizations';
    const made = await createClient(app, {
      type: 'Native',
      isThirdParty: true,
      customClientMetadata: { isDeviceFlow: true },
    });
    const [shared, hidden, foreign] = await Promise.all(
      ['Shared', 'Hidden', 'Foreign'].map(
        async (name) => (await app.management('POST', '/api/organizations', { name })).body as { id: string },
      ),
    );
    for (const one of [shared, hidden]) {
      await app.management('POST', `/api/organizations/${one?.id}/users`, { userIds: [userId] });
    }
    await app.management('POST', `/api/applications/${made.id}/user-consent-scopes`, {
      userScopes: [scopes],
    });
    wait(1.1);
    const body = new URLSearchParams({
      client_id: made.id,
      scope: `openid offline_access ${scopes}`,
      resource,
    });
    const begun = await (await fetch(`${app.origin}/oidc/device/auth`, { method: 'POST', body })).json();
    const { user_code: userCode, device_code: code } = begun as Record<string, string>;
    const browser = await signedIn(app, userId);
    const { request } = (await lookUp(browser, userCode ?? '')).json;
    assert.equal(request.sharesOne, false);
    assert.deepEqual(
      request.organizations.filter(({ id }: { id: string }) => [shared?.id, hidden?.id].includes(id)),
      [
        { id: hidden?.id, name: 'Hidden', isShared: false },
        { id: shared?.id, name: 'Shared', isShared: false },
      ].sort(
        (a, b) =>
          request.organizations.findIndex(({ id }: { id: string }) => id === a.id) -
          request.organizations.findIndex(({ id }: { id: string }) => id === b.id),
      ),
    );
    const answer = (organizationIds: (string | undefined)[]) =>
      browser.post('/oidc/device/decision', { token: request.token, approve: true, organizationIds });
    const outside = await answer([foreign?.id]);
    assert.deepEqual([outside.status, outside.json.code], [422, 'consent.not_a_member']);
    assert.equal((await answer([shared?.id])).status, 200);
    const tokens = await token(app, made, { grant_type: GRANT, device_code: code });
    assert.deepEqual(claimsOf(tokens.body.id_token).organizations, [shared?.id]);
    const next = await refresh(app, made, tokens.body.refresh_token, { organization_id: shared?.id });
    assert.equal(claimsOf(next.body.access_token).aud, `urn:logto:organization:${shared?.id}`);
    const none = await refresh(app, made, next.body.refresh_token, { organization_id: hidden?.id });
    assert.equal(none.body.error, 'access_denied');
  });

  test('L-17 a user suspended after the approval gives the device nothing', async () => {
    const user = await createTestUser(app);
    const browser = await signedIn(app, user.id);
    const begun = await begin();
    await decide(browser, (await lookUp(browser, begun.user_code)).json.request, true);
    await app.management('PATCH', `/api/users/${user.id}/is-suspended`, { isSuspended: true });
    await pollFails(begun.device_code, 'invalid_grant');
  });
});
