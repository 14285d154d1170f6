/** Which tenants there are and which one a request is for: found by origin, never by anything the client invents. */
import { isLoopbackHost } from '../config.ts';
import { SECOND } from '../lib/clock.ts';
import type { Platform, Tenant } from '../platform.ts';
import { listActiveDomains, listTenantRows, type TenantRow } from './tenants.store.ts';

/** Tenant of the users of apps. */
export const DEFAULT_TENANT = 'default';
/** Tenant of the administrators. */
export const ADMIN_TENANT = 'admin';

const issuerOf = (origin: string): string => `${origin}/oidc`;
const originOf = (domain: string): string => `https://${domain}`;

/** A tenant as the rest of the server sees it, with its custom domains in use. */
export const toTenant = (
  row: Pick<TenantRow, 'id' | 'name' | 'origin'>,
  domains: readonly string[] = [],
): Tenant => ({
  id: row.id,
  name: row.name,
  origin: row.origin,
  issuer: issuerOf(row.origin),
  issuers: [row.origin, ...domains.map(originOf)].map(issuerOf),
});

/** The tenant as it is found at one of its custom domains: everything it says of itself follows that origin. */
const atDomain = (tenant: Tenant, domain: string): Tenant => {
  const origin = originOf(domain);
  return { ...tenant, origin, issuer: issuerOf(origin) };
};

type Cached = { loadedAt: number; tenants: Tenant[]; byHost: Map<string, Tenant | undefined> };
const caches = new WeakMap<Platform, Cached>();

const load = async (platform: Platform): Promise<Cached> => {
  const known = caches.get(platform);
  const now = platform.clock.now();
  if (known && now >= known.loadedAt && now - known.loadedAt < SECOND) return known;
  const { queries } = platform.db;
  const [rows, active] = await Promise.all([listTenantRows(queries), listActiveDomains(queries)]);
  const domains = Map.groupBy(active, ({ tenantId }) => tenantId);
  const namesOf = (id: string) => (domains.get(id) ?? []).map(({ domain }) => domain);
  const tenants = rows.map((row) => toTenant(row, namesOf(row.id)));
  const loaded = {
    loadedAt: now,
    tenants,
    // Own origins come last: no custom domain can stand in for the address of a tenant.
    byHost: new Map([
      ...tenants.flatMap((tenant) =>
        namesOf(tenant.id).map((domain): [string, Tenant] => [domain, atDomain(tenant, domain)]),
      ),
      ...tenants.map((tenant): [string, Tenant] => [new URL(tenant.origin).host, tenant]),
    ]),
  };
  caches.set(platform, loaded);
  return loaded;
};

/** To be called after a change of tenants has been committed. */
export const forgetTenants = (platform: Platform): void => {
  caches.delete(platform);
};

export const listTenants = async (platform: Platform): Promise<Tenant[]> => (await load(platform)).tenants;

export const findTenant = async (platform: Platform, id: string): Promise<Tenant | undefined> =>
  (await load(platform)).tenants.find((tenant) => tenant.id === id);

const loopbackTenant = (tenants: Tenant[], host: string): Tenant | undefined => {
  const url = URL.canParse(`http://${host}`) ? new URL(`http://${host}`) : undefined;
  if (!url || !isLoopbackHost(url.hostname)) return undefined;
  return tenants.find((tenant) => {
    const origin = new URL(tenant.origin);
    return isLoopbackHost(origin.hostname) && origin.port === url.port;
  });
};

/**
 * The tenant served at a Host header's value: at its own origin, or at a custom domain of its in use. On loopback the names of this machine are one: `127.0.0.1:3001` finds
 * the tenant of `localhost:3001`; what is answered still speaks of the configured origin (L-09).
 */
export const findTenantByHost = async (platform: Platform, host: string): Promise<Tenant | undefined> => {
  const { tenants, byHost } = await load(platform);
  return byHost.get(host) ?? loopbackTenant(tenants, host);
};
