/** `npm start`: installs and builds what is missing, then becomes the server. */
import { join } from 'node:path';
import { ensureInstalled, ensurePages, enter, root } from './runtime.mjs';

ensureInstalled();
await ensurePages();
await enter(join(root, 'server/bin/server.mjs'));
