/** `npm test [-- files…]`: the suite on SQLite, without a browser; needs nothing but Node and npm. */
import { resolve } from 'node:path';
import { ensureInstalled, ensurePages } from './runtime.mjs';
import { pageTests, runTests, serverTests } from './suite.mjs';

ensureInstalled();
await ensurePages();
const named = process.argv.slice(2).map((file) => resolve(file));
const { code } = await runTests(
  named.length > 0 ? named : [...serverTests(), ...pageTests({ browser: false })],
);
process.exit(code);
