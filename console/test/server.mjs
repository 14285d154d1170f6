/** A real server in a folder of its own on free ports, for the tests of the console. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { root, runtimePath } from '../../scripts/runtime.mjs';

/** Starts it, with further settings of the environment; gives the origins of both tenants, the set-up link and `stop`. */
export async function startServer(settings = {}) {
  const dataDir = await mkdtemp(join(tmpdir(), 'genkan-console-'));
  const child = spawn(runtimePath(), ['server/bin/server.mjs'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      DATA_DIR: dataDir,
      PWNED_PASSWORDS_URL: 'off',
      PORT: '0',
      ADMIN_PORT: '0',
      LOG_LEVEL: 'error',
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    }
    await rm(dataDir, { recursive: true, force: true });
  };
  try {
    const said = await saying(child, /(\S+\/console\/set-up#token=\S+)/);
    const setupLink = /(\S+\/console\/set-up#token=\S+)/.exec(said)?.[1];
    const endpoint = /Sign-in and API\s+(\S+)/.exec(said)?.[1];
    assert.ok(setupLink && endpoint, said);
    return { endpoint, adminOrigin: new URL(setupLink).origin, setupLink, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

/** Everything the process printed until `pattern` appeared. */
const saying = (child, pattern) =>
  new Promise((resolve, reject) => {
    let said = '';
    const giveUp = setTimeout(() => reject(new Error(`the server said only: ${said}`)), 20_000);
    child.stdout.setEncoding('utf8');
    child.stdout.on('data', (text) => {
      said += text;
      if (!pattern.test(said)) return;
      clearTimeout(giveUp);
      resolve(said);
    });
    child.once('exit', (code) => {
      clearTimeout(giveUp);
      reject(new Error(`the server ended with ${code}: ${said}`));
    });
  });
