/**
 * `npm run test:all`: everything `npm test` runs, the same on PostgreSQL, then the browser tests of the pages, the
 * published SDKs and the journeys. A missing prerequisite ends it at once with the line that installs it.
 * With GENKAN_SQLITE_DONE=1 the first part is left out: CI has just run it as `npm test`.
 */
import { findChromium } from './chromium.mjs';
import { findPostgresql, startPostgresql } from './postgresql.mjs';
import { findPython } from './python.mjs';
import { ensureInstalled, ensurePages, fail } from './runtime.mjs';
import { journeys, pageTests, runTests, sdkTests, serverTests } from './suite.mjs';

if (!findPostgresql()) fail('PostgreSQL is missing; install it with: apt-get install postgresql');
if (!findChromium()) fail('Chromium is missing; install it with: apt-get install chromium fonts-noto-cjk');
const { reason } = findPython();
if (reason) fail(reason);

ensureInstalled();
await ensurePages();

const parts = [];
if (process.env.GENKAN_SQLITE_DONE !== '1') {
  parts.push(['SQLite', () => runTests([...serverTests(), ...pageTests({ browser: false })])]);
}
parts.push(
  ['PostgreSQL', onPostgresql],
  ['pages in a browser', () => runTests(pageTests({ browser: true }))],
  ['published SDKs', () => runTests(sdkTests(), { concurrency: 1 })],
  ['journeys', () => runTests(journeys(), { concurrency: 1, timeout: 600_000 })],
);

const total = { passed: 0, failed: 0 };
const broken = [];
for (const [name, part] of parts) {
  const began = Date.now();
  process.stdout.write(`\n── ${name}\n`);
  const { passed, failed, code, failures } = await part();
  total.passed += passed;
  total.failed += failed;
  if (code !== 0) broken.push({ name, failures });
  const seconds = Math.round((Date.now() - began) / 1000);
  process.stdout.write(
    `── ${name}: ${code === 0 ? 'ok' : 'FAILED'}, ${passed} passed, ${failed} failed, ${seconds} s\n`,
  );
}
// Once more at the end: whoever reads a log from its end sees what failed, not only that something did.
for (const { name, failures } of broken) process.stdout.write(`\n── failed: ${name}\n${failures}\n`);
process.stdout.write(`${total.passed} passed, ${Math.max(total.failed, broken.length > 0 ? 1 : 0)} failed\n`);
process.exit(broken.length > 0 ? 1 : 0);

/** Each test file makes its own database on this server (server/test/app.ts). */
async function onPostgresql() {
  const postgresql = await startPostgresql();
  try {
    return await runTests(serverTests(), { env: { DATABASE_URL: postgresql.url } });
  } finally {
    await postgresql.stop();
  }
}
