/** Fields of webhooks, of the export of the audit trail and of its sink. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { exportDue, type Log } from '../../src/audit/index.ts';
import { dispatchDue } from '../../src/outbox/index.ts';
import { type Effect, type Effects, type Fields, together } from './effects.ts';
import type { Body, Operation } from './recorder.ts';
import type { Stage } from './stage.ts';

type Sent = { path: string; headers: Record<string, unknown>; text: string };
type Receiver = { url: string; sent: Sent[]; status: number };

/** Somebody who listens while `work` runs. */
const withReceiver = async (work: (receiver: Receiver) => Promise<void>): Promise<void> => {
  const server = createServer((request, response) => {
    let text = '';
    request.on('data', (chunk) => {
      text += chunk;
    });
    request.on('end', () => {
      receiver.sent.push({ path: request.url ?? '', headers: request.headers, text });
      response.writeHead(receiver.status).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`;
  const receiver: Receiver = { url, sent: [], status: 200 };
  try {
    await work(receiver);
  } finally {
    server.closeAllConnections();
    server.close();
  }
};

const CREATE = 'POST /api/hooks';
const CHANGE = 'PATCH /api/hooks/:id';
const READ = 'GET /api/hooks/:id';
const LIST = 'GET /api/hooks';
const RECENT = 'GET /api/hooks/:id/recent-logs';
const TEST = 'POST /api/hooks/:id/test';
const EXPORT = 'GET /api/logs/export';
const SINK = 'PUT /api/configs/audit-sink';

const EVENTS = ['Role.Created'];

/** Makes a webhook in one request, or in two where its change is what is looked at. */
const put = async (
  stage: Stage,
  operation: typeof CREATE | typeof CHANGE,
  fields: Fields,
  url: string,
): Promise<Body> => {
  const first = { events: EVENTS, config: { url } };
  if (operation === CREATE) return (await stage.call(CREATE, { body: { ...first, ...fields } }, 201)).body;
  const { id } = await stage.need('POST', '/api/hooks', { ...first, name: 'before' });
  return (await stage.call(CHANGE, { params: { id }, body: fields }, 200)).body;
};

const happen = async (stage: Stage): Promise<Body> => {
  const role = await stage.make.role();
  await dispatchDue(stage.app.platform);
  return role;
};
const remove = (stage: Stage, { id }: Body) => stage.need('DELETE', `/api/hooks/${id}`);

const deliveryEffects = (operation: typeof CREATE | typeof CHANGE): Record<string, Effect> => {
  const delivered =
    (
      fields: (url: string) => Fields,
      expect: (receiver: Receiver, stage: Stage) => Promise<void> | void,
    ): Effect =>
    (stage) =>
      withReceiver(async (receiver) => {
        const hook = await put(stage, operation, fields(receiver.url), receiver.url);
        await happen(stage);
        await expect(receiver, stage);
        await remove(stage, hook);
      });
  const count = (expected: number) => (receiver: Receiver) => assert.equal(receiver.sent.length, expected);
  return {
    tenantId: async (stage) => {
      const body = { events: EVENTS, config: { url: 'https://127.0.0.1:1/' } };
      await stage.call(CREATE, { body: { ...body, tenantId: 'admin' } }, 400);
      const { id } = await stage.need('POST', '/api/hooks', { ...body, enabled: false });
      await stage.call(CHANGE, { params: { id }, body: { tenantId: 'admin' } }, 400);
    },
    name: (stage) =>
      withReceiver(async ({ url }) => {
        const hook = await put(stage, operation, { name: 'The name' }, url);
        assert.equal((await stage.need('GET', `/api/hooks/${hook.id}`)).name, 'The name');
        await remove(stage, hook);
      }),
    event: delivered(
      () =>
        operation === CREATE ? { event: 'Role.Deleted', events: [] } : { event: 'Role.Deleted', events: [] },
      count(0),
    ),
    events: delivered(() => ({ events: ['Role.Deleted'] }), count(0)),
    enabled: delivered(() => ({ enabled: false }), count(0)),
    'config.url': delivered(
      (url) => ({ config: { url: `${url}/elsewhere` } }),
      ({ sent }) => assert.deepEqual([sent.length, sent[0]?.path], [1, '/hook/elsewhere']),
    ),
    'config.headers': delivered(
      (url) => ({ config: { url, headers: { 'x-ours': 'yes' } } }),
      ({ sent }) => assert.equal(sent[0]?.headers['x-ours'], 'yes'),
    ),
    'config.retries': (stage) =>
      withReceiver(async (receiver) => {
        receiver.status = 500;
        const { url } = receiver;
        const hook = await put(stage, operation, { config: { url, retries: 1 } }, url);
        await happen(stage);
        for (let index = 0; index < 3; index += 1) {
          stage.app.clock.advance(60_000);
          await dispatchDue(stage.app.platform);
        }
        assert.equal(receiver.sent.length, 2);
        await remove(stage, hook);
      }),
    createdAt: (stage) =>
      withReceiver(async ({ url }) => {
        const hook = await put(stage, operation, { createdAt: 12_345 }, url);
        assert.equal((await stage.need('GET', '/api/hooks?page_size=100')).at(-1).id, hook.id, 'the oldest');
        await remove(stage, hook);
      }),
  };
};

/** A webhook with two deliveries: one that failed and, a minute later, one that did not. */
const withDeliveries = (work: (stage: Stage, hook: Body, between: number) => Promise<void>): Effect => {
  return (stage) =>
    withReceiver(async (receiver) => {
      const hook = await stage.need('POST', '/api/hooks', {
        events: ['Role.Created', 'Role.Deleted'],
        config: { url: receiver.url, retries: 0 },
      });
      receiver.status = 500;
      const role = await happen(stage);
      stage.app.clock.advance(30_000);
      const between = stage.app.clock.now();
      stage.app.clock.advance(30_000);
      receiver.status = 200;
      await stage.need('DELETE', `/api/roles/${role.id}`);
      await dispatchDue(stage.app.platform);
      await work(stage, hook, between);
      await remove(stage, hook);
    });
};
const STATS = { successCount: 1, requestCount: 2 };
const [CREATED, DELETED] = ['TriggerHook.Role.Created', 'TriggerHook.Role.Deleted'];
const recent = (query: (between: number) => string, keys: (string | undefined)[]): Effect =>
  withDeliveries(async (stage, { id }, between) => {
    const { body } = await stage.call(RECENT, { params: { id }, query: query(between) }, 200);
    assert.deepEqual(
      body.map(({ key }: Body) => key),
      keys,
    );
  });

const tried = (fields: (url: string) => Fields, expect: (sent: Sent[]) => void, status = 204): Effect => {
  return (stage) =>
    withReceiver(async (receiver) => {
      const { id } = await stage.need('POST', '/api/hooks', {
        events: EVENTS,
        config: { url: 'https://127.0.0.1:1/' },
        enabled: false,
      });
      if (status !== 204) receiver.status = 500;
      const body = { events: EVENTS, config: { url: receiver.url }, ...fields(receiver.url) };
      await stage.call(TEST, { params: { id }, body }, status);
      expect(receiver.sent);
    });
};
const eventsOf = (sent: Sent[]) => sent.map(({ text }) => JSON.parse(text).event).sort();

/** Rows of an export about a user who was created and, a minute later, renamed. */
const exported = (query: (userId: string, between: number) => string, keys: string[]): Effect => {
  return async (stage) => {
    const { id } = await stage.make.user();
    stage.app.clock.advance(30_000);
    const between = stage.app.clock.now();
    stage.app.clock.advance(30_000);
    await stage.need('PATCH', `/api/users/${id}`, { name: 'Renamed' });
    const token = await stage.app.managementToken();
    stage.app.clock.advance(10);
    const asked = `userId=${id}&${query(id, between)}`;
    await stage.call(EXPORT, { query: asked }, 200);
    const answer = await fetch(`${stage.app.origin}/api/logs/export?${asked}`, {
      headers: { authorization: `Bearer ${token}` },
    });
    const logs: Log[] = (await answer.text())
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      logs.map(({ key }) => key),
      keys,
    );
  };
};

const streamed = (fields: Fields, expect: (sent: Sent[]) => void): Effect => {
  return (stage) =>
    withReceiver(async (receiver) => {
      await stage.call(SINK, { body: { type: 'http', url: receiver.url, ...fields } }, 200);
      await stage.make.role();
      while (receiver.sent.length === 0) await exportDue(stage.app.platform);
      await stage.need('DELETE', '/api/configs/audit-sink');
      expect(receiver.sent);
    });
};

const syslog: Effect = async (stage) => {
  let text = '';
  const server = createTcpServer((socket) => {
    socket.on('data', (chunk) => {
      text += chunk;
    });
    socket.on('end', () => socket.end());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const body = { type: 'syslog', host: '127.0.0.1', port, transport: 'tcp', facility: 16 };
  await stage.call(SINK, { body }, 200);
  await stage.need('POST', '/api/configs/audit-sink/test');
  await stage.need('DELETE', '/api/configs/audit-sink');
  server.close();
  assert.match(text, /^\d+ <134>1 /);
};

const logsOperation: Operation = 'GET /api/logs';

export const webhooksEffects: Effects = {
  [CREATE]: deliveryEffects(CREATE),
  [CHANGE]: deliveryEffects(CHANGE),
  [LIST]: {
    ...together(['?page', '?page_size'], async (stage) => {
      for (const _ of [1, 2]) {
        await stage.need('POST', '/api/hooks', {
          events: EVENTS,
          config: { url: 'https://127.0.0.1:1/' },
          enabled: false,
        });
      }
      const page = async (number: number) =>
        (await stage.call(LIST, { query: `page=${number}&page_size=1` }, 200)).body.map(({ id }: Body) => id);
      const [first, second] = [await page(1), await page(2)];
      assert.deepEqual([first.length, second.length], [1, 1]);
      assert.notDeepEqual(first, second);
    }),
    '?includeExecutionStats': withDeliveries(async (stage, { id }) => {
      const { body } = await stage.call(LIST, { query: 'includeExecutionStats=true&page_size=100' }, 200);
      assert.deepEqual(body.find((hook: Body) => hook.id === id).executionStats, STATS);
    }),
  },
  [READ]: {
    '?includeExecutionStats': withDeliveries(async (stage, { id }) => {
      const { body } = await stage.call(READ, { params: { id }, query: 'includeExecutionStats=true' }, 200);
      assert.deepEqual(body.executionStats, STATS);
      assert.equal('executionStats' in (await stage.need('GET', `/api/hooks/${id}`)), false);
    }),
  },
  [RECENT]: {
    '?page': recent(() => 'page=2&page_size=1', [CREATED]),
    '?page_size': recent(() => 'page_size=1', [DELETED]),
    '?logKey': recent(() => `logKey=${CREATED}`, [CREATED]),
    '?start_time': recent((between) => `start_time=${between}`, [DELETED]),
    '?end_time': recent((between) => `end_time=${between}`, [CREATED]),
    '?enableCap': recent(() => 'enableCap=true', [DELETED, CREATED]),
  },
  [TEST]: {
    events: tried(
      () => ({ events: ['User.Deleted', 'Role.Created'] }),
      (sent) => assert.deepEqual(eventsOf(sent), ['Role.Created', 'User.Deleted']),
    ),
    event: tried(
      () => ({ events: [], event: 'User.Deleted' }),
      (sent) => assert.deepEqual(eventsOf(sent), ['User.Deleted']),
    ),
    'config.url': tried(
      (url) => ({ config: { url: `${url}/elsewhere` } }),
      (sent) => assert.equal(sent[0]?.path, '/hook/elsewhere'),
    ),
    'config.headers': tried(
      (url) => ({ config: { url, headers: { 'x-ours': 'yes' } } }),
      (sent) => assert.equal(sent[0]?.headers['x-ours'], 'yes'),
    ),
    'config.retries': tried(
      (url) => ({ config: { url, retries: 1 } }),
      (sent) => assert.equal(sent.length, 2),
      422,
    ),
  },
  [logsOperation]: {
    '?enableCap': async (stage) => {
      const row = {
        tenantId: 'default',
        key: 'User.Update',
        result: 'Success' as const,
        payload: {},
        userId: 'capped',
      };
      for (let at = 0; at < 10_500; at += 500) {
        const rows = Array.from({ length: 500 }, (_, index) => ({
          ...row,
          id: `capped-${at + index}`,
          createdAt: at,
        }));
        await stage.app.platform.db.queries.insertInto('auditLogs').values(rows).execute();
      }
      const total = async (query: string) =>
        (await stage.call(logsOperation, { query: `userId=capped${query}` }, 200)).headers.get(
          'total-number',
        );
      assert.deepEqual([await total('&enableCap=true'), await total('')], ['10000', '10500']);
    },
  },
  [EXPORT]: {
    '?userId': exported(() => '', ['User.Create', 'User.Update']),
    '?applicationId': exported(() => 'applicationId=nobody', []),
    '?logKey': exported(() => 'logKey=User.Create', ['User.Create']),
    '?result': exported(() => 'result=Error', []),
    '?start_time': exported((_, between) => `start_time=${between}`, ['User.Update']),
    '?end_time': exported((_, between) => `end_time=${between}`, ['User.Create']),
  },
  [SINK]: {
    ...together(
      ['type', 'url'],
      streamed({}, (sent) => assert.equal(sent[0]?.path, '/hook')),
    ),
    headers: streamed({ headers: { 'x-ours': 'yes' } }, (sent) =>
      assert.equal(sent[0]?.headers['x-ours'], 'yes'),
    ),
    signingKey: streamed({ signingKey: 'a key of the collector' }, (sent) =>
      assert.match(String(sent[0]?.headers['webhook-signature']), /^v1,/),
    ),
    ...together(['host', 'port', 'transport', 'facility'], syslog),
  },
};
