/** Packages of own sign-in pages: what is taken, what is refused before anything is kept, how long they stay. */
import assert from 'node:assert/strict';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import { packageOf, type ZipEntry, zipOf } from '../../test/zip.ts';
import { MAX_FILE_BYTES, MAX_PACKAGE_BYTES } from './custom-ui-package.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

const upload = async (zipped: Uint8Array<ArrayBuffer>, tenantId = 'default') => {
  const form = new FormData();
  form.set('file', new File([zipped], 'pages.zip'));
  const origin = tenantId === 'admin' ? app.adminOrigin : app.origin;
  const headers = { authorization: `Bearer ${await app.managementToken(tenantId)}` };
  const address = `${origin}/api/sign-in-exp/default/custom-ui-assets`;
  const answer = await fetch(address, { method: 'POST', headers, body: form });
  const body = (await answer.json()) as { customUiAssetId: string; code?: string };
  return { status: answer.status, body };
};
const folder = () => join(app.platform.config.dataDir, 'assets', 'default', 'custom-ui');
const kept = () => (existsSync(folder()) ? readdirSync(folder()) : []);

test('M-20 a package is kept under names of ours, whatever its paths are, and noted', async () => {
  const { status, body } = await upload(
    packageOf(
      { path: 'assets/' },
      { path: 'assets/app-1a2b3c4d.js', content: 'one' },
      { path: '_next/static/chunks/[slug] (1).js', content: 'one' },
      { path: '__MACOSX/._index.html', content: 'x' },
      { path: 'assets/.DS_Store', content: 'x' },
    ),
  );
  assert.equal(status, 200, JSON.stringify(body));
  assert.match(body.customUiAssetId, /^[a-z0-9]{21}$/);
  const files = readdirSync(join(folder(), body.customUiAssetId));
  assert.equal(files.length, 2, 'the same content is kept once');
  for (const name of files) assert.match(name, /^[\w-]{43}$/);
  const noted = (await app.audit()).findLast(({ key }) => key === 'CustomUi.Create');
  assert.equal(noted?.payload.files, 3);
});

