/** Passwords: the hash and the gate before it. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { Refusal } from '../lib/errors.ts';
import { hashPassword, passwordWork, verifyPassword } from './password.ts';

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
  assert.ok(performance.now() - startedAt < 50);
  assert.deepEqual({ ...passwordWork }, before);
});
