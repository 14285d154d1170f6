/** Starting and stopping as an operator sees it: the process, its output and its exit code. */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, describe } from 'node:test';

const MAIN = join(import.meta.dirname, '../bin/server.mjs');
const folders: string[] = [];
const children: ChildProcess[] = [];

const folder = (): string => {
  const made = mkdtempSync(join(tmpdir(), 'genkan-start-'));
  folders.push(made);
  return made;
};

type Run = { child: ChildProcess; output: () => string; exited: Promise<number | null> };

const start = (settings: Record<string, string>): Run => {
  const child = spawn(process.execPath, [MAIN], {
    cwd: folder(),
    env: { PATH: process.env.PATH, PORT: '0', ADMIN_PORT: '0', ...settings },
  });
  children.push(child);
  let text = '';
  child.stdout?.on('data', (chunk) => {
    text += chunk;
  });
  child.stderr?.on('data', (chunk) => {
    text += chunk;
  });
  return { child, output: () => text, exited: once(child, 'close').then(([code]) => code as number | null) };
};

const until = async (run: Run, pattern: RegExp): Promise<RegExpExecArray> => {
  for (let tries = 0; tries < 400; tries += 1) {
    const found = pattern.exec(run.output());
    if (found) return found;
    if (run.child.exitCode !== null) break;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`${pattern} was not printed:\n${run.output()}`);
};

const CONSOLE = /Console\s+(http:\/\/\S+)\/console/;

describe('starting', () => {
  after(() => {
    for (const child of children) child.kill('SIGKILL');
    for (const made of folders) rmSync(made, { recursive: true, force: true });
  });

  test('prints both addresses and a set-up link, answers health, ends cleanly on SIGTERM', async () => {
    const data = folder();
    const run = start({ DATA_DIR: data });
    const admin = (await until(run, CONSOLE))[1] as string;
    const link = await until(run, /(http:\/\/\S+\/console\/set-up#token=[\w-]{43})/);
    assert.ok(link[1]?.startsWith(admin));
    const origin = (/Sign-in and API\s+(\S+)/.exec(run.output()) as RegExpExecArray)[1];
    assert.equal((await fetch(`${origin}/healthz`)).status, 200);
    assert.equal((await fetch(`${origin}/readyz`)).status, 200);
    assert.equal(statSync(join(data, 'master.key')).mode & 0o777, 0o600);
    run.child.kill('SIGTERM');
    assert.equal(await run.exited, 0);
  });

  test('a second server on one data folder says so in one line and fails', async () => {
    const data = folder();
    const first = start({ DATA_DIR: data });
    await until(first, CONSOLE);
    const second = start({ DATA_DIR: data });
    assert.equal(await second.exited, 1);
    assert.match(second.output(), /^genkan: another server is using the data folder .*\n$/);
    first.child.kill('SIGKILL');
    await first.exited;
    const third = start({ DATA_DIR: data });
    await until(third, CONSOLE);
    third.child.kill('SIGTERM');
    assert.equal(await third.exited, 0);
  });

  test('a port in use says so in one line and fails', async () => {
    const blocker = createServer();
    await new Promise<void>((resolve) => blocker.listen(0, '127.0.0.1', resolve));
    const port = (blocker.address() as { port: number }).port;
    const run = start({ DATA_DIR: folder(), PORT: String(port) });
    assert.equal(await run.exited, 1);
    assert.equal(run.output(), `genkan: port ${port} is in use\n`);
    blocker.close();
  });

  test('a data folder that cannot be written says so in one line and fails', async () => {
    const parent = folder();
    writeFileSync(join(parent, 'file'), '');
    chmodSync(parent, 0o500);
    const run = start({ DATA_DIR: join(parent, 'file') });
    assert.equal(await run.exited, 1);
    assert.match(run.output(), /^genkan: the data folder .* cannot be written: .*\n$/);
  });

  test('a half-set configuration says so in one line and fails', async () => {
    const run = start({ DATABASE_URL: 'postgres://127.0.0.1:1/x', DATA_DIR: folder() });
    assert.equal(await run.exited, 1);
    assert.match(run.output(), /^genkan: DATABASE_URL is set but SECRET_VAULT_KEK is not.*\n$/);
  });

  test('V-03 a missing or wrong master key is a refusal to start, and the right one opens again', async () => {
    const data = folder();
    const first = start({ DATA_DIR: data });
    await until(first, CONSOLE);
    first.child.kill('SIGTERM');
    await first.exited;
    const key = readFileSync(join(data, 'master.key'), 'utf8');
    rmSync(join(data, 'master.key'));
    const missing = start({ DATA_DIR: data });
    assert.equal(await missing.exited, 1);
    assert.match(missing.output(), /^genkan: the master key .* is missing: .*\n$/);
    assert.equal(existsSync(join(data, 'master.key')), false);
    const wrong = start({ DATA_DIR: data, SECRET_VAULT_KEK: Buffer.alloc(32, 1).toString('base64') });
    assert.equal(await wrong.exited, 1);
    assert.match(wrong.output(), /^genkan: the master key is not the one .*\n$/);
    const right = start({ DATA_DIR: data, SECRET_VAULT_KEK: key.trim() });
    await until(right, CONSOLE);
    right.child.kill('SIGTERM');
    assert.equal(await right.exited, 0);
  });
});