const BOMB = 16 * 1024 * 1024;
const REFUSED: [why: string, code: string, zipped: () => Uint8Array<ArrayBuffer>][] = [
  ['no zip', 'not_a_zip', () => new Uint8Array(Buffer.from('<html>'))],
  ['cut off', 'not_a_zip', () => packageOf().slice(0, -30)],
  ['no page at the top', 'no_index', () => zipOf([{ path: 'dist/index.html', content: 'x' }])],
  ['a climbing path', 'not_a_zip', () => packageOf({ path: '../../genkan.sqlite.js' })],
  ['a climbing path in the middle', 'not_a_zip', () => packageOf({ path: 'a/../../b.js' })],
  ['an absolute path', 'not_a_zip', () => packageOf({ path: '/etc/cron.d/x.js' })],
  ['a drive', 'not_a_zip', () => packageOf({ path: 'C:/x.js' })],
  ['backslashes', 'not_a_zip', () => packageOf({ path: '..\\x.js' })],
  ['an empty part', 'path_not_allowed', () => packageOf({ path: 'a//b.js' })],
  ['a hidden file', 'path_not_allowed', () => packageOf({ path: '.well-known/x.json' })],
  ['a hidden file below', 'path_not_allowed', () => packageOf({ path: 'a/.env.json' })],
  ['a NUL byte', 'path_not_allowed', () => packageOf({ path: 'a\0.js' })],
  ['an escaped path', 'path_not_allowed', () => packageOf({ path: '%2e%2e/x.js' })],
  ['the same path twice', 'path_not_allowed', () => packageOf({ path: 'index.html', content: 'other' })],
  ['a long path', 'path_not_allowed', () => packageOf({ path: `${'a/'.repeat(120)}x.js` })],
  ['the server’s own paths', 'path_reserved', () => packageOf({ path: 'api/users.json' })],
  ['the console’s paths', 'path_reserved', () => packageOf({ path: 'console/index.html' })],
  ['the protocol’s paths', 'path_reserved', () => packageOf({ path: 'oidc/token.json' })],
  ['the built-in pages’ paths', 'path_reserved', () => packageOf({ path: '_signin/x.js' })],
  [
    'a symbolic link',
    'not_a_file',
    () => packageOf({ path: 'x.js', content: '/etc/passwd', mode: 0o120777 }),
  ],
  ['a device', 'not_a_file', () => packageOf({ path: 'x.js', mode: 0o020666 })],
  ['a program', 'type_not_allowed', () => packageOf({ path: 'x.exe' })],
  ['no type', 'type_not_allowed', () => packageOf({ path: 'sign-in' })],
  ['a server’s script', 'type_not_allowed', () => packageOf({ path: 'x.php' })],
  ['encrypted', 'not_a_zip', () => packageOf({ path: 'x.js', encrypted: true })],
  ['another content than said', 'not_a_zip', () => packageOf({ path: 'x.js', content: 'x', saidCrc: 1 })],
  ['a large file', 'file_too_large', () => packageOf({ path: 'x.js', saidSize: MAX_FILE_BYTES + 1 })],
  [
    'a bomb that tells its size',
    'too_large_unpacked',
    () =>
      packageOf(
        ...Array.from({ length: 5 }, (_, at): ZipEntry => ({ path: `${at}.js`, saidSize: 7_000_000 })),
      ),
  ],
  [
    'a bomb that does not',
    'not_a_zip',
    () => packageOf({ path: 'x.js', content: new Uint8Array(BOMB), saidSize: 10 }),
  ],
  [
    'too many files',
    'too_many_files',
    () => packageOf(...Array.from({ length: 500 }, (_, at): ZipEntry => ({ path: `${at}.js` }))),
  ],
  [
    'too many folders',
    'too_many_files',
    () => packageOf(...Array.from({ length: 1001 }, (_, at): ZipEntry => ({ path: `${at}/` }))),
  ],
];
test('M-20 bombs, climbing paths, links and foreign types are refused, and nothing of them is kept', async () => {
  const before = kept();
  for (const [why, code, zipped] of REFUSED) {
    const { status, body } = await upload(zipped());
    assert.deepEqual([status, body.code], [422, `custom_ui.${code}`], `${why}: ${JSON.stringify(body)}`);
  }
  assert.deepEqual(kept(), before);
});

test('M-20 what is too large is refused before it is read', async () => {
  const large = await upload(new Uint8Array(MAX_PACKAGE_BYTES + 1));
  assert.deepEqual([large.status, large.body.code], [413, 'custom_ui.too_large']);
  const larger = await upload(new Uint8Array(MAX_PACKAGE_BYTES + 10_000));
  assert.deepEqual([larger.status, larger.body.code], [413, 'request.body_too_large']);
});

test('M-09 the administrators’ tenant takes none: its pages share the console’s origin', async () => {
  const { status, body } = await upload(packageOf(), 'admin');
  assert.deepEqual([status, body.code], [422, 'custom_ui.not_for_administrators']);
});

test('ten packages are kept, and the one in effect beyond them', async () => {
  const first = (await upload(packageOf())).body.customUiAssetId;
  const use = (id: string | null) =>
    app.management('PATCH', '/api/sign-in-exp', { customUiAssets: id && { id, createdAt: 1 } });
  assert.equal((await use(first)).status, 200);
  for (let count = 0; count < 11; count += 1) {
    app.clock.advance(1);
    await upload(packageOf());
  }
  assert.equal(kept().filter((id) => readdirSync(join(folder(), id)).length > 0).length, 11);
  assert.equal((await use(first)).status, 200, 'it is still there');
  assert.equal((await use(null)).status, 200);
  app.clock.advance(1);
  await upload(packageOf());
  const { status, body } = await use(first);
  assert.deepEqual([status, body.code], [422, 'sign_in_experiences.custom_ui_not_found']);
});
