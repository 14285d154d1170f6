/**
 * Who may call what: every operation of the JSON API with the credentials of everybody who may not, made from the list of
 * routes, so that a new route is in it. Nobody who is refused changes anything (M-01, M-03, O-20).
 */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { sql } from 'kysely';
import { createAdministrator } from '../src/console/index.ts';
import { migrations } from '../src/db/migrations/index.ts';
import { managementScopeOf, type Scope } from '../src/http/index.ts';
import { createId } from '../src/lib/ids.ts';
import { routes } from '../src/routes.ts';
import { type Browser, startApp, type TestApp } from './app.ts';
import { signIn } from './sign-in.ts';
import { createClient, createTestUser, getCode, redeem, signedIn } from './spec/world.ts';

type Status = 401 | 403 | 404;
/** Somebody with a token, and what operations of each kind answer them. `undefined`: they may. */
type Caller = {
  name: string;
  headers: () => Record<string, string>;
  expects: (scope: Scope, required: string | undefined) => Status | undefined;
  /** Calls through the console, as an administrator of the tenant. */
  through?: 'console';
};

const PASSWORD = 'violet otters juggle 42 lanterns';
let app: TestApp;
const tokens: Record<string, string> = {};
const browsers: Record<string, Browser> = {};

/** A status for each kind of operation; `undefined` where these credentials are not what it asks for, or suffice. */
const answers =
  (
    management: Status | ((required: string) => Status | undefined),
    account: Status | undefined,
  ): Caller['expects'] =>
  (scope, required) => {
    switch (scope) {
      case 'management':
      case 'management:secrets':
        return typeof management === 'function' ? management(String(required)) : management;
      case 'account':
      case 'account:identities':
      case 'account:sessions':
        return account;
      case 'public':
      case 'interaction':
      case 'console':
        return undefined;
      default:
        throw new Error(`say here what callers of scope ${scope satisfies never} are answered`);
    }
  };
const unless =
  (held: (required: string) => boolean) =>
  (required: string): Status | undefined =>
    held(required) ? undefined : 403;
const bearer = (name: string) => () => ({ authorization: `Bearer ${tokens[name]}` });
const console = (name: string) => () => ({
  'x-genkan-console': '1',
  // What a proxy or a framework may take for the method changes nothing (M-03).
  'x-http-method-override': 'GET',
  cookie: [...(browsers[name]?.cookies ?? [])].map((pair) => pair.join('=')).join('; '),
});
const holds = (scope: string) =>
  answers(
    unless((required) => required === scope),
    401,
  );
const READERS_MAY_NOT = ['secrets:read', 'inbox:read'];

const CALLERS: readonly Caller[] = [
  { name: 'nobody', headers: () => ({}), expects: answers(401, 401) },
  { name: 'a user with the token for userinfo', headers: bearer('opaque'), expects: answers(403, undefined) },
  { name: 'a user with a signed token', headers: bearer('signed'), expects: answers(403, 401) },
  { name: 'an ID token', headers: bearer('id'), expects: answers(401, 401) },
  { name: 'a machine without a scope', headers: bearer('none'), expects: holds('nothing') },
  { name: 'a machine with users:read', headers: bearer('users:read'), expects: holds('users:read') },
  { name: 'a machine with hooks:write', headers: bearer('hooks:write'), expects: holds('hooks:write') },
  { name: 'a machine of another tenant', headers: bearer('other'), expects: answers(401, 401) },
  { name: 'a machine whose token has expired', headers: bearer('expired'), expects: answers(401, 401) },
  {
    name: 'M-03 a read-only administrator',
    headers: console('reader'),
    through: 'console',
    expects: answers(
      unless((required) => required.endsWith(':read') && !READERS_MAY_NOT.includes(required)),
      404,
    ),
  },
  {
    name: 'an administrator of another tenant',
    headers: console('stranger'),
    through: 'console',
    expects: answers(403, 403),
  },
];

const machineToken = async (scope: string | undefined, tenantId = 'default'): Promise<string> => {
  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await app.management(method, path, body, tenantId);
    assert.ok(answer.status < 300, JSON.stringify(answer.body));
    return answer.body;
  };
  const name = `machine ${createId()}`;
  const { id, secret } = await call('POST', '/api/applications', { name, type: 'MachineToMachine' });
  if (scope) {
    const resources = await call('GET', '/api/resources?includeScopes=true&page_size=100');
    const known = resources.find((one: { indicator: string }) => one.indicator.endsWith('.logto.app/api'));
    const { id: scopeId } = known.scopes.find((one: { name: string }) => one.name === scope);
    const role = { name, description: 'x', type: 'MachineToMachine', scopeIds: [scopeId] };
    const { id: roleId } = await call('POST', '/api/roles', role);
    await call('POST', `/api/applications/${id}/roles`, { roleIds: [roleId] });
  }
  const origin = tenantId === 'admin' ? app.adminOrigin : app.origin;
  const response = await fetch(`${origin}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: id,
      client_secret: secret,
      resource: `https://${tenantId}.logto.app/api`,
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
};

