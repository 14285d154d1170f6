import assert from 'node:assert/strict';
import { get } from 'node:http';
import { text } from 'node:stream/consumers';
import test, { after, before } from 'node:test';
import { type ApiAnswer, type Browser, startApp, type TestApp } from '../../test/app.ts';
import { signIn } from '../../test/sign-in.ts';
import { DAY } from '../lib/clock.ts';
import { createAdministrator } from './index.ts';

const PASSWORD = 'violet otters juggle 42 lanterns';
const CONSOLE = { 'x-genkan-console': '1' };
const WRONG_BODY = { username: 'x', password: PASSWORD };

let app: TestApp;
let owner: Browser;
before(async () => {
  app = await startApp();
  await createAdministrator(
    await app.context('admin'),
    { username: 'owner', password: PASSWORD },
    async () => null,
  );
  owner = await signedIn('owner');
});
after(() => app.close());

const signedIn = async (username: string): Promise<Browser> => {
  const browser = app.browser('admin');
  await signIn(app, browser, username, PASSWORD, 'admin');
  return browser;
};

/** Calls a tenant's Management API through the console. */
const through = async (
  browser: Browser,
  method: string,
  path: string,
  json?: unknown,
  tenantId = 'admin',
) => {
  const address = path.replace(/^\/api\//, `/console/api/tenants/${tenantId}/`);
  const answer = await browser.send(address, {
    method,
    headers: CONSOLE,
    ...(json === undefined ? {} : { json }),
  });
  return { status: answer.status, body: answer.json } as Pick<ApiAnswer, 'status' | 'body'>;
};

type TenantRoles = { tenantId: string; role: string }[];
const add = async (username: string, tenants: TenantRoles): Promise<{ id: string; browser: Browser }> => {
  const { status, body } = await through(owner, 'POST', '/api/administrators', {
    username,
    password: PASSWORD,
    tenants,
  });
  assert.equal(status, 201, JSON.stringify(body));
  return { id: body.id, browser: await signedIn(username) };
};

test('a role tells what an administrator may do on a tenant, at once', async () => {
  const { id, browser } = await add('helper', [{ tenantId: 'default', role: 'read-only' }]);
  assert.equal((await through(browser, 'GET', '/api/users', undefined, 'default')).status, 200);
  const refused = await through(browser, 'POST', '/api/users', { username: 'made' }, 'default');
  assert.deepEqual([refused.status, refused.body.data], [403, { scope: 'users:write' }]);
  assert.equal((await through(browser, 'GET', '/api/users')).body.code, 'console.forbidden_tenant');
  const role = { role: 'admin' };
  assert.equal((await through(owner, 'PUT', `/api/administrators/${id}/tenants/default`, role)).status, 200);
  assert.equal((await through(browser, 'POST', '/api/users', { username: 'made' }, 'default')).status, 200);
  const made = await through(
    browser,
    'POST',
    '/api/applications',
    { name: 'A', type: 'Traditional' },
    'default',
  );
  const secrets = `/api/applications/${made.body.id}/secrets`;
  assert.equal(
    (await through(browser, 'GET', secrets, undefined, 'default')).status,
    403,
    'secrets are for owners',
  );
  const { json } = await browser.send('/console/api/session', { headers: CONSOLE });
  assert.equal(json.tenants[0].role, 'admin');
  assert.ok(
    json.tenants[0].scopes.includes('users:write') && !json.tenants[0].scopes.includes('secrets:read'),
  );
  assert.equal((await through(owner, 'DELETE', `/api/administrators/${id}/tenants/default`)).status, 204);
  assert.equal((await through(browser, 'GET', '/api/users', undefined, 'default')).status, 401);
});

test('a role of the operator’s own is a list of scopes', async () => {
  const made = await through(owner, 'POST', '/api/administrator-roles', {
    name: 'Support',
    scopes: ['users:read', 'logs:read'],
  });
  assert.equal(made.status, 201);
  const { browser } = await add('support', [{ tenantId: 'default', role: made.body.id }]);
  assert.equal((await through(browser, 'GET', '/api/logs', undefined, 'default')).status, 200);
  assert.equal((await through(browser, 'GET', '/api/roles', undefined, 'default')).status, 403);
  const path = `/api/administrator-roles/${made.body.id}`;
  assert.equal((await through(owner, 'PATCH', path, { scopes: ['roles:read'] })).status, 200);
  assert.equal((await through(browser, 'GET', '/api/roles', undefined, 'default')).status, 200);
  assert.equal((await through(browser, 'GET', '/api/logs', undefined, 'default')).status, 403);
  assert.equal((await through(owner, 'DELETE', path)).body.code, 'administrator_role.in_use');
  for (const id of ['owner', 'admin', 'read-only']) {
    const built = `/api/administrator-roles/${id}`;
    assert.equal((await through(owner, 'PATCH', built, { name: 'x' })).status, 403);
    assert.equal((await through(owner, 'DELETE', built)).status, 403);
  }
});

test('M-04 an administrator decides about nothing that they may not do themselves', async () => {
  const { body } = await through(owner, 'POST', '/api/administrator-roles', {
    name: 'Personnel',
    scopes: ['administrators:read', 'administrators:write', 'users:read'],
  });
  const { browser } = await add('personnel', [{ tenantId: 'admin', role: body.id }]);
  const [last] = (await through(owner, 'GET', '/api/administrators')).body.filter(
    ({ username }: { username: string }) => username === 'owner',
  );
  const tenants = [{ tenantId: 'default', role: 'owner' }];
  const attempts: [string, string, unknown?][] = [
    ['POST', '/api/administrators', { ...WRONG_BODY, tenants }],
    ['POST', '/api/administrator-invitations', { tenants }],
    ['POST', '/api/administrator-roles', { name: 'More', scopes: ['roles:write'] }],
    ['PATCH', `/api/administrator-roles/${body.id}`, { scopes: ['all'] }],
    ['PUT', `/api/administrators/${last.id}/tenants/default`, { role: body.id }],
    ['DELETE', `/api/administrators/${last.id}`],
    // Whoever sets an owner's password is that owner.
    ['PATCH', `/api/users/${last.id}/password`, { password: 'green walruses knit 77 bridges' }],
    ['PATCH', '/api/sign-in-exp', { color: { primaryColor: '#123456' } }],
  ];
  for (const [method, path, json] of attempts) {
    const answer = await through(browser, method, path, json);
    assert.equal(answer.status, 403, `${method} ${path} ${JSON.stringify(answer.body)}`);
  }
  const fine = await through(browser, 'POST', '/api/administrators', {
    username: 'colleague',
    password: PASSWORD,
    tenants: [{ tenantId: 'default', role: body.id }],
  });
  assert.equal(fine.status, 201);
});

test('M-04 a machine gives no permission of the Management API that it does not hold', async () => {
  const need = async (method: string, path: string, json?: unknown) => {
    const answer = await app.management(method, path, json);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body;
  };
  const resources = await need('GET', '/api/resources?includeScopes=true');
  const api = resources.find(
    ({ indicator }: { indicator: string }) => indicator === 'https://default.logto.app/api',
  );
  const scopeId = (wanted: string) => api.scopes.find(({ name }: { name: string }) => name === wanted).id;
  const scopeIds = ['roles:read', 'roles:write', 'applications:write', 'secrets:read'].map(scopeId);
  const machine = { description: 'x', type: 'MachineToMachine' };
  const lesserRole = await need('POST', '/api/roles', { ...machine, name: 'lesser', scopeIds });
  const strongRole = await need('POST', '/api/roles', {
    ...machine,
    name: 'strong',
    scopeIds: [scopeId('all')],
  });
  const lesser = await need('POST', '/api/applications', { name: 'lesser', type: 'MachineToMachine' });
  const strong = await need('POST', '/api/applications', { name: 'strong', type: 'MachineToMachine' });
  const weak = await need('POST', '/api/applications', { name: 'weak', type: 'MachineToMachine' });
  await need('POST', `/api/applications/${lesser.id}/roles`, { roleIds: [lesserRole.id] });
  await need('POST', `/api/applications/${strong.id}/roles`, { roleIds: [strongRole.id] });
  const token = await fetch(`${app.origin}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: lesser.id,
      client_secret: lesser.secret,
      resource: 'https://default.logto.app/api',
    }),
  });
  const { access_token: bearer } = (await token.json()) as { access_token: string };
  const attempt = async (method: string, path: string, json?: unknown) => {
    const response = await fetch(`${app.origin}${path}`, {
      method,
      headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
      body: json === undefined ? null : JSON.stringify(json),
    });
    return { status: response.status, code: ((await response.json()) as { code?: string }).code };
  };
  const mine = { ...machine, name: 'mine', scopeIds: [scopeId('roles:read')] };
  assert.equal((await attempt('POST', '/api/roles', mine)).status, 200, 'what it holds it may pass on');
  const more = { ...machine, name: 'more', scopeIds: [scopeId('all')] };
  for (const [method, path, json, code] of [
    ['POST', '/api/roles', more, 'role.beyond_own'],
    ['POST', `/api/roles/${lesserRole.id}/scopes`, { scopeIds: [scopeId('users:write')] }, 'role.beyond_own'],
    ['POST', `/api/applications/${lesser.id}/roles`, { roleIds: [strongRole.id] }, 'role.beyond_own'],
    ['PUT', `/api/applications/${weak.id}/roles`, { roleIds: [strongRole.id] }, 'role.beyond_own'],
    ['POST', `/api/roles/${strongRole.id}/applications`, { applicationIds: [weak.id] }, 'role.beyond_own'],
    ['POST', `/api/applications/${strong.id}/secrets`, { name: 'Second' }, 'application.stronger'],
    ['GET', `/api/applications/${strong.id}/secrets`, undefined, 'application.stronger'],
    ['PATCH', `/api/applications/${strong.id}`, { name: 'Taken' }, 'application.stronger'],
  ] as const) {
    assert.deepEqual(await attempt(method, path, json), { status: 403, code }, `${method} ${path}`);
  }
  assert.equal((await attempt('GET', `/api/applications/${weak.id}/secrets`)).status, 200);
});

test('M-08 every tenant keeps an owner who can sign in', async () => {
  const { body } = await through(owner, 'GET', '/api/administrators');
  const me = body.find(({ username }: { username: string }) => username === 'owner').id;
  const oneself = await through(owner, 'PUT', `/api/administrators/${me}/tenants/default`, { role: 'admin' });
  assert.equal(oneself.body.code, 'administrator.not_oneself');
  const machine = (method: string, path: string, json?: unknown) =>
    app.management(method, path, json, 'admin');
  for (const [method, path, json] of [
    ['PUT', `/api/administrators/${me}/tenants/default`, { role: 'admin' }],
    ['DELETE', `/api/administrators/${me}/tenants/admin`],
    ['DELETE', `/api/administrators/${me}`],
  ] as const) {
    assert.equal(
      (await machine(method, path, json)).body.code,
      'administrator.last_owner',
      `${method} ${path}`,
    );
  }
  assert.equal((await machine('PATCH', `/api/users/${me}/is-suspended`, { isSuspended: true })).status, 422);
  const { id } = await add('second', [
    { tenantId: 'admin', role: 'owner' },
    { tenantId: 'default', role: 'owner' },
  ]);
  const demotions = [me, id].map((who) =>
    machine('PUT', `/api/administrators/${who}/tenants/default`, { role: 'admin' }),
  );
  const statuses = (await Promise.all(demotions)).map(({ status }) => status);
  assert.deepEqual(statuses.sort(), [200, 422], 'of the last two at the same moment one stays');
  assert.equal(
    (await machine('PUT', `/api/administrators/${me}/tenants/default`, { role: 'owner' })).status,
    200,
  );
});

test('an invitation makes one administrator, for seven days, and can be taken back', async () => {
  const invite = async () => {
    const tenants = [{ tenantId: 'default', role: 'admin' }];
    const { body } = await through(owner, 'POST', '/api/administrator-invitations', {
      name: 'Jiro',
      tenants,
    });
    return { id: body.id as string, token: new URL(body.link).hash.replace('#token=', '') };
  };
  const accept = async (token: string, username: string) => {
    const json = { token, username, password: PASSWORD };
    return (
      await app.browser('admin').send('/console/api/set-up', { method: 'POST', headers: CONSOLE, json })
    ).status;
  };
  const { token } = await invite();
  const listed = await through(owner, 'GET', '/api/administrator-invitations');
  assert.ok(listed.body.length === 1 && !JSON.stringify(listed.body).includes(token));
  const answers = await Promise.all([1, 2, 3, 4].map((index) => accept(token, `invited${index}`)));
  assert.equal(answers.filter((status) => status === 201).length, 1);
  const revoked = await invite();
  assert.equal((await through(owner, 'DELETE', `/api/administrator-invitations/${revoked.id}`)).status, 204);
  assert.ok([409, 410].includes(await accept(revoked.token, 'late')));
  const old = await invite();
  app.clock.advance(7 * DAY + 1);
  assert.ok([409, 410].includes(await accept(old.token, 'later')));
  owner = await signedIn('owner');
});

test('M-13 an invitation lets nobody in once who made it could not make it any more', async () => {
  const invitedBy = async (browser: Browser, role: string) => {
    const made = await through(browser, 'POST', '/api/administrator-invitations', {
      tenants: [{ tenantId: 'default', role }],
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return new URL(made.body.link).hash.replace('#token=', '');
  };
  const accept = async (token: string, username: string) => {
    const json = { token, username, password: PASSWORD };
    return (
      await app.browser('admin').send('/console/api/set-up', { method: 'POST', headers: CONSOLE, json })
    ).status;
  };
  const administered = (id: string) => `/api/administrators/${id}/tenants/admin`;
  const leaving = await add('leaving', [{ tenantId: 'admin', role: 'owner' }]);
  const back = await invitedBy(leaving.browser, 'owner');
  assert.equal((await through(owner, 'DELETE', `/api/administrators/${leaving.id}`)).status, 204);
  assert.equal(await accept(back, 'back_again'), 410, 'removed');
  const lesser = await add('lesser', [{ tenantId: 'admin', role: 'owner' }]);
  const [up, level] = [
    await invitedBy(lesser.browser, 'owner'),
    await invitedBy(lesser.browser, 'read-only'),
  ];
  const { body: helper } = await through(owner, 'POST', '/api/administrator-roles', {
    name: 'Helper',
    scopes: ['administrators:write', 'users:read'],
  });
  assert.equal((await through(owner, 'PUT', administered(lesser.id), { role: helper.id })).status, 200);
  assert.deepEqual([await accept(up, 'up'), await accept(level, 'level')], [410, 410], 'a lesser role');
  const own = await invitedBy(lesser.browser, helper.id);
  await app.management('PATCH', `/api/users/${lesser.id}/is-suspended`, { isSuspended: true }, 'admin');
  assert.equal(await accept(own, 'suspended_friend'), 410, 'suspended');
  await app.management('PATCH', `/api/users/${lesser.id}/is-suspended`, { isSuspended: false }, 'admin');
  assert.equal(await accept(own, 'friend'), 201, 'control');
});

/** The discovery document that a host name is answered. */
const discoveryAt = (port: string, host: string): Promise<{ issuer: string }> =>
  new Promise((resolve, reject) => {
    const path = '/oidc/.well-known/openid-configuration';
    get({ host: '127.0.0.1', port, path, headers: { host } }, (answer) => {
      text(answer).then((body) => resolve(JSON.parse(body)), reject);
    }).on('error', reject);
  });

test('a new tenant belongs to who creates it, and stands apart', async () => {
  const { hostname, port } = new URL(app.origin);
  assert.equal(hostname, 'localhost');
  const origin = `http://acme.localhost:${port}`;
  const made = await through(owner, 'POST', '/api/tenants', { name: 'Acme', origin });
  assert.equal(made.status, 201);
  const { id } = made.body;
  const mine = await through(owner, 'GET', '/api/users', undefined, id);
  assert.deepEqual([mine.status, mine.body], [200, []]);
  await through(owner, 'POST', '/api/users', { username: 'only_acme' }, id);
  const others = await through(owner, 'GET', '/api/users?search=only_acme', undefined, 'default');
  assert.deepEqual(others.body, []);
  assert.equal((await discoveryAt(port, `acme.localhost:${port}`)).issuer, `${origin}/oidc`);
  assert.equal((await discoveryAt(port, `localhost:${port}`)).issuer, `${app.origin}/oidc`);
  for (const [name, taken, code] of [
    ['Twice', origin, 'tenant.origin_in_use'],
    ['Same host', origin.replace('http:', 'https:'), 'tenant.origin_in_use'],
    ['Plain', 'http://id.example.com', 'tenant.origin_not_allowed'],
    ['Path', 'https://id.example.com/x', 'tenant.origin_not_allowed'],
  ]) {
    assert.equal((await through(owner, 'POST', '/api/tenants', { name, origin: taken })).body.code, code);
  }
  const moved = await through(owner, 'PATCH', '/api/tenants/default', { origin: 'https://id.example.com' });
  assert.equal(moved.body.code, 'tenant.origin_from_settings');
  assert.equal((await through(owner, 'PATCH', '/api/tenants/default', { name: 'People' })).status, 200);
});

test('the console opens the page that was asked for, and never another site’s', async () => {
  const landing = async (to: string) => {
    const browser = app.browser('admin');
    const { location } = await browser.get(`/console/sign-in?to=${encodeURIComponent(to)}`);
    assert.ok(location);
    const row = await app.platform.db.queries
      .selectFrom('interactions')
      .select('returnTo')
      .orderBy('createdAt', 'desc')
      .orderBy('id')
      .where('tenantId', '=', 'admin')
      .executeTakeFirstOrThrow();
    app.clock.advance(10);
    return row.returnTo;
  };
  for (const page of [
    '/console/users/abc?tab=roles',
    '/console/@acme/users',
    '/console/users?search=hanako+y%40acme.com&page=2',
  ]) {
    assert.equal(await landing(page), page);
  }
  for (const bad of [
    '//evil.example',
    'https://evil.example',
    '/console/../oidc/auth',
    '/console\\evil',
    '/oidc/auth',
    '/console/@acme/../api',
    '/console/users?x=\r\nset-cookie:a=b',
  ]) {
    assert.equal(await landing(bad), '/console', bad);
  }
});
