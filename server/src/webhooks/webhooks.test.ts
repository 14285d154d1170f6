import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { after, before, beforeEach, describe } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import { scopedToken } from '../../test/scoped-token.ts';
import { addUser, beginSignIn, choose, PASSWORD, provePassword, signIn } from '../../test/sign-in.ts';
import { createApplication } from '../applications/index.ts';
import { HOUR, MINUTE, SECOND } from '../lib/clock.ts';
import { dispatchDue } from '../outbox/index.ts';

// biome-ignore lint/suspicious/noExplicitAny: payloads of every shape.
type Received = { headers: Record<string, string>; body: string; json: any };

const startReceiver = async () => {
  const received: Received[] = [];
  let answer = (): { status: number; headers?: Record<string, string>; body?: string } => ({ status: 200 });
  const server: Server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ headers: request.headers as Record<string, string>, body, json: JSON.parse(body) });
      const { status, headers, body: text } = answer();
      response.writeHead(status, headers);
      response.end(text);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    received,
    answers: (next: typeof answer) => {
      answer = next;
    },
    close: () => {
      server.closeAllConnections();
      server.close();
    },
  };
};

describe('webhooks', () => {
  let app: TestApp;
  let receiver: Awaited<ReturnType<typeof startReceiver>>;
  before(async () => {
    app = await startApp();
    receiver = await startReceiver();
  });
  after(async () => {
    receiver.close();
    await app.close();
  });
  beforeEach(async () => {
    await dispatchDue(app.platform);
    for (const hook of (await app.management('GET', '/api/hooks')).body) {
      await app.management('DELETE', `/api/hooks/${hook.id}`);
    }
    await app.platform.db.queries.deleteFrom('outboxMessages').execute();
    receiver.received.length = 0;
    receiver.answers(() => ({ status: 200 }));
  });

  const makeHook = async (events: string[], more: Record<string, unknown> = {}, config = {}) => {
    const made = await app.management('POST', '/api/hooks', {
      name: 'Test',
      events,
      config: { url: receiver.url, ...config },
      ...more,
    });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    return made.body;
  };
  const sent = async () => {
    await dispatchDue(app.platform);
    return receiver.received;
  };
  const make = async (path: string, body: Record<string, unknown>, status = [200, 201]) => {
    const made = await app.management('POST', path, body);
    assert.ok(status.includes(made.status), JSON.stringify(made.body));
    return made.body;
  };
  const hmac = (key: string, text: string) => createHmac('sha256', key).update(text);

  test('a change reaches the webhook that subscribes to it, in the contract’s shape and without secrets', async () => {
    const hook = await makeHook(['User.Created']);
    const user = await make('/api/users', { username: 'hooked', password: 'a long enough password 7' });
    const [first, ...others] = await sent();
    assert.equal(others.length, 0);
    assert.ok(first);
    const { json } = first;
    assert.equal(json.hookId, hook.id);
    assert.equal(json.event, 'User.Created');
    assert.equal(new Date(json.createdAt).toISOString(), json.createdAt);
    assert.deepEqual([json.method, json.path, json.status], ['POST', '/api/users', 200]);
    assert.deepEqual([json.data.id, json.data.username], [user.id, 'hooked']);
    assert.equal(json.ip, '127.0.0.1');
    assert.doesNotMatch(first.body, /argon2|passwordHash|long enough/i);
    assert.equal(first.headers['content-type'], 'application/json');
  });

  test('an account at a social provider that comes, changes or goes is a change of the user', async () => {
    const user = await make('/api/users', { username: 'hooked_by_social' });
    await makeHook(['User.Data.Updated']);
    const path = `/api/users/${user.id}/identities/code-forge`;
    const heard = async (method: string, body?: unknown) => {
      const answer = await app.management(method, path, body);
      assert.ok(answer.status < 300, JSON.stringify(answer.body));
      const [{ json } = { json: undefined }, ...others] = await sent();
      assert.equal(others.length, 0);
      receiver.received.length = 0;
      return [json?.event, json?.method, json?.data.id, json?.data.identities];
    };
    const named = (userId: string) => ({ 'code-forge': { userId, details: { name: 'H' } } });
    const told = (method: string, identities: unknown) => ['User.Data.Updated', method, user.id, identities];
    const put = (userId: string) => heard('PUT', { userId, details: { name: 'H' } });
    assert.deepEqual(await put('forge-1'), told('PUT', named('forge-1')));
    assert.deepEqual(await put('forge-2'), told('PUT', named('forge-2')));
    assert.deepEqual(await heard('DELETE'), told('DELETE', {}));
  });

  test('M-17 the signature is the key’s over the raw body, and a second one covers id and time', async () => {
    const { signingKey } = await makeHook(['Role.Created']);
    await make('/api/roles', { name: 'signed', description: 'd' });
    const [first] = await sent();
    assert.ok(first);
    const { headers, body } = first;
    assert.equal(headers['logto-signature-sha-256'], hmac(signingKey, body).digest('hex'));
    const timestamp = Number(headers['webhook-timestamp']);
    assert.ok(Math.abs(timestamp - app.clock.now() / 1000) < 60);
    const signed = (key: string, at = timestamp, text = body) =>
      `v1,${hmac(key, `${headers['webhook-id']}.${at}.${text}`).digest('base64')}`;
    assert.equal(headers['webhook-signature'], signed(signingKey));
    assert.notEqual(headers['webhook-signature'], signed(signingKey, timestamp + 1));
    assert.notEqual(headers['webhook-signature'], signed('another key'));
    assert.notEqual(headers['webhook-signature'], signed(signingKey, timestamp, `${body} `));
  });

  test('M-17 after a change of keys the new one signs, and the old one beside it for a day', async () => {
    const hook = await makeHook(['Role.Created']);
    const renewed = await app.management('PATCH', `/api/hooks/${hook.id}/signing-key`);
    assert.equal(renewed.status, 200);
    const [old, fresh] = [hook.signingKey, renewed.body.signingKey];
    assert.notEqual(old, fresh);
    const signatures = async (name: string) => {
      receiver.received.length = 0;
      await make('/api/roles', { name, description: 'd' });
      const [first] = await sent();
      assert.ok(first);
      const { headers, body } = first;
      const signed = `${headers['webhook-id']}.${headers['webhook-timestamp']}.${body}`;
      assert.equal(headers['logto-signature-sha-256'], hmac(fresh, body).digest('hex'));
      const of = (key: string) => `v1,${hmac(key, signed).digest('base64')}`;
      return [headers['webhook-signature']?.split(' '), of(fresh), of(old)];
    };
    const [during, ...both] = await signatures('rotated');
    assert.deepEqual(during, both);
    app.clock.advance(25 * HOUR);
    const [later, now] = await signatures('rotated later');
    assert.deepEqual(later, [now]);
    const row = await app.platform.db.queries.selectFrom('hooks').selectAll().executeTakeFirstOrThrow();
    assert.doesNotMatch(JSON.stringify(row), new RegExp(`${old}|${fresh}`));
  });

  test('sign-in and sign-up tell who, where and through which session', async () => {
    await makeHook(['PostSignIn']);
    await addUser(app, { username: 'walker' });
    await signIn(app, app.browser(), 'walker', PASSWORD);
    const [first] = await sent();
    assert.ok(first);
    const { json } = first;
    assert.deepEqual(
      [json.event, json.interactionEvent, json.user.username, typeof json.sessionId, typeof json.userIp],
      ['PostSignIn', 'SignIn', 'walker', 'string', 'string'],
    );
    assert.equal('data' in json, false);
  });

  test('members who come and go are named', async () => {
    await makeHook(['Organization.Membership.Updated']);
    const { id } = await make('/api/organizations', { name: 'Hooked' });
    const one = await make('/api/users', { username: 'one_member' });
    await make(`/api/organizations/${id}/users`, { userIds: [one.id] });
    await dispatchDue(app.platform);
    await app.management('DELETE', `/api/organizations/${id}/users/${one.id}`);
    const [came, went] = await sent();
    assert.deepEqual([came?.json.organizationId, came?.json.addedUserIds], [id, [one.id]]);
    assert.deepEqual(went?.json.removedUserIds, [one.id]);
  });

  test('a lock is told of once, with what was typed', async () => {
    await makeHook(['Identifier.Lockout']);
    await addUser(app, { username: 'locked_out' });
    for (let attempt = 0; attempt < 13; attempt += 1) {
      const browser = app.browser();
      await beginSignIn(app, browser);
      await choose(browser, 'SignIn');
      await provePassword(browser, 'locked_out', 'a wrong password 11');
    }
    const events = (await sent()).map(({ json }) => [json.event, json.data.value]);
    assert.deepEqual(events, [['Identifier.Lockout', 'locked_out']]);
  });

  test('nobody else is told: other events, a webhook that is off, other tenants', async () => {
    await makeHook(['Role.Deleted']);
    await makeHook(['Role.Created'], { enabled: false });
    const other = await app.management(
      'POST',
      '/api/hooks',
      { events: ['Role.Created'], config: { url: receiver.url } },
      'admin',
    );
    assert.equal(other.status, 201);
    await make('/api/roles', { name: 'unheard', description: 'd' });
    assert.deepEqual(await sent(), []);
    await app.management('DELETE', `/api/hooks/${other.body.id}`, undefined, 'admin');
    assert.equal(
      (await app.platform.db.queries.selectFrom('outboxMessages').select('id').execute()).length,
      0,
    );
  });

  test('a tenant without webhooks pays nothing for them', async () => {
    const context = await app.context();
    const { record } = await import('../audit/index.ts');
    const { queries, counters } = app.platform.db;
    await record(queries, context, { key: 'User.Create', payload: {} });
    const before = counters.statements;
    await record(queries, context, { key: 'User.Create', payload: {} });
    assert.equal(counters.statements - before, 1);
  });

  test('G-15 a receiver that is down is tried again with the same id and body, and the trail tells of each try', async () => {
    const hook = await makeHook(['Role.Created']);
    let down = true;
    receiver.answers(() => (down ? { status: 503, body: 'later' } : { status: 200, body: 'ok' }));
    await make('/api/roles', { name: 'stubborn', description: 'd' });
    await sent();
    for (const wait of [SECOND, 5 * SECOND, 30 * SECOND, 2 * MINUTE]) {
      app.clock.advance(wait);
      await sent();
    }
    assert.equal(receiver.received.length, 5);
    down = false;
    app.clock.advance(10 * MINUTE);
    await sent();
    app.clock.advance(24 * HOUR - 20 * MINUTE);
    assert.equal((await sent()).length, 6);
    const ids = receiver.received.map(({ headers }) => headers['webhook-id']);
    assert.equal(new Set(ids).size, 1);
    assert.equal(new Set(receiver.received.map(({ body }) => body)).size, 1);
    const logs = await app.management('GET', `/api/hooks/${hook.id}/recent-logs`);
    assert.equal(logs.headers.get('total-number'), '6');
    const [last, beforeLast] = logs.body;
    assert.deepEqual(
      [last.key, last.payload.result, last.payload.response],
      ['TriggerHook.Role.Created', 'Success', { statusCode: 200, body: 'ok' }],
    );
    assert.deepEqual(
      [beforeLast.payload.result, beforeLast.payload.attempt, typeof beforeLast.payload.durationMs],
      ['Error', 5, 'number'],
    );
    const read = await app.management('GET', `/api/hooks/${hook.id}?includeExecutionStats=true`);
    assert.deepEqual(read.body.executionStats, { successCount: 1, requestCount: 6 });
    const [listed] = (await app.management('GET', '/api/hooks?includeExecutionStats=true')).body;
    assert.deepEqual(listed.executionStats, { successCount: 1, requestCount: 6 });
    app.clock.advance(HOUR);
    assert.deepEqual((await app.management('GET', `/api/hooks/${hook.id}/recent-logs`)).body, []);
  });

  test('fewer repetitions where the webhook says so, and none after 410', async () => {
    await makeHook(['Role.Created'], {}, { retries: 0 });
    receiver.answers(() => ({ status: 500 }));
    await make('/api/roles', { name: 'once', description: 'd' });
    await sent();
    app.clock.advance(HOUR);
    assert.equal((await sent()).length, 1);
    await makeHook(['Role.Deleted']);
    receiver.answers(() => ({ status: 410 }));
    const { id } = await make('/api/roles', { name: 'gone', description: 'd' });
    receiver.received.length = 0;
    await app.management('DELETE', `/api/roles/${id}`);
    await dispatchDue(app.platform);
    app.clock.advance(HOUR);
    assert.equal((await sent()).filter(({ json }) => json.event === 'Role.Deleted').length, 1);
  });

  test('custom headers are sent, sealed at rest, masked in answers, and not sent to a new host unseen', async () => {
    const hook = await makeHook(['Role.Created'], {}, { headers: { Authorization: 'Bearer top-secret-1' } });
    assert.deepEqual(hook.config.headers, { Authorization: '******' });
    const { url } = receiver;
    const patched = await app.management('PATCH', `/api/hooks/${hook.id}`, {
      config: { url: `${url}?moved`, headers: { Authorization: '******', 'x-more': 'plain' } },
    });
    assert.equal(patched.status, 200);
    await make('/api/roles', { name: 'headed', description: 'd' });
    const [first] = await sent();
    assert.equal(first?.headers.authorization, 'Bearer top-secret-1');
    assert.equal(first?.headers['x-more'], 'plain');
    for (const [method, path, body] of [
      ['PATCH', `/api/hooks/${hook.id}`, {}],
      ['POST', `/api/hooks/${hook.id}/test`, { events: ['Role.Created'] }],
    ] as const) {
      const moved = await app.management(method, path, {
        ...body,
        config: { url: 'https://elsewhere.example/', headers: { Authorization: '******' } },
      });
      assert.deepEqual([moved.status, moved.body.code], [422, 'hook.headers_needed']);
    }
    const row = await app.platform.db.queries.selectFrom('hooks').selectAll().executeTakeFirstOrThrow();
    assert.doesNotMatch(JSON.stringify([row, await app.audit()]), /top-secret-1/);
  });

  test('R-13 R-14 R-15 a private address is not called, and a redirect is not followed', async () => {
    for (const url of [
      'https://127.0.0.1.nip.invalid:0x1/',
      'ftp://a.example/',
      'http://a.example/',
      'https://u:p@a.example/',
      'nonsense',
    ]) {
      const refused = await app.management('POST', '/api/hooks', {
        events: ['Role.Created'],
        config: { url },
      });
      assert.deepEqual([refused.status, refused.body.code], [422, 'hook.invalid_url'], url);
    }
    const hook = await makeHook(['Role.Created'], {}, { retries: 0, url: 'https://169.254.169.254/latest' });
    await makeHook(['Role.Deleted'], {}, { retries: 0 });
    receiver.answers(() => ({ status: 302, headers: { location: `${receiver.url}/elsewhere` } }));
    const { id } = await make('/api/roles', { name: 'guarded', description: 'd' });
    await app.management('DELETE', `/api/roles/${id}`);
    assert.equal((await sent()).length, 1);
    const [log] = (await app.management('GET', `/api/hooks/${hook.id}/recent-logs`)).body;
    assert.match(log.payload.error, /private or reserved network/);
  });

  test('a test send is signed, answers how it went, and leaves no delivery behind', async () => {
    const hook = await makeHook(['Role.Created']);
    const path = `/api/hooks/${hook.id}/test`;
    const good = { events: ['PostSignIn', 'User.Deleted'], config: { url: receiver.url } };
    assert.equal((await app.management('POST', path, good)).status, 204);
    assert.deepEqual(receiver.received.map(({ json }) => json.event).sort(), ['PostSignIn', 'User.Deleted']);
    for (const { headers, body } of receiver.received) {
      assert.equal(headers['logto-signature-sha-256'], hmac(hook.signingKey, body).digest('hex'));
    }
    receiver.answers(() => ({ status: 500 }));
    receiver.received.length = 0;
    const one = { event: 'PostSignIn', events: [], config: { url: receiver.url, retries: 2 } };
    const failed = await app.management('POST', path, one);
    assert.deepEqual([failed.status, failed.body.code], [422, 'hook.endpoint_responded_with_error']);
    assert.equal(receiver.received.length, 3);
    const unreachable = { events: ['PostSignIn'], config: { url: 'https://10.0.0.1/' } };
    const refused = await app.management('POST', path, unreachable);
    assert.deepEqual([refused.status, refused.body.code], [422, 'hook.send_test_payload_failed']);
    assert.match(refused.body.message, /[^.]\.$/);
    assert.deepEqual((await app.management('GET', `/api/hooks/${hook.id}/recent-logs`)).body, []);
  });

  test('M-11 the signing key is shown to who may change webhooks, and to nobody who may only read them', async () => {
    const hook = await makeHook(['Role.Created']);
    const { application, secret } = await createApplication(await app.context(), {
      name: 'Reader',
      type: 'MachineToMachine',
    });
    const [api] = (
      await app.management('GET', '/api/resources?includeScopes=true&page_size=100')
    ).body.filter(({ indicator }: { indicator: string }) => indicator === 'https://default.logto.app/api');
    const scopeIds = api.scopes
      .filter(({ name }: { name: string }) => name === 'hooks:read')
      .map(({ id }: { id: string }) => id);
    assert.equal(scopeIds.length, 1);
    const role = await make('/api/roles', {
      name: 'Reads webhooks',
      description: 'd',
      type: 'MachineToMachine',
      scopeIds,
    });
    await make(`/api/applications/${application.id}/roles`, { roleIds: [role.id] });
    const answer = await fetch(`${app.origin}/oidc/token`, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: application.id,
        client_secret: String(secret),
        resource: 'https://default.logto.app/api',
        scope: 'hooks:read',
      }),
    });
    const { access_token: token } = (await answer.json()) as { access_token: string };
    const read = await fetch(`${app.origin}/api/hooks/${hook.id}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(read.status, 200);
    assert.equal(((await read.json()) as { signingKey: string }).signingKey, '******');
    assert.equal((await app.management('GET', `/api/hooks/${hook.id}`)).body.signingKey, hook.signingKey);
  });

  test('M-04 whoever may not read users or roles has nothing of them sent to an address of theirs', async () => {
    const as = async (scopes: string[], method: string, path: string, body: unknown) => {
      const response = await fetch(`${app.origin}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${await scopedToken(app, scopes)}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify(body),
      });
      return {
        status: response.status,
        body: (await response.json()) as { code?: string; message?: string },
      };
    };
    const refused = async (answer: ReturnType<typeof as>, scope: string) => {
      const { status, body } = await answer;
      assert.deepEqual([status, body.code], [403, 'auth.scope_missing'], JSON.stringify(body));
      assert.match(String(body.message), new RegExp(scope));
    };
    const config = { url: receiver.url };
    const create = (scopes: string[], events: string[]) =>
      as(['hooks:write', ...scopes], 'POST', '/api/hooks', { name: 'Mine', events, config });
    await refused(create([], ['User.Data.Updated']), 'users:read');
    await refused(create([], ['PostSignIn']), 'users:read');
    await refused(create(['users:read'], ['User.Created', 'OrganizationRole.Created']), 'organizations:read');
    await refused(create(['users:read'], ['Role.Created']), 'roles:read');
    await refused(create(['users:read'], ['Scope.Created']), 'resources:read');
    assert.equal((await create(['users:read'], ['User.Created'])).status, 201);
    const { id } = await makeHook(['User.Created']);
    const change = (body: unknown) => as(['hooks:write'], 'PATCH', `/api/hooks/${id}`, body);
    await refused(change({ config: { url: `${receiver.url}/mine` } }), 'users:read');
    await refused(change({ events: ['User.Deleted'] }), 'users:read');
    assert.equal((await change({ enabled: false })).status, 200);
  });

  test('events: one at least, none that nothing raises, the older single form still counts', async () => {
    const refusalOf = async (body: Record<string, unknown>) =>
      (await app.management('POST', '/api/hooks', { config: { url: receiver.url }, ...body })).body.code;
    assert.equal(await refusalOf({}), 'hook.missing_events');
    assert.equal(await refusalOf({ events: ['PostSignInAdaptiveMfaTriggered'] }), 'hook.event_unavailable');
    assert.equal(await refusalOf({ events: ['Role.Imagined'] }), 'guard.invalid_input');
    const single = await make('/api/hooks', { event: 'Role.Created', config: { url: receiver.url } });
    assert.deepEqual([single.event, single.events], ['Role.Created', []]);
    await make('/api/roles', { name: 'single', description: 'd' });
    assert.equal((await sent()).length, 1);
    const emptied = await app.management('PATCH', `/api/hooks/${single.id}`, { event: null });
    assert.deepEqual([emptied.status, emptied.body.code], [400, 'hook.missing_events']);
    const several = await app.management('PATCH', `/api/hooks/${single.id}`, {
      events: ['Role.Deleted', 'Role.Deleted'],
    });
    assert.deepEqual([several.body.event, several.body.events], [null, ['Role.Deleted']]);
  });

  test('what is queued twice is sent under one id', async () => {
    const hook = await makeHook(['Role.Created']);
    receiver.answers(() => ({ status: 503 }));
    await make('/api/roles', { name: 'twice', description: 'd' });
    await sent();
    const [waiting] = await app.platform.db.queries.selectFrom('outboxMessages').select('id').execute();
    assert.equal(waiting?.id, receiver.received[0]?.headers['webhook-id']);
    await app.management('DELETE', `/api/hooks/${hook.id}`);
    app.clock.advance(HOUR);
    assert.equal((await sent()).length, 1, 'a webhook that is gone is not called');
  });
});
