import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { reject } from '../../test/reject.ts';
import {
  authorize,
  claimsOf,
  createTestUser,
  refresh,
  signedIn,
  signInTo,
  startApp,
  type TestApp,
  token,
} from '../../test/spec/world.ts';
import { DAY, HOUR } from '../lib/clock.ts';
import { corsOriginProblem, redirectUriProblem } from './client-metadata.ts';
import { cachedApplication, verifyClientSecret } from './index.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

const create = async (fields: Record<string, unknown> = {}) => {
  const answer = await app.management('POST', '/api/applications', {
    name: 'Bookstore',
    type: 'Traditional',
    oidcClientMetadata: { redirectUris: ['https://app.example/callback'] },
    ...fields,
  });
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};

const clientCredentials = (id: string, secret: string) =>
  token(app, { id, secret, application: undefined as never }, { grant_type: 'client_credentials' });

test('redirect addresses: absolute, exact, and nothing a browser would run', () => {
  for (const good of [
    'https://app.example/callback',
    'https://app.example:8443/a/b?x=1',
    'http://localhost:3000/callback',
    'http://127.0.0.1:5000/sign-in-callback',
    'http://[::1]/cb',
    'com.example.app:/callback',
    'io.example.app://callback',
    'capacitor://localhost',
  ]) {
    assert.equal(redirectUriProblem(good), undefined, good);
  }
  for (const bad of [
    '',
    '/callback',
    'app.example/callback',
    'https://app.example/callback#x',
    'https://app.example/callback#',
    'https://*.example/callback',
    'https://app.example/*',
    'https://user:pass@app.example/',
    'http://app.example/callback',
    'http://localhost.evil.example/',
    'http://169.254.169.254/',
    'javascript:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'file:///etc/passwd',
    'blob:https://app.example/x',
    'https://app.example\\@evil.example/',
    'https://app.example/\ncallback',
    ' https://app.example/',
    'https://аpp.example/',
  ]) {
    assert.ok(redirectUriProblem(bad), bad);
  }
  assert.equal(corsOriginProblem('https://app.example'), undefined);
  assert.equal(corsOriginProblem('http://localhost:3000'), undefined);
  for (const bad of [
    'https://app.example/',
    '*',
    'https://*.example',
    'null',
    'app:/',
    'http://app.example',
  ]) {
    assert.ok(corsOriginProblem(bad), bad);
  }
});

test('what is wrong is refused before anything is stored', async () => {
  const before = (await app.management('GET', '/api/applications')).headers.get('total-number');
  for (const fields of [
    { name: '' },
    { name: 'x'.repeat(257) },
    { type: 'SAML' },
    { isThirdParty: 'yes' },
    { oidcClientMetadata: { redirectUris: ['https://app.example/#x'] } },
    { oidcClientMetadata: { postLogoutRedirectUris: ['javascript:alert(1)'] } },
    { oidcClientMetadata: { redirectUris: ['https://a.example/', 'https://a.example/'] } },
    { oidcClientMetadata: { redirectUris: [], backchannelLogoutUri: 'javascript:alert(1)' } },
    { customClientMetadata: { corsAllowedOrigins: ['https://a.example/path'] } },
    { customClientMetadata: { idTokenTtl: 5 } },
    { customClientMetadata: { refreshTokenTtlInDays: 4000 } },
    { customClientMetadata: { corsAllowedOrigins: 'https://a.example' } },
  ]) {
    const answer = await app.management('POST', '/api/applications', {
      name: 'Bookstore',
      type: 'Traditional',
      ...fields,
    });
    assert.equal(answer.status, 400, JSON.stringify(fields));
    assert.equal(answer.body.code, 'guard.invalid_input');
    assert.ok(answer.body.data.issues.length > 0);
  }
  const now = (await app.management('GET', '/api/applications')).headers.get('total-number');
  assert.equal(now, before);
});

test('every field of an application can be changed and read again', async () => {
  const { id } = await create();
  const changes = {
    name: 'Library',
    description: 'Lends books',
    oidcClientMetadata: {
      redirectUris: ['https://lib.example/cb', 'http://localhost:3000/cb'],
      postLogoutRedirectUris: ['https://lib.example/'],
    },
    customClientMetadata: {
      corsAllowedOrigins: ['https://lib.example'],
      idTokenTtl: 600,
      refreshTokenTtlInDays: 3,
      rotateRefreshToken: true,
      alwaysIssueRefreshToken: true,
    },
    customData: { plan: 'gold' },
  };
  for (const [field, value] of Object.entries(changes)) {
    const changed = await app.management('PATCH', `/api/applications/${id}`, { [field]: value });
    assert.equal(changed.status, 200);
    assert.deepEqual(changed.body[field], value, field);
  }
  const { body } = await app.management('GET', `/api/applications/${id}`);
  for (const [field, value] of Object.entries(changes)) assert.deepEqual(body[field], value, field);
  assert.equal(body.isAdmin, false);
  const alone = await app.management('PATCH', `/api/applications/${id}`, {
    oidcClientMetadata: { postLogoutRedirectUris: [] },
  });
  assert.deepEqual(alone.body.oidcClientMetadata, {
    redirectUris: changes.oidcClientMetadata.redirectUris,
    postLogoutRedirectUris: [],
  });
  const merged = await app.management('PATCH', `/api/applications/${id}/custom-data`, { seats: 5 });
  assert.deepEqual(merged.body, { plan: 'gold', seats: 5 });
  const none = await app.management('PATCH', `/api/applications/${id}`, { description: null });
  assert.equal(none.body.description, null);
});

