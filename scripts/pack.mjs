/**
 * `node scripts/pack.mjs [folder]`: the server as a package for npm. Node strips no types below node_modules, so the
 * package carries JavaScript: types stripped, imports of `.ts` rewritten; the built pages and the pinned runtime
 * come along. Prints the path of the tarball.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';
import { ensureInstalled, ensurePages, fail, filesUnder, root, run } from './runtime.mjs';

if (process.env.GENKAN_PACK !== '1') {
  ensureInstalled();
  await ensurePages();
  await run([join(root, 'scripts/pack.mjs'), ...process.argv.slice(2)], {
    GENKAN_PACK: '1',
    NODE_NO_WARNINGS: '1',
  });
}

const { stripTypeScriptTypes } = await import('node:module');
const target = resolve(process.argv[2] ?? '.');
const staging = mkdtempSync(join(tmpdir(), 'genkan-pack-'));
process.once('exit', () => rmSync(staging, { recursive: true, force: true }));

for (const path of filesUnder(join(root, 'server/src'), (name) => !/\.test\.ts$/.test(name))) {
  const out = join(staging, 'server/src', relative(join(root, 'server/src'), path)).replace(/\.ts$/, '.js');
  mkdirSync(dirname(out), { recursive: true });
  if (!path.endsWith('.ts')) cpSync(path, out);
  else writeFileSync(out, withJsImports(stripTypeScriptTypes(readFileSync(path, 'utf8'))));
}
for (const name of ['signin', 'console'])
  cpSync(join(root, name, 'dist'), join(staging, name, 'dist'), { recursive: true });
cpSync(join(root, 'server/bin'), join(staging, 'server/bin'), { recursive: true });
cpSync(join(root, 'LICENSE'), join(staging, 'LICENSE'));
cpSync(join(root, 'README.md'), join(staging, 'README.md'));
// The folders lie to each other as in a checkout; the inner manifest tells the server its version.
for (const folder of ['.', 'server']) {
  writeFileSync(join(staging, folder, 'package.json'), `${JSON.stringify(manifest(), null, 2)}\n`);
}

const packed = spawnSync('npm', ['pack', '--silent', '--pack-destination', target], {
  cwd: staging,
  encoding: 'utf8',
});
if (packed.status !== 0) fail(`npm pack failed: ${packed.stderr}`);
process.stdout.write(`${join(target, packed.stdout.trim())}\n`);
process.exit(0);

/** The server's own manifest, with the workspace's pinned runtime and without what only a checkout needs. */
function manifest() {
  const {
    devDependencies: _tools,
    exports: _checkout,
    ...own
  } = JSON.parse(readFileSync(join(root, 'server/package.json'), 'utf8'));
  const { optionalDependencies } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    ...own,
    bin: { genkan: 'server/bin/genkan.mjs' },
    optionalDependencies,
    files: ['server', 'signin', 'console'],
  };
}

function withJsImports(code) {
  return code.replace(/((?:from|import)\s*\(?\s*['"]\.{1,2}\/[^'"]+)\.ts(['"])/g, '$1.js$2');
}