const administratorOf = async (tenantId: string, role: string, username: string): Promise<Browser> => {
  const input = { username, password: PASSWORD, tenants: [{ tenantId, role }] };
  await createAdministrator(await app.context('admin'), input, async () => undefined);
  const browser = app.browser('admin');
  await signIn(app, browser, username, PASSWORD, 'admin');
  return browser;
};

/** A person of an app, with every kind of token that a person gets. */
const userTokens = async (): Promise<void> => {
  const resource = 'https://orders.example';
  await app.management('POST', '/api/resources', { name: 'Orders', indicator: resource });
  const client = await createClient(app);
  const { id } = await createTestUser(app);
  const browser = await signedIn(app, id);
  const scope = 'openid profile identities';
  const plain = (await redeem(app, client, await getCode(app, browser, client, { scope }))).body;
  tokens.opaque = plain.access_token;
  tokens.id = plain.id_token;
  const code = await getCode(app, browser, client, { resource });
  tokens.signed = (await redeem(app, client, code, { resource })).body.access_token;
};

/** Every row of every table of every tenant, but what a request may leave behind although it was refused. */
const LEFT_BEHIND = ['audit_logs', 'sessions', 'throttles'];
const TABLES = migrations
  .flatMap(({ statements }) => [...statements.matchAll(/create table (\w+) \(tenant_id/g)])
  .map(([, name]) => name as string)
  .filter((name) => !LEFT_BEHIND.includes(name));
const snapshot = async (): Promise<Record<string, string>> => {
  const rows: Record<string, string> = {};
  for (const table of TABLES) {
    const found = await sql`select * from ${sql.table(table)}`.execute(app.platform.db.queries);
    rows[table] = found.rows
      .map((row) => JSON.stringify(row))
      .sort()
      .join('\n');
  }
  return rows;
};

const call = async (operation: string, caller: Caller, method?: string): Promise<number> => {
  const [verb = '', pattern = ''] = operation.split(' ');
  const path = pattern.replace(/:keyType/g, 'private-keys').replace(/:\w+/g, 'nothing');
  const url =
    caller.through === 'console'
      ? `${app.adminOrigin}${path.replace(/^\/api\//, '/console/api/tenants/default/')}`
      : `${app.origin}${path}`;
  const hasBody = verb !== 'GET' && verb !== 'DELETE' && method === undefined;
  const response = await fetch(url, {
    method: method ?? verb,
    headers: { ...caller.headers(), ...(hasBody ? { 'content-type': 'application/json' } : {}) },
    body: hasBody ? '{}' : null,
  });
  await response.arrayBuffer();
  return response.status;
};

before(async () => {
  app = await startApp();
  tokens.expired = await app.managementToken();
  app.clock.advance(3_700_000);
  await userTokens();
  tokens.none = await machineToken(undefined);
  tokens['users:read'] = await machineToken('users:read');
  tokens['hooks:write'] = await machineToken('hooks:write');
  tokens.other = await app.managementToken('admin');
  browsers.reader = await administratorOf('default', 'read-only', 'reader');
  browsers.stranger = await administratorOf('admin', 'owner', 'stranger');
});
after(() => app.close());

for (const caller of CALLERS) {
  test(`M-01 O-20 ${caller.name} may call what is theirs and nothing else`, async () => {
    const known = await snapshot();
    const wrong: string[] = [];
    const attempts = routes.map(({ operation, specification: { scope } }) => async () => {
      const expected = caller.expects(scope, managementScopeOf(operation, scope));
      // What they may is tried where it changes nothing.
      if (expected === undefined && (!scope.startsWith('management') || !operation.startsWith('GET'))) return;
      const status = await call(operation, caller);
      const isRight = expected === undefined ? ![401, 403].includes(status) : status === expected;
      if (!isRight) wrong.push(`${operation}: ${status}, not ${expected ?? 'allowed'}`);
    });
    while (attempts.length > 0) await Promise.all(attempts.splice(0, 16).map((attempt) => attempt()));
    assert.deepEqual(wrong, []);
    assert.deepEqual(await snapshot(), known, 'nothing was changed');
  });
}

test('M-03 HEAD needs what GET needs, and a 403 names the scope', async () => {
  const [reader] = CALLERS.filter(({ name }) => name === 'a machine with users:read');
  assert.ok(reader);
  assert.equal(await call('GET /api/applications', reader, 'HEAD'), 403);
  assert.equal(await call('GET /api/users', reader, 'HEAD'), 200);
  const response = await fetch(`${app.origin}/api/applications`, { headers: reader.headers() });
  const { code, data } = (await response.json()) as { code: string; data: unknown };
  assert.deepEqual([code, data], ['auth.scope_missing', { scope: 'applications:read' }]);
  assert.match(response.headers.get('www-authenticate') ?? '', /insufficient_scope.*applications:read/);
});
