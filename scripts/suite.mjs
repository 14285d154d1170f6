/** What the test commands share: which files are tests, and running them under node's own runner with a count. */
import { spawn } from 'node:child_process';
import { join, relative } from 'node:path';
import { ended, filesUnder, root, runtimePath } from './runtime.mjs';

/** Every test file is a process of its own and reads the whole server; what was compiled for one serves the next. */
const compileCache = join(root, 'node_modules/.cache/genkan-tests');

/** The server's tests and those of the tooling: SQLite, no browser. */
export function serverTests() {
  return [
    ...filesUnder(join(root, 'server'), (path) => path.endsWith('.test.ts')),
    ...['scripts', 'demo', 'bench'].flatMap((folder) =>
      filesUnder(join(root, folder), (path) => path.endsWith('.test.mjs')),
    ),
  ];
}

/** Tests of the pages: the pure ones, and with `browser` those that drive Chromium. */
export function pageTests({ browser }) {
  const wanted = browser ? /\.browser\.(mjs|ts|tsx)$/ : /\.test\.(mjs|ts)$/;
  return ['signin', 'console'].flatMap((folder) =>
    filesUnder(join(root, folder), (path) => wanted.test(path)),
  );
}

/** The journeys in a real browser. */
export function journeys() {
  return filesUnder(join(root, 'e2e/journeys'), (path) => /\.spec\.(ts|mjs)$/.test(path));
}

/** Strangers' clients, as published, against a running server, and the server as published itself. */
export function sdkTests() {
  return filesUnder(join(root, 'e2e'), (path) => /^(sdk|package)\/.*\.spec\.(ts|mjs)$/.test(path));
}

/**
 * Runs test files under `node --test` and gives `{ passed, failed, code, failures }`, the last being what the runner
 * says of the failed tests. A run that ends well without a single test executed counts as failed: a suite that finds
 * nothing proves nothing.
 */
export async function runTests(files, { env = {}, concurrency = 2, timeout = 180_000 } = {}) {
  if (files.length === 0) {
    process.stderr.write('genkan: there is no test file to run\n');
    return { passed: 0, failed: 0, code: 1, failures: '' };
  }
  const args = [
    '--test',
    `--test-concurrency=${concurrency}`,
    `--test-timeout=${timeout}`,
    '--disable-warning=ExperimentalWarning',
    ...files.map((file) => relative(root, file)),
  ];
  const child = spawn(runtimePath(), args, {
    cwd: root,
    env: { NODE_COMPILE_CACHE: compileCache, ...process.env, ...env },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const stop = () => child.kill('SIGTERM');
  process.once('SIGTERM', stop);
  process.once('SIGINT', stop);
  const counts = { passed: 0, failed: 0 };
  const failures = [];
  let rest = '';
  child.stdout.setEncoding('utf8');
  child.stdout.on('data', (text) => {
    process.stdout.write(text);
    const lines = (rest + text).split('\n');
    rest = lines.pop();
    for (const line of lines) {
      readCount(line, counts);
      if (failures.length > 0 || line.startsWith('✖ failing tests')) failures.push(line);
    }
  });
  const code = await ended(child);
  process.off('SIGTERM', stop);
  process.off('SIGINT', stop);
  readCount(rest, counts);
  if (code === 0 && counts.passed === 0) {
    process.stderr.write('genkan: no test ran\n');
    return { ...counts, code: 1, failures: '' };
  }
  return { ...counts, code, failures: failures.slice(1).join('\n') };
}

/** The closing lines of node's runner: `ℹ pass 3` from the spec reporter, `# pass 3` from TAP. */
function readCount(line, counts) {
  const found = /^(?:ℹ|#) (pass|fail|cancelled) (\d+)/.exec(line);
  if (!found) return;
  if (found[1] === 'pass') counts.passed += Number(found[2]);
  else counts.failed += Number(found[2]);
}
