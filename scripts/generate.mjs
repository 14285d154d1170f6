/**
 * `npm run generate`: writes docs/reference/ from the one definition of each fact. With `--check` nothing is written
 * and the run fails when a page is stale, missing or left over.
 */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ensureInstalled, filesUnder, root, run } from './runtime.mjs';

if (process.env.GENKAN_GENERATE !== '1') {
  ensureInstalled();
  await run([join(root, 'scripts/generate.mjs'), ...process.argv.slice(2)], { GENKAN_GENERATE: '1' });
}

const { referencePages } = await import('./reference.mjs');
const folder = join(root, 'docs/reference');
const pages = await referencePages();
const present = filesUnder(folder, () => true).map((path) => basename(path));
const stale = [...pages].filter(([name, text]) => !same(join(folder, name), text)).map(([name]) => name);
const leftOver = present.filter((name) => !pages.has(name));

if (process.argv.includes('--check')) {
  for (const name of [...stale, ...leftOver]) {
    process.stdout.write(`docs/reference/${name} is not what "npm run generate" writes\n`);
  }
  process.exit(stale.length + leftOver.length > 0 ? 1 : 0);
}

mkdirSync(folder, { recursive: true });
for (const name of stale) writeFileSync(join(folder, name), pages.get(name));
for (const name of leftOver) rmSync(join(folder, name));
process.stdout.write(
  `docs/reference: ${pages.size} pages, ${stale.length} written, ${leftOver.length} removed\n`,
);
process.exit(0);

function same(path, text) {
  return existsSync(path) && readFileSync(path, 'utf8') === text;
}
