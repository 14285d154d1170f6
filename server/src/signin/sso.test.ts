/** Enterprise SSO over HTTP, from our page to the provider and back, and what it forbids to local credentials. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { type Browser, startApp, type TestApp } from '../../test/app.ts';
import { type FakeIdp, startIdp } from '../../test/idp.ts';
import {
  addUser,
  beginSignIn,
  choose,
  identify,
  PASSWORD,
  provePassword,
  sessionCookie,
  signIn,
  submit,
} from '../../test/sign-in.ts';
import type { Boot } from './boot.ts';

let app: TestApp;
let idp: FakeIdp;
let connectorId: string;
before(async () => {
  app = await startApp();
  idp = await startIdp(app.clock);
  const made = await app.management('POST', '/api/sso-connectors', {
    providerName: 'OIDC',
    connectorName: 'Acme',
    domains: ['acme.test'],
    config: { clientId: idp.clientId, clientSecret: idp.clientSecret, issuer: idp.issuer },
  });
  assert.equal(made.status, 200, JSON.stringify(made.body));
  connectorId = made.body.id;
  await switchSso(true);
});
after(async () => {
  await app.close();
  await idp.close();
});

const switchSso = async (singleSignOnEnabled: boolean) => {
  await app.management('PATCH', '/api/sign-in-exp', { singleSignOnEnabled });
  app.clock.advance(1001);
};

const begun = async (event: 'SignIn' | 'Register' = 'SignIn'): Promise<Browser> => {
  const browser = app.browser();
  await beginSignIn(app, browser);
  await choose(browser, event);
  return browser;
};

const depart = (browser: Browser, over: Record<string, unknown> = {}) =>
  browser.post(`/api/experience/verification/sso/${connectorId}/authorization-uri`, {
    state: 'state-of-this-browser',
    redirectUri: `${app.origin}/callback/${connectorId}`,
    ...over,
  });

const bootOf = (text: string): Boot =>
  JSON.parse(/id="genkan-boot">(.*?)<\/script>/s.exec(text)?.[1] ?? 'null');

const arrive = (browser: Browser, verificationId: string, back: URL) =>
  browser.post(`/api/experience/verification/sso/${connectorId}/verify`, {
    verificationId,
    connectorData: Object.fromEntries(back.searchParams),
  });

/** The whole way as the pages go it; answers the submit. */
const signInBySso = async (browser: Browser) => {
  const departed = await depart(browser);
  assert.equal(departed.status, 200, departed.text);
  const back = await idp.authorize(departed.json.authorizationUri);
  assert.equal(back.origin, app.origin);
  const boot = bootOf((await browser.get(`${back.pathname}${back.search}`)).text);
  assert.equal(boot.screen, 'callback');
  assert.equal(boot.callback?.verificationId, departed.json.verificationId);
  const { verificationId } = (await arrive(browser, departed.json.verificationId, back)).json;
  const identified = await identify(browser, verificationId);
  if (identified.status === 404) {
    assert.equal(identified.json.code, 'user.identity_not_exist');
    await browser.put('/api/experience/interaction-event', { interactionEvent: 'Register' });
    assert.equal((await identify(browser, verificationId)).status, 204);
  } else {
    assert.equal(identified.status, 204, identified.text);
  }
  return submit(browser);
};

test('somebody new signs up through their organization, and comes back as the same user', async () => {
  const first = await begun();
  const done = await signInBySso(first);
  assert.equal(done.status, 200, done.text);
  assert.ok(sessionCookie(first));
  const again = await begun();
  assert.equal((await signInBySso(again)).status, 200);
  const users = await app.management('GET', '/api/users?search=taro@acme.test&includeSsoIdentities=true');
  assert.equal(users.body.length, 1);
  assert.equal(users.body[0].emailVerified, true);
  assert.equal(users.body[0].ssoIdentities.length, 1);
  const sessions = await app.management('GET', `/api/users/${users.body[0].id}/sessions`);
  assert.deepEqual(sessions.body.sessions[0].methods, [`sso:${connectorId}`]);
});

