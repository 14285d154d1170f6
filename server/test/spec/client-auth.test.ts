/** Client authentication: RFC 6749 §2.3, OpenID Connect Core §9, wire contract §5.1. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from '../app.ts';
import { reject } from '../reject.ts';
import {
  CALLBACK,
  createClient,
  createTestUser,
  encode,
  getCode,
  readAnswer,
  sendToken,
  signedIn,
  signInTo,
  startApp,
  type TestApp,
  type TestClient,
  type Values,
} from './world.ts';

const basic = (id: string, secret: string) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
const percent = (text: string) =>
  [...text].map((character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`).join('');

describe('client authentication', () => {
  let app: TestApp;
  let web: TestClient;
  let machine: TestClient;
  let browser: Browser;
  before(async () => {
    app = await startApp();
    web = await createClient(app);
    machine = await createClient(app, { type: 'MachineToMachine' });
    browser = await signedIn(app, (await createTestUser(app)).id);
  });
  after(() => app.close());

  const post = (values: Values, headers: Record<string, string> = {}, path = '/oidc/token') =>
    fetch(`${app.origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: encode(values),
    });
  const codeRequest = async (): Promise<Values> => ({
    grant_type: 'authorization_code',
    code: await getCode(app, browser, web),
    redirect_uri: CALLBACK,
  });
  const invalid = { status: 401, error: 'invalid_client', audit: 'ExchangeTokenBy.Refusal' };

  test('O-09 control: post, Basic plain, Basic form-encoded, Basic with client_id beside it', async () => {
    const secret = web.secret ?? '';
    const ways: [Values, Record<string, string>][] = [
      [{ client_id: web.id, client_secret: secret }, {}],
      [{}, { authorization: basic(web.id, secret) }],
      [{}, { authorization: basic(percent(web.id), percent(secret)) }],
      [{ client_id: web.id }, { authorization: basic(web.id, secret) }],
      [{}, { authorization: basic(web.id, secret).replace('Basic', 'basic') }],
    ];
    for (const [values, headers] of ways) {
      const answer = await readAnswer(await post({ ...(await codeRequest()), ...values }, headers));
      assert.equal(answer.status, 200, JSON.stringify(answer.body));
    }
  });

  test('credentials are alphanumeric', () => {
    assert.match(`${web.id}${web.secret}`, /^[A-Za-z0-9]+$/);
  });

  test('O-09 wrong, empty and missing secrets, an unknown client', async () => {
    const request = await codeRequest();
    const secret = web.secret ?? '';
    for (const wrong of [`${secret}x`, secret.slice(0, -1), secret.toUpperCase(), 'None', 'x'.repeat(3000)]) {
      await reject(app, () => post({ ...request, client_id: web.id, client_secret: wrong }), invalid);
      await reject(app, () => post(request, { authorization: basic(web.id, wrong) }), invalid);
    }
    await reject(app, () => post({ ...request, client_id: web.id }), invalid);
    await reject(app, () => post({ ...request, client_id: web.id, client_secret: '' }), invalid);
    await reject(app, () => post({ ...request, client_id: 'nobody', client_secret: secret }), invalid);
    await reject(app, () => post(request), invalid);
    assert.equal(
      (await readAnswer(await post({ ...request, client_id: web.id, client_secret: secret }))).status,
      200,
    );
  });

  test('O-09 a failed Basic is challenged, and every error body is the union', async () => {
    const answer = await reject(
      app,
      () => post({ grant_type: 'x' }, { authorization: basic(web.id, 'wrong') }),
      invalid,
    );
    assert.match(answer.headers.get('www-authenticate') ?? '', /^Basic realm=/);
    assert.equal(answer.json.code, 'oidc.invalid_client');
    assert.equal(typeof answer.json.error_description, 'string');
    assert.equal(typeof answer.json.message, 'string');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
  });

  test('O-09 a secret in the address, two methods at once, two different clients, malformed headers', async () => {
    const request = await codeRequest();
    const secret = web.secret ?? '';
    const good = { authorization: basic(web.id, secret) };
    await reject(
      app,
      () => post({ ...request, client_id: web.id }, {}, `/oidc/token?client_secret=${secret}`),
      invalid,
    );
    await reject(app, () => post(request, good, `/oidc/token?client_secret=${secret}`), invalid);
    await reject(app, () => post({ ...request, client_secret: secret }, good), invalid);
    await reject(app, () => post({ ...request, client_id: machine.id }, good), invalid);
    for (const header of [
      'Basic',
      'Basic !!!',
      `Basic ${Buffer.from('nocolon').toString('base64')}`,
      'Bearer x',
    ]) {
      await reject(app, () => post({ ...request, client_id: web.id }, { authorization: header }), invalid);
    }
    assert.equal((await readAnswer(await post(request, good))).status, 200);
  });

  test('O-10 a client without keys gets nothing for an assertion, beside a right secret neither', async () => {
    const request = { ...(await codeRequest()), client_id: web.id };
    const type = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.e30.`;
    for (const values of [
      { client_assertion: unsigned, client_assertion_type: type },
      { client_assertion: unsigned },
      { client_assertion_type: type },
      { client_assertion: unsigned, client_assertion_type: type, client_secret: web.secret },
    ]) {
      await reject(app, () => post({ ...request, ...values }), invalid);
    }
  });

  test('O-09 several secrets work side by side; an expired one does not', async () => {
    const add = async (name: string, expiresAt?: number) =>
      (
        await app.management('POST', `/api/applications/${web.id}/secrets`, {
          name,
          ...(expiresAt ? { expiresAt } : {}),
        })
      ).body.value as string;
    const second = await add('second');
    const brief = await add('brief', app.clock.now() + 30_000);
    app.clock.advance(1100);
    for (const secret of [web.secret ?? '', second, brief]) {
      assert.equal(
        (await readAnswer(await post(await codeRequest(), { authorization: basic(web.id, secret) }))).status,
        200,
      );
    }
    app.clock.advance(30_000);
    const request = await codeRequest();
    await reject(app, () => post(request, { authorization: basic(web.id, brief) }), invalid);
  });

  test('M-21 a deleted secret and a deleted application are refused within a second', async () => {
    const client = await createClient(app);
    const { refresh_token: value } = await signInTo(app, browser, client);
    const use = () => sendToken(app, client, { grant_type: 'refresh_token', refresh_token: value });
    assert.equal((await use()).status, 200);
    await app.management('DELETE', `/api/applications/${client.id}/secrets/Default%20secret`);
    app.clock.advance(1100);
    await reject(app, use, invalid);
    await app.management('DELETE', `/api/applications/${client.id}`);
    app.clock.advance(1100);
    await reject(app, use, invalid);
  });

  test('O-14 duplicate parameters, JSON bodies, bodies without a type and oversized bodies', async () => {
    const request = await codeRequest();
    const full = { ...request, client_id: web.id, client_secret: web.secret };
    const headers = { 'content-type': 'application/x-www-form-urlencoded' };
    const url = `${app.origin}/oidc/token`;
    for (const name of ['client_id', 'code', 'redirect_uri', 'grant_type']) {
      const body = `${encode(full)}&${name}=x`;
      await reject(app, () => fetch(url, { method: 'POST', headers, body }), {
        status: 400,
        error: 'invalid_request',
      });
    }
    const json = { 'content-type': 'application/json' };
    const text = JSON.stringify({ ...full, client_id: [web.id] });
    await reject(app, () => fetch(url, { method: 'POST', headers: json, body: text }), {
      status: 400,
      error: 'invalid_request',
    });
    await reject(app, () => fetch(url, { method: 'POST' }), { status: 400, error: 'invalid_request' });
    const large = encode({ ...full, scope: 'x'.repeat(1_000_000) });
    await reject(app, () => fetch(url, { method: 'POST', headers, body: large }), { status: 413 });
    assert.equal((await readAnswer(await post(full))).status, 200);
  });

  test('wire contract §11: a failure of the server itself has the union body too, and tells nothing', async () => {
    const { db, log } = app.platform;
    const { transaction } = db;
    const { level } = log;
    log.level = 'silent';
    const request = await codeRequest();
    Object.assign(db, { transaction: () => Promise.reject(new Error('disk full at /var/secret')) });
    try {
      const { status, body } = await readAnswer(
        await post({ ...request, client_id: web.id, client_secret: web.secret }),
      );
      assert.equal(status, 500);
      assert.equal(body.error, 'server_error');
      for (const name of ['error_description', 'code', 'message'])
        assert.equal(typeof body[name], 'string', name);
      assert.ok(!JSON.stringify(body).includes('secret'));
    } finally {
      Object.assign(db, { transaction });
      log.level = level;
    }
  });

  test('M-19 200 failing requests of two tenants never mix', async () => {
    const send = async (origin: string, id: string) => {
      const response = await fetch(`${origin}/oidc/token`, {
        method: 'POST',
        headers: { authorization: basic(id, 'wrong'), 'content-type': 'application/x-www-form-urlencoded' },
        body: 'grant_type=refresh_token',
      });
      return { text: await response.text(), realm: response.headers.get('www-authenticate') ?? '' };
    };
    await Promise.all(
      Array.from({ length: 200 }, async (_, index) => {
        const [mine, other] = index % 2 ? [app.origin, app.adminOrigin] : [app.adminOrigin, app.origin];
        const { text, realm } = await send(mine, `client${index}`);
        assert.ok(realm.includes(mine) && !realm.includes(other));
        assert.ok(!text.includes('client'.concat(String(index))) || text.includes('The client'));
      }),
    );
  });
});
