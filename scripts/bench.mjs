/** `npm run bench`: measures the server of this checkout (bench/main.mjs). */
import { join } from 'node:path';
import { ensureInstalled, ensurePages, root, run } from './runtime.mjs';

ensureInstalled();
await ensurePages();
await run([join(root, 'bench/main.mjs'), ...process.argv.slice(2)]);
