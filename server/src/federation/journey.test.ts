/** Enterprise SSO as a browser lives it: from the app's request to the provider, back, and into the app. */
import assert from 'node:assert/strict';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
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
  submit,
} from '../../test/sign-in.ts';
import { authorizeUrl, CALLBACK, createClient, redeem, signInTo } from '../../test/spec/world.ts';

let app: TestApp;
let idp: FakeIdp;
let connectorId: string;
let sequence = 0;

before(async () => {
  idp = await startIdp({ now: () => app?.clock.now() ?? 0 });
  app = await startApp({ settings: { GOOGLE_WORKSPACE_ISSUER: idp.issuer } });
  const on = await app.management('PATCH', '/api/sign-in-exp', { singleSignOnEnabled: true });
  assert.equal(on.status, 200, JSON.stringify(on.body));
  const made = await app.management('POST', '/api/sso-connectors', {
    providerName: 'GoogleWorkspace',
    connectorName: 'Acme',
    domains: ['acme.test'],
    config: { clientId: idp.clientId, clientSecret: idp.clientSecret, offlineAccess: true },
    branding: { displayName: 'Acme accounts' },
    enableTokenStorage: true,
  });
  assert.equal(made.body.isAvailable, true, JSON.stringify(made.body));
  connectorId = made.body.id;
});
after(async () => {
  await app.close();
  await idp.close();
});
beforeEach(() => {
  sequence += 1;
  idp.person = {
    sub: `s-${sequence}`,
    email: `u${sequence}@acme.test`,
    email_verified: true,
    name: 'Taro',
    hd: 'acme.test',
  };
  // Refusals of one address are thinned out beyond ten a second.
  app.clock.advance(1000);
});
afterEach(() => idp.straighten());

const sso = (step: string) => `/api/experience/verification/sso/${connectorId}/${step}`;
const newState = () => `state-${sequence}-${Math.random().toString(36).slice(2)}`;

type Departed = { verificationId: string; authorizationUri: string; state: string };

/** From the sign-in page to the address of the provider. */
const depart = async (browser: Browser, email?: string): Promise<Departed> => {
  assert.equal((await choose(browser, 'SignIn')).status, 204);
  const state = newState();
  const redirectUri = `${app.origin}/callback/${connectorId}`;
  const answer = await browser.post(sso('authorization-uri'), {
    state,
    redirectUri,
    ...(email ? { email } : {}),
  });
  assert.equal(answer.status, 200, answer.text);
  return { ...answer.json, state };
};

const verify = (browser: Browser, verificationId: string, back: URL) =>
  browser.post(sso('verify'), { verificationId, connectorData: Object.fromEntries(back.searchParams) });

/** From the provider's answer to the end, as the page does it. */
const finish = async (browser: Browser, verificationId: string): Promise<string> => {
  const known = await identify(browser, verificationId);
  if (known.status === 404) {
    assert.equal(known.json.code, 'user.identity_not_exist');
    assert.equal(
      (await browser.put('/api/experience/interaction-event', { interactionEvent: 'Register' })).status,
      204,
    );
    const registered = await identify(browser, verificationId);
    assert.ok(registered.status < 300, registered.text);
  } else assert.equal(known.status, 204, known.text);
  const done = await submit(browser);
  assert.equal(done.status, 200, done.text);
  return done.json.redirectTo;
};

const begun = async (): Promise<Browser> => {
  const browser = app.browser();
  await beginSignIn(app, browser);
  return browser;
};

const signInWithSso = async (browser: Browser): Promise<string> => {
  const { verificationId, authorizationUri } = await depart(browser);
  const back = await idp.authorize(authorizationUri);
  const page = await browser.get(back.pathname + back.search);
  assert.equal(page.status, 200);
  assert.ok(page.text.includes(verificationId), 'the page was told which departure it is');
  const verified = await verify(browser, verificationId, back);
  assert.equal(verified.status, 200, verified.text);
  return finish(browser, verificationId);
};

const users = async () => (await app.platform.db.queries.selectFrom('users').select('id').execute()).length;
const sessions = async () =>
  (await app.platform.db.queries.selectFrom('sessions').select('id').execute()).length;
