/** Limits on guessing, over HTTP and shared through the database. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { type Browser, startApp, type TestApp } from '../../test/app.ts';
import { addUser, beginSignIn, choose, PASSWORD, provePassword, signIn } from '../../test/sign-in.ts';
import { authorizeUrl, createClient, refresh, signInTo } from '../../test/spec/world.ts';
import { accountKey, addressKey, passwordWork, reserveAttempt } from './index.ts';

const MINUTE = 60_000;
let app: TestApp;
before(async () => {
  app = await startApp({ settings: { TRUST_PROXY_HEADER: '0' } });
});
after(() => app.close());

const begun = async (): Promise<Browser> => {
  const browser = app.browser();
  await beginSignIn(app, browser);
  await choose(browser, 'SignIn');
  return browser;
};

/** Wrong guesses at an account in parallel; how many were evaluated. */
const guess = async (username: string, times: number, headers?: Record<string, string>) => {
  const browser = await begun();
  const before = passwordWork.checked;
  const answers = await Promise.all(
    Array.from({ length: times }, (_, index) =>
      browser.send('/api/experience/verification/password', {
        method: 'POST',
        json: { identifier: { type: 'username', value: username }, password: `wrong guess ${index}` },
        headers: headers ?? {},
      }),
    ),
  );
  return { answers, evaluated: passwordWork.checked - before };
};

const ofStatus = (answers: { status: number }[], status: number) =>
  answers.filter((answer) => answer.status === status).length;

test('T-01 of a burst of wrong passwords on one account ten are evaluated; then one at a time, ever later', async () => {
  const user = await addUser(app, { username: 'target' });
  const { answers, evaluated } = await guess('target', 50);
  assert.equal(evaluated, 10);
  assert.equal(ofStatus(answers, 422), 10);
  assert.equal(ofStatus(answers, 429), 40);
  const locked = answers.find((answer) => answer.status === 429);
  assert.equal(locked?.json.code, 'session.too_many_attempts');
  // A minute, and the second that a request which began earlier rounds up to.
  assert.ok(Number(locked?.headers.get('retry-after')) <= 61);
  const right = await provePassword(await begun(), 'target', PASSWORD);
  assert.equal(right.status, 429, 'while locked even the right password is not looked at');
  const waits = [1, 2, 4, 8, 15, 15];
  for (const wait of waits) {
    app.clock.advance(wait * MINUTE - 5000);
    assert.equal((await guess('target', 5)).evaluated, 0, `before ${wait} minutes`);
    app.clock.advance(6000);
    assert.equal((await guess('target', 5)).evaluated, 1, `after ${wait} minutes`);
  }
  app.clock.advance(15 * MINUTE);
  await signIn(app, app.browser(), 'target');
  assert.equal((await guess('target', 20)).evaluated, 10, 'a right password clears the count');
  const rows = (await app.audit()).filter((row) => row.payload.reason === 'session.too_many_attempts');
  assert.ok(rows.length > 0);
  assert.ok(user.id);
});

test('T-01 a lock does not tell whether the account exists', async () => {
  const { answers, evaluated } = await guess('nobody_here', 30);
  assert.equal(evaluated, 10);
  assert.equal(ofStatus(answers, 429), 20);
});

test('T-04 an account that others have locked keeps its session and its tokens', async () => {
  await addUser(app, { username: 'victim' });
  const browser = app.browser();
  await signIn(app, browser, 'victim', PASSWORD);
  const client = await createClient(app);
  const tokens = await signInTo(app, browser, client, { scope: 'openid offline_access' });
  const { answers } = await guess('victim', 50);
  assert.equal(ofStatus(answers, 429), 40);
  const silent = await browser.get(authorizeUrl(client, { prompt: 'none' }));
  assert.ok(new URL(silent.location ?? '').searchParams.has('code'));
  assert.equal((await refresh(app, client, tokens.refresh_token)).status, 200);
});

test('T-02 the limit of an account holds whatever address is claimed, and forged headers are not believed', async () => {
  app.clock.advance(20 * MINUTE);
  await addUser(app, { username: 'many_addresses' });
  let evaluated = 0;
  for (let index = 0; index < 4; index += 1) {
    evaluated += (await guess('many_addresses', 10, { 'x-forwarded-for': `203.0.113.${index}` })).evaluated;
  }
  assert.equal(evaluated, 10);
  const rows = (await app.audit()).filter(
    (row) => row.key === 'Interaction.SignIn.Verification.Password.Submit',
  );
  assert.ok(rows.length > 0);
  assert.ok(rows.every((row) => !String(row.payload.ip).startsWith('203.0.113.')));
});

test('T-02 an account limit is one for all addresses, node by node', async () => {
  app.clock.advance(20 * MINUTE);
  const context = await app.context();
  const account = accountKey({ type: 'username', value: 'spread' });
  const attempts = await Promise.allSettled(
    Array.from({ length: 50 }, (_, index) =>
      reserveAttempt({ ...context, from: { ...context.from, ip: `198.51.100.${index}` } }, account),
    ),
  );
  assert.equal(attempts.filter((attempt) => attempt.status === 'fulfilled').length, 10);
});

