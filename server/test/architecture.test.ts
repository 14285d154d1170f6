/** The shape of the code as a literal map: who may import whom, and what only some files may do. */
import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import test from 'node:test';

const SRC = resolve(import.meta.dirname, '../src');

/** Folders that each folder of server/src may enter, always by their index.ts. */
const MAY_IMPORT: Record<string, readonly string[]> = {
  lib: [],
  http: ['lib'],
  db: ['lib'],
  tenants: ['lib', 'db', 'http'],
  audit: ['lib', 'db', 'http', 'tenants', 'outbox'],
  safeguards: ['lib', 'db', 'http'],
  outbox: ['lib', 'db', 'tenants'],
  keys: ['lib', 'db', 'http', 'audit'],
  vault: ['lib', 'db', 'http', 'audit', 'keys'],
  integrations: ['lib', 'db', 'http', 'audit', 'connectors'],
  messaging: ['lib', 'db', 'http', 'audit', 'tenants', 'outbox', 'connectors', 'integrations'],
  sessions: ['lib', 'db', 'http', 'audit', 'outbox', 'tenants'],
  users: ['lib', 'db', 'http', 'audit', 'sessions', 'tenants'],
  activity: ['lib', 'db', 'http', 'audit', 'users'],
  applications: ['lib', 'db', 'http', 'audit', 'users', 'tenants'],
  access: ['lib', 'db', 'http', 'audit', 'users', 'applications'],
  organizations: ['lib', 'db', 'http', 'audit', 'messaging', 'users', 'applications', 'access'],
  scripting: ['lib', 'db', 'http', 'audit', 'tenants'],
  branding: ['lib', 'db', 'http', 'audit', 'tenants'],
  domains: ['lib', 'db', 'http', 'audit', 'tenants'],
  webhooks: ['lib', 'db', 'http', 'audit', 'outbox'],
  connectors: ['lib', 'http'],
  federation: [
    'integrations',
    'lib',
    'db',
    'http',
    'audit',
    'connectors',
    'users',
    'sessions',
    'vault',
    'applications',
    'tenants',
    'organizations',
  ],
  signin: [
    'branding',
    'scripting',
    'lib',
    'db',
    'http',
    'audit',
    'federation',
    'users',
    'sessions',
    'messaging',
    'applications',
    'tenants',
    'organizations',
  ],
  oauth: [
    'scripting',
    'lib',
    'db',
    'http',
    'audit',
    'signin',
    'sessions',
    'users',
    'applications',
    'access',
    'organizations',
    'keys',
    'tenants',
    'federation',
    'activity',
    'outbox',
  ],
  console: ['lib', 'db', 'http', 'audit', 'signin', 'sessions', 'users', 'access', 'applications', 'tenants'],
};
/** Files at the top compose; they may enter every folder. */
const TYPES_ANYWHERE = new Set(['platform.ts', 'config.ts']);

const filesOf = (folder: string): string[] =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts') && !name.endsWith('.test.ts'))
    .map((name) => join(folder, name));

const files = filesOf(SRC);
const importsOf = (file: string): string[] =>
  [...readFileSync(file, 'utf8').matchAll(/(?:from|import)\s*\(?\s*'([^']+)'/g)].map(
    (match) => match[1] as string,
  );
const nameOf = (file: string) => relative(SRC, file).replaceAll('\\', '/');

test('every folder is in the map', () => {
  const folders = readdirSync(SRC, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  assert.deepEqual(
    folders.map((entry) => entry.name).filter((name) => !(name in MAY_IMPORT)),
    [],
  );
});

test('a folder enters only the folders it may, and by their index', () => {
  const wrong: string[] = [];
  for (const file of files) {
    const name = nameOf(file);
    const folder = name.includes('/') ? (name.split('/')[0] as string) : undefined;
    if (folder === undefined) continue;
    for (const specifier of importsOf(file).filter((text) => text.startsWith('.'))) {
      const target = relative(SRC, resolve(dirname(file), specifier)).replaceAll('\\', '/');
      const [into, ...rest] = target.split('/');
      if (into === folder || TYPES_ANYWHERE.has(target)) continue;
      if (!(MAY_IMPORT[folder] ?? []).includes(into as string)) wrong.push(`${name} → ${target}`);
      // lib has no index: its files are named helpers.
      else if (into !== 'lib' && rest.join('/') !== 'index.ts')
        wrong.push(`${name} → ${target} (not its index)`);
    }
  }
  assert.deepEqual(wrong, []);
});

test('only stores and db/ build SQL', () => {
  const builds = /\.(selectFrom|insertInto|updateTable|deleteFrom)\(|\bsql`/;
  const wrong = files.filter((file) => {
    const name = nameOf(file);
    return !name.startsWith('db/') && !name.endsWith('.store.ts') && builds.test(readFileSync(file, 'utf8'));
  });
  assert.deepEqual(wrong.map(nameOf), []);
});

test('only http/ knows the web framework', () => {
  const wrong = files.filter(
    (file) =>
      !nameOf(file).startsWith('http/') && importsOf(file).some((text) => /^(hono|@hono)(\/|$)/.test(text)),
  );
  assert.deepEqual(wrong.map(nameOf), []);
});

test('only config.ts reads the environment', () => {
  const wrong = files.filter(
    (file) => nameOf(file) !== 'config.ts' && /process\.env/.test(readFileSync(file, 'utf8')),
  );
  assert.deepEqual(wrong.map(nameOf), []);
});

test('only keys/ and oauth/tokens/tokens.ts sign', () => {
  const wrong = files.filter((file) => {
    const name = nameOf(file);
    return (
      !name.startsWith('keys/') &&
      name !== 'oauth/tokens/tokens.ts' &&
      /\bcurrentSigner\(|\bSignJWT\b/.test(readFileSync(file, 'utf8'))
    );
  });
  assert.deepEqual(wrong.map(nameOf), []);
});

test('outgoing requests go through the guarded client alone', () => {
  const wrong = files.filter((file) => {
    const name = nameOf(file);
    return !name.startsWith('http/') && /(?<![.\w])fetch\(/.test(readFileSync(file, 'utf8'));
  });
  assert.deepEqual(wrong.map(nameOf), []);
});

test('rules and stores take the time from the clock', () => {
  const wrong = files.filter(
    (file) =>
      nameOf(file) !== 'lib/clock.ts' && /Date\.now\(\)|new Date\(\)/.test(readFileSync(file, 'utf8')),
  );
  assert.deepEqual(wrong.map(nameOf), []);
});

test('no file is named for what it is not about', () => {
  const wrong = files.filter((file) => /(^|\/)(utils?|helpers?|types|common)\.ts$/.test(nameOf(file)));
  assert.deepEqual(wrong.map(nameOf), []);
});

test('pages import only the browser-safe client and types from the server', () => {
  const wrong: string[] = [];
  for (const folder of ['signin', 'console']) {
    const root = resolve(import.meta.dirname, '../..', folder, 'src');
    const pages = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) =>
      /\.tsx?$/.test(name),
    );
    for (const page of pages) {
      const text = readFileSync(join(root, page), 'utf8');
      for (const match of text.matchAll(
        /import\s+(type\s+)?[^;]*?from\s+'(genkan[^']*|[^']*\/server\/[^']*)'/g,
      )) {
        const isType = match[1] !== undefined;
        if (
          match[2] !== 'genkan/client' &&
          !(isType && ['genkan/api', 'genkan/boot'].includes(match[2] as string))
        ) {
          wrong.push(`${folder}/src/${page} → ${match[2]}`);
        }
      }
    }
  }
  assert.deepEqual(wrong, []);
});
