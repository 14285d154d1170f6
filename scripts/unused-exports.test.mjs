import assert from 'node:assert/strict';
import test from 'node:test';
import { unusedExports } from './unused-exports.mjs';

test('an export that only its own file uses is found; used ones are not, through re-exports and namespaces too', () => {
  const files = new Map([
    [
      'a.ts',
      [
        'export const used = 1;',
        'export function idle() { return used; }',
        'export type Shape = { x: number };',
        'export const viaIndex = 2;',
        'export const viaSpace = 3;',
        'export const later = 4;',
      ].join('\n'),
    ],
    ['index.ts', "export { viaIndex } from './a.ts';\nexport * from './b.ts';"],
    ['b.ts', 'export const star = 1;\nexport const starIdle = 2;'],
    [
      'c.ts',
      [
        "import { used, type Shape } from './a.ts';",
        "import { viaIndex as other, star } from './index.ts';",
        "import * as a from './a.ts';",
        'const { later } = await import("./a.ts");',
        'a.viaSpace;',
      ].join('\n'),
    ],
  ]);
  assert.deepEqual(unusedExports(files), [
    { file: 'a.ts', name: 'idle' },
    { file: 'b.ts', name: 'starIdle' },
  ]);
});

test('a re-export that nobody imports is unused, and so is what it passes on', () => {
  const files = new Map([
    ['a.ts', 'export const x = 1;'],
    ['index.ts', "export { x } from './a.ts';"],
  ]);
  assert.deepEqual(
    unusedExports(files).map(({ file }) => file),
    ['a.ts', 'index.ts'],
  );
  assert.deepEqual(
    unusedExports(files, (file) => file === 'index.ts'),
    [],
  );
});
