/** A new master key as an operator brings it in: servers, command line, kill -9 in the middle. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, describe } from 'node:test';
import { setTimeout as pause } from 'node:timers/promises';
import { sql } from 'kysely';
import { createApplication } from '../src/applications/index.ts';
import { type Config, readConfig } from '../src/config.ts';
import { countOthers, rewrapAll, tellMasterKeys } from '../src/keys/index.ts';
import { systemClock } from '../src/lib/clock.ts';
import { createSealer } from '../src/lib/seal.ts';
import { openPlatform } from '../src/open-platform.ts';
import type { Context, Platform } from '../src/platform.ts';
import { seedTenants } from '../src/seed.ts';
import { findTenant } from '../src/tenants/index.ts';
import { ownSchema } from './app.ts';
import { childEnvironment } from './child-environment.ts';

const CLI = join(import.meta.dirname, '../src/cli.ts');
const KILLS = Number(process.env.MASTER_KEY_KILLS ?? 3);
const ROWS = 240;
const [FIRST, SECOND, THIRD] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const idOf = (key: Buffer) => createSealer([key]).keyId;

const folder = mkdtempSync(join(tmpdir(), 'genkan-master-key-'));
const url = process.env.DATABASE_URL;
let own: Awaited<ReturnType<typeof ownSchema>> | undefined;
const opened: Platform[] = [];

const settings = (key: Buffer, ...others: Buffer[]): Record<string, string> => ({
  DATA_DIR: folder,
  LOG_LEVEL: 'error',
  SECRET_VAULT_KEK: key.toString('base64'),
  SECRET_VAULT_OTHER_KEKS: others.map((other) => other.toString('base64')).join(','),
  ...(url ? { DATABASE_URL: url } : {}),
});

const open = async (key: Buffer, ...others: Buffer[]): Promise<Platform> => {
  const config: Config = readConfig(settings(key, ...others));
  const overrides = { durable: false, ...(own ? { schema: own.schema } : {}) };
  const platform = await openPlatform(config, overrides);
  opened.push(platform);
  return platform;
};

const contextOf = async (platform: Platform, tenantId = 'default'): Promise<Context> => {
  const tenant = await findTenant(platform, tenantId);
  if (!tenant) throw new Error(`no tenant ${tenantId}`);
  const from = { ip: '127.0.0.1', userAgent: 'test', requestId: 'test' };
  return { platform, tenant, actor: { type: 'cli' }, from };
};

type Command = { child: ChildProcess; done: Promise<{ code: number | null; out: string; err: string }> };

const rewrap = (args: string[], key: Buffer, ...others: Buffer[]): Command => {
  const env = settings(key, ...others);
  if (url)
    env.DATABASE_URL = `${url}${url.includes('?') ? '&' : '?'}options=-c%20search_path%3D${own?.schema}`;
  const child = spawn(process.execPath, [CLI, 'master-key', ...args], {
    cwd: folder,
    env: { ...childEnvironment(), ...env },
  });
  const seen = { out: '', err: '' };
  child.stdout.on('data', (chunk) => {
    seen.out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    seen.err += chunk;
  });
  const done = once(child, 'close').then(([code]) => ({ code: code as number | null, ...seen }));
  return { child, done };
};

const secretsOf = (platform: Platform) =>
  platform.db.queries
    .selectFrom('applicationSecrets')
    .select(['tenantId', 'applicationId', 'name', 'sealedSecret'])
    .execute();

const bindingOf = (name: string) => ['test', name];

/** Rows enough for many batches, and a value of each other kind of place. */
const fill = async (platform: Platform): Promise<void> => {
  const context = await contextOf(platform);
  const { application } = await createApplication(context, { name: 'Many', type: 'MachineToMachine' });
  const rows = Array.from({ length: ROWS }, (_, index) => ({
    tenantId: 'default',
    applicationId: application.id,
    name: `planted-${index}`,
    id: `planted-${index}`,
    secretHash: `hash-${index}`,
    sealedSecret: platform.sealer.seal(`value of planted-${index}`, bindingOf(`planted-${index}`)),
    createdAt: 1,
    expiresAt: null,
  }));
  await platform.db.queries.insertInto('applicationSecrets').values(rows).execute();
  const settingsOf = { config: { note: 'v1.x' }, sealedSecret: platform.sealer.seal('captcha', ['captcha']) };
  await platform.db.queries
    .insertInto('tenantSettings')
    .values({ tenantId: 'default', name: 'planted', settings: settingsOf })
    .execute();
};