test('an address leads to its connector by its domain alone', async () => {
  const browser = await begun();
  const look = async (email: string) =>
    (await browser.get(`/api/experience/sso-connectors?email=${encodeURIComponent(email)}`)).json
      .connectorIds;
  assert.deepEqual(await look('nobody-yet@ACME.test'), [connectorId]);
  assert.deepEqual(await look('taro@sub.acme.test'), []);
  assert.deepEqual(await look('taro@other.test'), []);
  assert.deepEqual(await look('not an address'), []);
  assert.equal((await app.browser().get('/api/experience/sso-connectors?email=a@acme.test')).status, 400);
  const known = await browser.get('/api/.well-known/sign-in-exp');
  assert.equal(known.json.ssoConnectors[0].id, connectorId);
});

test('L-06 a password that was proved before its domain was enforced does not finish the sign-in', async () => {
  await addUser(app, { username: 'midori', primaryEmail: 'midori@acme.test' });
  await switchSso(false);
  const browser = await begun();
  const proved = await provePassword(browser, 'midori', PASSWORD);
  assert.equal((await identify(browser, proved.json.verificationId)).status, 204);
  await switchSso(true);
  const refused = await submit(browser);
  assert.equal(refused.status, 422, refused.text);
  assert.equal(refused.json.code, 'session.sso_enabled');
  assert.equal(refused.json.data.ssoConnectors[0].id, connectorId);
  assert.equal(sessionCookie(browser), undefined);
});

test('an arrival from before the switch was turned off does not finish the sign-in', async () => {
  const browser = await begun();
  const departed = await depart(browser);
  const back = await idp.authorize(departed.json.authorizationUri);
  const { verificationId } = (await arrive(browser, departed.json.verificationId, back)).json;
  assert.equal((await identify(browser, verificationId)).status, 204);
  await switchSso(false);
  const refused = await submit(browser);
  await switchSso(true);
  assert.equal(refused.status, 422, refused.text);
  assert.equal(refused.json.code, 'user.sign_in_method_not_enabled');
  assert.equal(sessionCookie(browser), undefined);
});

test('L-06 R-19 a connector saved while its provider is silent goes on forbidding local credentials', async () => {
  await addUser(app, { username: 'tsubasa', primaryEmail: 'tsubasa@acme.test' });
  const config = { clientId: idp.clientId, issuer: idp.issuer };
  const save = async () =>
    (await app.management('PATCH', `/api/sso-connectors/${connectorId}`, { config })).body.isAvailable;
  idp.bend = { status: { discovery: 503 } };
  assert.equal(await save(), false);
  assert.equal(await save(), false, 'also when it is saved again');
  for (const name of ['tsubasa', 'tsubasa@acme.test']) {
    const refused = await provePassword(await begun(), name, PASSWORD);
    assert.equal(refused.json.code, 'session.sso_enabled', name);
  }
  assert.equal((await depart(await begun())).json.code, 'single_sign_on.connector_not_available');
  idp.straighten();
  assert.equal(await save(), true);
});

