/** private_key_jwt: RFC 7523 §3, OpenID Connect Core §9, RFC 7591 §2. */
import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, test } from 'node:test';
import * as openid from 'openid-client';
import { reject } from '../reject.ts';
import { ASSERTION_TYPE, assertion, createKey, signAs, type TestKey } from './keys.ts';
import {
  createClient,
  encode,
  readAnswer,
  startApp,
  type TestApp,
  type TestClient,
  type Values,
} from './world.ts';

const API = 'https://books.example/api';

describe('client assertions', () => {
  let app: TestApp;
  let key: TestKey;
  let machine: TestClient;
  let published: TestClient;
  let server: Server;
  let answered: { keys: unknown[] };
  let fetches = 0;
  before(async () => {
    app = await startApp({ settings: { OUTGOING_ALLOW: '127.0.0.1' } });
    key = await createKey();
    answered = { keys: [key.jwk] };
    server = createServer((_, response) => {
      fetches += 1;
      response.setHeader('content-type', 'application/json');
      response.end(JSON.stringify(answered));
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    await app.management('POST', '/api/resources', { name: 'Books', indicator: API });
    machine = await createClient(app, {
      type: 'MachineToMachine',
      customClientMetadata: { jwks: { keys: [key.jwk] } },
    });
    published = await createClient(app, {
      type: 'MachineToMachine',
      customClientMetadata: {
        jwksUri: `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`,
        tokenEndpointAuthMethod: 'private_key_jwt',
      },
    });
  });
  /** Strangers' clients read the system's clock; tests turn ours. */
  const skewed = () => ({ [openid.clockSkew]: Math.round((app.clock.now() - Date.now()) / 1000) });
  after(async () => {
    server.close();
    await app.close();
  });

  const post = (values: Values, path = '/oidc/token', headers: Record<string, string> = {}) =>
    fetch(`${app.origin}${path}`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded', ...headers },
      body: encode(values),
    });
  const grant = { grant_type: 'client_credentials', resource: API };
  const invalid = { status: 401, error: 'invalid_client', audit: 'ExchangeTokenBy.Refusal' };

  test('RFC 7523 §3 control: a stranger’s client, openid-client, and both spellings of the audience', async () => {
    const config = await openid.discovery(
      new URL(`${app.origin}/oidc`),
      machine.id,
      skewed(),
      openid.PrivateKeyJwt({ key: key.privateKey, kid: key.kid }),
      { execute: [openid.allowInsecureRequests] },
    );
    const tokens = await openid.clientCredentialsGrant(config, { resource: API });
    assert.equal(tokens.token_type, 'bearer');
    assert.equal((await openid.tokenIntrospection(config, tokens.access_token)).active, true);
    await openid.tokenRevocation(config, 'nothing');
    for (const aud of [`${app.origin}/oidc`, `${app.origin}/oidc/token`, [`${app.origin}/oidc`]]) {
      const signed = await assertion(app, key, machine.id, { aud });
      assert.equal((await post({ ...grant, ...signed })).status, 200);
    }
  });

  test('every algorithm of the list, and none beside it', async () => {
    for (const alg of ['ES384', 'PS256', 'RS256', 'EdDSA']) {
      const other = await createKey(alg);
      const client = await createClient(app, {
        type: 'MachineToMachine',
        customClientMetadata: { jwks: { keys: [other.jwk] } },
      });
      const answer = await readAnswer(await post({ ...grant, ...(await assertion(app, other, client.id)) }));
      assert.equal(answer.status, 200, `${alg} ${JSON.stringify(answer.body)}`);
    }
    for (const alg of ['ES512', 'RS512', 'PS384']) {
      const other = await createKey(alg);
      const client = await createClient(app, {
        type: 'MachineToMachine',
        customClientMetadata: { jwks: { keys: [other.jwk] } },
      });
      await reject(app, async () => post({ ...grant, ...(await assertion(app, other, client.id)) }), invalid);
    }
  });

  test('O-10 a reused jti, also by twenty at once', async () => {
    const signed = await assertion(app, key, machine.id);
    const answers = await Promise.all(Array.from({ length: 20 }, () => post({ ...grant, ...signed })));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    await reject(app, () => post({ ...grant, ...signed }), invalid);
  });

  test('O-10 wrong audience, end, issuer, subject, jti, time and kind', async () => {
    const now = Math.floor(app.clock.now() / 1000);
    for (const claims of [
      { aud: 'https://elsewhere.example' },
      { aud: `${app.adminOrigin}/oidc` },
      { aud: [`${app.origin}/oidc`, 'https://elsewhere.example'] },
      { aud: undefined },
      { exp: now + 31_536_000 },
      { exp: now - 120 },
      { exp: undefined },
      { iss: 'somebody' },
      { sub: 'somebody' },
      { jti: undefined },
      { jti: '' },
      { nbf: now + 3600 },
      { iat: now + 3600 },
    ]) {
      await reject(
        app,
        async () =>
          post({ ...grant, client_id: machine.id, ...(await assertion(app, key, machine.id, claims)) }),
        invalid,
      );
    }
    await reject(
      app,
      async () => post({ ...grant, ...(await assertion(app, key, machine.id, {}, { typ: 'dpop+jwt' })) }),
      invalid,
    );
  });

  test('O-10 alg none, a foreign key, the public key as a shared secret, a cut signature', async () => {
    const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url');
    const [, body, signature] = (await signAs(app, key, machine.id)).split('.');
    const foreign = await createKey('ES256', key.kid);
    for (const forged of [
      `${part({ alg: 'none' })}.${body}.`,
      `${part({ alg: 'HS256', kid: key.kid })}.${body}.${signature}`,
      `${part({ alg: 'ES256', kid: key.kid, jwk: foreign.jwk })}.${body}.${signature}`,
      `${part({ alg: 'ES256', kid: key.kid, crit: ['exp'] })}.${body}.${signature}`,
      await signAs(app, foreign, machine.id),
      (await signAs(app, key, machine.id)).slice(0, -4),
      'no.jwt.here',
    ]) {
      const values = { client_assertion: forged, client_assertion_type: ASSERTION_TYPE };
      await reject(app, () => post({ ...grant, client_id: machine.id, ...values }), invalid);
    }
  });

  test('O-09 two ways at once, another client’s id, an assertion without its type', async () => {
    const basic = `Basic ${Buffer.from(`${machine.id}:${machine.secret}`).toString('base64')}`;
    const signed = () => assertion(app, key, machine.id);
    await reject(
      app,
      async () => post({ ...grant, ...(await signed()), client_secret: machine.secret }),
      invalid,
    );
    await reject(
      app,
      async () => post({ ...grant, ...(await signed()) }, '/oidc/token', { authorization: basic }),
      invalid,
    );
    await reject(app, async () => post({ ...grant, ...(await signed()), client_id: published.id }), invalid);
    await reject(
      app,
      async () => post({ ...grant, client_assertion: (await signed()).client_assertion }),
      invalid,
    );
    await reject(
      app,
      async () => post({ ...grant, ...(await signed()), client_assertion_type: 'urn:other' }),
      invalid,
    );
  });

  test('RFC 7591 §2 a client held to private_key_jwt gets nothing for its secret', async () => {
    await reject(
      app,
      () => post({ ...grant, client_id: published.id, client_secret: published.secret }),
      invalid,
    );
  });

  test('R-12 keys at an address: kept, fetched anew for an unknown kid, once a minute at most', async () => {
    const send = async (by: TestKey) =>
      (await post({ ...grant, ...(await assertion(app, by, published.id)) })).status;
    assert.equal(await send(key), 200);
    assert.equal(await send(key), 200);
    assert.equal(fetches, 1);
    const next = await createKey();
    answered = { keys: [key.jwk, next.jwk] };
    assert.equal(await send(next), 200);
    assert.equal(fetches, 2);
    for (let count = 0; count < 5; count += 1) assert.equal(await send(await createKey()), 401);
    assert.equal(fetches, 2);
    app.clock.advance(61_000);
    assert.equal(await send(await createKey()), 401);
    assert.equal(fetches, 3);
    answered = { keys: [] };
    app.clock.advance(11 * 60_000);
    assert.equal(await send(key), 401, 'a key taken from the set is gone within ten minutes');
  });

  test('keys are public ones that can be read; settings that contradict each other are refused', async () => {
    const create = async (type: string, customClientMetadata: unknown) =>
      (await app.management('POST', '/api/applications', { name: 'Keys', type, customClientMetadata }))
        .status;
    const { privateKey } = key;
    const { exportJWK } = await import('jose');
    const secret = await exportJWK(privateKey);
    assert.equal(await create('Traditional', { jwks: { keys: [secret] } }), 400);
    assert.equal(await create('Traditional', { jwks: { keys: [{ kty: 'oct', k: 'AAAA' }] } }), 400);
    assert.equal(await create('Traditional', { jwks: { keys: [{ kty: 'EC', crv: 'P-256' }] } }), 400);
    assert.equal(await create('Traditional', { jwks: { keys: [] } }), 400);
    assert.equal(await create('Traditional', { jwksUri: 'http://inside.example/keys' }), 400);
    const jwks = { keys: [key.jwk] };
    const jwksUri = 'https://app.example/jwks';
    for (const settings of [
      { jwks, jwksUri },
      { tokenEndpointAuthMethod: 'private_key_jwt' },
      { tokenEndpointAuthMethod: 'none' },
      { requireSignedRequestObject: true },
      { fapi2SecurityProfile: true },
      { fapi2SecurityProfile: true, jwks, tokenEndpointAuthMethod: 'client_secret_basic' },
    ]) {
      assert.equal(await create('Traditional', settings), 422, JSON.stringify(settings));
    }
    assert.equal(await create('SPA', { fapi2SecurityProfile: true, jwks }), 422);
    assert.equal(await create('SPA', { tokenEndpointAuthMethod: 'client_secret_basic' }), 422);
  });
});
