/**
 * A newcomer's terminal: clones the repository into an empty folder, with an empty package cache, and runs the README's
 * commands there. Nothing of the working copy but what git holds reaches it.
 */
import { spawn, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { root } from '../../scripts/runtime.mjs';

/** The Node and npm that the newcomer has: those of the machine, never the pinned runtime of this checkout. */
const machinePath = () =>
  (process.env.PATH ?? '')
    .split(':')
    .filter((folder) => !folder.includes('node_modules'))
    .join(':');

/** Makes the clone. Gives `{ folder, run(command, env), start(command, env), remove() }`. */
export const clone = () => {
  const home = mkdtempSync(join(tmpdir(), 'genkan-newcomer-'));
  const folder = join(home, 'genkan');
  const cache = join(home, 'cache');
  mkdirSync(cache);
  const kept = [
    'LANG',
    'TMPDIR',
    'npm_config_registry',
    'PIP_INDEX_URL',
    'HTTPS_PROXY',
    'HTTP_PROXY',
    'NO_PROXY',
  ];
  const base = {
    ...Object.fromEntries(kept.flatMap((name) => (process.env[name] ? [[name, process.env[name]]] : []))),
    PATH: machinePath(),
    HOME: process.env.HOME ?? home,
    npm_config_cache: cache,
    PIP_CACHE_DIR: join(home, 'pip'),
  };
  const started = [];
  const cloned = spawnSync('git', ['clone', '--quiet', root, folder], { encoding: 'utf8' });
  if (cloned.status !== 0) throw new Error(`git clone failed: ${cloned.stderr}`);

  /** Starts a command line; gives `{ said(), says(pattern), stop() }`. */
  const start = (command, { env = {}, cwd = folder } = {}) => {
    const child = spawn('bash', ['-c', `exec ${command}`], {
      cwd,
      env: { ...base, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: true,
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    const gone = new Promise((resolve) => child.once('close', resolve));
    const terminal = {
      said: () => output,
      /** Waits until the output has the pattern; gives the match. */
      says: async (pattern, seconds = 240) => {
        for (let tries = 0; tries < seconds * 10; tries += 1) {
          const found = pattern.exec(output);
          if (found) return found;
          if (child.exitCode !== null) break;
          await sleep(100);
        }
        throw new Error(`"${command}" did not print ${pattern}:\n${output}`);
      },
      stop: () => {
        // The whole group, as Ctrl-C does: npm's child would outlive npm alone.
        if (child.exitCode === null) process.kill(-child.pid, 'SIGTERM');
        return gone;
      },
    };
    started.push(terminal);
    return terminal;
  };

  return {
    folder,
    start,
    /** Runs a command line to its end; throws with its output when it fails. */
    run: (command, { env = {}, cwd = folder } = {}) => {
      const done = spawnSync('bash', ['-c', command], { cwd, env: { ...base, ...env }, encoding: 'utf8' });
      if (done.status !== 0) throw new Error(`"${command}" failed:\n${done.stdout}${done.stderr}`);
      return done.stdout;
    },
    remove: async () => {
      await Promise.all(started.map((terminal) => terminal.stop()));
      rmSync(home, { recursive: true, force: true });
    },
  };
};
