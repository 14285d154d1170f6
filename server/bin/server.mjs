/**
 * The server's way in, in plain JavaScript: the compile cache is on before the first TypeScript file is read, so that a
 * second start neither loads the type stripper (30 MB) nor strips anything.
 */
import { existsSync } from 'node:fs';
import { enableCompileCache } from 'node:module';

enableCompileCache();
const packed = new URL('../src/main.js', import.meta.url);
await import(existsSync(packed) ? packed.href : new URL('../src/main.ts', import.meta.url).href);