/** Refused: an error, no session, no user. */
const refuses = async (work: () => Promise<{ status: number; text: string }>, code: string) => {
  const before = [await users(), await sessions()];
  const answer = await work();
  assert.ok(answer.status >= 400 && answer.status < 503, `${answer.status} ${answer.text}`);
  assert.ok(answer.text.includes(code), answer.text);
  assert.deepEqual([await users(), await sessions()], before);
};

describe('a journey through enterprise SSO', () => {
  it('leads from the app to the provider and back, and the owner reads the stored token', async () => {
    const client = await createClient(app);
    const browser = app.browser();
    const start = await browser.get(
      authorizeUrl(client, { scope: 'openid profile email identities offline_access' }),
    );
    assert.equal(new URL(start.location ?? '', app.origin).pathname, '/sign-in');
    const found = await browser.get(
      `/api/experience/sso-connectors?email=${encodeURIComponent(String(idp.person.email))}`,
    );
    assert.deepEqual(found.json.connectorIds, [connectorId]);
    const redirectTo = await signInWithSso(browser);
    const answer = await browser.follow(redirectTo);
    const arrived = new URL(answer.location ?? '');
    assert.equal(arrived.origin + arrived.pathname, CALLBACK);
    const tokens = await redeem(app, client, String(arrived.searchParams.get('code')));
    assert.equal(tokens.status, 200, JSON.stringify(tokens.body));
    const read = await fetch(`${app.origin}/api/my-account/sso-identities/${connectorId}/access-token`, {
      headers: { authorization: `Bearer ${tokens.body.access_token}` },
    });
    const body = await read.json();
    assert.equal(read.status, 200, JSON.stringify(body));
    assert.match(String((body as { access_token: string }).access_token), /^upstream-access/);
    assert.equal(read.headers.get('cache-control'), 'no-store');
    // The same person again is the same user.
    const before = await users();
    await signInWithSso(await begun());
    assert.equal(await users(), before);
    const keys = new Set((await app.audit()).map(({ key }) => key));
    for (const key of [
      'User.Create',
      'SsoIdentity.Create',
      'SsoIdentity.Update',
      'Vault.Secret.Store',
      'Vault.Secret.Read',
    ]) {
      assert.ok(keys.has(key as never), key);
    }
  });

  it('V-06 a token without the scope identities reads nothing', async () => {
    const client = await createClient(app);
    const browser = await begun();
    await signInWithSso(browser);
    const tokens = await signInTo(app, browser, client, { scope: 'openid profile', prompt: undefined });
    const read = await fetch(`${app.origin}/api/my-account/sso-identities/${connectorId}/access-token`, {
      headers: { authorization: `Bearer ${tokens.access_token}` },
    });
    assert.equal(read.status, 403);
  });

  it('R-09 an answer in another browser, or with another state, is used for nothing', async () => {
    const victim = await begun();
    const attacker = await begun();
    const theirs = await depart(attacker);
    const back = await idp.authorize(theirs.authorizationUri);
    const mine = await depart(victim);
    const page = await victim.get(back.pathname + back.search);
    assert.ok(page.text.includes('connector.state_mismatch'));
    await refuses(
      () => verify(victim, theirs.verificationId, back),
      'session.verification_session_not_found',
    );
    await refuses(() => verify(victim, mine.verificationId, back), 'connector.state_mismatch');
    assert.equal(sessionCookie(victim), undefined);
    await refuses(() => verify(app.browser(), theirs.verificationId, back), 'session.not_found');
    assert.equal((await verify(attacker, theirs.verificationId, back)).status, 200);
  });

  it('R-17 an answer is good once: not twice, not after success, not in parallel', async () => {
    const browser = await begun();
    const { verificationId, authorizationUri } = await depart(browser);
    const back = await idp.authorize(authorizationUri);
    const both = await Promise.all([
      verify(browser, verificationId, back),
      verify(browser, verificationId, back),
    ]);
    assert.equal(both.filter(({ status }) => status === 200).length, 1, both.map(({ text }) => text).join());
    await refuses(() => verify(browser, verificationId, back), 'session.verification_session_not_found');
    await finish(browser, verificationId);
    await refuses(() => verify(browser, verificationId, back), 'session.not_found');
    const before = await sessions();
    await browser.get(back.pathname + back.search);
    await app.browser().get(back.pathname + back.search);
    assert.equal(await sessions(), before);
  });

  it('R-11 a refusal of the provider is shown as text, and no session begins', async () => {
    const browser = await begun();
    const { state } = await depart(browser);
    const query = new URLSearchParams({
      state,
      error: 'access_denied',
      error_description: '</script><script>alert(1)</script>',
    });
    const page = await browser.get(`/callback/${connectorId}?${query}`);
    assert.ok(page.text.includes('access_denied'));
    assert.ok(!page.text.includes('<script>alert(1)'));
    assert.equal(sessionCookie(browser), undefined);
    // The way is open again.
    await signInWithSso(browser);
  });

  it("R-18 the app's login_hint and extra parameters do not reach the provider", async () => {
    const client = await createClient(app);
    const browser = app.browser();
    const values = { login_hint: 'victim@acme.test', hd: 'evil.test', access_type: 'x' };
    await browser.get(authorizeUrl(client, values));
    const { authorizationUri } = await depart(browser);
    const asked = new URL(authorizationUri).searchParams;
    assert.equal(asked.get('login_hint'), null);
    assert.equal(asked.get('hd'), 'acme.test');
    assert.equal(asked.get('access_type'), 'offline');
    const direct = app.browser();
    const start = await direct.get(authorizeUrl(client, { ...values, direct_sign_in: `sso:${connectorId}` }));
    const left = await direct.get(new URL(start.location ?? '', app.origin).href);
    assert.equal(new URL(left.location ?? '').origin, idp.issuer);
    assert.equal(new URL(left.location ?? '').searchParams.get('login_hint'), null);
    const typed = await depart(await begun(), 'taro@acme.test');
    assert.equal(new URL(typed.authorizationUri).searchParams.get('login_hint'), 'taro@acme.test');
  });

  it('R-19 a provider that is down says so, and the same sign-in works when it is back', async () => {
    const browser = await begun();
    const { verificationId, authorizationUri } = await depart(browser);
    const back = await idp.authorize(authorizationUri);
    idp.bend = { status: { token: 500 } };
    await refuses(() => verify(browser, verificationId, back), 'connector.provider_unavailable');
    idp.straighten();
    await signInWithSso(browser);
    app.clock.advance(11 * 60_000);
    idp.bend = { status: { discovery: 503 } };
    const other = await begun();
    await choose(other, 'SignIn');
    const request = { state: newState(), redirectUri: `${app.origin}/callback/${connectorId}` };
    await refuses(() => other.post(sso('authorization-uri'), request), 'connector.provider_unavailable');
  });

  it('a person of a foreign hosted domain is refused, named, with nothing made', async () => {
    idp.person = { ...idp.person, hd: 'evil.test', email: `u${sequence}@evil.test` };
    const browser = await begun();
    const { verificationId, authorizationUri } = await depart(browser);
    const back = await idp.authorize(authorizationUri);
    await refuses(() => verify(browser, verificationId, back), 'evil.test');
    await refuses(() => identify(browser, verificationId), 'session.verification_failed');
  });

  it('L-05 a verification of one browser does not identify in another', async () => {
    const one = await begun();
    const { verificationId, authorizationUri } = await depart(one);
    await verify(one, verificationId, await idp.authorize(authorizationUri));
    const other = await begun();
    await choose(other, 'SignIn');
    await refuses(() => identify(other, verificationId), 'session.verification_session_not_found');
    await finish(one, verificationId);
  });

  it('L-06 no local credential of an address that the provider owns works, whatever is typed', async () => {
    const username = `local${sequence}`;
    const email = String(idp.person.email);
    await addUser(app, { username, primaryEmail: email });
    for (const name of [username, username.toUpperCase(), email, email.toUpperCase()]) {
      const browser = await begun();
      await choose(browser, 'SignIn');
      const proved = await provePassword(browser, name, PASSWORD);
      const last = proved.status === 200 ? await identify(browser, proved.json.verificationId) : proved;
      assert.equal(last.status, 422, `${name}: ${last.text}`);
      assert.equal(last.json.code, 'session.sso_enabled');
      assert.deepEqual(
        last.json.data.ssoConnectors.map((choice: { id: string; name: string }) => [choice.id, choice.name]),
        [[connectorId, 'Acme accounts']],
      );
      await refuses(() => submit(browser), 'session.');
      assert.equal(sessionCookie(browser), undefined);
    }
    // The provider's way leads to the same account.
    const before = await users();
    await signInWithSso(await begun());
    assert.equal(await users(), before);
  });

  it('L-06 nobody registers an address that a provider owns', async () => {
    const browser = await begun();
    await choose(browser, 'Register');
    const identifier = { type: 'email', value: `new${sequence}@acme.test` };
    const proposed = await browser.post('/api/experience/verification/new-password-identity', {
      identifier,
      password: PASSWORD,
    });
    const last = proposed.status === 200 ? await identify(browser, proposed.json.verificationId) : proposed;
    assert.equal(last.status, 422, last.text);
    const verification = await browser.post('/api/experience/verification/verification-code', {
      interactionEvent: 'Register',
      identifier,
    });
    assert.equal(verification.status, 422, verification.text);
  });

  it('L-01 an address that is taken and not vouched for asks to sign in the old way first', async () => {
    const plain = await app.management('POST', '/api/sso-connectors', {
      providerName: 'OIDC',
      connectorName: `Partner ${sequence}`,
      domains: ['partner.test'],
      config: { clientId: idp.clientId, clientSecret: idp.clientSecret, issuer: idp.issuer },
    });
    const known = connectorId;
    connectorId = plain.body.id;
    try {
      idp.person = { sub: `p-${sequence}`, email: `p${sequence}@partner.test`, email_verified: false };
      await addUser(app, { username: `p${sequence}`, primaryEmail: String(idp.person.email) });
      const browser = await begun();
      const { verificationId, authorizationUri } = await depart(browser);
      const verified = await verify(browser, verificationId, await idp.authorize(authorizationUri));
      assert.equal(verified.status, 200, verified.text);
      await refuses(() => identify(browser, verificationId), 'user.sign_in_first_to_link');
      await browser.put('/api/experience/interaction-event', { interactionEvent: 'Register' });
      await refuses(() => identify(browser, verificationId), 'user.sign_in_first_to_link');
      await refuses(() => submit(browser), 'user.missing_profile');
    } finally {
      connectorId = known;
    }
  });

  it('another tenant neither sees nor changes the connector, its identities or its tokens', async () => {
    await signInWithSso(await begun());
    const path = `/api/sso-connectors/${connectorId}`;
    for (const [method, body] of [['GET'], ['PATCH', { connectorName: 'Stolen' }], ['DELETE']] as const) {
      assert.equal((await app.management(method, path, body, 'admin')).status, 404, method);
    }
    const list = await app.management('GET', '/api/sso-connectors', undefined, 'admin');
    assert.deepEqual(list.body, []);
    const user = await app.platform.db.queries
      .selectFrom('users')
      .select('id')
      .where('primaryEmail', '=', String(idp.person.email))
      .executeTakeFirstOrThrow();
    const identity = `/api/users/${user.id}/sso-identities/${connectorId}`;
    assert.equal((await app.management('GET', identity, undefined, 'admin')).status, 404);
    assert.equal(
      (await app.management('GET', `/api/users/${user.id}/all-identities`, undefined, 'admin')).status,
      404,
    );
    assert.equal((await app.management('GET', identity)).status, 200);
    const shown = await app.management('GET', `/api/users/${user.id}?includeSsoIdentities=true`);
    assert.equal(shown.status, 200);
    assert.ok(!JSON.stringify(shown.body).includes('vaultVersion'));
    assert.equal((await app.management('GET', path)).body.connectorName, 'Acme');
  });
});