const everyValueOpens = async (platform: Platform): Promise<void> => {
  const planted = (await secretsOf(platform)).filter(({ name }) => name.startsWith('planted-'));
  assert.equal(planted.length, ROWS);
  for (const { name, sealedSecret } of planted) {
    assert.equal(platform.sealer.open(sealedSecret, bindingOf(name)), `value of ${name}`);
  }
  const row = await platform.db.queries
    .selectFrom('tenantSettings')
    .select('settings')
    .where('name', '=', 'planted')
    .executeTakeFirstOrThrow();
  const stored = row.settings as { config: { note: string }; sealedSecret: string };
  assert.equal(platform.sealer.open(stored.sealedSecret, ['captcha']), 'captcha');
  assert.equal(stored.config.note, 'v1.x');
};

describe('changing the master key', () => {
  before(async () => {
    if (url) own = await ownSchema(url);
    const platform = await open(FIRST);
    await seedTenants(platform);
    await fill(platform);
  });
  after(async () => {
    for (const platform of opened) await platform.db.close();
    await own?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  test('V-03 nobody seals under a key that a running server does not have', async () => {
    const [server] = opened as [Platform];
    const stop = await tellMasterKeys(server);
    await assert.rejects(
      open(SECOND, FIRST),
      /^Error: a running server \(seen \d+ seconds ago\) does not have master key .*: first restart every server/,
    );
    await stop();
    const late = { ...server, clock: { now: () => systemClock.now() - 91_000 } };
    const forget = await tellMasterKeys(late);
    await open(SECOND, FIRST);
    await forget();
    await assert.rejects(open(FIRST), new RegExp(`sealed under master key ${idOf(SECOND)}`));
  });

  test('V-03 killed in the middle again and again, beside a server that works: every value opens, none is left', async () => {
    const server = await open(SECOND, FIRST);
    const stopTelling = await tellMasterKeys(server);
    const context = await contextOf(server);
    const count = async () =>
      (await secretsOf(server)).filter(({ sealedSecret }) => sealedSecret.includes(idOf(FIRST))).length;
    const atFirst = await count();
    assert.ok(atFirst > ROWS);
    let killed = 0;
    for (let times = 0; times < KILLS; times += 1) {
      const goal = Math.floor((atFirst * (KILLS - times)) / (KILLS + 1));
      const { child, done } = rewrap(['rewrap', '--batch', '8'], SECOND, FIRST);
      let isOver = false;
      done.then(() => {
        isOver = true;
      });
      const meanwhile = createApplication(context, { name: 'Meanwhile', type: 'MachineToMachine' });
      while ((await count()) > goal && !isOver) await pause(3);
      child.kill('SIGKILL');
      if ((await done).code === null) killed += 1;
      await meanwhile;
      await everyValueOpens(server);
      await assert.rejects(open(SECOND), new RegExp(`sealed under master key ${idOf(FIRST)}`));
    }
    assert.equal(killed, KILLS);
    const status = await rewrap(['status', '--json'], SECOND, FIRST).done;
    const { keyId, left } = JSON.parse(status.out);
    assert.equal(keyId, idOf(SECOND));
    assert.ok(left[idOf(FIRST)] > 0, status.out);
    const end = await rewrap(['rewrap'], SECOND, FIRST).done;
    assert.equal(end.code, 0, end.err);
    assert.match(end.out, /Nothing is left under other keys: they may be removed from the settings\.\n$/);
    await stopTelling();
    const alone = await open(SECOND);
    await everyValueOpens(alone);
    assert.deepEqual(await countOthers(alone), {});
    await assert.rejects(open(FIRST), /master key is not the one/);
    const events = await alone.db.queries
      .selectFrom('auditLogs')
      .select('payload')
      .where('key', '=', 'MasterKey.Rewrap')
      .execute();
    assert.deepEqual(events.at(-1)?.payload.released, [idOf(FIRST)]);
  });

  test('V-03 a key is not let go while a running server seals under it, or a value cannot be read', async () => {
    const old = await open(SECOND, THIRD);
    const stop = await tellMasterKeys(old);
    const platform = await open(THIRD, SECOND);
    const context = await contextOf(platform, 'admin');
    const early = await rewrapAll(context);
    assert.deepEqual([early.left, early.isOver, early.released], [{}, false, []]);
    await stop();
    const altered = createSealer([FIRST]).seal('lost', ['lost']);
    const { db } = platform;
    await sql`update application_secrets set sealed_secret = ${altered} where name = 'planted-7'`.execute(
      db.queries,
    );
    const stuck = await rewrapAll(context);
    assert.deepEqual(stuck.left, { [idOf(FIRST)]: 1 });
    assert.equal(stuck.isOver, false);
    assert.deepEqual(
      stuck.unreadable.map(({ place, keyId, key }) => [place, keyId, key[2]]),
      [['application_secrets.sealed_secret', idOf(FIRST), 'planted-7']],
    );
    await sql`delete from application_secrets where name = 'planted-7'`.execute(db.queries);
    const over = await rewrapAll(context);
    assert.deepEqual([over.isOver, over.released], [true, [idOf(SECOND)]]);
  });

  test('V-03 what somebody outside calls sealed keeps no key from being let go', async () => {
    const [platform, foreign] = [await open(FIRST, THIRD), createSealer([SECOND]).seal('x', ['x'])];
    const sealedTokens = createSealer([THIRD]).seal('tokens', ['tokens']);
    const claims = { sealed_note: foreign, more: [{ sealed: foreign }] };
    const arrival = { connectorId: 'c', identity: { subject: 's', detail: claims }, sealedTokens };
    const state = { records: [{ arrival }], profile: { extra: { customData: claims } } };
    const row = { tenantId: 'default', tokenHash: 'h', id: 'planted', returnTo: '/', request: {}, hints: {} };
    await platform.db.queries
      .insertInto('interactions')
      .values({ ...row, event: null, state, version: 0, createdAt: 1, expiresAt: 2 })
      .execute();
    const over = await rewrapAll(await contextOf(platform, 'admin'));
    assert.deepEqual([over.left, over.unreadable, over.released], [{}, [], [idOf(THIRD)]]);
    const kept = await platform.db.queries
      .selectFrom('interactions')
      .select('state')
      .where('id', '=', 'planted')
      .executeTakeFirstOrThrow();
    const { records, profile } = kept.state as unknown as typeof state;
    assert.equal(platform.sealer.open(records[0]?.arrival.sealedTokens ?? '', ['tokens']), 'tokens');
    assert.deepEqual([records[0]?.arrival.identity.detail, profile.extra.customData], [claims, claims]);
  });

  test('V-03 the key file of the embedded database may hold several keys, the one that seals first', async () => {
    const file = join(folder, 'master.key');
    writeFileSync(file, `${THIRD.toString('base64')}\n${FIRST.toString('base64')}\n`);
    const { SECRET_VAULT_KEK: _, DATABASE_URL: __, ...plain } = settings(THIRD);
    const { readMasterKeys } = await import('../src/keys/index.ts');
    assert.deepEqual(readMasterKeys(readConfig(plain), true), [THIRD, FIRST]);
    writeFileSync(file, 'short\n');
    assert.throws(
      () => readMasterKeys(readConfig(plain), true),
      /master key in .* must be 32 bytes in base64/,
    );
  });
});