test('a change shows at the protocol’s next request', async () => {
  const made = await create({ customClientMetadata: { idTokenTtl: 600 } });
  const client = { id: made.id, secret: made.secret, application: made };
  const browser = await signedIn(app, (await createTestUser(app)).id);
  const lifeOf = async () => {
    const claims = claimsOf((await signInTo(app, browser, client)).id_token);
    return (claims.exp as number) - (claims.iat as number);
  };
  assert.equal(await lifeOf(), 600);
  const patch = (body: unknown) => app.management('PATCH', `/api/applications/${made.id}`, body);
  await patch({ customClientMetadata: { idTokenTtl: 1200 } });
  assert.equal(await lifeOf(), 1200);

  await patch({ customClientMetadata: { refreshTokenTtlInDays: 2 } });
  const { refresh_token: refreshToken } = await signInTo(app, browser, client);
  assert.equal((await refresh(app, client, refreshToken)).status, 200);
  app.clock.advance(3 * DAY);
  assert.equal((await refresh(app, client, refreshToken)).status, 400);

  await patch({ oidcClientMetadata: { redirectUris: ['https://moved.example/callback'] } });
  const refused = await authorize(app, browser, client);
  assert.ok(!(refused.headers.get('location') ?? '').startsWith('https://app.example'));
});

test('secrets: several, named, expiring, renamed, deleted; each works on its own', async () => {
  const made = await create({ type: 'MachineToMachine' });
  const path = `/api/applications/${made.id}/secrets`;
  const works = async (secret: string) =>
    (await clientCredentials(made.id, secret)).body.error !== 'invalid_client';
  assert.ok(await works(made.secret));
  const second = await app.management('POST', path, { name: 'Second', expiresAt: app.clock.now() + HOUR });
  assert.equal(second.status, 201);
  assert.ok(await works(second.body.value));
  assert.ok(await works(made.secret));
  assert.ok(!(await works(`${made.secret}x`)));

  const revealed = await app.management('GET', path);
  assert.deepEqual(
    revealed.body.map(({ name, value }: { name: string; value: string }) => [name, value]),
    [
      ['Default secret', made.secret],
      ['Second', second.body.value],
    ],
  );
  const renamed = await app.management('PATCH', `${path}/Second`, { name: 'Night shift / 2' });
  assert.equal(renamed.body.value, second.body.value);
  assert.ok(await works(second.body.value));
  const listed = await app.management('GET', path);
  assert.deepEqual(
    listed.body.map(({ name }: { name: string }) => name),
    ['Default secret', 'Night shift / 2'],
  );

  app.clock.advance(2 * HOUR);
  assert.ok(!(await works(second.body.value)), 'O-09 an expired secret is refused');
  const removed = await app.management('DELETE', `${path}/${encodeURIComponent('Default secret')}`);
  assert.equal(removed.status, 204);
  assert.ok(!(await works(made.secret)), 'M-21 a deleted secret is refused');

  for (const [method, address, body, status] of [
    ['POST', path, { name: 'Night shift / 2' }, 422],
    ['POST', path, { name: 'Past', expiresAt: app.clock.now() - 1 }, 422],
    ['POST', path, { name: '' }, 400],
    ['PATCH', `${path}/nothing`, { name: 'x' }, 404],
    ['DELETE', `${path}/nothing`, undefined, 404],
    ['GET', '/api/applications/nothing/secrets', undefined, 404],
  ] as const) {
    assert.equal((await app.management(method, address, body)).status, status, `${method} ${address}`);
  }
});

test('public applications have no secret', async () => {
  for (const type of ['SPA', 'Native']) {
    const made = await create({ type });
    assert.equal(made.secret, undefined);
    const refused = await app.management('POST', `/api/applications/${made.id}/secrets`, { name: 'x' });
    assert.equal(refused.status, 422);
    assert.equal(refused.body.code, 'application.public_has_no_secret');
    assert.deepEqual((await app.management('GET', `/api/applications/${made.id}/secrets`)).body, []);
  }
});

