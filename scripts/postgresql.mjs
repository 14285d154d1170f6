/** A PostgreSQL of our own for one test or benchmark run: temporary folder, own port, loopback, no fsync. */
import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fail } from './runtime.mjs';

const debianFolder = '/usr/lib/postgresql';

/** The folder with initdb and postgres: the newest Debian one, else the one on PATH; undefined when there is none. */
export function findPostgresql() {
  if (existsSync(debianFolder)) {
    const versions = readdirSync(debianFolder).sort((a, b) => Number(b) - Number(a));
    const found = versions.map((version) => join(debianFolder, version, 'bin'));
    const usable = found.find((folder) => existsSync(join(folder, 'initdb')));
    if (usable) return usable;
  }
  const onPath = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' });
  const folder = onPath.status === 0 ? onPath.stdout.trim() : '';
  return folder && existsSync(join(folder, 'initdb')) ? folder : undefined;
}

/** Initialises and starts a server; gives its `url` (user and database postgres) and `stop()`. With `durable`, fsync stays on. */
export async function startPostgresql({ durable = false } = {}) {
  const folder = findPostgresql();
  if (!folder) fail('PostgreSQL is missing; install it with: apt-get install postgresql');
  const owner = process.getuid?.() === 0 ? postgresUser() : {};
  const data = mkdtempSync(join(tmpdir(), 'genkan-postgresql-'));
  if (owner.uid !== undefined) chownSync(data, owner.uid, owner.gid);
  chmodSync(data, 0o700);
  const options = { ...owner, cwd: data, env: { ...process.env, LC_ALL: 'C.UTF-8' }, encoding: 'utf8' };
  const made = spawnSync(
    join(folder, 'initdb'),
    ['-D', data, '-U', 'postgres', '-A', 'trust', '-E', 'UTF8', '--no-sync'],
    options,
  );
  if (made.status !== 0) fail(`initdb failed: ${made.stderr || made.error?.message}`);
  const port = await freePort();
  const settings = {
    listen_addresses: '127.0.0.1',
    port,
    unix_socket_directories: '',
    max_connections: 200,
    ...(durable ? {} : { fsync: 'off', synchronous_commit: 'off', full_page_writes: 'off' }),
  };
  const args = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const child = spawn(join(folder, 'postgres'), ['-D', data, ...args], {
    ...options,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (text) => {
    said = (said + text).slice(-4000);
  });
  const removeAtExit = () => {
    child.kill('SIGQUIT');
    rmSync(data, { recursive: true, force: true });
  };
  process.once('exit', removeAtExit);
  for (let tries = 0; ; tries += 1) {
    if (said.includes('ready to accept connections')) break;
    if (child.exitCode !== null || tries > 300) fail(`PostgreSQL does not start: ${said}`);
    await sleep(100);
  }
  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    async stop() {
      process.off('exit', removeAtExit);
      const gone = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      await gone;
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root; Debian's package brings the user it should run as. */
function postgresUser() {
  const [uid, gid] = ['-u', '-g'].map((flag) => spawnSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  if (uid.status !== 0)
    fail('PostgreSQL does not run as root and there is no user "postgres": apt-get install postgresql');
  return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
}

/** A port that was free a moment ago on loopback. */
export function freePort() {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });
}
