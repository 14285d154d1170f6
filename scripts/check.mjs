/**
 * `npm run check`: types, lint and format, import rules, generated files, unused exports, lockfile. Every check runs,
 * whatever the others say; the run fails when one does. Names of checks as arguments choose among them.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { ownLockfileFaults } from './lockfile.mjs';
import { ended, ensureInstalled, filesUnder, root, runtimePath } from './runtime.mjs';
import { ownUnusedExports } from './unused-exports.mjs';

ensureInstalled();

const typed = ['server', 'signin', 'console'];

const checks = [
  ...typed.map((folder) => [`types of ${folder}`, () => types(folder)]),
  ['lint and format', () => tool('node_modules/@biomejs/biome/bin/biome', ['check', '--colors=off', '.'])],
  ['import rules', () => tool('--test', ['server/test/architecture.test.ts'])],
  ['generated files are fresh', () => tool('scripts/generate.mjs', ['--check'])],
  ['unused exports', () => faults(ownUnusedExports())],
  ['lockfile fits every platform', () => faults(ownLockfileFaults())],
];

const wanted = process.argv.slice(2);
const chosen = checks.filter(([name]) => wanted.length === 0 || wanted.some((word) => name.includes(word)));
let failed = 0;
for (const [name, check] of chosen) {
  const began = Date.now();
  const { ok, output } = await check();
  if (!ok) failed += 1;
  process.stdout.write(`${ok ? '✓' : '✗'} ${name} (${((Date.now() - began) / 1000).toFixed(1)} s)\n`);
  if (!ok) process.stdout.write(`${output.trimEnd().replace(/^/gm, '    ')}\n`);
}
process.stdout.write(`\n${chosen.length - failed} of ${chosen.length} checks hold\n`);
process.exit(failed > 0 || chosen.length === 0 ? 1 : 0);

async function types(folder) {
  const hasCode = filesUnder(join(root, folder), (name) => /\.tsx?$/.test(name)).length > 0;
  if (!hasCode) return { ok: true, output: '' };
  if (!existsSync(join(root, folder, 'tsconfig.json')))
    return { ok: false, output: `${folder}/tsconfig.json is missing` };
  return tool('node_modules/typescript/bin/tsc', ['-p', folder, '--noEmit', '--pretty', 'false']);
}

function faults(list) {
  return { ok: list.length === 0, output: list.join('\n') };
}

/** Runs a program on the runtime; its output is shown only when it fails. */
async function tool(program, args) {
  const child = spawn(runtimePath(), [program, ...args], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_NO_WARNINGS: '1' },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output += text;
    });
  }
  const code = await ended(child);
  return { ok: code === 0, output };
}