test('M-11 secrets are in no list, no trail, no error; each reveal is audited; the stored copy fits one place', async () => {
  const made = await create();
  const path = `/api/applications/${made.id}/secrets`;
  for (const answer of [
    await app.management('GET', '/api/applications?page_size=100'),
    await app.management('GET', `/api/applications/${made.id}`),
    await app.management('PATCH', `/api/applications/${made.id}`, { name: 'Again' }),
    await app.management('POST', path, { name: 'Default secret' }),
    await app.management('GET', '/api/logs?page_size=100'),
  ]) {
    assert.ok(!JSON.stringify(answer.body).includes(made.secret));
  }
  const reveals = async () =>
    (await app.audit()).filter(({ key }) => key === 'Application.Secret.Reveal').length;
  const before = await reveals();
  await app.management('GET', path);
  await app.management('GET', path);
  assert.equal(await reveals(), before + 2);

  const db = app.platform.db.queries;
  const row = await db
    .selectFrom('applicationSecrets')
    .selectAll()
    .where('applicationId', '=', made.id)
    .executeTakeFirstOrThrow();
  assert.ok(!row.secretHash.includes(made.secret) && !row.sealedSecret.includes(made.secret));
  const other = await create();
  await db
    .updateTable('applicationSecrets')
    .set({ sealedSecret: row.sealedSecret })
    .where('applicationId', '=', other.id)
    .execute();
  const swapped = await app.management('GET', `/api/applications/${other.id}/secrets`);
  assert.equal(swapped.status, 500);
  assert.ok(!JSON.stringify(swapped.body).includes(made.secret));
});

test('O-09 a secret is compared with every stored one, for this application and tenant alone', async () => {
  const made = await create();
  const other = await create();
  const { tenant } = await app.context();
  const cached = await cachedApplication(app.platform, 'default', made.id);
  assert.ok(verifyClientSecret(app.platform, tenant, cached, made.secret));
  assert.equal(verifyClientSecret(app.platform, tenant, cached, other.secret), undefined);
  assert.equal(verifyClientSecret(app.platform, tenant, undefined, made.secret), undefined);
  assert.equal(verifyClientSecret(app.platform, tenant, cached, ''), undefined);
  const { tenant: admin } = await app.context('admin');
  assert.equal(verifyClientSecret(app.platform, admin, cached, made.secret), undefined);
});

test('M-06 what may not be set is refused, and changes nothing', async () => {
  const made = await create();
  const authorization = `Bearer ${await app.managementToken()}`;
  for (const body of [
    { id: 'mine' },
    { tenantId: 'admin' },
    { createdAt: 1 },
    { isAdmin: true },
    { isBuiltIn: true },
    { isThirdParty: true },
    { type: 'MachineToMachine' },
    { secret: 'x' },
    { name: 'Fine', __proto__: null, constructor: {} },
  ]) {
    await reject(
      app,
      () =>
        fetch(`${app.origin}/api/applications/${made.id}`, {
          method: 'PATCH',
          headers: { authorization, 'content-type': 'application/json' },
          body: JSON.stringify(body),
        }),
      { status: 400, error: 'guard.invalid_input' },
    );
  }
});

test('deleting ends what was given', async () => {
  const made = await create();
  const client = { id: made.id, secret: made.secret, application: made };
  const browser = await signedIn(app, (await createTestUser(app)).id);
  const { refresh_token: refreshToken } = await signInTo(app, browser, client);
  assert.equal((await app.management('DELETE', `/api/applications/${made.id}`)).status, 204);
  assert.equal((await refresh(app, client, refreshToken)).status, 401);
  assert.equal((await app.management('DELETE', `/api/applications/${made.id}`)).status, 404);
  const grants = await app.platform.db.queries
    .selectFrom('grants')
    .selectAll()
    .where('applicationId', '=', made.id)
    .execute();
  assert.equal(grants.length, 0);
});

test('M-08 a client cannot delete itself', async () => {
  const [header, claims] = (await app.managementToken()).split('.');
  assert.ok(header);
  const { client_id: id } = JSON.parse(Buffer.from(claims ?? '', 'base64url').toString());
  const refused = await app.management('DELETE', `/api/applications/${id}`);
  assert.equal(refused.status, 403);
  assert.equal(refused.body.code, 'application.own_access');
});

test('the secret of a creation is deleted by its own address, and no other with it', async () => {
  const made = await create();
  const path = `/api/applications/${made.id}`;
  assert.ok(made.secret);
  const second = await app.management('POST', `${path}/secrets`, { name: 'Second' });
  assert.equal(second.status, 201);
  const exchange = async (secret: string) => {
    const body = new URLSearchParams({
      grant_type: 'authorization_code',
      code: 'x',
      redirect_uri: 'https://x.example/',
    });
    body.set('client_id', made.id);
    body.set('client_secret', secret);
    const answer = await fetch(`${app.origin}/oidc/token`, { method: 'POST', body });
    return ((await answer.json()) as { error: string }).error;
  };
  assert.equal(await exchange(made.secret), 'invalid_grant');
  const removed = await app.management('DELETE', `${path}/legacy-secret`);
  assert.deepEqual([removed.status, removed.body.id, removed.body.secret], [200, made.id, undefined]);
  assert.equal(await exchange(made.secret), 'invalid_client');
  assert.equal(await exchange(second.body.value), 'invalid_grant');
  assert.equal(
    (await app.management('DELETE', `${path}/legacy-secret`)).body.code,
    'application.secret_not_found',
  );
});
