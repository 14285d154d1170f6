/** Passwords that another system hashed: every kind, what is refused, and what becomes of them at the next sign-in. */
import assert from 'node:assert/strict';
import { createHash, pbkdf2Sync, scryptSync } from 'node:crypto';
import test, { after, before } from 'node:test';
import { hash as argon2 } from '@node-rs/argon2';
import bcrypt from 'bcryptjs';
import { startApp, type TestApp } from '../../test/app.ts';
import { beginSignIn, choose, identify, provePassword, submit } from '../../test/sign-in.ts';
import { Refusal } from '../lib/errors.ts';
import { importedPasswordCheck, type PasswordAlgorithm } from './imported-passwords.ts';
import { findUserByUsername, verifyPassword } from './index.ts';

const PLAIN = 'Quiet-harbour-47-lanterns';
const hex = (name: string, text = PLAIN) => createHash(name).update(text).digest('hex');
const legacy = (...parts: unknown[]) => JSON.stringify(parts);

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

const check = (algorithm: PasswordAlgorithm, digest: string, plain = PLAIN) =>
  verifyPassword({ passwordHash: digest, passwordAlgorithm: algorithm }, plain);

const digests = async (): Promise<[PasswordAlgorithm, string][]> => [
  ['MD5', hex('md5')],
  ['SHA1', hex('sha1').toUpperCase()],
  ['SHA256', hex('sha256')],
  ['Bcrypt', bcrypt.hashSync(PLAIN, 4)],
  ['Bcrypt', bcrypt.hashSync(PLAIN, 4).replace('$2b$', '$2y$')],
  ['Argon2i', await argon2(PLAIN, { algorithm: 1, memoryCost: 1024 })],
  ['Argon2id', await argon2(PLAIN, { algorithm: 2, memoryCost: 1024 })],
  ['Argon2d', await argon2(PLAIN, { algorithm: 0, memoryCost: 1024 })],
  ['Legacy', legacy('sha256', ['salt123', '@'], hex('sha256', `salt123${PLAIN}`))],
  ['Legacy', legacy('SHA512', ['@', 'pepper'], hex('sha512', `${PLAIN}pepper`))],
  [
    'Legacy',
    legacy(
      'pbkdf2',
      ['salt', '1000', '20', 'sha512', '@'],
      pbkdf2Sync(PLAIN, 'salt', 1000, 20, 'sha512').toString('hex'),
    ),
  ],
  [
    'Legacy',
    legacy(
      'scrypt',
      ['salt', '1024', '8', '1', '32', '@'],
      scryptSync(PLAIN, 'salt', 32, { N: 1024 }).toString('hex'),
    ),
  ],
];

test('every kind of hash is compared exactly', async () => {
  for (const [algorithm, digest] of await digests()) {
    assert.equal(await check(algorithm, digest), true, `${algorithm} ${digest}`);
    for (const wrong of [`${PLAIN} `, '@']) {
      assert.equal(await check(algorithm, digest, wrong), false, `${algorithm} ${JSON.stringify(wrong)}`);
    }
  }
});

test('L-18 bcrypt does not take the first 72 bytes for the whole, nor what stands before a NUL byte', async () => {
  const long = 'k7x-'.repeat(18);
  const digest = bcrypt.hashSync(long, 4);
  assert.equal(await check('Bcrypt', digest, long), true);
  assert.equal(await check('Bcrypt', digest, `${long}tail`), false);
  assert.equal(await check('Bcrypt', bcrypt.hashSync('before', 4), 'before\0after'), false);
});

test('a hash that is none, or that would take too long to check, is refused when it comes in', () => {
  const salt = 'c29tZXNhbHRzb21lc2FsdA';
  const refused: [PasswordAlgorithm, string][] = [
    ['MD5', hex('sha1')],
    ['SHA1', 'not hexadecimal'],
    ['SHA256', ''],
    ['Bcrypt', bcrypt.hashSync(PLAIN, 4).replace('$04$', '$31$')],
    ['Bcrypt', hex('md5')],
    ['Argon2id', `$argon2id$v=19$m=4194304,t=3,p=1$${salt}$${salt}`],
    ['Argon2id', `$argon2id$v=19$m=65536,t=900,p=1$${salt}$${salt}`],
    ['Argon2i', `$argon2id$v=19$m=1024,t=3,p=1$${salt}$${salt}`],
    ['Legacy', 'not json'],
    ['Legacy', legacy('sha256', ['salt'], hex('sha256'))],
    ['Legacy', legacy('sha256', ['@', '@'], hex('sha256'))],
    ['Legacy', legacy('rot13', ['@'], hex('sha256'))],
    ['Legacy', legacy('pbkdf2', ['salt', '999999999', '20', 'sha512', '@'], 'aa')],
    ['Legacy', legacy('pbkdf2', ['salt', '1000', '20', 'rot13', '@'], 'aa')],
    ['Legacy', legacy('scrypt', ['salt', '1048576', '32', '16', '32', '@'], 'aa')],
  ];
  for (const [algorithm, digest] of refused) {
    assert.throws(
      () => importedPasswordCheck(algorithm, digest),
      (error) => error instanceof Refusal && error.code === 'password.unusable_digest',
      `${algorithm} ${digest}`,
    );
  }
});

