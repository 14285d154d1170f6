/** The authorization endpoint: RFC 6749 §4.1.1, RFC 7636, RFC 8252, RFC 9207, RFC 9700, OpenID Connect Core §3.1.2. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from '../app.ts';
import { reject } from '../reject.ts';
import {
  authorize,
  authorizeUrl,
  CALLBACK,
  createClient,
  createTestUser,
  getCode,
  pkce,
  redeem,
  signedIn,
  startApp,
  type TestApp,
  type TestClient,
} from './world.ts';

describe('authorization endpoint', () => {
  let app: TestApp;
  let web: TestClient;
  let native: TestClient;
  let userId: string;
  let browser: Browser;
  let stranger: Browser;
  before(async () => {
    app = await startApp();
    web = await createClient(app);
    native = await createClient(app, {
      type: 'Native',
      oidcClientMetadata: {
        redirectUris: [
          'io.bookstore.app://callback',
          'http://127.0.0.1/callback',
          'http://localhost:4000/callback',
        ],
      },
    });
    userId = (await createTestUser(app)).id;
    browser = await signedIn(app, userId);
    stranger = app.browser();
  });
  after(() => app.close());

  const locationOf = (response: Response) => new URL(response.headers.get('location') ?? '', app.origin);
  const ask = (values: Record<string, string | string[] | undefined>) => authorize(app, browser, web, values);

  test('control: a live session answers at once with code, state and iss, 303', async () => {
    const response = await ask({});
    assert.equal(response.status, 303);
    const location = response.headers.get('location') ?? '';
    assert.ok(location.startsWith(`${CALLBACK}?`));
    const { searchParams } = new URL(location);
    assert.ok(searchParams.get('code'));
    assert.equal(searchParams.get('state'), 'the-state');
    assert.equal(searchParams.get('iss'), `${app.origin}/oidc`);
    assert.equal(response.headers.get('cache-control'), 'no-store');
    assert.equal(response.headers.get('referrer-policy'), 'no-referrer');
  });

  test('control: without a session the sign-in page follows', async () => {
    const response = await authorize(app, stranger, web, { login_hint: 'a@b.example', ui_locales: 'ja' });
    assert.equal(response.status, 303);
    assert.equal(locationOf(response).pathname, '/sign-in');
    assert.ok(
      response.headers.getSetCookie().some((cookie) => cookie.startsWith('genkan-interaction-default=')),
    );
  });

  test('wire contract §3.3: every screen an SDK asks for opens, unknown values are no error', async () => {
    const cases: [Record<string, string>, string][] = [
      [{ interaction_mode: 'signUp' }, '/register'],
      [{ interaction_mode: 'signIn', first_screen: 'identifier:sign_in' }, '/sign-in'],
      [{ interaction_mode: 'signUp', first_screen: 'sign_in' }, '/sign-in'],
      [{ first_screen: 'signIn' }, '/sign-in'],
      [{ first_screen: 'identifier:register', identifier: 'email username phone' }, '/register'],
      [{ first_screen: 'register' }, '/register'],
      [{ first_screen: 'single_sign_on' }, '/single-sign-on'],
      [{ first_screen: 'reset_password' }, '/sign-in'],
      [
        { first_screen: 'whatever', direct_sign_in: 'social:nobody', one_time_token: 'x', foo: 'bar' },
        '/sign-in',
      ],
    ];
    for (const [values, path] of cases) {
      const response = await authorize(app, app.browser(), web, values);
      assert.equal(response.status, 303);
      assert.equal(locationOf(response).pathname, path, JSON.stringify(values));
    }
  });

  test('wire contract §3.1, §3.2: repeated and unknown scopes, several resources, the built-in organization resource', async () => {
    const response = await ask({
      scope: 'profile openid offline_access profile read:nothing',
      resource: ['urn:logto:resource:organizations', 'https://default.logto.app/api'],
      state: 'x'.repeat(86),
    });
    assert.ok(locationOf(response).searchParams.get('code'));
    assert.ok(await getCode(app, browser, web, { scope: undefined, prompt: undefined }));
  });

  const variants: [string, string][] = [
    ['suffix', `${CALLBACK}/more`],
    ['prefix', 'https://app.example/call'],
    ['extra query', `${CALLBACK}?x=1`],
    ['fragment', `${CALLBACK}#x`],
    ['dot segments', 'https://app.example/x/..%2fcallback'],
    ['user info', 'https://app.example@evil.example/callback'],
    ['user info before', 'https://evil@app.example/callback'],
    ['case of the host', 'https://APP.example/callback'],
    ['port', 'https://app.example:444/callback'],
    ['default port', 'https://app.example:443/callback'],
    ['scheme', 'http://app.example/callback'],
    ['trailing slash', `${CALLBACK}/`],
    ['missing', ''],
  ];
  for (const [name, redirectUri] of variants) {
    test(`O-01 redirect_uri with ${name} stays on our own page`, async () => {
      const answer = await reject(app, () => ask({ redirect_uri: redirectUri }), {
        status: 400,
        audit: 'Authorize.Refusal',
      });
      assert.equal(answer.location, undefined);
      assert.match(answer.headers.get('content-security-policy') ?? '', /frame-ancestors 'none'/);
      if (redirectUri) assert.ok(!answer.text.includes(redirectUri), 'the page does not repeat it');
    });
  }

  test('O-01 RFC 8252 §7.3: the port of a loopback address may differ, for native apps only', async () => {
    const { challenge } = pkce();
    const proof = { code_challenge: challenge, code_challenge_method: 'S256' };
    const open = (redirectUri: string) =>
      authorize(app, browser, native, { redirect_uri: redirectUri, ...proof });
    for (const uri of [
      'http://127.0.0.1:51004/callback',
      'io.bookstore.app://callback',
      'http://localhost:4000/callback',
    ]) {
      const location = (await open(uri)).headers.get('location') ?? '';
      assert.ok(location.startsWith(`${uri}?code=`), location);
    }
    for (const uri of [
      'http://127.0.0.1:51004/other',
      'http://127.0.0.1:70000/callback',
      'http://127.0.0.2:51004/callback',
      'http://localhost:51004/callback',
      'http://[::1]:51004/callback',
      'https://127.0.0.1:51004/callback',
      'http://127.0.0.1:51004@evil.example/callback',
    ]) {
      assert.equal((await reject(app, () => open(uri), { status: 400 })).location, undefined, uri);
    }
    const spa = await createClient(app, {
      type: 'SPA',
      oidcClientMetadata: { redirectUris: ['http://127.0.0.1/callback'] },
    });
    await reject(
      app,
      () => authorize(app, browser, spa, { redirect_uri: 'http://127.0.0.1:9/callback', ...proof }),
      {
        status: 400,
      },
    );
  });

  test('O-01 an unknown client, a machine and a client of another tenant never redirect', async () => {
    const machine = await createClient(app, { type: 'MachineToMachine' });
    for (const id of ['nobody', machine.id, '', "x' or 1=1", '../../etc']) {
      const answer = await reject(app, () => authorize(app, browser, { ...web, id }), { status: 400 });
      assert.equal(answer.location, undefined);
    }
    const foreign = await fetch(`${app.adminOrigin}${authorizeUrl(web)}`, { redirect: 'manual' });
    assert.equal(foreign.status, 400);
  });

  test('the app’s own query is kept and the redirect is appended to the exact string', async () => {
    const odd = 'https://app.example/CB/%7Ename?tenant=1';
    const client = await createClient(app, { oidcClientMetadata: { redirectUris: [odd] } });
    const location =
      (await authorize(app, browser, client, { redirect_uri: odd })).headers.get('location') ?? '';
    assert.ok(location.startsWith(`${odd}&code=`), location);
  });

  const redirected = { status: 303 } as const;
  const spaValues: [string, Record<string, string | undefined>, string][] = [
    ['O-02 PKCE missing for a public client', { code_challenge: undefined }, 'invalid_request'],
    ['O-02 PKCE plain', { code_challenge_method: 'plain' }, 'invalid_request'],
    ['O-02 PKCE method left out, which means plain', { code_challenge_method: undefined }, 'invalid_request'],
    ['O-02 a challenge of 42 characters', { code_challenge: 'a'.repeat(42) }, 'invalid_request'],
    ['O-02 a challenge of 129 characters', { code_challenge: 'a'.repeat(129) }, 'invalid_request'],
  ];
  for (const [name, values, error] of spaValues) {
    test(name, async () => {
      const spa = await createClient(app, { type: 'SPA', oidcClientMetadata: { redirectUris: [CALLBACK] } });
      const { challenge } = pkce();
      const method = values.code_challenge === undefined && 'code_challenge' in values ? undefined : 'S256';
      const answer = await reject(
        app,
        () =>
          authorize(app, browser, spa, {
            code_challenge: challenge,
            code_challenge_method: method,
            ...values,
          }),
        { ...redirected, error },
      );
      assert.equal(answer.location?.searchParams.get('state'), 'the-state');
      assert.equal(answer.location?.searchParams.get('iss'), `${app.origin}/oidc`);
      assert.ok(answer.location?.href.startsWith(CALLBACK));
    });
  }

  const errors: [string, Record<string, string | string[] | undefined>, string][] = [
    ['O-11 a request object', { request: 'eyJhbGciOiJub25lIn0.e30.' }, 'request_not_supported'],
    [
      'O-11 a request by reference to an internal address',
      { request_uri: 'http://127.0.0.1:1/r' },
      'request_uri_not_supported',
    ],
    ['O-12 response_type=token', { response_type: 'token' }, 'unsupported_response_type'],
    ['O-12 response_type=id_token', { response_type: 'id_token', nonce: 'n' }, 'unsupported_response_type'],
    ['O-12 response_type=code token', { response_type: 'code token' }, 'unsupported_response_type'],
    ['response_type missing', { response_type: undefined }, 'invalid_request'],
    ['response_mode=fragment', { response_mode: 'fragment' }, 'unsupported_response_mode'],
    ['O-24 a scope of 3 kB', { scope: `openid ${'x'.repeat(3000)}` }, 'invalid_scope'],
    [
      'O-24 more scopes than anybody needs',
      { scope: Array.from({ length: 400 }, (_, i) => `s${i}`).join(' ') },
      'invalid_scope',
    ],
    ['a scope with control characters', { scope: 'openid\u0000' }, 'invalid_scope'],
    ['RFC 8707 §2 an unknown resource', { resource: 'https://unknown.example' }, 'invalid_target'],
    ['prompt=none with another', { prompt: 'none login' }, 'invalid_request'],
    ['an unknown prompt', { prompt: 'dance' }, 'invalid_request'],
    ['max_age that is no number', { max_age: '-1' }, 'invalid_request'],
    ['a huge nonce', { nonce: 'n'.repeat(600) }, 'invalid_request'],
  ];
  for (const [name, values, error] of errors) {
    test(name, async () => {
      const answer = await reject(app, () => ask(values), {
        ...redirected,
        error,
        audit: 'Authorize.Refusal',
      });
      assert.equal(answer.location?.searchParams.get('state'), 'the-state');
      assert.ok(answer.location?.searchParams.get('error_description'));
      assert.equal(answer.location?.searchParams.get('iss'), `${app.origin}/oidc`);
    });
  }

  test('O-14 duplicate parameters are refused on our own page', async () => {
    for (const [name, value] of [
      ['redirect_uri', CALLBACK],
      ['redirect_uri', 'https://evil.example/'],
      ['client_id', web.id],
      ['scope', 'openid'],
      ['state', 'other'],
    ] as const) {
      const url = `${app.origin}${authorizeUrl(web)}&${new URLSearchParams({ [name]: value })}`;
      const headers = { cookie: [...browser.cookies].map(([key, text]) => `${key}=${text}`).join('; ') };
      const answer = await reject(app, () => fetch(url, { redirect: 'manual', headers }), { status: 400 });
      assert.equal(answer.location, undefined, name);
    }
  });

  test('O-24 a state of 100 kB and a header of 1 MB are refused at once', async () => {
    const started = performance.now();
    const large = await fetch(`${app.origin}${authorizeUrl(web, { state: 's'.repeat(100_000) })}`, {
      redirect: 'manual',
    });
    assert.ok(large.status >= 400 && large.status < 500, String(large.status));
    await reject(app, () => ask({ state: 's'.repeat(5000) }), { status: 400 });
    assert.ok(performance.now() - started < 2000);
  });

  test('O-16 prompt=none without a session is login_required, with one it answers', async () => {
    await reject(app, () => authorize(app, stranger, web, { prompt: 'none' }), {
      ...redirected,
      error: 'login_required',
    });
    assert.ok(await getCode(app, browser, web, { prompt: 'none' }));
  });

  test('O-16 max_age and prompt=login ask for a new sign-in; with prompt=none they are login_required', async () => {
    const fresh = await signedIn(app, userId);
    assert.ok(await getCode(app, fresh, web, { max_age: '60' }));
    app.clock.advance(61_000);
    await reject(app, () => authorize(app, fresh, web, { max_age: '60', prompt: 'none' }), {
      ...redirected,
      error: 'login_required',
    });
    for (const values of [
      { max_age: '60' },
      { max_age: '0' },
      { prompt: 'login' },
      { prompt: 'login consent' },
    ]) {
      const response = await authorize(app, fresh, web, values);
      assert.equal(locationOf(response).pathname, '/sign-in', JSON.stringify(values));
    }
  });

  test('O-16 an id_token_hint of another user asks for a new sign-in', async () => {
    const code = await getCode(app, browser, web);
    const { body } = await redeem(app, web, code);
    assert.ok(await getCode(app, browser, web, { id_token_hint: body.id_token, prompt: 'none' }));
    const other = await signedIn(app, (await createTestUser(app)).id);
    await reject(app, () => authorize(app, other, web, { id_token_hint: body.id_token, prompt: 'none' }), {
      ...redirected,
      error: 'login_required',
    });
    // An ID token that has expired still tells whom the app means (OpenID Connect Core §3.1.2.1).
    app.clock.advance(2 * 3_600_000);
    await reject(app, () => authorize(app, other, web, { id_token_hint: body.id_token, prompt: 'none' }), {
      ...redirected,
      error: 'login_required',
    });
    assert.ok(await getCode(app, browser, web, { id_token_hint: body.id_token, prompt: 'none' }));
  });

  test('O-16 an id_token_hint that cannot be read is nobody’s: the session does not pass for whom the app means', async () => {
    const { body } = await redeem(app, web, await getCode(app, browser, web));
    const [header, payload] = body.id_token.split('.');
    const unsigned = `${Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')}.${payload}.`;
    for (const hint of ['x', unsigned, `${header}.${payload}.AAAA`, body.access_token]) {
      await reject(app, () => authorize(app, browser, web, { id_token_hint: hint, prompt: 'none' }), {
        ...redirected,
        error: 'login_required',
      });
      const asked = await authorize(app, browser, web, { id_token_hint: hint });
      assert.equal(locationOf(asked).pathname, '/sign-in');
    }
  });

  test('§7.2.1 a registration in the request is refused by its own name', async () => {
    await reject(app, () => authorize(app, browser, web, { registration: '{}' }), {
      ...redirected,
      error: 'registration_not_supported',
    });
  });

  test('O-15 an interaction of another browser, an invented id and a second visit lead nowhere', async () => {
    const victim = app.browser();
    const begun = await victim.get(authorizeUrl(web));
    assert.equal(begun.status, 303);
    const row = await app.platform.db.queries
      .selectFrom('interactions')
      .selectAll()
      .orderBy('createdAt', 'desc')
      .executeTakeFirstOrThrow();
    for (const visitor of [app.browser(), browser, victim]) {
      const headers = { cookie: [...visitor.cookies].map(([key, text]) => `${key}=${text}`).join('; ') };
      for (const id of [row.id, 'invented', '..%2f..%2fme']) {
        const answer = await reject(
          app,
          () => fetch(`${app.origin}/oidc/auth/${id}`, { redirect: 'manual', headers }),
          {
            audit: 'Authorize.Refusal',
          },
        );
        assert.equal(answer.location?.origin, app.origin);
        assert.equal(answer.location?.pathname, '/unknown-session');
      }
    }
  });

  test('O-20 a suspended user’s session gives no code', async () => {
    const user = await createTestUser(app);
    const own = await signedIn(app, user.id);
    assert.ok(await getCode(app, own, web));
    await app.platform.db.queries
      .updateTable('users')
      .set({ isSuspended: true })
      .where('id', '=', user.id)
      .execute();
    await reject(app, () => authorize(app, own, web, { prompt: 'none' }), {
      ...redirected,
      error: 'login_required',
    });
  });

  test('POST is answered like GET (OpenID Connect Core §3.1.2.1)', async () => {
    const answer = await browser.send('/oidc/auth', {
      method: 'POST',
      form: { client_id: web.id, redirect_uri: CALLBACK, response_type: 'code', scope: 'openid', state: 's' },
    });
    assert.equal(answer.status, 303);
    assert.ok(new URL(answer.location ?? '').searchParams.get('code'));
  });
});
