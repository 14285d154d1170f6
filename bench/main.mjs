/**
 * `npm run bench [-- --json] [--postgresql] [--seconds N] [--only name] [--scale]`: rates, latencies, statements, memory and start
 * of the server that `npm start` runs, with default settings and limits on; then kill -9 under load, counting that every
 * acknowledged answer has its audit row. Generator and server share the machine.
 */
import { fork } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { availableParallelism, cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { gzipSync } from 'node:zlib';
import { startPostgresql } from '../scripts/postgresql.mjs';
import { openConnection } from './client.mjs';
import { countMissingRows } from './durability.mjs';
import { load } from './load.mjs';
import { printReport } from './report.mjs';
import { measureScale } from './scale.mjs';
import * as scenarios from './scenarios.mjs';
import { cli, installation, startServer } from './server.mjs';

const { values: options } = parseArgs({
  options: {
    json: { type: 'boolean', default: false },
    postgresql: { type: 'boolean', default: false },
    seconds: { type: 'string', default: '5' },
    only: { type: 'string' },
    scale: { type: 'boolean', default: false },
  },
});
const seconds = Math.min(60, Number(options.seconds));
const say = (line) => process.stderr.write(`bench: ${line}\n`);

const folder = mkdtempSync(join(tmpdir(), 'genkan-bench-'));
process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
const postgresql = options.postgresql ? await startPostgresql({ durable: true }) : undefined;

if (options.scale) {
  await measureScale({ folder, postgresql, json: options.json, say });
  await postgresql?.stop();
  process.exit(0);
}

const report = {
  database: options.postgresql ? 'PostgreSQL' : 'SQLite',
  machine: `${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, Node ${process.versions.node}`,
  yardstick: await measureYardstick(),
  scenarios: [],
};

const place = await installation(folder, postgresql?.url);
say('first start, on an empty database');
const first = await startServer(place);
report.firstStartMs = first.startMs;
// Its first answer comes before it listens to signals. Ended by one then, it would not keep what it has compiled, and the
// next start would strip types again and hold 25 MB for it.
await sleep(1000);
await first.stop();

say('start');
let server = await startServer(place);
report.startMs = server.startMs;
await sleep(3000);
report.idleBytes = server.rss();

const machine = cli(place, [
  'app',
  'create',
  '--type',
  'machine-to-machine',
  '--management-api',
  '--name',
  'Bench',
  '--json',
]);
const connection = openConnection(place.port);
const world = await scenarios.prepare(connection, machine);
report.page = await scenarios.signInPageWeight(connection, world, gzipSync);

const list = [
  ['client_credentials', 64, () => scenarios.clientCredentials(world)],
  ['refresh with rotation', 64, () => scenarios.refresh(world, place.port, undefined, 64)],
  ['introspection', 64, () => scenarios.introspection(world, place.port)],
  ['organization token', 64, () => scenarios.organizationToken(world, place.port, 64)],
  ['token exchange', 64, () => scenarios.tokenExchange(world)],
  ['password sign-in', 8, () => scenarios.passwordSignIn(world, place.port)],
  ['discovery', 32, () => scenarios.discovery()],
  ['sign-in page', 32, () => scenarios.signInPage(connection, world)],
].filter(([name]) => !options.only || name.includes(options.only));

for (const [name, connections, make] of list) {
  say(name);
  const task = await make();
  const before = server.cpuMs();
  const figures = await load({ port: place.port, connections, seconds, task });
  report.scenarios.push({
    name,
    connections,
    ...figures,
    cpuMs: (server.cpuMs() - before) / figures.served,
    rssBytes: server.rss(),
    ratio: figures.perSecond / report.yardstick.perSecond,
  });
}
report.loadedBytes = server.rss();
connection.close();
await server.stop();

say('statements per request');
server = await startServer(place, { counting: true });
for (const scenario of report.scenarios) {
  const [, , make] = list.find(([name]) => name === scenario.name);
  scenario.statements = await statementsPerRequest(server, make);
}
await server.stop();

say('kill -9 under load');
report.durability = await killUnderLoad();

await postgresql?.stop();
if (options.json) process.stdout.write(`${JSON.stringify(report, null, 2)}\n`);
else printReport(report);
process.exit(report.durability.missing === 0 ? 0 : 1);

async function measureYardstick() {
  say('yardstick: bare node:http, one ES256 signature a request');
  const child = fork(new URL('./yardstick.mjs', import.meta.url), {
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const { port } = await new Promise((resolve) => child.once('message', resolve));
  const task = async (connection) => {
    const answer = await connection.request('POST', '/');
    if (answer.status !== 200 || !answer.body.includes('"access_token"'))
      throw new Error('the yardstick is broken');
  };
  const figures = await load({ port, connections: 32, seconds, task });
  child.kill();
  return figures;
}

/** Both kinds: `statements` read or change rows, `control` begins and commits (shared by requests in flight). */
async function statementsPerRequest(counted, make) {
  const turns = 50;
  const alone = openConnection(place.port);
  const task = await make();
  for (let turn = 0; turn < 5; turn += 1) await task(alone, 0);
  const before = await counted.statements();
  for (let turn = 0; turn < turns; turn += 1) await task(alone, 0);
  const after = await counted.statements();
  alone.close();
  return {
    statements: (after.statements - before.statements) / turns,
    control: (after.control - before.control) / turns,
  };
}

async function killUnderLoad() {
  const victim = await startServer(place);
  const acknowledged = new Set();
  const tasks = [
    [16, scenarios.clientCredentials(world, acknowledged)],
    [16, await scenarios.refresh(world, place.port, acknowledged, 16)],
    [4, scenarios.passwordSignIn(world, place.port, acknowledged)],
  ];
  const loads = tasks.map(([connections, task]) =>
    load({ port: place.port, connections, seconds: 30, warmup: 0, task }).then(
      () => undefined,
      (error) => error,
    ),
  );
  await sleep(4000);
  await victim.kill();
  const errors = await Promise.all(loads);
  const unexpected = errors.find(
    (error) => error && !/closed the connection|ECONNRE|EPIPE|socket/i.test(String(error)),
  );
  if (unexpected) throw unexpected;
  const missing = await countMissingRows(place, acknowledged);
  return { acknowledged: acknowledged.size, missing };
}