/** A token of a machine with some of the Management API's scopes. */
const scopedToken = async (names: string[]): Promise<string> => {
  const need = async (method: string, path: string, body?: unknown) =>
    (await app.management(method, path, body)).body;
  const resources = await need('GET', '/api/resources?includeScopes=true');
  const indicator = 'https://default.logto.app/api';
  const { scopes } = resources.find((resource: { indicator: string }) => resource.indicator === indicator);
  const scopeIds = scopes
    .filter(({ name }: { name: string }) => names.includes(name))
    .map(({ id }: { id: string }) => id);
  const role = await need('POST', '/api/roles', {
    name: names.join(' '),
    description: 'Made for a test',
    type: 'MachineToMachine',
    scopeIds,
  });
  const machine = await need('POST', '/api/applications', { name: 'Reader', type: 'MachineToMachine' });
  await need('POST', `/api/applications/${machine.id}/roles`, { roleIds: [role.id] });
  const response = await fetch(`${app.origin}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      client_id: machine.id,
      client_secret: machine.secret,
      resource: indicator,
      scope: names.join(' '),
    }),
  });
  return ((await response.json()) as { access_token: string }).access_token;
};

const importUser = async (username: string) => {
  const body = { username, passwordDigest: hex('md5'), passwordAlgorithm: 'MD5' };
  const answer = await app.management('POST', '/api/users', body);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body.id as string;
};
const rowOf = async (username: string) => {
  const user = await findUserByUsername(app.platform.db.queries, 'default', username);
  assert.ok(user);
  return user;
};
const prove = async (username: string, password = PLAIN) => {
  const browser = app.browser();
  await beginSignIn(app, browser);
  await choose(browser, 'SignIn');
  return { browser, answer: await provePassword(browser, username, password) };
};

test('a good sign-in replaces an imported hash by our own, and goes on', async () => {
  await importUser('imported_one');
  const before = await rowOf('imported_one');
  assert.equal((await prove('imported_one', 'wrong')).answer.status, 422);
  assert.equal((await rowOf('imported_one')).passwordAlgorithm, 'MD5');
  const { browser, answer } = await prove('imported_one');
  assert.equal(answer.status, 200);
  assert.equal((await identify(browser, answer.json.verificationId)).status, 204);
  assert.equal((await submit(browser)).status, 200);
  const row = await rowOf('imported_one');
  assert.match(row.passwordHash ?? '', /^\$argon2id\$v=19\$m=19456/);
  assert.equal(row.passwordAlgorithm, null);
  assert.equal(row.passwordUpdatedAt, before.passwordUpdatedAt);
  assert.equal((await prove('imported_one')).answer.status, 200);
});

test('a password set meanwhile is not undone by a sign-in with the imported one', async () => {
  const id = await importUser('imported_two');
  const next = 'Noisy-station-58-candles';
  const [{ answer }, changed] = await Promise.all([
    prove('imported_two'),
    app.management('PATCH', `/api/users/${id}/password`, { password: next }),
  ]);
  assert.ok([200, 422].includes(answer.status));
  assert.equal(changed.status, 200);
  assert.equal((await prove('imported_two')).answer.status, 422, 'the imported one is no longer good');
  assert.equal((await prove('imported_two', next)).answer.status, 200);
});

test('M-11 a hash is shown where it is asked for, and never without a trace', async () => {
  const id = await importUser('imported_three');
  const plain = await app.management('GET', `/api/users/${id}`);
  assert.ok(!JSON.stringify(plain.body).includes(hex('md5')));
  const shown = await app.management('GET', `/api/users/${id}?includePasswordHash=true`);
  assert.deepEqual([shown.body.passwordDigest, shown.body.passwordAlgorithm], [hex('md5'), 'MD5']);
  const rows = await app.audit();
  assert.equal(rows.filter((row) => row.key === 'User.Password.Reveal').length, 1);
  assert.ok(!JSON.stringify(rows).includes(hex('md5')));
});

test('M-11 who may read users may not read their hashes without the permission for secrets', async () => {
  const id = await importUser('imported_four');
  const reader = await scopedToken(['users:read']);
  const read = (query: string, token: string) =>
    fetch(`${app.origin}/api/users/${id}${query}`, { headers: { authorization: `Bearer ${token}` } });
  assert.equal((await read('', reader)).status, 200);
  assert.equal((await read('?includePasswordHash=true', reader)).status, 403);
  const trusted = await scopedToken(['users:read', 'secrets:read']);
  assert.equal((await read('?includePasswordHash=true', trusted)).status, 200);
});

test('either a password or a digest with its algorithm', async () => {
  for (const body of [
    { passwordDigest: hex('md5') },
    { passwordAlgorithm: 'MD5' },
    { password: PLAIN, passwordDigest: hex('md5'), passwordAlgorithm: 'MD5' },
  ]) {
    const answer = await app.management('POST', '/api/users', { username: 'neither_nor', ...body });
    assert.deepEqual([answer.status, answer.body.code], [422, 'password.digest_or_plain']);
  }
});
