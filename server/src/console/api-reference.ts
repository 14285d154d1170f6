/** The API reference, on every tenant's own origin: what is tried there needs no other origin's consent. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assets, type Endpoint, endpoint, pageHeaders, readPage } from '../http/index.ts';
import { sha256 } from '../lib/digest.ts';

const DIST = fileURLToPath(new URL('../../../console/dist/api-reference', import.meta.url));
const ASSETS = '/api-reference/assets';

/** Built files may be kept for ever, so the page names them with what they hold. */
const withVersions = (html: string): string =>
  html.replace(/\/api-reference\/assets\/([\w.-]+)/g, (address, name: string) => {
    const version = sha256(readFileSync(join(DIST, name), 'utf8')).slice(0, 12);
    return `${address}?v=${version}`;
  });

let page: string | undefined;

export const apiReferenceEndpoints: readonly Endpoint[] = [
  endpoint('GET /api-reference', () => {
    page ??= withVersions(readPage(DIST));
    return new Response(page, { headers: pageHeaders('console') });
  }),
  assets(ASSETS, DIST),
];
