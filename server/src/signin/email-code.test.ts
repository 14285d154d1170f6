/** Codes that prove an address: their life, their limits, and what they are bound to. */
import assert from 'node:assert/strict';
import test, { after, before, beforeEach } from 'node:test';
import { type Browser, startApp, type TestApp } from '../../test/app.ts';
import { addUser, beginSignIn, choose } from '../../test/sign-in.ts';

const MINUTE = 60_000;
let app: TestApp;
before(async () => {
  app = await startApp();
  const change = { signUp: { identifiers: ['email'], password: true, verify: true } };
  assert.equal((await app.management('PATCH', '/api/sign-in-exp', change)).status, 200);
});
after(() => app.close());
// Each test has a day of its own, so that the limits of one do not reach the next.
beforeEach(() => app.clock.advance(25 * 60 * MINUTE));

const begun = async (): Promise<Browser> => {
  const browser = app.browser();
  await beginSignIn(app, browser);
  await choose(browser, 'Register');
  return browser;
};
const send = (browser: Browser, value: string, headers: Record<string, string> = {}) =>
  browser.send('/api/experience/verification/verification-code', {
    method: 'POST',
    json: { interactionEvent: 'Register', identifier: { type: 'email', value } },
    headers,
  });
const verify = (browser: Browser, verificationId: string, value: string, code: string) =>
  browser.post('/api/experience/verification/verification-code/verify', {
    verificationId,
    identifier: { type: 'email', value },
    code,
  });
const codeFor = async (recipient: string): Promise<string> =>
  (await app.inbox()).find((message) => message.recipient === recipient)?.code ?? '';
const wrongOf = (code: string): string => (code === '000000' ? '000001' : '000000');

test('L-11 a code is good once, for its address and its sign-in only', async () => {
  const browser = await begun();
  const sent = await send(browser, 'one@example.com');
  const code = await codeFor('one@example.com');
  assert.match(code, /^\d{6}$/);
  const other = await begun();
  const theirs = await send(other, 'two@example.com');
  const { verificationId } = sent.json;
  assert.equal((await verify(other, verificationId, 'one@example.com', code)).status, 404);
  assert.equal((await verify(other, theirs.json.verificationId, 'two@example.com', code)).status, 400);
  assert.equal((await verify(browser, verificationId, 'two@example.com', code)).status, 400);
  assert.equal((await verify(browser, verificationId, 'one@example.com', wrongOf(code))).status, 400);
  const right = await verify(browser, verificationId, 'One@Example.com', code);
  assert.equal(right.status, 200, right.text);
  assert.equal((await verify(browser, verificationId, 'one@example.com', code)).status, 400);
});

test('L-11 a code ends after ten minutes and when a newer one is sent', async () => {
  const browser = await begun();
  const first = await send(browser, 'late@example.com');
  const firstCode = await codeFor('late@example.com');
  app.clock.advance(1000);
  const second = await send(browser, 'late@example.com');
  const secondCode = await codeFor('late@example.com');
  const old = await verify(browser, first.json.verificationId, 'late@example.com', firstCode);
  assert.equal(old.json.code, 'verification_code.code_mismatch');
  app.clock.advance(9 * MINUTE);
  const inTime = await verify(browser, second.json.verificationId, 'late@example.com', secondCode);
  assert.equal(inTime.status, 200);
  const third = await send(browser, 'late@example.com');
  const thirdCode = await codeFor('late@example.com');
  app.clock.advance(10 * MINUTE);
  const over = await verify(browser, third.json.verificationId, 'late@example.com', thirdCode);
  assert.equal(over.json.code, 'verification_code.code_mismatch');
});

test('T-06 five guesses a code, also in parallel; then even the right one is refused', async () => {
  const browser = await begun();
  const sent = await send(browser, 'guessed@example.com');
  const code = await codeFor('guessed@example.com');
  const guesses = await Promise.all(
    Array.from({ length: 9 }, () =>
      verify(browser, sent.json.verificationId, 'guessed@example.com', wrongOf(code)),
    ),
  );
  assert.ok(guesses.every((answer) => answer.status === 400));
  const right = await verify(browser, sent.json.verificationId, 'guessed@example.com', code);
  assert.equal(right.status, 400);
  const row = await app.platform.db.queries
    .selectFrom('verificationCodes')
    .select('attempts')
    .where('id', '=', sent.json.verificationId)
    .executeTakeFirstOrThrow();
  assert.equal(row.attempts, 5);
});