test('T-03 one password on many accounts from one address meets the limit; users elsewhere sign in', async () => {
  app.clock.advance(20 * MINUTE);
  const context = await app.context();
  const from = (ip: string) => ({ ...context, from: { ...context.from, ip } });
  const spray = await Promise.allSettled(
    Array.from({ length: 1000 }, (_, index) =>
      reserveAttempt(from('192.0.2.9'), accountKey({ type: 'username', value: `user_${index}` })),
    ),
  );
  const evaluated = spray.filter((attempt) => attempt.status === 'fulfilled').length;
  assert.equal(evaluated, 200);
  await assert.rejects(reserveAttempt(from('192.0.2.9'), 'another'), { code: 'session.too_many_attempts' });
  await reserveAttempt(from('192.0.2.10'), 'another');
  // An account that the spray did not get to evaluate is not locked by it.
  await reserveAttempt(from('192.0.2.10'), accountKey({ type: 'username', value: 'user_999' }));
  app.clock.advance(11 * MINUTE);
  await reserveAttempt(from('192.0.2.9'), 'another');
});

test('right passwords do not use up the limit of an address', async () => {
  app.clock.advance(20 * MINUTE);
  await addUser(app, { username: 'busy_office' });
  const context = await app.context();
  const { clearAttempts } = await import('./index.ts');
  for (let index = 0; index < 250; index += 1) {
    const attempt = await reserveAttempt(context, `person ${index}`);
    await clearAttempts(app.platform.db.queries, context, attempt);
  }
  await signIn(app, app.browser(), 'busy_office');
});

test('an IPv6 caller counts as its /64, an IPv4 address as itself in either spelling', () => {
  assert.equal(addressKey('2001:db8:0:1:aaaa::1'), addressKey('2001:db8:0:1::2'));
  assert.equal(addressKey('2001:db8::1'), '2001:db8:0:0::/64');
  assert.notEqual(addressKey('2001:db8:0:1::1'), addressKey('2001:db8:0:2::1'));
  assert.equal(addressKey('::ffff:192.0.2.1'), '192.0.2.1');
  assert.equal(addressKey('192.0.2.1'), '192.0.2.1');
});

test('T-08 L-16 sign-ups of one address are counted too, before a name is looked up or a password hashed', async () => {
  await addUser(app, { username: 'name_in_use' });
  const browser = app.browser();
  await beginSignIn(app, browser);
  await choose(browser, 'Register');
  const propose = (value: string) =>
    browser.post('/api/experience/verification/new-password-identity', {
      identifier: { type: 'username', value },
      password: PASSWORD,
    });
  const answers = [];
  for (let batch = 0; batch < 11; batch += 1)
    answers.push(...(await Promise.all(Array.from({ length: 20 }, () => propose('name_in_use')))));
  assert.equal(answers.filter(({ json }) => json.code === 'user.username_already_in_use').length, 200);
  const hashed = passwordWork.hashed;
  const refused = await propose('name_that_is_free');
  assert.equal(refused.status, 429);
  assert.equal(refused.json.code, 'session.too_many_attempts');
  assert.ok(Number(refused.headers.get('retry-after')) >= 1);
  const part = await browser.post('/api/experience/profile', { type: 'password', value: PASSWORD });
  assert.equal(part.status, 429);
  assert.equal(passwordWork.hashed, hashed);
  app.clock.advance(11 * MINUTE);
  assert.equal((await propose('name_that_is_free')).status, 200);
});

test('T-08 a flood of sign-ins is turned away with Retry-After while the rest of the server answers', async () => {
  app.clock.advance(20 * MINUTE);
  const browser = await begun();
  const flood = Promise.all(
    Array.from({ length: 300 }, (_, index) => provePassword(browser, `nobody_${index}`, 'flooding the gate')),
  );
  const waits: number[] = [];
  for (let index = 0; index < 10; index += 1) {
    const startedAt = performance.now();
    const answer = await fetch(`${app.origin}/healthz`);
    assert.equal(answer.status, 200);
    waits.push(performance.now() - startedAt);
  }
  const answers = await flood;
  const turnedAway = answers.filter((answer) => answer.status === 429);
  assert.equal(answers.length - turnedAway.length, ofStatus(answers, 422));
  assert.ok(turnedAway.length >= 100, `${turnedAway.length} turned away`);
  assert.ok(turnedAway.every((answer) => Number(answer.headers.get('retry-after')) >= 1));
  assert.ok(ofStatus(answers, 422) > 0, 'those within the limits were evaluated');
  assert.ok(Math.min(...waits) < 1000);
});

test('a password of a megabyte is refused before it is counted or hashed', async () => {
  const browser = await begun();
  const before = passwordWork.checked;
  const answer = await provePassword(browser, 'anybody', 'x'.repeat(1_048_576));
  assert.equal(answer.status, 413);
  assert.equal(passwordWork.checked, before);
});