test('L-06 no local credential of a user of an enforced domain works on any path', async () => {
  await addUser(app, { username: 'hanako', primaryEmail: 'hanako@acme.test' });
  const outsider = await addUser(app, { username: 'outsider', primaryEmail: 'outsider@other.test' });
  for (const name of ['hanako@acme.test', 'hanako', 'HANAKO', 'Hanako@Acme.Test']) {
    const browser = await begun();
    const answer = await provePassword(browser, name, PASSWORD);
    assert.equal(answer.status, 422, name);
    assert.equal(answer.json.code, 'session.sso_enabled');
    assert.deepEqual(
      answer.json.data.ssoConnectors.map((one: { id: string }) => one.id),
      [connectorId],
    );
    assert.deepEqual(Object.keys(answer.json.data.ssoConnectors[0]).sort(), [
      'darkLogo',
      'id',
      'logo',
      'name',
    ]);
    assert.equal((await submit(browser)).status, 404);
    assert.equal(sessionCookie(browser), undefined);
  }
  // A wrong password with a username tells nothing: the same as for anybody.
  assert.equal(
    (await provePassword(await begun(), 'hanako', 'wrong one')).json.code,
    'session.invalid_credentials',
  );
  const verify = { signUp: { identifiers: ['username', 'email'], password: true, verify: true } };
  await app.management('PATCH', '/api/sign-in-exp', verify);
  app.clock.advance(1001);
  const registering = await begun('Register');
  const sent = await registering.post('/api/experience/verification/verification-code', {
    interactionEvent: 'Register',
    identifier: { type: 'email', value: 'new@acme.test' },
  });
  assert.equal(sent.json.code, 'session.sso_enabled');
  const trusting = { signUp: { identifiers: ['username', 'email'], password: true, verify: false } };
  await app.management('PATCH', '/api/sign-in-exp', trusting);
  app.clock.advance(1001);
  const part = await registering.post('/api/experience/profile', { type: 'email', value: 'new@acme.test' });
  assert.equal(part.json.code, 'session.sso_enabled');
  const identity = await registering.post('/api/experience/verification/new-password-identity', {
    identifier: { type: 'email', value: 'new@acme.test' },
    password: PASSWORD,
  });
  assert.equal(identity.json.code, 'session.sso_enabled');
  await app.management('PATCH', '/api/sign-in-exp', {
    signUp: { identifiers: ['username'], password: true, verify: false },
  });
  app.clock.advance(1001);

  await signIn(app, app.browser(), 'outsider');
  await switchSso(false);
  await signIn(app, app.browser(), 'hanako');
  await switchSso(true);
  assert.ok(outsider.id);
});

test('L-06 the switch turned on during a sign-in still holds', async () => {
  await switchSso(false);
  await addUser(app, { username: 'in_between', primaryEmail: 'between@acme.test' });
  const browser = await begun();
  const proved = await provePassword(browser, 'in_between', PASSWORD);
  assert.equal(proved.status, 200);
  await switchSso(true);
  assert.equal((await identify(browser, proved.json.verificationId)).json.code, 'session.sso_enabled');
});

test('the preview counts the users of connector domains, before the switch is on', async () => {
  await switchSso(false);
  const before = await app.management('GET', '/api/sign-in-exp/single-sign-on/affected-users');
  await addUser(app, { primaryEmail: 'counted@acme.test' });
  await addUser(app, { primaryEmail: 'not-counted@sub.acme.test' });
  const now = await app.management('GET', '/api/sign-in-exp/single-sign-on/affected-users');
  assert.equal(now.body.count, before.body.count + 1);
  const draft = await app.management('POST', '/api/sso-connectors', {
    providerName: 'OIDC',
    connectorName: 'Not ready',
    domains: ['sub.acme.test'],
    config: {},
  });
  assert.equal(draft.status, 200, JSON.stringify(draft.body));
  const unready = await app.management('GET', '/api/sign-in-exp/single-sign-on/affected-users');
  assert.equal(unready.body.count, now.body.count);
  await switchSso(true);
});

test('state and redirect URI are the server’s to compare: foreign ones are refused', async () => {
  const browser = await begun();
  const elsewhere = await depart(browser, { redirectUri: 'https://evil.example/callback' });
  assert.equal(elsewhere.status, 400);
  const departed = await depart(browser);
  const back = await idp.authorize(departed.json.authorizationUri);
  const stranger = await begun();
  const shown = bootOf((await stranger.get(`${back.pathname}${back.search}`)).text);
  assert.equal(shown.screen, 'error');
  assert.equal(shown.error?.code, 'connector.state_mismatch');
  assert.equal(shown.callback, null);
  assert.equal((await arrive(stranger, departed.json.verificationId, back)).status, 404);
  const noCookie = bootOf((await app.browser().get(`${back.pathname}${back.search}`)).text);
  assert.equal(noCookie.screen, 'unknown-session');
  const other = new URL(back);
  other.searchParams.set('state', 'state-of-another-one');
  assert.equal(bootOf((await browser.get(`${other.pathname}${other.search}`)).text).screen, 'error');
  const wrong = await arrive(browser, departed.json.verificationId, other);
  assert.equal(wrong.status, 400);
  // What was tried once is used up, even though it failed.
  assert.equal((await arrive(browser, departed.json.verificationId, back)).status, 404);
});

