/** The console's pages: the built application on the admin origin, and the way into its sign-in. */

import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  assets,
  type Endpoint,
  endpoint,
  pageHeaders,
  readPage,
  refuse,
  withCookies,
} from '../http/index.ts';
import { beginInteraction, mayBegin } from '../signin/index.ts';
import { requireAdminOrigin } from './administrators.ts';
import { apiReferenceEndpoints } from './api-reference.ts';

const DIST = fileURLToPath(new URL('../../../console/dist', import.meta.url));

let page: string | undefined;

/** A page of a tenant in the console, with what was searched for there: no dot segments, no other place. */
const PAGE = /^\/console(?:\/@[\w-]+)?(?:\/[\w-]+)*\/?(?:\?[\w\-.~!$&'()*+,;=:@/?%]*)?$/;

/** A page of the console, and nothing else that an address could lead to. */
const pageAskedFor = (to: string | null): string =>
  to !== null && to.length <= 1024 && PAGE.test(to) ? to : '/console';

const servePage: Endpoint['handle'] = (incoming, context) => {
  requireAdminOrigin(context);
  if (incoming.path.startsWith('/console/api/')) throw refuse('request.not_found', { path: incoming.path });
  page ??= readPage(DIST);
  return new Response(page, { headers: pageHeaders('console') });
};

const builtAssets = assets('/console/assets', join(DIST, 'assets'));

export const consoleEndpoints: readonly Endpoint[] = [
  endpoint('GET /console/sign-in', async (incoming, context) => {
    requireAdminOrigin(context);
    // Whoever comes writes rows here before they have proved anything, as at the authorization endpoint.
    if (!mayBegin(context)) throw refuse('request.too_many', undefined, { headers: { 'retry-after': '1' } });
    const returnTo = pageAskedFor(incoming.query.get('to'));
    const { cookie, location } = await context.platform.db.transaction((tx) =>
      beginInteraction(tx, context, { returnTo, request: {}, hints: {} }),
    );
    const headers = { location, 'cache-control': 'no-store' };
    return withCookies(new Response(null, { status: 303, headers }), [cookie]);
  }),
  endpoint('GET /console', servePage),
  endpoint(builtAssets.operation, (incoming, context) => {
    requireAdminOrigin(context);
    return builtAssets.handle(incoming, context);
  }),
  endpoint('GET /console/*', servePage),
  ...apiReferenceEndpoints,
];
