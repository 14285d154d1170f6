import assert from 'node:assert/strict';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import test, { after, before, describe } from 'node:test';
import { sql } from 'kysely';
import { startApp, type TestApp } from '../../test/app.ts';
import { tidy } from '../housekeeping.ts';
import { DAY } from '../lib/clock.ts';
import type { Log } from './index.ts';
import { record } from './index.ts';

describe('the audit trail', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  const lines = (text: string): Log[] =>
    text
      .split('\n')
      .filter(Boolean)
      .map((line) => JSON.parse(line));

  test('M-18 the database itself refuses to change a row, and to remove one that is not to go yet', async () => {
    const context = await app.context();
    const { db } = app.platform;
    await record(db.queries, context, { key: 'User.Create', payload: { userId: 'kept' } });
    const rows = () => db.queries.selectFrom('auditLogs').selectAll().orderBy('id').execute();
    const before = await rows();
    const attempts = [
      sql`update audit_logs set payload = '{}'`,
      sql`update audit_logs set user_id = 'nobody' where tenant_id = 'default'`,
      sql`delete from audit_logs`,
      ...(db.kind === 'postgres' ? [sql`truncate audit_logs`] : []),
    ];
    for (const attempt of attempts) {
      await assert.rejects(
        db.transaction((tx) => attempt.execute(tx)),
        /rows of the audit trail/,
      );
    }
    assert.deepEqual(await rows(), before);
    for (const [method, path] of [
      ['DELETE', '/api/logs'],
      ['PATCH', `/api/logs/${before[0]?.id}`],
      ['DELETE', `/api/logs/${before[0]?.id}`],
    ] as const) {
      assert.equal((await app.management(method, path, method === 'PATCH' ? {} : undefined)).status, 405);
    }
  });

  test('M-18 retention removes what is older, and says so to the database first', async () => {
    const context = await app.context();
    await record(app.platform.db.queries, context, { key: 'User.Create', payload: { userId: 'old' } });
    app.clock.advance(366 * DAY);
    await record(app.platform.db.queries, context, { key: 'User.Create', payload: { userId: 'young' } });
    await tidy(app.platform);
    const left = (await app.audit()).filter((row) => row.key === 'User.Create');
    assert.deepEqual(
      left.map((row) => row.payload.userId),
      ['young'],
    );
    await assert.rejects(
      app.platform.db.transaction((tx) => sql`delete from audit_logs`.execute(tx)),
      /rows of the audit trail are kept/,
    );
  });

  test('M-18 line ends and control characters of a caller stay inside their value', async () => {
    const evil = 'x\r\n{"key":"User.Delete","forged":true}\u2028\u0000\u001b[2J';
    const context = await app.context();
    await record(
      app.platform.db.queries,
      { ...context, from: { ...context.from, userAgent: evil.replace('\0', '') } },
      { key: 'User.Update', payload: { userId: 'x', [evil.slice(0, 5)]: evil } },
    );
    app.clock.advance(10);
    const { body } = await app.management('GET', '/api/logs/export?logKey=User.Update');
    assert.equal(lines(body).length, 1);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
    assert.doesNotMatch(body.trimEnd(), /[\x00-\x1f\u2028]/);
  });

  test('who has no user agent, the command line say, has none in the list, the export and alone', async () => {
    const context = await app.context();
    const from = { ...context.from, userAgent: null };
    await record(app.platform.db.queries, { ...context, from }, { key: 'Role.Create', userId: 'unseen' });
    app.clock.advance(10);
    const [listed] = (await app.management('GET', '/api/logs?userId=unseen')).body;
    const alone = (await app.management('GET', `/api/logs/${listed.id}`)).body;
    const [exported] = lines((await app.management('GET', '/api/logs/export?userId=unseen')).body);
    for (const log of [listed, alone, exported]) {
      assert.deepEqual([log.payload.ip, 'userAgent' in log.payload], ['127.0.0.1', false]);
    }
    const [known] = (await app.management('GET', '/api/logs?logKey=Logs.Export')).body;
    assert.equal(typeof known.payload.userAgent, 'string');
  });

  test('what is named after a secret without being one is told before and after; secrets are not (M-11)', async () => {
    const last = async (key: string) =>
      (await app.management('GET', `/api/logs?logKey=${key}&page_size=1`)).body[0].payload;
    const done = async (method: string, path: string, body: unknown) => {
      const answer = await app.management(method, path, body);
      assert.ok(answer.status < 300, JSON.stringify(answer.body));
      return answer.body;
    };
    const passwordExpiration = { enabled: true, validPeriodDays: 90 };
    await done('PATCH', '/api/sign-in-exp', { passwordExpiration });
    const { before, after } = await last('SignInExperience.Update');
    assert.deepEqual(before.passwordExpiration, { enabled: false });
    assert.deepEqual(
      [after.passwordExpiration.enabled, after.passwordExpiration.validPeriodDays],
      [true, 90],
    );

    const config = {
      authorizationEndpoint: 'https://first.example/authorize',
      tokenEndpoint: 'https://first.example/token',
      userInfoEndpoint: 'https://first.example/me',
      clientId: 'client',
      clientSecret: 'planted-secret',
    };
    const metadata = { target: 'audited', name: { en: 'Audited' } };
    const made = await done('POST', '/api/connectors', { connectorId: 'oauth2', metadata, config });
    const authorizationEndpoint = 'https://second.example/authorize';
    await done('PATCH', `/api/connectors/${made.id}`, { config: { ...config, authorizationEndpoint } });
    const changed = await last('Connector.Update');
    assert.equal(changed.before.config.authorizationEndpoint, config.authorizationEndpoint);
    assert.equal(changed.after.config.authorizationEndpoint, authorizationEndpoint);
    app.clock.advance(10);
    assert.doesNotMatch((await app.management('GET', '/api/logs/export')).body, /planted-secret/);
  });

  test('the list is chosen by user, application, key, result and time, and counts no more than asked', async () => {
    const context = await app.context();
    const { queries } = app.platform.db;
    const start = app.clock.now();
    app.clock.advance(1000);
    const from = app.clock.now();
    await record(queries, context, { key: 'User.Suspend', userId: 'chosen', applicationId: 'app-1' });
    app.clock.advance(1000);
    await record(queries, context, { key: 'User.Reactivate', userId: 'chosen', result: 'Error' });
    const keys = async (query: string) =>
      (await app.management('GET', `/api/logs?${query}`)).body.map((log: Log) => log.key);
    assert.deepEqual(await keys('userId=chosen'), ['User.Reactivate', 'User.Suspend']);
    assert.deepEqual(await keys('userId=chosen&result=Error'), ['User.Reactivate']);
    assert.deepEqual(await keys('applicationId=app-1'), ['User.Suspend']);
    assert.deepEqual(await keys('userId=chosen&logKey=User.Suspend'), ['User.Suspend']);
    assert.deepEqual(await keys(`userId=chosen&start_time=${from + 1}`), ['User.Reactivate']);
    assert.deepEqual(await keys(`userId=chosen&start_time=${start}&end_time=${from}`), ['User.Suspend']);
    const capped = await app.management('GET', '/api/logs?userId=chosen&enableCap=true');
    assert.deepEqual(
      [capped.headers.get('total-number'), capped.headers.get('total-number-is-capped')],
      ['2', null],
    );
  });

  test('beyond ten thousand a capped count says that there are more', async () => {
    const { queries } = app.platform.db;
    const row = {
      tenantId: 'default',
      key: 'User.Update',
      result: 'Success' as const,
      payload: {},
      userId: 'many',
    };
    for (let at = 0; at < 10_500; at += 500) {
      const piece = Array.from({ length: 500 }, (_, index) => ({
        ...row,
        id: `many-${at + index}`,
        createdAt: app.clock.now() - 20_000 + at + index,
      }));
      await queries.insertInto('auditLogs').values(piece).execute();
    }
    const capped = await app.management('GET', '/api/logs?userId=many&enableCap=true');
    assert.deepEqual(
      [capped.headers.get('total-number'), capped.headers.get('total-number-is-capped'), capped.body.length],
      ['10000', 'true', 20],
    );
    const all = await app.management('GET', '/api/logs?userId=many');
    assert.deepEqual(
      [all.headers.get('total-number'), all.headers.get('total-number-is-capped')],
      ['10500', null],
    );
  });

  test('the export has every row once, oldest first, and is itself on record', async () => {
    const token = await app.managementToken();
    app.clock.advance(10);
    const response = await fetch(`${app.origin}/api/logs/export`, {
      headers: { authorization: `Bearer ${token}` },
    });
    assert.equal(response.status, 200);
    assert.equal(response.headers.get('content-type'), 'application/x-ndjson');
    const exported = lines(await response.text());
    const total = (
      await app.platform.db.queries
        .selectFrom('auditLogs')
        .select('id')
        .where('tenantId', '=', 'default')
        .execute()
    ).length;
    assert.ok(exported.length > 10_500);
    assert.equal(exported.length, total - 1, 'all but its own row');
    assert.equal(new Set(exported.map(({ id }) => id)).size, exported.length);
    assert.ok(
      exported.every((log, index) => index === 0 || (exported[index - 1] as Log).createdAt <= log.createdAt),
    );
    assert.ok((await app.audit()).some((row) => row.key === 'Logs.Export'));
  });

  test('a client that leaves in the middle of an export ends its reading', async () => {
    const token = await app.managementToken();
    const leaving = new AbortController();
    const response = await fetch(`${app.origin}/api/logs/export`, {
      headers: { authorization: `Bearer ${token}` },
      signal: leaving.signal,
    });
    const reader = (response.body as ReadableStream).getReader();
    assert.equal((await reader.read()).done, false);
    leaving.abort();
    await assert.rejects(reader.read());
    assert.equal((await fetch(`${app.origin}/readyz`)).status, 200);
  });

  test('the filters are answered from indexes', () => {
    const { config, db } = app.platform;
    if (db.kind !== 'sqlite') return;
    const file = new DatabaseSync(join(config.dataDir, 'genkan.sqlite'), { readOnly: true });
    for (const [filter, index] of [
      ["user_id = 'a'", 'audit_logs_user'],
      ["application_id = 'a'", 'audit_logs_application'],
      ["key = 'a'", 'audit_logs_key'],
      ["hook_id = 'a'", 'audit_logs_hook'],
      ['created_at >= 1', 'audit_logs_created'],
    ] as const) {
      const plan = file
        .prepare(
          `explain query plan select * from audit_logs where tenant_id = 'default' and ${filter} order by created_at desc limit 20`,
        )
        .all();
      assert.match(plan.map(({ detail }) => detail).join(' '), new RegExp(`USING INDEX ${index}`));
    }
    file.close();
  });
});