test('an arrival is good once, also for twenty requests at once', async () => {
  const browser = await begun();
  const departed = await depart(browser);
  const back = await idp.authorize(departed.json.authorizationUri);
  const before = idp.counts.token;
  const answers = await Promise.all(
    Array.from({ length: 20 }, () => arrive(browser, departed.json.verificationId, back)),
  );
  assert.equal(answers.filter((answer) => answer.status === 200).length, 1);
  assert.equal(idp.counts.token - before, 1);
});

test('L-07 a departure alone identifies nobody, nor one of another connector', async () => {
  const browser = await begun();
  const departed = await depart(browser);
  const early = await identify(browser, departed.json.verificationId);
  assert.equal(early.json.code, 'session.verification_failed');
  const answer = await browser.post('/api/experience/verification/sso/another/verify', {
    verificationId: departed.json.verificationId,
    connectorData: {},
  });
  assert.equal(answer.status, 404);
  assert.equal((await submit(browser)).status, 404);
});

test('cancelled consent is shown with the way back, and leaves nothing behind', async () => {
  const browser = await begun();
  const departed = await depart(browser);
  const state = new URL(departed.json.authorizationUri).searchParams.get('state') ?? '';
  const path = `/callback/${connectorId}?error=access_denied&error_description=No%20thanks&state=${state}`;
  const boot = bootOf((await browser.get(path)).text);
  assert.equal(boot.screen, 'error');
  assert.equal(boot.error?.code, 'access_denied');
  assert.equal(boot.error?.detail, 'No thanks');
  assert.ok(boot.interaction);
  const rows = (await app.audit()).filter((row) => row.payload.reason === 'access_denied');
  assert.equal(rows.length, 1);
  assert.equal(rows[0]?.result, 'Error');
  assert.equal((await signInBySso(browser)).status, 200, 'the same sign-in goes on');
});

test('a taken address that may not be linked is told to sign in the old way first', async () => {
  await addUser(app, { username: 'jiro_old', primaryEmail: 'jiro@other.test' });
  idp.person = { sub: 'person-jiro', email: 'jiro@other.test', email_verified: false, name: 'Jiro' };
  const browser = await begun();
  const departed = await depart(browser);
  const back = await idp.authorize(departed.json.authorizationUri);
  const arrived = await arrive(browser, departed.json.verificationId, back);
  const refused = arrived.status === 200 ? await identify(browser, arrived.json.verificationId) : arrived;
  assert.ok(refused.status >= 400, refused.text);
  const users = await app.management('GET', '/api/users?search=jiro@other.test');
  assert.equal(users.body.length, 1);
  idp.person = { sub: 'person-1', email: 'taro@acme.test', email_verified: true, name: 'Taro' };
});

test('sign-in only: nobody new comes in through SSO, known ones do', async () => {
  await app.management('PATCH', '/api/sign-in-exp', { signInMode: 'SignIn' });
  app.clock.advance(1001);
  assert.equal((await signInBySso(await begun())).status, 200);
  idp.person = { sub: 'person-new', email: 'newcomer@acme.test', email_verified: true, name: 'New' };
  const browser = await begun();
  const departed = await depart(browser);
  const back = await idp.authorize(departed.json.authorizationUri);
  const { verificationId } = (await arrive(browser, departed.json.verificationId, back)).json;
  assert.equal((await identify(browser, verificationId)).status, 404);
  const turned = await browser.put('/api/experience/interaction-event', { interactionEvent: 'Register' });
  assert.equal(turned.status, 403);
  await app.management('PATCH', '/api/sign-in-exp', { signInMode: 'SignInAndRegister' });
  app.clock.advance(1001);
  idp.person = { sub: 'person-1', email: 'taro@acme.test', email_verified: true, name: 'Taro' };
});

test('an address that the tenant blocks does not register through SSO either', async () => {
  const block = async (emailBlocklistPolicy: object) => {
    await app.management('PATCH', '/api/sign-in-exp', { emailBlocklistPolicy });
    app.clock.advance(1001);
  };
  await block({ customBlocklist: ['blocked@acme.test'] });
  idp.person = { sub: 'person-blocked', email: 'blocked@acme.test', email_verified: true, name: 'Blocked' };
  const browser = await begun();
  const departed = await depart(browser);
  const back = await idp.authorize(departed.json.authorizationUri);
  const { verificationId } = (await arrive(browser, departed.json.verificationId, back)).json;
  await browser.put('/api/experience/interaction-event', { interactionEvent: 'Register' });
  const refused = await identify(browser, verificationId);
  assert.deepEqual([refused.status, refused.json.code], [422, 'user.email_not_allowed']);
  await block({});
  idp.person = { sub: 'person-1', email: 'taro@acme.test', email_verified: true, name: 'Taro' };
});

