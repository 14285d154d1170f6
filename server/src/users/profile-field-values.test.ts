/** Patterns of administrators and answers of strangers, against each other. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { linearPattern, readProfileValues } from './profile-field-values.ts';

test('M-10 a pattern that would take exponential time elsewhere is answered at once, or refused', () => {
  const evil = `${'a'.repeat(255)}!`;
  assert.equal(linearPattern('(a+)+').test(evil), false);
  assert.equal(linearPattern('(a|aa)+').test(evil), false);
  for (const format of ['(a)\\1', '(?=a)a', '(?:a{1,60}){1,60}', '(', 'a**']) {
    assert.throws(() => linearPattern(format), { code: 'custom_profile_fields.pattern_invalid' });
  }
});

test('M-10 names of members of every object are asked for by nobody', () => {
  const values = JSON.parse('{"__proto__":{"admin":true}}') as Record<string, unknown>;
  assert.throws(() => readProfileValues([], values), { code: 'custom_profile_fields.unknown' });
});
