/** What a caller claims: lists whose items are not all theirs to give, and users who describe themselves. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startApp, type TestApp } from './app.ts';
import type { Body } from './operations/recorder.ts';
import { scopedToken } from './scoped-token.ts';
import { addUser, beginSignIn, choose, identify, submit } from './sign-in.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

const need = async (method: string, path: string, body?: unknown, tenantId?: string): Promise<Body> => {
  const answer = await app.management(method, path, body, tenantId);
  assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
  return answer.body;
};
const sendAs = async (token: string, method: string, path: string, body: unknown) => {
  const response = await fetch(`${app.origin}${path}`, {
    method,
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: response.status, body: (await response.json()) as Body };
};

const machineRole = (name: string, scopeIds: string[]) =>
  need('POST', '/api/roles', { name, description: 'For a test', type: 'MachineToMachine', scopeIds });

test('M-05 a list is authorised item by item: one that is not the caller’s to give stops the whole', async () => {
  const resources = await need('GET', '/api/resources?includeScopes=true&page_size=100');
  const management = resources.find(({ indicator }: Body) => indicator === 'https://default.logto.app/api');
  const { id: all } = management.scopes.find(({ name }: Body) => name === 'all');
  const [plain, strong] = [await machineRole('Plain', []), await machineRole('Strong', [all])];
  const machine = await need('POST', '/api/applications', { name: 'Target', type: 'MachineToMachine' });
  const token = await scopedToken(app, ['users:write', 'roles:write', 'organizations:write']);
  const roles = `/api/applications/${machine.id}/roles`;
  for (const method of ['POST', 'PUT']) {
    const refused = await sendAs(token, method, roles, { roleIds: [plain.id, strong.id] });
    assert.deepEqual([refused.status, refused.body.code], [403, 'role.beyond_own']);
  }
  assert.deepEqual(await need('GET', roles), []);
  const carried = await sendAs(token, 'POST', '/api/roles', {
    name: 'Carrier',
    description: 'Carries',
    type: 'MachineToMachine',
    scopeIds: [all],
  });
  assert.equal(carried.status, 403);
});

test('M-05 a list with ids of another tenant is refused as a whole, and so is an import that names one', async () => {
  const stranger = await need('POST', '/api/users', { username: 'of_admin' }, 'admin');
  const mine = await need('POST', '/api/users', { username: 'of_default' });
  const organization = await need('POST', '/api/organizations', { name: 'Acme' });
  const role = await need('POST', '/api/roles', { name: 'Reader', description: 'Reads' });
  const foreignRole = await need('POST', '/api/roles', { name: 'Reader', description: 'Reads' }, 'admin');
  const token = await scopedToken(app, ['users:write', 'roles:write', 'organizations:write']);
  const userIds = [mine.id, stranger.id];
  for (const [method, path, body] of [
    ['POST', `/api/organizations/${organization.id}/users`, { userIds }],
    ['PUT', `/api/organizations/${organization.id}/users`, { userIds }],
    ['POST', `/api/roles/${role.id}/users`, { userIds }],
    ['POST', `/api/users/${mine.id}/roles`, { roleIds: [role.id, foreignRole.id] }],
    ['PUT', `/api/users/${mine.id}/roles`, { roleIds: [role.id, foreignRole.id] }],
  ] as const) {
    assert.equal((await sendAs(token, method, path, body)).status, 422, `${method} ${path}`);
  }
  assert.deepEqual(await need('GET', `/api/organizations/${organization.id}/users`), []);
  assert.deepEqual(await need('GET', `/api/users/${mine.id}/roles`), []);
  const imported = { username: 'imported', passwordDigest: 'a'.repeat(32), passwordAlgorithm: 'MD5' };
  for (const extra of [
    { tenantId: 'admin' },
    { roleIds: [role.id] },
    { roles: ['admin'] },
    { organizations: [organization.id] },
    { emailVerified: true },
  ]) {
    const refused = await sendAs(token, 'POST', '/api/users', { ...imported, ...extra });
    assert.equal(refused.status, 400, JSON.stringify(extra));
  }
  assert.equal((await sendAs(token, 'POST', '/api/users', imported)).status, 200);
});

test('M-07 who signs up marks no address as verified, takes nobody’s name and reaches no reserved key', async () => {
  const taken = await addUser(app, { username: 'taken', primaryEmail: 'owner@example.com' });
  await need('PATCH', '/api/sign-in-exp', {
    signUp: { identifiers: ['username', 'email'], password: true, verify: true },
  });
  const browser = app.browser();
  await beginSignIn(app, browser);
  await choose(browser, 'Register');
  const fill = (part: Record<string, unknown>) => browser.post('/api/experience/profile', part);
  for (const [part, status] of [
    [{ type: 'email', value: 'owner@example.com' }, 422],
    [{ type: 'email', value: 'new@example.com', emailVerified: true }, 400],
    [{ type: 'email', value: 'new@example.com', verificationId: 'made-up' }, 400],
    [{ type: 'email', verificationId: 'made-up' }, 404],
    [{ type: 'username', value: 'taken' }, 422],
    [{ type: 'username', value: 'Taken' }, 422],
    [{ type: 'username', value: 'mine', isAdmin: true }, 400],
    [{ type: 'extraProfile', values: { isAdmin: true } }, 422],
    [{ type: 'extraProfile', values: { emailVerified: true } }, 422],
    [{ type: 'extraProfile', values: { customData: { roles: ['admin'] } } }, 422],
    [{ type: 'customData', values: { roles: ['admin'] } }, 400],
  ] as const) {
    const answer = await fill(part);
    assert.equal(answer.status, status, `${JSON.stringify(part)}: ${answer.text}`);
  }
  await identify(browser);
  assert.equal((await submit(browser)).status, 422);
  const kept = await need('GET', `/api/users/${taken.id}`);
  assert.deepEqual([kept.username, kept.primaryEmail], ['taken', 'owner@example.com']);
});

test('G-20 what is asked for as a number is a number, in whatever it is wrapped', async () => {
  await need('POST', '/api/custom-profile-fields', {
    name: 'age',
    type: 'Number',
    required: false,
    config: {},
  });
  app.clock.advance(1001);
  const browser = app.browser();
  await beginSignIn(app, browser);
  await choose(browser, 'Register');
  const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
  for (const age of [
    { toString: 1 },
    { toString: null, valueOf: null },
    [7],
    JSON.parse(deep),
    true,
    'seven',
  ]) {
    const part = { type: 'extraProfile', values: { age } };
    const answer = await browser.post('/api/experience/profile', part);
    assert.equal(answer.status, 422, answer.text);
  }
  const good = await browser.post('/api/experience/profile', { type: 'extraProfile', values: { age: '7' } });
  assert.equal(good.status, 204, good.text);
});

test('M-07 a user’s own token changes nothing of the user but their sessions and grants', async () => {
  // Whoever adds a change here says in a test what of it is refused.
  const { body } = await app.management('GET', '/api/.well-known/user.openapi.json');
  const changes = Object.entries(body.paths as Record<string, Record<string, unknown>>).flatMap(
    ([path, methods]) =>
      Object.keys(methods)
        .filter((method) => method !== 'get')
        .map((method) => `${method} ${path}`),
  );
  assert.deepEqual(changes.sort(), [
    'delete /api/my-account/grants/{grantId}',
    'delete /api/my-account/sessions/{sessionId}',
  ]);
});
