/** Passwords: the policy, the hash and the gate before it. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { isCommonPassword } from '../lib/common-passwords.ts';
import { Refusal } from '../lib/errors.ts';
import {
  checkPasswordPolicy,
  hashPassword,
  listPasswordIssues,
  passwordWork,
  verifyPassword,
} from './password.ts';

const codes = (plain: string, extra: { username?: string; email?: string } = {}) =>
  listPasswordIssues(plain, { minLength: 15, ...extra }).map((issue) => issue.code);

test('a password is long enough, not too long, and in any script', () => {
  assert.deepEqual(codes('Quiet-harbour-47'), []);
  assert.deepEqual(codes('    spaces  count too '), []);
  assert.deepEqual(codes('静かな港に灯る四十七の提灯と波の音'), []);
  assert.deepEqual(codes('😀🐙🦊🍣🎐🏮⛩🌊🗻🚂🎏🍡🪁🎋🌸'), []);
  assert.deepEqual(codes('Harbour-47'), ['password_rejected.too_short']);
  assert.deepEqual(codes('水'.repeat(257)), ['password_rejected.too_long']);
  assert.deepEqual(codes(`ä${'xk7'.repeat(85)}`), []);
});

test('what is guessed first is refused: listed, repeated, counted, personal', () => {
  const refused = [
    'password1234567',
    'PasswordPassword',
    'P@ssw0rd2024!!!!',
    'qwertyuiopasdfghjkl',
    'aaaaaaaaaaaaaaaaaaaa',
    'abcabcabcabcabcabc',
    'abcdefghijklmnopqrst',
    '123456789012345678',
    'administrator2026',
    'genkan-genkan-genkan',
    'letmeinletmein1',
    'sakurasakura2024',
    'iloveyouforever1',
  ];
  for (const plain of refused) assert.deepEqual(codes(plain), ['password_rejected.restricted'], plain);
  assert.deepEqual(codes('takeshi.yamamoto2024', { username: 'takeshi', email: 'yamamoto@example.com' }), [
    'password_rejected.restricted',
  ]);
  for (const plain of ['takeshi.yamamoto2024', 'monkey climbs nine blue stairs', 'wrought-iron teapot 9']) {
    assert.deepEqual(codes(plain), [], plain);
  }
  assert.ok(isCommonPassword('trustno1'));
});

test('the policy refuses with a reason for each kind', () => {
  assert.throws(
    () => checkPasswordPolicy('short', { minLength: 8 }),
    (error) =>
      error instanceof Refusal && error.code === 'password.rejected' && /fewer than 8/.test(error.message),
  );
  checkPasswordPolicy('long enough now', { minLength: 8 });
});

test('hashes are Argon2id at 19 MiB, two passes, one lane; comparison is exact', async () => {
  const passwordHash = await hashPassword('Quiet-harbour-47');
  assert.match(passwordHash, /^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  assert.equal(await verifyPassword({ passwordHash }, 'Quiet-harbour-47'), true);
  for (const wrong of [
    'quiet-harbour-47',
    'Quiet-harbour-47 ',
    'Quiet-harbour-47\0',
    'Quiet-harbour-4',
    '',
  ]) {
    assert.equal(await verifyPassword({ passwordHash }, wrong), false, JSON.stringify(wrong));
  }
  // Beyond 72 bytes and behind a NUL byte every character still counts.
  const long = `${'k7x-'.repeat(25)}\0tail`;
  const longHash = await hashPassword(long);
  assert.equal(await verifyPassword({ passwordHash: longHash }, long), true);
  assert.equal(await verifyPassword({ passwordHash: longHash }, `${'k7x-'.repeat(25)}\0tai1`), false);
  // The same characters composed and decomposed are the same password.
  const composed = await hashPassword('Café au lait, 47 fois');
  assert.equal(await verifyPassword({ passwordHash: composed }, 'Cafe\u0301 au lait, 47 fois'), true);
});

test('an unknown user costs the same work as a known one (L-16)', async () => {
  const before = { ...passwordWork };
  assert.equal(await verifyPassword(undefined, 'anything at all'), false);
  assert.equal(await verifyPassword({ passwordHash: null }, 'anything at all'), false);
  assert.equal(passwordWork.checked - before.checked, 2);
  assert.equal(passwordWork.decoys - before.decoys, 2);
});

test('T-08 the queue before the hash is bounded: the rest is told to come back, fast', async () => {
  const before = passwordWork.turnedAway;
  const startedAt = performance.now();
  let lastRefusal = startedAt;
  const results = await Promise.allSettled(
    Array.from({ length: 500 }, () =>
      verifyPassword(undefined, 'flood').catch((error: unknown) => {
        lastRefusal = performance.now();
        throw error;
      }),
    ),
  );
  const refused = results.filter((result) => result.status === 'rejected');
  assert.ok(refused.length >= 350, `${refused.length} turned away`);
  assert.ok(results.length - refused.length >= 100, 'those who waited were served');
  assert.equal(passwordWork.turnedAway - before, refused.length);
  for (const { reason } of refused) {
    assert.ok(reason instanceof Refusal);
    assert.equal(reason.status, 429);
    assert.equal(reason.headers['retry-after'], '1');
  }
  assert.ok(lastRefusal - startedAt < 2000, 'nobody waits to be turned away');
  assert.equal(
    await verifyPassword({ passwordHash: await hashPassword('x') }, 'x'),
    true,
    'and then it is free again',
  );
});

test('a password of a megabyte is refused before any work', async () => {
  const before = { ...passwordWork };
  const huge = 'k7x-'.repeat(262_144);
  const startedAt = performance.now();
  assert.equal(await verifyPassword({ passwordHash: 'x' }, huge), false);
  assert.deepEqual(codes(huge), ['password_rejected.too_long']);
  assert.ok(performance.now() - startedAt < 50);
  assert.deepEqual({ ...passwordWork }, before);
});
