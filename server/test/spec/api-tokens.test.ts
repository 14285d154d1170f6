/** Tokens for APIs and organizations: RFC 8707, RFC 9068, and who may call the Management API with them. */
import assert from 'node:assert/strict';
import { createPublicKey, verify } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { currentSigner } from '../../src/keys/index.ts';
import type { Browser } from '../app.ts';
import { reject } from '../reject.ts';
import {
  CALLBACK,
  claimsOf,
  createApi,
  createClient,
  createTestUser,
  headerOf,
  refresh,
  sendToken,
  signedIn,
  signInTo,
  startApp,
  type TestApp,
  type TestClient,
  token,
} from './world.ts';

const BOOKS = 'https://books.example/api';
const MANAGEMENT = 'https://default.logto.app/api';
const ORGANIZATIONS = 'urn:logto:scope:organizations';

describe('tokens for APIs', () => {
  let app: TestApp;
  let web: TestClient;
  let machine: TestClient;
  let bystander: TestClient;
  let browser: Browser;
  let userId: string;
  before(async () => {
    app = await startApp();
    web = await createClient(app);
    machine = await createClient(app, { type: 'MachineToMachine' });
    bystander = await createClient(app, { type: 'MachineToMachine' });
    userId = (await createTestUser(app, { name: 'Hana' })).id;
    browser = await signedIn(app, userId);
    await createApi(app, BOOKS, ['read:books', 'write:books'], { applicationId: machine.id });
    app.clock.advance(1100);
  });
  after(() => app.close());

  const send = (client: TestClient, values: Record<string, string | string[]>) =>
    sendToken(app, client, { grant_type: 'client_credentials', ...values });
  const introspect = async (client: TestClient, value: string) => {
    const response = await fetch(`${app.origin}/oidc/token/introspection`, {
      method: 'POST',
      body: new URLSearchParams({ client_id: client.id, client_secret: client.secret ?? '', token: value }),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  const callManagement = (authorization: string | undefined) =>
    fetch(`${app.origin}/api/applications`, authorization ? { headers: { authorization } } : {});

  test('O-25 control: what the roles give, narrowed by scope; at+jwt with string aud and scope', async () => {
    const { status, body } = await token(app, machine, { grant_type: 'client_credentials', resource: BOOKS });
    assert.equal(status, 200);
    assert.deepEqual(String(body.scope).split(' ').sort(), ['read:books', 'write:books']);
    assert.equal(body.expires_in, 3600);
    assert.equal(body.refresh_token, undefined);
    const claims = claimsOf(body.access_token);
    assert.equal(headerOf(body.access_token).typ, 'at+jwt');
    assert.deepEqual(
      { aud: claims.aud, sub: claims.sub, client_id: claims.client_id, iss: claims.iss },
      { aud: BOOKS, sub: machine.id, client_id: machine.id, iss: `${app.origin}/oidc` },
    );
    assert.equal((claims.exp as number) - (claims.iat as number), 3600);
    const narrow = await token(app, machine, {
      grant_type: 'client_credentials',
      resource: BOOKS,
      scope: 'read:books delete:books read:books',
    });
    assert.equal(narrow.body.scope, 'read:books');
  });

  test('O-31 the signature verifies with the published key', async () => {
    const { body } = await token(app, machine, { grant_type: 'client_credentials', resource: BOOKS });
    const set = (await (await fetch(`${app.origin}/oidc/jwks`)).json()) as { keys: { kid: string }[] };
    const jwk = set.keys.find(({ kid }) => kid === headerOf(body.access_token).kid);
    assert.ok(jwk);
    const [head, claims, signature = ''] = body.access_token.split('.');
    const key = {
      key: createPublicKey({ key: jwk as never, format: 'jwk' }),
      dsaEncoding: 'ieee-p1363',
    } as const;
    assert.ok(verify('sha256', Buffer.from(`${head}.${claims}`), key, Buffer.from(signature, 'base64url')));
  });

  test('O-25 an unknown resource, none at all, several, an organization', async () => {
    const target = { status: 400, error: 'invalid_target', audit: 'ExchangeTokenBy.Refusal' };
    await reject(app, () => send(machine, { resource: 'https://unknown.example' }), target);
    await reject(app, () => send(machine, {}), target);
    await reject(app, () => send(machine, { resource: [BOOKS, MANAGEMENT] }), target);
    await reject(app, () => send(machine, { organization_id: 'acme' }), { error: 'access_denied' });
  });

  test('O-25 a role that is not granted gives an empty scope, and no way into the Management API', async () => {
    const { status, body } = await token(app, bystander, {
      grant_type: 'client_credentials',
      resource: MANAGEMENT,
      scope: 'all',
    });
    assert.equal(status, 200);
    assert.equal(body.scope, '');
    await reject(app, () => callManagement(`Bearer ${body.access_token}`), { status: 403 });
  });

  test('wire contract §13: the Management API’s token has scope exactly `all`, by both indicators', async () => {
    const value = await app.managementToken();
    assert.equal(claimsOf(value).scope, 'all');
    assert.equal(claimsOf(value).aud, MANAGEMENT);
    const response = await callManagement(`Bearer ${value}`);
    assert.equal(response.status, 200);
    await response.body?.cancel();
    const other = await token(app, bystander, {
      grant_type: 'client_credentials',
      resource: `${app.origin}/api`,
    });
    assert.equal(claimsOf(other.body.access_token).aud, MANAGEMENT);
  });

  test('O-20 M-01 what is no machine’s token for this API', async () => {
    const signed = await signInTo(app, browser, web);
    const books = (await token(app, machine, { grant_type: 'client_credentials', resource: BOOKS })).body
      .access_token;
    const foreign = await app.managementToken('admin');
    await reject(app, () => callManagement(undefined), {
      status: 401,
      error: 'auth.authorization_header_missing',
    });
    await reject(app, () => callManagement('Basic eDp5'), { status: 401 });
    await reject(app, () => callManagement('Bearer None'), { status: 401 });
    await reject(app, () => callManagement(`Bearer ${signed.id_token}`), { status: 401 });
    await reject(app, () => callManagement(`Bearer ${signed.access_token}`), { status: 403 });
    await reject(app, () => callManagement(`Bearer ${signed.refresh_token}`), { status: 401 });
    await reject(app, () => callManagement(`Bearer ${books}`), { status: 401 });
    await reject(app, () => callManagement(`Bearer ${foreign}`), { status: 401 });
    const value = await app.managementToken();
    app.clock.advance(3_601_000);
    await reject(app, () => callManagement(`Bearer ${value}`), { status: 401 });
  });

  test('M-01 a user’s token for the Management API, whatever scope it carries, is refused', async () => {
    const context = await app.context();
    const signer = await currentSigner(context.platform, 'default');
    const now = Math.floor(app.clock.now() / 1000);
    const value = signer.sign(
      {
        iss: context.tenant.issuer,
        aud: MANAGEMENT,
        sub: userId,
        client_id: web.id,
        scope: 'all',
        iat: now,
        exp: now + 60,
      },
      'at+jwt',
    );
    await reject(app, () => callManagement(`Bearer ${value}`), { status: 403 });
  });

  test('O-21 O-22 altered tokens, other algorithms, kid injection, embedded keys, crit, other types', async () => {
    const value = await app.managementToken();
    const [head = '', body = '', signature = ''] = value.split('.');
    const withHeader = (change: Record<string, unknown>, ending = signature) =>
      `${Buffer.from(JSON.stringify({ ...headerOf(value), ...change })).toString('base64url')}.${body}.${ending}`;
    const last = signature.slice(-1);
    const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
    // The last character of a 64-byte signature carries four unused bits: another spelling of the same bytes.
    const sameBytes = `${signature.slice(0, -1)}${alphabet[alphabet.indexOf(last) + 1] ?? 'A'}`;
    const context = await app.context();
    const signer = await currentSigner(context.platform, 'default');
    const forged = [
      value.slice(0, -1),
      `${value}A`,
      `${value}=`,
      `${head}.${body}.${sameBytes}`,
      `${head}.${body}.${signature[0] === 'A' ? 'B' : 'A'}${signature.slice(1)}`,
      `${head}.${body}.`,
      `${head}.${body}`,
      `${value}.${signature}`,
      withHeader({ alg: 'none' }, ''),
      withHeader({ alg: 'HS256' }),
      withHeader({ alg: 'ES384' }),
      withHeader({ kid: '../../etc/passwd' }),
      withHeader({ kid: "' or '1'='1" }),
      withHeader({ kid: 'http://127.0.0.1:1/key' }),
      withHeader({ jwk: { kty: 'EC' } }),
      withHeader({ jku: 'http://127.0.0.1:1/jwks' }),
      withHeader({ crit: ['exp'] }),
      withHeader({ typ: 'JWT' }),
      signer.sign(claimsOf(value), 'logout+jwt'),
      signer.sign(claimsOf(value), 'JWT'),
      signer.sign({ ...claimsOf(value), iss: `${app.adminOrigin}/oidc` }, 'at+jwt'),
      signer.sign({ ...claimsOf(value), exp: 'never' }, 'at+jwt'),
    ];
    for (const wrong of forged) await reject(app, () => callManagement(`Bearer ${wrong}`), { status: 401 });
    const response = await callManagement(`Bearer ${value}`);
    assert.equal(response.status, 200);
    await response.body?.cancel();
  });

  test('M-21 a token of a deleted application, and of one whose role was taken, is refused within a second', async () => {
    const make = async () => {
      const client = await createClient(app, { type: 'MachineToMachine' });
      const roles = (await app.management('GET', '/api/roles?type=MachineToMachine&page_size=100')).body as {
        id: string;
        name: string;
      }[];
      const role = roles.find(({ name }) => name === 'Management API access');
      await app.management('POST', `/api/applications/${client.id}/roles`, { roleIds: [role?.id] });
      app.clock.advance(1100);
      const { body } = await token(app, client, { grant_type: 'client_credentials', resource: MANAGEMENT });
      const call = () => callManagement(`Bearer ${body.access_token}`);
      const response = await call();
      assert.equal(response.status, 200);
      await response.body?.cancel();
      return { client, call, roleId: role?.id };
    };
    const deleted = await make();
    await app.management('DELETE', `/api/applications/${deleted.client.id}`);
    app.clock.advance(1100);
    await reject(app, deleted.call, { status: 401 });
    const lesser = await make();
    await app.management('DELETE', `/api/applications/${lesser.client.id}/roles/${lesser.roleId}`);
    app.clock.advance(1100);
    await reject(app, lesser.call, { status: 403 });
  });

  test('O-26 wire contract §5.3: organization tokens, alone and for a resource, for members only', async () => {
    const call = async (method: string, path: string, body?: unknown) => {
      const answer = await app.management(method, path, body);
      assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
      return answer.body;
    };
    const organization = await call('POST', '/api/organizations', { name: 'Acme' });
    const stranger = await call('POST', '/api/organizations', { name: 'Stranger' });
    const scope = await call('POST', '/api/organization-scopes', { name: 'invite:member' });
    const role = await call('POST', '/api/organization-roles', {
      name: 'editor',
      type: 'User',
      organizationScopeIds: [scope.id],
    });
    await call('POST', `/api/organizations/${organization.id}/users`, { userIds: [userId] });
    await call('POST', `/api/organizations/${organization.id}/users/${userId}/roles`, {
      organizationRoleIds: [role.id],
    });
    const own = await signedIn(app, userId);
    const asked = {
      scope: `openid offline_access ${ORGANIZATIONS} urn:logto:scope:organization_roles invite:member read:books`,
      resource: ['urn:logto:resource:organizations', BOOKS],
    };
    const first = await signInTo(app, own, web, asked);
    const claims = claimsOf(first.id_token);
    assert.deepEqual(claims.organizations, [organization.id]);
    assert.deepEqual(claims.organization_roles, [`${organization.id}:editor`]);
    const alone = await refresh(app, web, first.refresh_token, { organization_id: organization.id });
    assert.equal(alone.status, 200, JSON.stringify(alone.body));
    assert.equal(claimsOf(alone.body.access_token).aud, `urn:logto:organization:${organization.id}`);
    assert.equal(alone.body.scope, 'invite:member');
    assert.equal((await introspect(web, alone.body.access_token)).active, true);
    const both = await refresh(app, web, first.refresh_token, {
      organization_id: organization.id,
      resource: BOOKS,
    });
    assert.equal(claimsOf(both.body.access_token).aud, BOOKS);
    assert.equal(claimsOf(both.body.access_token).organization_id, organization.id);
    assert.equal(both.body.scope, '', 'no organization role gives permissions of the API');
    const again = (values: Record<string, string>) => () =>
      sendToken(app, web, { grant_type: 'refresh_token', refresh_token: first.refresh_token, ...values });
    await reject(app, again({ organization_id: stranger.id }), { status: 400, error: 'access_denied' });
    await reject(app, again({ organization_id: "x' or 1=1" }), { error: 'access_denied' });
    const bare = await signInTo(app, own, web, { scope: 'openid offline_access' });
    await reject(
      app,
      () =>
        sendToken(app, web, {
          grant_type: 'refresh_token',
          refresh_token: bare.refresh_token,
          organization_id: organization.id,
        }),
      { status: 403, error: 'insufficient_scope' },
    );
    await call('DELETE', `/api/organizations/${organization.id}/users/${userId}`);
    await reject(app, again({ organization_id: organization.id }), { error: 'access_denied' });
    for (const value of [alone.body.access_token, both.body.access_token]) {
      assert.deepEqual(await introspect(web, value), { active: false }, 'the membership is over');
    }
  });

  test('O-08 a role taken away is gone from the next token', async () => {
    const user = await createTestUser(app);
    const api = await createApi(app, 'https://shelf.example/api', ['read:shelf'], { userId: user.id });
    app.clock.advance(1100);
    const own = await signedIn(app, user.id);
    const first = await signInTo(app, own, web, {
      scope: 'openid offline_access read:shelf',
      resource: 'https://shelf.example/api',
    });
    const get = async () =>
      (await refresh(app, web, first.refresh_token, { resource: 'https://shelf.example/api' })).body.scope;
    assert.equal(await get(), 'read:shelf');
    await app.management('DELETE', `/api/users/${user.id}/roles/${api.roleId}`);
    assert.equal(await get(), '');
  });

  test('RFC 7662 introspection: own tokens and those of an API one serves; everything else is inactive', async () => {
    const signed = await signInTo(app, browser, web, { scope: 'openid offline_access', resource: BOOKS });
    const jwt = (await refresh(app, web, signed.refresh_token, { resource: BOOKS })).body.access_token;
    const own = await introspect(web, signed.access_token);
    assert.equal(own.active, true);
    assert.equal(own.sub, userId);
    assert.equal(own.client_id, web.id);
    assert.equal((await introspect(web, signed.refresh_token)).active, true);
    assert.equal((await introspect(web, jwt)).active, true);
    assert.equal((await introspect(machine, jwt)).active, true, 'the machine holds permissions on the API');
    for (const [client, value] of [
      [bystander, jwt],
      [bystander, signed.access_token],
      [bystander, signed.refresh_token],
      [web, signed.id_token],
      [web, `${signed.access_token.slice(0, -1)}`],
      [web, 'nothing'],
    ] as const) {
      assert.deepEqual(await introspect(client, value), { active: false });
    }
    const spa = await createClient(app, { type: 'SPA', oidcClientMetadata: { redirectUris: [CALLBACK] } });
    await reject(
      app,
      () =>
        fetch(`${app.origin}/oidc/token/introspection`, {
          method: 'POST',
          body: new URLSearchParams({ client_id: spa.id, token: signed.access_token }),
        }),
      { status: 401, error: 'invalid_client', audit: 'IntrospectToken.Refusal' },
    );
  });

  test('O-31 after a rotation old ID tokens still verify, and the new key was published before it signs', async () => {
    const before = await signInTo(app, browser, web);
    const rotated = await app.management('POST', '/api/configs/oidc/private-keys/rotate', {
      signingKeyAlgorithm: 'ES384',
      rotationGracePeriod: 60,
    });
    assert.equal(rotated.status, 200, JSON.stringify(rotated.body));
    app.clock.advance(1100);
    const kids = async () =>
      ((await (await fetch(`${app.origin}/oidc/jwks`)).json()) as { keys: { kid: string }[] }).keys.map(
        ({ kid }) => kid,
      );
    const early = await signInTo(app, browser, web);
    assert.equal(headerOf(early.id_token).kid, headerOf(before.id_token).kid);
    assert.equal((await kids()).length, 2);
    app.clock.advance(60_000);
    const late = await signInTo(app, browser, web);
    assert.equal(headerOf(late.id_token).alg, 'ES384');
    assert.ok((await kids()).includes(headerOf(before.id_token).kid as string));
    assert.ok((await kids()).includes(headerOf(late.id_token).kid as string));
  });
});
