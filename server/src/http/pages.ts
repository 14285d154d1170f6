/** HTML answers and built assets, with the headers that keep pages from being framed, sniffed or scripted. */
import { createReadStream, existsSync, readFileSync, statSync } from 'node:fs';
import { extname, join, normalize } from 'node:path';
import { Readable } from 'node:stream';
import { refuse } from './errors.ts';
import { type Endpoint, endpoint } from './incoming.ts';

const SIGN_IN_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: https:; connect-src 'self'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'";
/** The console's component library writes style attributes. */
const CONSOLE_POLICY = SIGN_IN_POLICY.replace("style-src 'self'", "style-src 'self' 'unsafe-inline'");

/** Headers of every page. */
export const pageHeaders = (kind: 'sign-in' | 'console'): Record<string, string> => ({
  'content-type': 'text/html; charset=utf-8',
  'cache-control': 'no-store',
  'content-security-policy': kind === 'console' ? CONSOLE_POLICY : SIGN_IN_POLICY,
  'x-frame-options': 'DENY',
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), microphone=(), geolocation=()',
});

/** JSON that is safe inside a `<script type="application/json">`: no `<`, no line separators. */
export const embedJson = (value: unknown): string =>
  JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (c) => `\\u${c.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );

const TYPES: Record<string, string> = {
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.json': 'application/json',
};

/** A built page, read once: `dist/index.html`. Throws with a clear line when the pages are not built. */
export const readPage = (dist: string): string => {
  const file = join(dist, 'index.html');
  if (!existsSync(file)) throw new Error(`${file} is missing: build the pages with npm run build`);
  return readFileSync(file, 'utf8');
};

/** Serves the hashed files of a build under `prefix`, cacheable for ever; nothing outside `dist` is reachable. */
export const assets = (prefix: string, dist: string): Endpoint =>
  endpoint(`GET ${prefix}/*` as Endpoint['operation'], (incoming) => {
    // Names of built files need no escapes, so what has one is none of them.
    const relative = normalize(incoming.path.slice(prefix.length));
    const file = join(dist, relative);
    const type = TYPES[extname(file)];
    if (
      relative.includes('%') ||
      relative.includes('..') ||
      type === undefined ||
      !existsSync(file) ||
      !statSync(file).isFile()
    ) {
      throw refuse('request.not_found', { path: incoming.path });
    }
    return new Response(Readable.toWeb(createReadStream(file)) as ReadableStream, {
      headers: {
        'content-type': type,
        'cache-control': 'public, max-age=31536000, immutable',
        'x-content-type-options': 'nosniff',
        'cross-origin-resource-policy': 'same-origin',
        'content-security-policy': "default-src 'none'; sandbox",
      },
    });
  });
