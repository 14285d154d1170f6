/** Which tenants there are and which one a request is for: found by origin, never by anything the client invents. */
import { isLoopbackHost } from '../config.ts';
import { SECOND } from '../lib/clock.ts';
import type { Platform, Tenant } from '../platform.ts';
import { listTenantRows, type TenantRow } from './tenants.store.ts';

/** Tenant of the users of apps. */
export const DEFAULT_TENANT = 'default';
/** Tenant of the administrators. */
export const ADMIN_TENANT = 'admin';

/** A tenant as the rest of the server sees it. */
export const toTenant = (row: Pick<TenantRow, 'id' | 'name' | 'origin'>): Tenant => ({
  id: row.id,
  name: row.name,
  origin: row.origin,
  issuer: `${row.origin}/oidc`,
});

type Cached = { loadedAt: number; tenants: Tenant[]; byHost: Map<string, Tenant | undefined> };
const caches = new WeakMap<Platform, Cached>();

const load = async (platform: Platform): Promise<Cached> => {
  const known = caches.get(platform);
  const now = platform.clock.now();
  if (known && now >= known.loadedAt && now - known.loadedAt < SECOND) return known;
  const tenants = (await listTenantRows(platform.db.queries)).map(toTenant);
  const loaded = {
    loadedAt: now,
    tenants,
    byHost: new Map(tenants.map((tenant) => [new URL(tenant.origin).host, tenant])),
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
 * The tenant served at a Host header's value. On loopback the names of this machine are one: `127.0.0.1:3001` finds
 * the tenant of `localhost:3001`; what is answered still speaks of the configured origin (L-09).
 */
export const findTenantByHost = async (platform: Platform, host: string): Promise<Tenant | undefined> => {
  const { tenants, byHost } = await load(platform);
  return byHost.get(host) ?? loopbackTenant(tenants, host);
};
