/**
 * Who may call the protocol from a browser: the origins of an application's redirect URIs and the ones it lists
 * (Fetch standard, CORS). No credentials are ever allowed, so `*` on public documents gives nothing away (O-29).
 */
import type { Application } from '../../applications/index.ts';
import type { Incoming } from '../../http/index.ts';
import { createCache } from '../../lib/cache.ts';
import type { Context, Platform } from '../../platform.ts';
import { listRegisteredAddresses } from './origins.store.ts';

type Registered = Pick<Application, 'oidcClientMetadata'> & { customClientMetadata: Record<string, unknown> };

const originOf = (address: string): string | undefined => {
  if (!/^https?:/i.test(address) || !URL.canParse(address)) return undefined;
  return new URL(address).origin;
};

const originsOf = ({ oidcClientMetadata, customClientMetadata }: Registered): string[] => {
  const listed = customClientMetadata.corsAllowedOrigins;
  return [
    ...oidcClientMetadata.redirectUris.map(originOf),
    ...(Array.isArray(listed) ? listed.map((origin) => originOf(String(origin))) : []),
  ].filter((origin) => origin !== undefined);
};

const tenantOrigins = createCache(
  async (platform: Platform, tenantId: string): Promise<ReadonlySet<string>> => {
    const rows = await listRegisteredAddresses(platform.db.queries, tenantId);
    return new Set(rows.flatMap(originsOf));
  },
);

/**
 * CORS headers of an answer. With the client known its own origins count; before that (preflight, a token nobody
 * can read) any origin registered in the tenant. `null` and unknown origins get none.
 */
export const corsHeaders = async (
  context: Context,
  incoming: Incoming,
  application: Registered | undefined,
): Promise<Record<string, string>> => {
  const origin = incoming.header('origin');
  if (origin === undefined) return { vary: 'Origin' };
  const allowed = application
    ? originsOf(application).includes(origin)
    : (await tenantOrigins.get(context.platform, context.tenant.id)).has(origin);
  if (!allowed) return { vary: 'Origin' };
  return {
    vary: 'Origin',
    'access-control-allow-origin': origin,
    'access-control-expose-headers': 'WWW-Authenticate, DPoP-Nonce',
  };
};

/** The answer to a preflight. */
export const preflight = async (incoming: Incoming, context: Context): Promise<Response> => {
  const headers = await corsHeaders(context, incoming, undefined);
  if (!('access-control-allow-origin' in headers)) return new Response(null, { status: 204, headers });
  return new Response(null, {
    status: 204,
    headers: {
      ...headers,
      'access-control-allow-methods': 'GET, POST, OPTIONS',
      'access-control-allow-headers': 'authorization, content-type, dpop',
      'access-control-max-age': '600',
    },
  });
};
