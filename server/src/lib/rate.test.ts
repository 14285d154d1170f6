import assert from 'node:assert/strict';
import test from 'node:test';
import { createRate } from './rate.ts';

test('a burst passes, then so many a second; keys and owners are apart', () => {
  const rate = createRate({ perSecond: 10, burst: 3 });
  const owner = {};
  const at = (now: number, key = 'a') => rate.take(owner, key, now);
  assert.deepEqual([at(0), at(0), at(0), at(0)], [0, 0, 0, 100]);
  assert.equal(at(0, 'b'), 0);
  assert.equal(rate.take({}, 'a', 0), 0);
  assert.equal(at(50), 50);
  assert.deepEqual([at(100), at(100)], [0, 100]);
  assert.deepEqual([at(10_000), at(10_000), at(10_000), at(10_000)], [0, 0, 0, 100]);
  assert.equal(at(9000), 100, 'a clock that is set back gives nothing');
});

test('no more keys are remembered than told', () => {
  const rate = createRate({ perSecond: 1, burst: 1, maxKeys: 2 });
  const owner = {};
  assert.deepEqual(
    ['a', 'b', 'a', 'c', 'a', 'b'].map((key) => rate.take(owner, key, 0) === 0),
    [true, true, false, true, false, true],
  );
});
