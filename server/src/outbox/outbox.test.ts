import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test, { after, before, beforeEach, describe } from 'node:test';
import pino from 'pino';
import { openTestDatabase, type TestDatabase } from '../../test/database.ts';
import { readConfig } from '../config.ts';
import { createOutgoing } from '../http/index.ts';
import { DAY, MINUTE, SECOND } from '../lib/clock.ts';
import { createSealer } from '../lib/seal.ts';
import type { Context, Platform } from '../platform.ts';
import { findTenant, putTenant } from '../tenants/index.ts';
import {
  dispatchDue,
  enqueue,
  type Handlers,
  type Message,
  startOutbox,
  tidyOutbox,
  Undeliverable,
} from './index.ts';

type Node = { platform: Platform; stop: () => Promise<void>; sent: Message[] };

describe('the outbox', () => {
  let database: TestDatabase;
  let now = 1_700_000_000_000;
  let base: Platform;
  const nodes: Node[] = [];

  before(async () => {
    database = await openTestDatabase();
    const config = readConfig({});
    base = {
      config,
      db: database.db,
      clock: { now: () => now },
      sealer: createSealer([randomBytes(32)]),
      log: pino({ level: 'silent' }),
      outgoing: createOutgoing(config),
    };
    for (const id of ['one', 'two']) {
      await database.db.transaction((tx) =>
        putTenant(tx, { id, name: id, origin: `https://${id}.example`, createdAt: 1 }),
      );
    }
  });
  after(() => database.close());
  beforeEach(async () => {
    for (const { stop } of nodes.splice(0)) await stop();
    await database.db.queries.deleteFrom('outboxMessages').execute();
    now += DAY;
  });

  const contextOf = async (platform: Platform, id = 'one') => {
    const tenant = await findTenant(platform, id);
    assert.ok(tenant);
    return { platform, tenant } as Context;
  };

  /** A node of its own on the shared database: what it sends, it writes down. */
  const startNode = (deliver: (message: Message, platform: Platform) => Promise<void> | void): Node => {
    const platform = { ...base };
    const sent: Message[] = [];
    const handlers: Handlers = {
      email: {
        delays: [SECOND, 5 * SECOND],
        deliver: async (_, __, message) => {
          sent.push(message);
          await deliver(message, platform);
        },
      },
    };
    const node = { platform, sent, stop: startOutbox(platform, handlers) };
    nodes.push(node);
    return node;
  };

  const queue = (platform: Platform, payload: Record<string, unknown>, more = {}, tenant = 'one') =>
    contextOf(platform, tenant).then((context) =>
      platform.db.transaction((tx) => enqueue(tx, context, { kind: 'email', payload, ...more })),
    );
  const rows = () => database.db.queries.selectFrom('outboxMessages').selectAll().execute();

  test('a message is sent right after the commit, once, and is gone', async () => {
    const arrived = Promise.withResolvers<void>();
    const node = startNode(() => arrived.resolve());
    const id = await queue(node.platform, { to: 'a@example.com', code: '123456' });
    await arrived.promise;
    await dispatchDue(node.platform);
    assert.deepEqual(
      node.sent.map((message) => [message.id, message.payload, message.attempt]),
      [[id, { to: 'a@example.com', code: '123456' }, 1]],
    );
    assert.deepEqual(await rows(), []);
  });

  test('a change that is rolled back sends nothing', async () => {
    const node = startNode(() => {});
    const context = await contextOf(node.platform);
    await assert.rejects(
      node.platform.db.transaction(async (tx) => {
        await enqueue(tx, context, { kind: 'email', payload: {} });
        throw new Error('no');
      }),
      /no/,
    );
    await dispatchDue(node.platform);
    assert.deepEqual(node.sent, []);
  });

  test('what is queued is sealed at rest', async () => {
    await queue(base, { code: '918273', to: 'someone@example.com' });
    const [row] = await rows();
    assert.doesNotMatch(JSON.stringify(row), /918273|someone/);
  });

  test('G-15 a failure is repeated after growing waits under the same id, then put aside with its reason', async () => {
    const node = startNode(() => {
      throw new Error('the receiver\r\nis out');
    });
    const id = await queue(node.platform, {});
    await dispatchDue(node.platform);
    assert.equal(node.sent.length, 1);
    now += SECOND;
    await dispatchDue(node.platform);
    now += 4 * SECOND;
    await dispatchDue(node.platform);
    assert.equal(node.sent.length, 2, 'the second wait is five seconds');
    now += SECOND;
    await dispatchDue(node.platform);
    assert.deepEqual(
      node.sent.map((message) => [message.id, message.attempt, message.isLast]),
      [
        [id, 1, false],
        [id, 2, false],
        [id, 3, true],
      ],
    );
    const [dead] = await rows();
    assert.deepEqual([dead?.nextAttemptAt, dead?.deadAt], [null, now]);
    assert.equal(dead?.lastError, 'the receiver  is out');
    await tidyOutbox(node.platform);
    assert.equal((await rows()).length, 1);
    now += 8 * DAY;
    await tidyOutbox(node.platform);
    assert.deepEqual(await rows(), []);
    assert.equal(node.sent.length, 3);
  });

  test('what no attempt would send, and what came too late, is given up at once', async () => {
    const node = startNode(() => {
      throw new Undeliverable('no such receiver');
    });
    await queue(node.platform, {});
    await dispatchDue(node.platform);
    assert.equal(node.sent.length, 1);
    await queue(node.platform, {}, { notBefore: now + MINUTE, expiresAt: now + MINUTE });
    now += 2 * MINUTE;
    await dispatchDue(node.platform);
    assert.equal(node.sent.length, 1);
    assert.deepEqual((await rows()).map((row) => row.lastError).sort(), [
      'it came too late',
      'no such receiver',
    ]);
  });

  test('two nodes send each message once', async () => {
    for (let index = 0; index < 60; index += 1) await queue(base, { index }, { lane: `lane-${index % 9}` });
    const [first, second] = [startNode(() => {}), startNode(() => {})];
    await Promise.all([dispatchDue(first.platform), dispatchDue(second.platform)]);
    const ids = [...first.sent, ...second.sent].map((message) => message.id);
    assert.equal(ids.length, 60);
    assert.equal(new Set(ids).size, 60);
    assert.deepEqual(await rows(), []);
  });

  test('G-15 what a node held when it died is sent by another once the lease is over, under the same id', async () => {
    const hung = Promise.withResolvers<void>();
    const dying = startNode(() => hung.promise);
    const id = await queue(dying.platform, {});
    while (dying.sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const other = startNode(() => {});
    await dispatchDue(other.platform);
    assert.equal(other.sent.length, 0);
    const died = dying.stop();
    now += MINUTE;
    await dispatchDue(other.platform);
    assert.deepEqual(
      other.sent.map((message) => [message.id, message.attempt]),
      [[id, 2]],
    );
    assert.deepEqual(await rows(), []);
    // The dead node's late end changes nothing any more.
    hung.resolve();
    await died;
    assert.deepEqual(await rows(), []);
  });

  test('a receiver that hangs holds four senders and no other lane or tenant', async () => {
    const hung = Promise.withResolvers<void>();
    const node = startNode((message) => (message.payload.slow ? hung.promise : undefined));
    for (let index = 0; index < 100; index += 1) await queue(base, { slow: true }, { lane: 'slow' });
    const quick = async (lane: string, tenant: string) => {
      await queue(node.platform, { slow: false }, { lane }, tenant);
      while (!node.sent.some((message) => message.payload.slow === false))
        await new Promise((resolve) => setImmediate(resolve));
      node.sent.splice(0, node.sent.length, ...node.sent.filter((message) => message.payload.slow));
    };
    now += SECOND;
    await quick('quick', 'one');
    await quick('slow', 'two');
    assert.equal(node.sent.length, 4);
    hung.resolve();
    await dispatchDue(node.platform);
    assert.equal(node.sent.length, 100);
  });

  test('the end waits for what is under way', async () => {
    const underWay = Promise.withResolvers<void>();
    const node = startNode(() => underWay.promise);
    await queue(node.platform, {});
    while (node.sent.length === 0) await new Promise((resolve) => setImmediate(resolve));
    const stopped = node.stop();
    underWay.resolve();
    await stopped;
    assert.deepEqual(await rows(), []);
    await queue(node.platform, {});
    assert.equal((await rows()).length, 1);
  });
});
