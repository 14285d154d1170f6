/** The server under measurement: started as `npm start` starts it, with default settings, in a folder of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../scripts/postgresql.mjs';
import { root, runtimePath } from '../scripts/runtime.mjs';
import { openConnection } from './client.mjs';

/** The settings of one installation: ports and data folder, and what PostgreSQL needs besides. */
export async function installation(dataFolder, databaseUrl) {
  return {
    port: await freePort(),
    adminPort: await freePort(),
    env: {
      DATA_DIR: dataFolder,
      PWNED_PASSWORDS_URL: 'off',
      ...(databaseUrl
        ? { DATABASE_URL: databaseUrl, SECRET_VAULT_KEK: randomBytes(32).toString('base64') }
        : {}),
    },
  };
}

/**
 * Starts the server and waits for its first 200. Gives `{ pid, startMs, rss(), cpuMs(), statements(), stop(), kill() }`.
 * With `counting`, the statements that reach the database are counted, at some cost.
 */
export async function startServer(place, { counting = false } = {}) {
  const preload = counting ? ['--import', join(root, 'bench/count-statements.mjs')] : [];
  const began = performance.now();
  const child = spawn(runtimePath(), [...preload, join(root, 'scripts/start.mjs')], {
    cwd: place.env.DATA_DIR,
    env: environment(place),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      said = (said + text).slice(-4000);
    });
  }
  const gone = new Promise((resolve) => child.once('exit', resolve));
  for (;;) {
    if (await answers(place.port)) break;
    if (child.exitCode !== null || performance.now() - began > 60_000)
      throw new Error(`the server does not start:\n${said}`);
    await sleep(4);
  }
  return {
    pid: child.pid,
    startMs: performance.now() - began,
    rss: () => residentBytes(child.pid),
    cpuMs: () => processorMs(child.pid),
    said: () => said,
    statements: () =>
      new Promise((resolve) => {
        child.once('message', resolve);
        child.send('statements');
      }),
    stop: () => {
      child.kill('SIGTERM');
      return gone;
    },
    kill: () => {
      child.kill('SIGKILL');
      return gone;
    },
  };
}

/** Only what a shell would hand on, so that settings of the one who measures do not slip in. */
function environment(place) {
  const kept = Object.fromEntries(
    ['PATH', 'HOME', 'LANG', 'TMPDIR'].map((name) => [name, process.env[name]]),
  );
  return { ...kept, ...place.env, PORT: String(place.port), ADMIN_PORT: String(place.adminPort) };
}

async function answers(port) {
  const connection = openConnection(port);
  try {
    return (await connection.request('GET', '/oidc/.well-known/openid-configuration')).status === 200;
  } catch {
    return false;
  } finally {
    connection.close();
  }
}

/** Resident memory of a process in bytes. */
function residentBytes(pid) {
  const status = `/proc/${pid}/status`;
  if (existsSync(status)) return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(status, 'utf8'))?.[1] ?? 0) * 1024;
  return Number(spawnSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' }).stdout) * 1024;
}

/** Processor time that a process has used, in ms; undefined where the system does not tell. */
function processorMs(pid) {
  const stat = `/proc/${pid}/stat`;
  if (!existsSync(stat)) return undefined;
  const fields = readFileSync(stat, 'utf8').split(') ')[1].split(' ');
  // Fields 14 and 15 of proc(5), in ticks of 10 ms.
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Runs the command line beside the server and gives what it printed as JSON. */
export function cli(place, args) {
  const program = join(root, 'server/bin/genkan.mjs');
  const done = spawnSync(runtimePath(), [program, ...args], {
    cwd: place.env.DATA_DIR,
    env: environment(place),
    encoding: 'utf8',
  });
  if (done.status !== 0)
    throw new Error(`genkan ${args[0]} ${args[1]} failed: ${done.stderr || done.stdout}`);
  return JSON.parse(done.stdout);
}