test('direct sign-in leaves at once; an unknown connector shows the sign-in page', async () => {
  const browser = app.browser();
  const { location } = await beginSignIn(app, browser, { hints: { directSignIn: `sso:${connectorId}` } });
  const left = await browser.get(location);
  assert.equal(left.status, 303);
  const back = await idp.authorize(left.location ?? '');
  const boot = bootOf((await browser.get(`${back.pathname}${back.search}`)).text);
  assert.equal(boot.screen, 'callback');
  const verificationId = boot.callback?.verificationId ?? '';
  assert.equal((await arrive(browser, verificationId, back)).status, 200);
  assert.equal((await identify(browser, verificationId)).status, 204);
  assert.equal((await submit(browser)).status, 200);
  const other = app.browser();
  const unknown = await beginSignIn(app, other, { hints: { directSignIn: 'sso:nothing' } });
  assert.equal((await other.get(unknown.location)).location, '/sign-in');
});

test('L-17 a suspended user does not come in through SSO', async () => {
  const users = await app.management('GET', '/api/users?search=taro@acme.test');
  const { id } = users.body[0];
  await app.management('PATCH', `/api/users/${id}/is-suspended`, { isSuspended: true });
  const browser = await begun();
  const departed = await depart(browser);
  const back = await idp.authorize(departed.json.authorizationUri);
  const arrived = await arrive(browser, departed.json.verificationId, back);
  const refused = await identify(browser, arrived.json.verificationId);
  assert.equal(refused.json.code, 'user.suspended');
  assert.equal((await submit(browser)).status, 404);
  await app.management('PATCH', `/api/users/${id}/is-suspended`, { isSuspended: false });
  assert.equal((await identify(browser, arrived.json.verificationId)).status, 204);
  assert.equal((await submit(browser)).status, 200);
});

test('L-04 whoever registered an address without proof gains nothing when its owner comes through SSO', async () => {
  await switchSso(false);
  const trusting = { signUp: { identifiers: ['username', 'email'], password: true, verify: false } };
  await app.management('PATCH', '/api/sign-in-exp', trusting);
  app.clock.advance(1001);
  const attacker = await begun('Register');
  const proposed = await attacker.post('/api/experience/verification/new-password-identity', {
    identifier: { type: 'username', value: 'pre_hijacker' },
    password: PASSWORD,
  });
  await attacker.post('/api/experience/profile', { type: 'email', value: 'saburo@acme.test' });
  await identify(attacker, proposed.json.verificationId);
  assert.equal((await submit(attacker)).status, 200);
  await signIn(app, app.browser(), 'pre_hijacker');
  await app.management('PATCH', '/api/sign-in-exp', {
    signUp: { identifiers: ['username'], password: true, verify: false },
  });
  await switchSso(true);

  idp.person = { sub: 'person-saburo', email: 'saburo@acme.test', email_verified: true, name: 'Saburo' };
  const owner = await begun();
  assert.equal((await signInBySso(owner)).status, 200);
  const users = (await app.management('GET', '/api/users?search=saburo@acme.test&includeSsoIdentities=true'))
    .body;
  const [mine, theirs] = users.sort((a: { username: string | null }) => (a.username === null ? -1 : 1));
  assert.equal(users.length, 2);
  assert.deepEqual([mine.emailVerified, mine.hasPassword, mine.ssoIdentities.length], [true, false, 1]);
  assert.deepEqual([theirs.emailVerified, theirs.ssoIdentities.length], [false, 0]);
  assert.equal(
    (await provePassword(await begun(), 'pre_hijacker', PASSWORD)).json.code,
    'session.sso_enabled',
  );
  idp.person = { sub: 'person-1', email: 'taro@acme.test', email_verified: true, name: 'Taro' };
});
