/** What a new password must be, and what a service is asked of it. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import test, { after, before } from 'node:test';
import pino from 'pino';
import { startApp, type TestApp } from '../../test/app.ts';
import { addUser, beginSignIn, choose } from '../../test/sign-in.ts';
import { isCommonPassword } from '../lib/common-passwords.ts';
import {
  changedPasswordPolicy,
  listPasswordIssues,
  newPasswordPolicy,
  type PasswordOwner,
  type PasswordPolicyChange,
} from './password-policy.ts';
import { hasLeaked } from './pwned-passwords.ts';

const codes = (plain: string, owner: PasswordOwner = {}, change: PasswordPolicyChange = {}) =>
  listPasswordIssues(plain, changedPasswordPolicy(newPasswordPolicy(true), change), owner).map(({ code }) =>
    code.replace('password_rejected.', ''),
  );

test('a password is long enough, not too long, and in any script', () => {
  assert.deepEqual(codes('Quiet-harbour-47'), []);
  assert.deepEqual(codes('    spaces  count too '), []);
  assert.deepEqual(codes('静かな港に灯る四十七の提灯と波の音'), []);
  assert.deepEqual(codes('😀🐙🦊🍣🎐🏮⛩🌊🗻🚂🎏🍡🪁🎋🌸'), []);
  assert.deepEqual(codes('Harbour-47'), ['too_short']);
  assert.deepEqual(codes('水'.repeat(257)), ['too_long']);
  assert.deepEqual(codes(`ä${'xk7'.repeat(85)}`), []);
  assert.deepEqual(codes('Quiet-harbour-47', {}, { length: { max: 15 } }), ['too_long']);
  const startedAt = performance.now();
  assert.deepEqual(codes('k7x-'.repeat(262_144)), ['too_long']);
  assert.ok(performance.now() - startedAt < 50, 'refused before any work');
});

test('what is guessed first is refused: on a list, or a word or two of it', () => {
  for (const plain of [
    'password1234567',
    'PasswordPassword',
    'P@ssw0rd2024!!!!',
    'administrator2026',
    'letmeinletmein1',
    'sakurasakura2024',
    'iloveyouforever1',
  ]) {
    assert.ok(codes(plain).includes('restricted'), plain);
    assert.ok(
      codes(plain, {}, { rejects: { repetitionAndSequence: false, userInfo: false } }).includes('restricted'),
      plain,
    );
  }
  for (const plain of ['takeshi.yamamoto2024', 'monkey climbs nine blue stairs', 'wrought-iron teapot 9']) {
    assert.deepEqual(codes(plain), [], plain);
  }
  assert.ok(isCommonPassword('trustno1'));
});

test('repetition and counting are worth one character each', () => {
  const off = { rejects: { repetitionAndSequence: false } };
  for (const [plain, kind] of [
    ['gggggggggggggggggggg', 'repetition'],
    ['otterotterotterotter', 'repetition'],
    ['genkan-genkan-genkan', 'repetition'],
    ['Mfffffffffffffffffff7', 'repetition'],
    ['zyxwvutsrqponmlkjihg', 'sequence'],
    ['654321098765432109', 'sequence'],
    ['Qwertyuiop-Otter-Lamp', 'sequence'],
  ] as const) {
    assert.ok(codes(plain).includes(`restricted.${kind}`), plain);
    assert.ok(!codes(plain, {}, off).some((code) => code.startsWith('restricted.')), plain);
  }
  assert.deepEqual(codes('zyxwvutsrqponmlkjihg', {}, off), []);
  // What is left is long enough by itself.
  assert.deepEqual(codes('a quiet harbour of nine boats, 4567'), []);
});

test('kinds of characters, own words and the tenant’s words', () => {
  const kinds = (plain: string, min: number) => codes(plain, {}, { characterTypes: { min } });
  assert.deepEqual(kinds('wrought-iron teapot', 3), ['character_types']);
  assert.deepEqual(kinds('wrought-iron teapot 9', 3), []);
  assert.deepEqual(kinds('Wrought-iron teapot 9', 4), []);
  assert.deepEqual(kinds('静かな港に灯る四十七の提灯と波の音', 2), ['character_types']);
  const owner = {
    username: 'takeshi',
    email: 'yamamoto@mail.example',
    name: 'Otto Rabenhorst',
    phone: '819012345678',
  };
  for (const plain of [
    'blue.Takeshi.teapot.9',
    'blue.yamamoto.teapot.9',
    'RABENHORST likes teapots',
    'teapot 819012345678 blue',
  ]) {
    assert.deepEqual(codes(plain, owner), ['restricted.user_info'], plain);
    assert.deepEqual(codes(plain, owner, { rejects: { userInfo: false } }), [], plain);
  }
  // A name of three letters is in many words.
  assert.deepEqual(codes('wrought-iron teapot 9', { username: 'tea' }), []);
  const words = { rejects: { words: ['Acme', '港'] } };
  assert.deepEqual(codes('blue ACME teapots 99', {}, words), ['restricted.words']);
  assert.deepEqual(codes('静かな港に灯る四十七の提灯と波の音', {}, words), ['restricted.words']);
  assert.deepEqual(codes('blue ACME teapots 99'), []);
});

const LEAKED = 'a lantern that leaked 47';
const endingOf = (plain: string) => createHash('sha1').update(plain).digest('hex').toUpperCase();
const asked: { url: string; headers: IncomingHttpHeaders }[] = [];
let answer: { status: number; body: string };
let service: Server;
let app: TestApp;

before(async () => {
  service = createServer((request, response) => {
    asked.push({ url: request.url ?? '', headers: request.headers });
    response.writeHead(answer.status, { 'content-type': 'text/plain' }).end(answer.body);
  });
  await new Promise<void>((resolve) => service.listen(0, '127.0.0.1', resolve));
  const { port } = service.address() as { port: number };
  app = await startApp({
    settings: { PWNED_PASSWORDS_URL: `http://127.0.0.1:${port}/range/`, LOG_LEVEL: 'silent' },
  });
  answer = {
    status: 200,
    body: `${'0'.repeat(35)}:7\r\n${endingOf(LEAKED).slice(5)}:3\r\n${endingOf('a lantern of padding 47').slice(5)}:0`,
  };
});

after(async () => {
  await app.close();
  service.closeAllConnections();
  await new Promise((resolve) => service.close(resolve));
});

const check = async (password: string) =>
  (await app.management('POST', '/api/sign-in-exp/default/check-password', { password })).body;
const setPolicy = async (passwordPolicy: object) => {
  const { status } = await app.management('PATCH', '/api/sign-in-exp', { passwordPolicy });
  assert.equal(status, 200);
  app.clock.advance(1001);
};

test('leaked passwords are refused wherever one is set, and five digits are all that leaves', async () => {
  const issues = [{ code: 'password_rejected.pwned' }];
  assert.deepEqual(await check(LEAKED), { result: false, issues });
  assert.equal(asked.at(-1)?.url, `/range/${endingOf(LEAKED).slice(0, 5)}`);
  assert.equal(asked.at(-1)?.headers['add-padding'], 'true');
  assert.deepEqual(await check('a lantern of padding 47'), { result: true });
  const { id } = await addUser(app, { username: 'set_by_admin' });
  const create = await app.management('POST', '/api/users', { username: 'another', password: LEAKED });
  const change = await app.management('PATCH', `/api/users/${id}/password`, { password: LEAKED });
  const browser = app.browser();
  await beginSignIn(app, browser);
  await choose(browser, 'Register');
  const register = await browser.post('/api/experience/verification/new-password-identity', {
    identifier: { type: 'username', value: 'registering' },
    password: LEAKED,
  });
  for (const { status, body } of [create, change, { status: register.status, body: register.json }]) {
    assert.deepEqual([status, body.code, body.data.issues], [422, 'password.rejected', issues]);
  }
  assert.ok(asked.every(({ url }) => /^\/range\/[0-9A-F]{5}$/.test(url)));
});

test('nobody is asked about what is refused anyway, or where the tenant does not want it', async () => {
  const before = asked.length;
  assert.equal((await check('short')).result, false);
  await setPolicy({ rejects: { pwned: false } });
  assert.deepEqual(await check(LEAKED), { result: true });
  assert.equal(asked.length, before);
  await setPolicy({ rejects: { pwned: true } });
  assert.equal((await check(LEAKED)).result, false);
});

test('a password made elsewhere is taken over as it is', async () => {
  const { hash } = await import('bcryptjs');
  const passwordDigest = await hash(LEAKED, 4);
  const body = { username: 'imported', passwordDigest, passwordAlgorithm: 'Bcrypt' };
  assert.equal((await app.management('POST', '/api/users', body)).status, 200);
});

test('a service that fails lets passwords through, and is left alone for a minute', async () => {
  const before = asked.length;
  const usual = answer;
  answer = { status: 503, body: '' };
  assert.deepEqual(await check(LEAKED), { result: true });
  answer = usual;
  assert.deepEqual(await check(LEAKED), { result: true });
  assert.equal(asked.length, before + 1);
  app.clock.advance(60_001);
  assert.equal((await check(LEAKED)).result, false);
});

test('the log says that nobody could be asked, and nothing of the password', async () => {
  const lines: string[] = [];
  const log = pino({ level: 'warn' }, { write: (line) => lines.push(line) });
  const context = await app.context();
  const config = { ...context.platform.config, pwnedPasswordsUrl: 'http://10.0.0.1/range/' };
  const platform = { ...context.platform, config, log };
  assert.equal(await hasLeaked({ ...context, platform }, LEAKED), false);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? '', /could not be looked up/);
  assert.ok(!lines[0]?.includes(endingOf(LEAKED).slice(0, 5)));
});
