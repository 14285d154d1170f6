/**
 * What OpenID Connect Core asks of a provider beyond the plain flow: the claims parameter (§5.5), authentication
 * contexts (§5.5.1.1, RFC 9470), form_post, and the documents of RFC 8414 and RFC 9728.
 */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import * as openid from 'openid-client';
import { startSession } from '../../src/sessions/index.ts';
import { setPassword } from '../../src/users/index.ts';
import type { Browser } from '../app.ts';
import { reject } from '../reject.ts';
import { choose, identify, provePassword, submit } from '../sign-in.ts';
import {
  authorize,
  authorizeUrl,
  CALLBACK,
  claimsOf,
  createClient,
  createTestUser,
  getCode,
  readAnswer,
  redeem,
  signedIn,
  signInTo,
  startApp,
  type TestApp,
  type TestClient,
  userinfo,
} from './world.ts';

const ONE = 'urn:genkan:acr:1fa';
const MFA = 'urn:genkan:acr:mfa';
const PASSWORD = 'a lamp over seven quiet rivers';

describe('OpenID Connect Core', () => {
  let app: TestApp;
  let web: TestClient;
  let browser: Browser;
  let userId: string;
  before(async () => {
    app = await startApp();
    web = await createClient(app);
    userId = (
      await createTestUser(app, {
        username: 'hana',
        name: 'Hana',
        primaryEmail: 'hana@acme.example',
        profile: {
          familyName: 'Sato',
          givenName: 'Hana',
          nickname: 'Hanachan',
          website: 'https://hana.example',
          birthdate: '1990-01-01',
          zoneinfo: 'Asia/Tokyo',
          locale: 'ja',
          address: { streetAddress: '1-2-3', locality: 'Shibuya', postalCode: '150-0001', country: 'JP' },
        },
      })
    ).id;
    await setPassword(await app.context(), userId, PASSWORD);
    browser = await signedIn(app, userId);
  });
  after(() => app.close());

  const withSession = async (methods: string[]): Promise<Browser> => {
    const context = await app.context();
    const { cookie } = await app.platform.db.transaction((tx) =>
      startSession(tx, context, { userId, methods }),
    );
    const made = app.browser();
    await app.keepCookie(made, cookie);
    return made;
  };
  /** Signs in as the pages do; answers the address that the app is sent. */
  const signInByPages = async (values: Record<string, string>): Promise<URL> => {
    const made = app.browser();
    assert.equal((await made.get(authorizeUrl(web, values))).location, '/sign-in');
    assert.equal((await choose(made, 'SignIn')).status, 204);
    const proved = await provePassword(made, 'hana', PASSWORD);
    await identify(made, proved.json.verificationId);
    const { redirectTo } = (await submit(made)).json;
    return new URL((await made.get(redirectTo)).location ?? '');
  };
  const claims = (value: unknown) => ({ claims: JSON.stringify(value) });
  const errorOf = (answer: Response) =>
    new URL(answer.headers.get('location') ?? '/', app.origin).searchParams.get('error');
  const pathOf = (answer: Response) => new URL(answer.headers.get('location') ?? '', app.origin).pathname;

  test('§5.1, §5.4: every standard claim of the profile', async () => {
    const { access_token: value } = await signInTo(app, browser, web, {
      scope: 'openid profile email address phone',
    });
    const { body } = await readAnswer(await userinfo(app, value));
    assert.equal(body.family_name, 'Sato');
    assert.equal(body.nickname, 'Hanachan');
    assert.equal(body.zoneinfo, 'Asia/Tokyo');
    assert.equal(body.birthdate, '1990-01-01');
    assert.equal(body.website, 'https://hana.example');
    assert.equal(body.address.street_address, '1-2-3');
    assert.equal(body.address.postal_code, '150-0001');
    assert.equal(body.address.country, 'JP');
    assert.equal(typeof body.updated_at, 'number');
  });

  test('§5.5: single claims, in the ID token and at userinfo, whatever the scope', async () => {
    const asked = claims({
      userinfo: { email: { essential: true }, nickname: null, nothing_we_know: null },
      id_token: { family_name: null, address: { essential: true }, phone_number: null },
      of_another_kind: { x: null },
    });
    const tokens = await signInTo(app, browser, web, { scope: 'openid offline_access', ...asked });
    const inToken = claimsOf(tokens.id_token);
    assert.equal(inToken.family_name, 'Sato');
    assert.equal((inToken.address as Record<string, unknown>).locality, 'Shibuya');
    assert.ok(!('email' in inToken) && !('phone_number' in inToken));
    const { body } = await readAnswer(await userinfo(app, tokens.access_token));
    assert.equal(body.email, 'hana@acme.example');
    assert.equal(body.nickname, 'Hanachan');
    assert.ok(!('family_name' in body) && !('nothing_we_know' in body));
  });

  test('O-24 §5.5: claims that are no claims request, too deep, too many, too long', async () => {
    const deep = `${'{"userinfo":'.repeat(20)}null${'}'.repeat(20)}`;
    const many = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`c${index}`, null]));
    for (const value of ['x', '[]', '"text"', '{"userinfo":[]}', '{"userinfo":{"email":1}}', deep]) {
      await reject(app, () => authorize(app, browser, web, { claims: value }), { error: 'invalid_request' });
    }
    await reject(app, () => authorize(app, browser, web, claims({ userinfo: many })), {
      error: 'invalid_request',
    });
    const started = performance.now();
    await reject(app, () => authorize(app, browser, web, { claims: '['.repeat(5000) }), { status: 400 });
    assert.ok(performance.now() - started < 1000);
  });

  test('§5.5.1, §3.1.2.2: a subject that is demanded is the one who is signed in, or has to sign in', async () => {
    const other = (await createTestUser(app)).id;
    const demand = (value: string) => claims({ id_token: { sub: { value } } });
    assert.ok(await getCode(app, browser, web, { ...demand(userId), prompt: 'none' }));
    const answer = await authorize(app, browser, web, { ...demand(other), prompt: 'none' });
    assert.equal(errorOf(answer), 'login_required');
    assert.equal(pathOf(await authorize(app, browser, web, demand(other))), '/sign-in');
  });

  test('§2 acr and amr, RFC 8176: by how the user signed in', async () => {
    const cases: [string[], string, string[]][] = [
      [['password'], ONE, ['pwd']],
      [['email-code'], ONE, ['otp']],
      [['sso:abc'], ONE, ['fed']],
      [['password', 'totp'], MFA, ['pwd', 'otp', 'mfa']],
      [['password', 'webauthn'], MFA, ['pwd', 'hwk', 'mfa']],
    ];
    for (const [methods, acr, amr] of cases) {
      const tokens = await signInTo(app, await withSession(methods), web);
      const told = claimsOf(tokens.id_token);
      assert.equal(told.acr, acr);
      assert.deepEqual(told.amr, amr);
    }
  });

  test('O-16 RFC 9470: a context that the session does not reach asks for a new sign-in; prompt=none says so', async () => {
    const strong = await withSession(['password', 'totp']);
    const essential = (...values: string[]) => claims({ id_token: { acr: { essential: true, values } } });
    for (const wish of [{ acr_values: MFA }, essential(MFA), claims({ id_token: { acr: { value: MFA } } })]) {
      assert.equal(
        errorOf(await authorize(app, browser, web, { ...wish, prompt: 'none' })),
        'login_required',
      );
      assert.equal(pathOf(await authorize(app, browser, web, wish)), '/sign-in');
      const tokens = await signInTo(app, strong, web, wish);
      assert.equal(claimsOf(tokens.id_token).acr, MFA);
    }
    const lesser = await signInTo(app, strong, web, { acr_values: `${ONE} ${MFA}` });
    assert.equal(claimsOf(lesser.id_token).acr, ONE, 'what was asked for first and was reached');
    assert.ok(await getCode(app, browser, web, { acr_values: 'urn:example:gold' }), 'a wish nobody can meet');
    await reject(app, () => authorize(app, browser, web, essential('urn:example:gold')), {
      error: 'unmet_authentication_requirements',
    });
  });

  test('RFC 9470 §5: signing in again without reaching the context is told to the app', async () => {
    const essential = claims({ id_token: { acr: { essential: true, values: [MFA] } } });
    const { searchParams } = await signInByPages(essential);
    assert.equal(searchParams.get('error'), 'unmet_authentication_requirements');
    assert.equal(searchParams.get('state'), 'the-state');
    assert.equal(searchParams.get('iss'), `${app.origin}/oidc`);
    const wished = await signInByPages({ acr_values: MFA });
    assert.ok(wished.searchParams.get('code'), 'a mere wish');
  });

  test('Form Post 1.0: code, state and iss are posted; the page runs one script and nothing else', async () => {
    const answer = await authorize(app, browser, web, {
      response_mode: 'form_post',
      state: '"><script>x</script>',
    });
    assert.equal(answer.status, 200);
    const page = await answer.text();
    assert.match(page, new RegExp(`<form class="form" method="post" action="${CALLBACK}">`));
    assert.ok(!page.includes('<script>x'));
    assert.match(page, /name="state" value="&quot;&gt;&lt;script&gt;x/);
    assert.match(page, new RegExp(`name="iss" value="${app.origin}/oidc"`));
    const code = /name="code" value="([\w-]+)"/.exec(page)?.[1] ?? '';
    assert.equal((await redeem(app, web, code)).status, 200);
    const policy = answer.headers.get('content-security-policy') ?? '';
    const script = /<script>(.*?)<\/script>/.exec(page)?.[1] ?? '';
    const hash = createHash('sha256').update(script).digest('base64');
    assert.match(policy, /default-src 'none'/);
    assert.ok(policy.includes(`script-src 'sha256-${hash}';`), policy);
    assert.match(policy, /form-action 'self' https:\/\/app\.example https:;/);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  test('Form Post 1.0: errors come the same way, with iss; a fragment is refused', async () => {
    const answer = await authorize(app, app.browser(), web, { response_mode: 'form_post', prompt: 'none' });
    const page = await answer.text();
    assert.match(page, /name="error" value="login_required"/);
    assert.match(page, /name="iss"/);
    assert.match(page, /name="state" value="the-state"/);
    await reject(app, () => authorize(app, browser, web, { response_mode: 'fragment' }), {
      error: 'unsupported_response_mode',
    });
  });

  test('RFC 8414 §3: one document at every address, that claims what is there and nothing that is null', async () => {
    const read = async (path: string) => (await fetch(`${app.origin}${path}`)).text();
    const text = await read('/oidc/.well-known/openid-configuration');
    assert.equal(await read('/.well-known/oauth-authorization-server/oidc'), text);
    assert.equal(await read('/oidc/.well-known/oauth-authorization-server'), text);
    const config = await openid.discovery(new URL(`${app.origin}/oidc`), web.id, undefined, undefined, {
      algorithm: 'oauth2',
      execute: [openid.allowInsecureRequests],
    });
    const document = config.serverMetadata();
    assert.equal(document.pushed_authorization_request_endpoint, `${app.origin}/oidc/request`);
    assert.equal(document.claims_parameter_supported, true);
    assert.deepEqual(document.acr_values_supported, [ONE, MFA]);
    assert.deepEqual(document.response_modes_supported, ['query', 'form_post']);
    assert.ok((document.dpop_signing_alg_values_supported as string[]).includes('ES256'));
    assert.ok(document.token_endpoint_auth_methods_supported?.includes('private_key_jwt'));
    assert.ok(Object.values(JSON.parse(text) as object).every((value) => value !== null));
    for (const [name, url] of Object.entries(JSON.parse(text) as Record<string, string>)) {
      if (!name.endsWith('_endpoint')) continue;
      const { status } = await fetch(url, { method: name === 'authorization_endpoint' ? 'GET' : 'POST' });
      assert.notEqual(status, 404, name);
    }
  });

  test('RFC 9728: the Management API says who guards it, in its document and in its 401', async () => {
    const where = `${app.origin}/.well-known/oauth-protected-resource/api`;
    const document = (await (await fetch(where)).json()) as Record<string, unknown>;
    assert.equal(document.resource, `${app.origin}/api`);
    assert.deepEqual(document.authorization_servers, [`${app.origin}/oidc`]);
    const root = await fetch(`${app.origin}/.well-known/oauth-protected-resource`);
    assert.deepEqual(await root.json(), document);
    for (const headers of [{}, { authorization: 'Bearer nonsense' }]) {
      const answer = await fetch(`${app.origin}/api/users`, { headers: headers as Record<string, string> });
      assert.equal(answer.status, 401);
      const challenge = answer.headers.get('www-authenticate') ?? '';
      assert.match(challenge, /^Bearer /);
      assert.ok(challenge.includes(`resource_metadata="${where}"`), challenge);
    }
  });
});
