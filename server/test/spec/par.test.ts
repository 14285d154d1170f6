/** Pushed and signed authorization requests: RFC 9126, RFC 9101, OpenID Connect Core §6.1. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import * as oauth from 'oauth4webapi';
import * as openid from 'openid-client';
import type { Browser } from '../app.ts';
import { reject } from '../reject.ts';
import { assertion, createKey, proof, signAs, type TestKey, thumbprintOf } from './keys.ts';
import {
  authorize,
  CALLBACK,
  createClient,
  createTestUser,
  encode,
  readAnswer,
  redeem,
  signedIn,
  startApp,
  type TestApp,
  type TestClient,
  type Values,
} from './world.ts';

const PREFIX = 'urn:ietf:params:oauth:request_uri:';

describe('pushed and signed requests', () => {
  let app: TestApp;
  let key: TestKey;
  let web: TestClient;
  let strict: TestClient;
  let signing: TestClient;
  let spa: TestClient;
  let browser: Browser;
  let userId: string;
  before(async () => {
    app = await startApp();
    key = await createKey('PS256');
    const jwks = { keys: [key.jwk] };
    web = await createClient(app, { customClientMetadata: { jwks } });
    strict = await createClient(app, { customClientMetadata: { requirePushedAuthorizationRequests: true } });
    signing = await createClient(app, { customClientMetadata: { jwks, requireSignedRequestObject: true } });
    spa = await createClient(app, { type: 'SPA' });
    userId = (await createTestUser(app)).id;
    browser = await signedIn(app, userId);
  });
  /** Strangers' clients read the system's clock; tests turn ours. */
  const skewed = () => ({ [openid.clockSkew]: Math.round((app.clock.now() - Date.now()) / 1000) });
  after(() => app.close());

  const request = (client: TestClient, values: Values = {}): Values => ({
    client_id: client.id,
    redirect_uri: CALLBACK,
    response_type: 'code',
    scope: 'openid offline_access',
    state: 'the-state',
    ...values,
  });
  const push = (client: TestClient, values: Values = {}, headers: Record<string, string> = {}) =>
    fetch(`${app.origin}/oidc/request`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: encode({ ...request(client), client_secret: client.secret, ...values }),
    });
  const reference = async (client: TestClient, values: Values = {}): Promise<string> => {
    const answer = await readAnswer(await push(client, values));
    assert.equal(answer.status, 201, JSON.stringify(answer.body));
    return answer.body.request_uri;
  };
  const go = (values: Values, by = browser) =>
    fetch(`${app.origin}/oidc/auth?${encode(values)}`, {
      redirect: 'manual',
      headers: { cookie: [...by.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
  const parametersOf = (response: Response) =>
    new URL(response.headers.get('location') ?? '', app.origin).searchParams;

  test('RFC 9126 control: openid-client pushes, oauth4webapi reads the answer', async () => {
    const config = await openid.discovery(
      new URL(`${app.origin}/oidc`),
      strict.id,
      skewed(),
      openid.ClientSecretBasic(strict.secret ?? ''),
      { execute: [openid.allowInsecureRequests] },
    );
    const pkceCodeVerifier = openid.randomPKCECodeVerifier();
    const url = await openid.buildAuthorizationUrlWithPAR(config, {
      redirect_uri: CALLBACK,
      scope: 'openid',
      state: 'a-state',
      code_challenge: await openid.calculatePKCECodeChallenge(pkceCodeVerifier),
      code_challenge_method: 'S256',
    });
    assert.deepEqual([...url.searchParams.keys()].sort(), ['client_id', 'request_uri']);
    const back = new URL((await browser.get(url.href)).location ?? '');
    const tokens = await openid.authorizationCodeGrant(config, back, {
      pkceCodeVerifier,
      expectedState: 'a-state',
    });
    assert.equal(tokens.claims()?.sub, userId);
    const insecure = { [oauth.allowInsecureRequests]: true };
    const issuer = new URL(`${app.origin}/oidc`);
    const server = await oauth.processDiscoveryResponse(
      issuer,
      await oauth.discoveryRequest(issuer, insecure),
    );
    const client = { client_id: web.id };
    const pushed = await oauth.processPushedAuthorizationResponse(
      server,
      client,
      await oauth.pushedAuthorizationRequest(
        server,
        client,
        oauth.ClientSecretPost(web.secret ?? ''),
        new URLSearchParams(request(web) as Record<string, string>),
        insecure,
      ),
    );
    assert.ok(pushed.request_uri.startsWith(PREFIX));
    assert.ok(pushed.expires_in >= 60 && pushed.expires_in <= 90);
  });

  test('RFC 9126 §4: what was pushed counts, whatever the browser adds', async () => {
    const request_uri = await reference(web);
    const answer = await go({
      client_id: web.id,
      request_uri,
      state: 'another',
      redirect_uri: 'https://elsewhere.example/',
      scope: 'email',
    });
    assert.equal(parametersOf(answer).get('state'), 'the-state');
    const code = parametersOf(answer).get('code') ?? '';
    assert.equal((await redeem(app, web, code)).status, 200);
  });

  const unknown = { status: 400, error: /invalid_request_uri/, audit: 'Authorize.Refusal' };

  test('RFC 9126 §7.3 O-13 a reference is good once, for ninety seconds, for its client', async () => {
    const once = await reference(web);
    assert.ok(parametersOf(await go({ client_id: web.id, request_uri: once })).get('code'));
    await reject(app, () => go({ client_id: web.id, request_uri: once }), unknown);
    const late = await reference(web);
    app.clock.advance(91_000);
    await reject(app, () => go({ client_id: web.id, request_uri: late }), unknown);
    const foreign = await reference(web);
    await reject(app, () => go({ client_id: strict.id, request_uri: foreign }), unknown);
    await reject(app, () => go({ client_id: web.id, request_uri: `${PREFIX}invented` }), unknown);
    const raced = await reference(web);
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => go({ client_id: web.id, request_uri: raced })),
    );
    assert.equal(answers.filter((answer) => answer.status === 303).length, 1);
  });

  test('RFC 9126 §2.3: the same checks as at the authorization endpoint, answered in JSON', async () => {
    const cases: [Values, string][] = [
      [{ response_type: 'token' }, 'unsupported_response_type'],
      [{ redirect_uri: 'https://elsewhere.example/' }, 'invalid_request'],
      [{ redirect_uri: undefined }, 'invalid_request'],
      [{ code_challenge: 'x', code_challenge_method: 'plain' }, 'invalid_request'],
      [{ resource: 'https://nowhere.example' }, 'invalid_target'],
      [{ prompt: 'none login' }, 'invalid_request'],
      [{ response_mode: 'fragment' }, 'unsupported_response_mode'],
      [{ request_uri: `${PREFIX}other` }, 'invalid_request'],
      [{ state: ['a', 'b'] }, 'invalid_request'],
    ];
    for (const [values, error] of cases) {
      await reject(app, () => push(web, values), { status: 400, error, audit: 'Authorize.Refusal' });
    }
    await reject(app, () => push(spa), { status: 400, error: 'invalid_request' });
    const machine = await createClient(app, { type: 'MachineToMachine' });
    await reject(app, () => push(machine), { status: 400, error: 'unauthorized_client' });
  });

  test('O-09 O-10 O-14 the client is authenticated as at the token endpoint; other bodies are refused', async () => {
    const invalid = { status: 401, error: 'invalid_client', audit: 'Authorize.Refusal' };
    await reject(app, () => push(web, { client_secret: 'wrong' }), invalid);
    await reject(app, () => push(web, { client_secret: undefined }), invalid);
    const signed = await assertion(app, key, web.id);
    assert.equal((await push(web, { client_secret: undefined, ...signed })).status, 201);
    await reject(app, () => push(web, { client_secret: undefined, ...signed }), invalid);
    await reject(app, () => push(web, {}, { 'content-type': 'application/json' }), {
      status: 400,
      error: 'invalid_request',
    });
  });

  test('RFC 9126 §6: an application may be held to pushing', async () => {
    await reject(app, () => authorize(app, browser, strict), { error: 'invalid_request' });
    assert.ok(
      parametersOf(await go({ client_id: strict.id, request_uri: await reference(strict) })).get('code'),
    );
  });

  test('O-11 any other request_uri is refused and nobody is reached; one beside a request too', async () => {
    for (const request_uri of [
      'http://127.0.0.1:1/r',
      'http://169.254.169.254/latest',
      'https://app.example/request.jwt',
      'urn:other:thing',
      'file:///etc/passwd',
    ]) {
      await reject(app, () => authorize(app, browser, web, { request_uri }), {
        error: 'request_uri_not_supported',
      });
      await reject(app, () => go({ client_id: web.id, request_uri }), { error: /request_uri_not_supported/ });
    }
    const both = { request_uri: `${PREFIX}x`, request: 'x.y.z' };
    await reject(app, () => authorize(app, browser, web, both), { error: 'invalid_request' });
  });

  test('RFC 9449 §10.1: a proof at the push binds the code; one that contradicts dpop_jkt is refused', async () => {
    const own = await createKey();
    const htu = `${app.origin}/oidc/request`;
    const pushed = await readAnswer(await push(web, {}, { dpop: await proof(app, own, { htu }) }));
    const { request_uri } = pushed.body;
    const code = parametersOf(await go({ client_id: web.id, request_uri })).get('code') ?? '';
    await reject(app, async () => {
      const values = { grant_type: 'authorization_code', code, redirect_uri: CALLBACK };
      return fetch(`${app.origin}/oidc/token`, {
        method: 'POST',
        body: new URLSearchParams({ ...values, client_id: web.id, client_secret: web.secret ?? '' }),
      });
    });
    const other = await thumbprintOf(await createKey());
    await reject(app, async () => push(web, { dpop_jkt: other }, { dpop: await proof(app, own, { htu }) }), {
      status: 400,
      error: 'invalid_dpop_proof',
    });
  });

  const object = (client: TestClient, claims: Record<string, unknown> = {}, header = {}) =>
    signAs(app, key, client.id, { ...(request(client) as Record<string, unknown>), ...claims }, header);

  test('RFC 9101 control: the signed parameters alone count, sent plainly and pushed', async () => {
    const signed = await object(web, {
      state: 'signed',
      max_age: 3600,
      claims: { id_token: { name: null } },
    });
    const answer = await authorize(app, browser, web, {
      request: signed,
      state: 'unsigned',
      scope: 'email',
      redirect_uri: 'https://elsewhere.example/',
    });
    assert.equal(parametersOf(answer).get('state'), 'signed');
    assert.ok(parametersOf(answer).get('code'));
    const pushed = await readAnswer(
      await push(web, {
        ...emptied,
        request: await object(web, { state: 'pushed' }, { typ: 'oauth-authz-req+jwt' }),
      }),
    );
    assert.equal(pushed.status, 201, JSON.stringify(pushed.body));
    const { request_uri } = pushed.body;
    assert.equal(parametersOf(await go({ client_id: web.id, request_uri })).get('state'), 'pushed');
    const config = await openid.discovery(
      new URL(`${app.origin}/oidc`),
      signing.id,
      skewed(),
      openid.ClientSecretBasic(signing.secret ?? ''),
      { execute: [openid.allowInsecureRequests] },
    );
    const url = await openid.buildAuthorizationUrlWithJAR(
      config,
      { redirect_uri: CALLBACK, scope: 'openid', state: 'strangers' },
      { key: key.privateKey, kid: key.kid },
    );
    const { searchParams } = new URL((await browser.get(url.href)).location ?? '');
    assert.equal(searchParams.get('state'), 'strangers');
    assert.ok(searchParams.get('code'));
  });
  const emptied: Values = {
    redirect_uri: undefined,
    response_type: undefined,
    scope: undefined,
    state: undefined,
  };

  test('O-11 request objects: unsigned, foreign, expired, for others, nested, of the wrong shape', async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const body = part({ ...request(web), iss: web.id, aud: `${app.origin}/oidc`, exp: 9_999_999_999 });
    const now = Math.floor(app.clock.now() / 1000);
    const foreign = await createKey('PS256', key.kid);
    const wrong = [
      `${part({ alg: 'none' })}.${body}.`,
      `${part({ alg: 'HS256' })}.${body}.${part('x')}`,
      await signAs(app, foreign, web.id, request(web) as Record<string, unknown>),
      await object(web, { exp: now - 120 }),
      await object(web, { exp: now + 100_000 }),
      await object(web, { exp: undefined }),
      await object(web, { aud: 'https://elsewhere.example' }),
      await object(web, { iss: strict.id }),
      await object(web, { client_id: strict.id }),
      await object(web, { client_id: undefined }),
      await object(web, { request: 'x.y.z' }),
      await object(web, { request_uri: 'https://app.example/r' }),
      await object(web, { redirect_uri: [CALLBACK, CALLBACK] }),
      await object(web, { scope: { deep: true } }),
      await object(web, {}, { typ: 'at+jwt' }),
      'nonsense',
    ];
    for (const one of wrong) {
      await reject(app, () => authorize(app, browser, web, { request: one }), {
        error: 'invalid_request_object',
      });
      await reject(app, () => push(web, { ...emptied, request: one }), { status: 400 });
    }
    await reject(app, async () => authorize(app, browser, strict, { request: await object(strict) }), {
      error: 'request_not_supported',
    });
  });

  test('O-01 an address inside a signed request is held to the registered ones, on our own page', async () => {
    const evil = await object(web, { redirect_uri: 'https://elsewhere.example/' });
    await reject(app, () => authorize(app, browser, web, { request: evil }), { status: 400 });
  });

  test('RFC 9101 §10.5: an application may be held to signing, pushed or not', async () => {
    await reject(app, () => authorize(app, browser, signing), { error: 'invalid_request' });
    await reject(app, () => push(signing), { status: 400, error: 'invalid_request' });
    const request_uri = await reference(signing, { ...emptied, request: await object(signing) });
    assert.ok(parametersOf(await go({ client_id: signing.id, request_uri })).get('code'));
  });
});
