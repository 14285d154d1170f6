import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import test, { describe } from 'node:test';
import { equalInConstantTime } from './digest.ts';
import { defineErrors, Refusal } from './errors.ts';
import { createDigits, createId, createSecret, createSerialId, createToken } from './ids.ts';
import { createSealer } from './seal.ts';

describe('sealing', () => {
  const sealer = createSealer([randomBytes(32)]);
  const binding = ['secret', 'default', 'user', '1'];

  test('opens what it sealed', () => {
    assert.equal(sealer.open(sealer.seal('väult', binding), binding), 'väult');
  });
  test('V-02 a value moved to another owner does not open', () => {
    const sealed = sealer.seal('secret', binding);
    assert.throws(() => sealer.open(sealed, ['secret', 'default', 'other', '1']));
    assert.throws(() => sealer.open(sealed, ['secret', 'default', 'user', '2']));
  });
  test('V-02 one flipped bit anywhere does not open', () => {
    const sealed = sealer.seal('secret', binding);
    const parts = sealed.split('.');
    for (const index of [2, 3]) {
      const bytes = Buffer.from(parts[index] as string, 'base64url');
      for (const at of [0, Math.floor(bytes.length / 2), bytes.length - 1]) {
        const altered = Buffer.from(bytes);
        altered[at] = (altered[at] as number) ^ 1;
        const text = parts.with(index, altered.toString('base64url')).join('.');
        assert.throws(() => sealer.open(text, binding));
      }
    }
  });
  test('V-03 another master key does not open, and says which was meant', () => {
    const other = createSealer([randomBytes(32)]);
    assert.throws(() => other.open(sealer.seal('x', binding), binding), new RegExp(sealer.keyId));
  });
  test('V-03 a value is put under another master key without its binding, and opens with either at hand', () => {
    const [before, next] = [randomBytes(32), randomBytes(32)];
    const sealed = createSealer([before]).seal('väult', binding);
    const both = createSealer([next, before]);
    assert.equal(both.open(sealed, binding), 'väult');
    const moved = both.rewrap(sealed);
    assert.equal(createSealer([next]).open(moved, binding), 'väult');
    assert.equal(both.rewrap(moved), moved);
    assert.throws(() => createSealer([before]).open(moved, binding), new RegExp(both.keyId));
    assert.throws(() => createSealer([next]).rewrap(sealed), /sealed under master key/);
    assert.throws(() => both.open(moved, ['secret', 'default', 'other', '1']));
  });
  test('two seals of one text differ', () => {
    assert.notEqual(sealer.seal('x', binding), sealer.seal('x', binding));
  });
});

describe('ids', () => {
  test('have their alphabet and length', () => {
    assert.match(createId(), /^[0-9a-z]{21}$/);
    assert.match(createSerialId(Date.now()), /^[0-9a-z]{21}$/);
    assert.match(createSecret(), /^[0-9A-Za-z]{32}$/);
    assert.match(createToken(), /^[\w-]{43}$/);
    assert.match(createDigits(), /^\d{6}$/);
  });
  test('of rows that only are added sort by time', () => {
    const ids = [0, 999, 1_700_000_000_000, 1_700_000_000_001].map(createSerialId);
    assert.deepEqual(ids.toSorted(), ids);
  });
});

test('comparison in constant time compares content and length', () => {
  assert.equal(equalInConstantTime('abc', 'abc'), true);
  assert.equal(equalInConstantTime('abc', 'abd'), false);
  assert.equal(equalInConstantTime('abc', 'abcd'), false);
});

describe('error codes', () => {
  const refuse = defineErrors({ 'test.one': [418, 'No {thing} today.'] });
  test('make refusals with status, code, message and data', () => {
    const refusal = refuse('test.one', { thing: 'tea' });
    assert.ok(refusal instanceof Refusal);
    assert.deepEqual(
      [refusal.status, refusal.code, refusal.message, refusal.data],
      [418, 'test.one', 'No tea today.', { thing: 'tea' }],
    );
  });
  test('are defined once', () => {
    assert.throws(() => defineErrors({ 'test.one': [400, 'again'] }), /twice/);
  });
});