test('T-07 five messages an hour to one address, whoever asks and whether it is taken', async () => {
  await addUser(app, { primaryEmail: 'bombed-taken@example.com' });
  for (const address of ['bombed@example.com', 'bombed-taken@example.com']) {
    const answers = [];
    for (let index = 0; index < 7; index += 1) answers.push(await send(await begun(), address));
    assert.deepEqual(
      answers.map((answer) => answer.status),
      [200, 200, 200, 200, 200, 429, 429],
      address,
    );
    assert.ok(Number(answers[6]?.headers.get('retry-after')) > 3000);
    const messages = (await app.inbox()).filter((message) => message.recipient === address);
    assert.equal(messages.length, 5);
  }
  app.clock.advance(61 * MINUTE);
  assert.equal((await send(await begun(), 'bombed@example.com')).status, 200);
});

test('only who has proved an address hears that it is taken', async () => {
  await addUser(app, { primaryEmail: 'owned@example.com' });
  const browser = await begun();
  const sent = await send(browser, 'owned@example.com');
  assert.equal(sent.status, 200);
  await verify(browser, sent.json.verificationId, 'owned@example.com', await codeFor('owned@example.com'));
  const { verificationId } = sent.json;
  const claimed = await browser.post('/api/experience/profile', { type: 'email', verificationId });
  assert.equal(claimed.json.code, 'user.email_already_in_use');
  assert.equal((await browser.post('/api/experience/identification', { verificationId })).status, 422);
});

test('L-09 a message speaks of the configured origin, whatever headers say', async () => {
  const browser = await begun();
  const headers = {
    'x-forwarded-host': 'evil.example',
    'x-forwarded-proto': 'https',
    forwarded: 'host=evil.example',
    referer: 'https://evil.example/',
  };
  assert.equal((await send(browser, 'poisoned@example.com', headers)).status, 200);
  const message = await app.platform.db.queries
    .selectFrom('inboxMessages')
    .select(['body', 'subject'])
    .where('recipient', '=', 'poisoned@example.com')
    .executeTakeFirstOrThrow();
  assert.ok(message.body.includes(app.origin));
  assert.ok(!message.body.includes('evil.example'));
});

test('L-10 a message goes to the address as typed only when it is one we accept', async () => {
  const browser = await begun();
  for (const twin of [
    'v\u0131ctim@example.com',
    'victim@exa\uff4dple.com',
    'victim@example.com.',
    'a@b@example.com',
  ]) {
    assert.equal((await send(browser, twin)).json.code, 'user.invalid_email', twin);
  }
  assert.equal((await app.inbox()).filter((message) => /ctim/.test(message.recipient)).length, 0);
  assert.equal((await send(browser, 'victim@example.com')).status, 200);
});

test('the message is in the language of the page', async () => {
  const browser = await begun();
  await send(browser, 'nihon@example.com', { 'accept-language': 'ja,en;q=0.5' });
  await send(browser, 'england@example.com', { 'accept-language': 'en' });
  const listed = await app.management('GET', '/api/development-inbox?page_size=2');
  const subjects = listed.body.map((message: { subject: string }) => message.subject);
  assert.ok(subjects.some((subject: string) => subject.includes('確認コード')));
  assert.ok(subjects.some((subject: string) => subject.includes('sign-up code')));
  assert.ok(Number(listed.headers.get('total-number')) >= 2);
  assert.equal((await app.management('DELETE', '/api/development-inbox')).status, 204);
  assert.equal((await app.inbox()).length, 0);
  assert.ok((await app.audit()).some((row) => row.key === 'Inbox.Clear'));
});

test('codes are kept as keyed hashes: neither the table nor the audit trail shows one', async () => {
  const browser = await begun();
  const sent = await send(browser, 'hidden@example.com');
  const code = await codeFor('hidden@example.com');
  const row = await app.platform.db.queries
    .selectFrom('verificationCodes')
    .selectAll()
    .where('id', '=', sent.json.verificationId)
    .executeTakeFirstOrThrow();
  assert.ok(!JSON.stringify(row).includes(code));
  assert.ok(!JSON.stringify((await app.audit()).map((one) => one.payload)).includes(code));
});
