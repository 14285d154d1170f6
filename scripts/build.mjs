/** `npm run build`: builds the sign-in pages and the console, whether or not they are stale. */
import { ensureInstalled, ensurePages } from './runtime.mjs';

ensureInstalled();
await ensurePages({ force: true });
