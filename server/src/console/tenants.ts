/** Creating and changing tenants. Whoever creates one owns it; by a machine it belongs to the owners of tenant `admin`. */
import { differences, record } from '../audit/index.ts';
import { isLoopbackHost } from '../config.ts';
import type { Transaction } from '../db/index.ts';
import type { Context, Platform, Tenant } from '../platform.ts';
import {
  ADMIN_TENANT,
  changeTenantRow,
  DEFAULT_TENANT,
  forgetTenants,
  insertTenant,
  listActiveDomains,
  listActiveOwners,
  listTenantRows,
  OWNER,
  putAdministrator,
  toTenant,
} from '../tenants/index.ts';
import { refuse } from './errors.ts';
import { createTenantId } from './tenant-id.ts';

/** What makes the contents of a new tenant: the part to be done before its transaction, answering the part within. */
export type Furnish = (
  platform: Platform,
  tenant: Tenant,
  now: number,
) => Promise<(tx: Transaction) => Promise<void>>;

export type TenantRow = { id: string; name: string; origin: string; createdAt: number };

/** The origin of an address; https, or http on this machine. */
const readOrigin = (text: string): string => {
  const url = new URL(text);
  const isBare =
    url.pathname === '/' && url.search === '' && url.hash === '' && !url.username && !url.password;
  const isSafe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname));
  if (!isBare || !isSafe) throw refuse('tenant.origin_not_allowed');
  return url.origin;
};

/** Throws when another tenant is found by this host, whatever the scheme. */
const refuseTakenHost = async (tx: Transaction, origin: string, own?: string): Promise<void> => {
  const { host } = new URL(origin);
  const rows = await listTenantRows(tx);
  const domains = await listActiveDomains(tx);
  if (
    rows.some((row) => row.id !== own && new URL(row.origin).host === host) ||
    domains.some(({ tenantId, domain }) => tenantId !== own && domain === host)
  ) {
    throw refuse('tenant.origin_in_use', { origin });
  }
};

const ownersOf = async (tx: Transaction, { actor }: Context): Promise<string[]> => {
  if (actor.type === 'administrator') return [actor.userId];
  const owners = await listActiveOwners(tx);
  return owners.filter(({ tenantId }) => tenantId === ADMIN_TENANT).map(({ userId }) => userId);
};

/** Makes a tenant with everything it needs from its first moment. */
export const createTenant = async (
  context: Context,
  input: { id?: string | undefined; name: string; origin: string },
  furnish: Furnish,
): Promise<TenantRow> => {
  const { platform } = context;
  const now = platform.clock.now();
  const row = {
    id: input.id ?? createTenantId(),
    name: input.name,
    origin: readOrigin(input.origin),
    createdAt: now,
  };
  const fill = await furnish(platform, toTenant(row), now);
  await platform.db.transaction(async (tx) => {
    await refuseTakenHost(tx, row.origin);
    if (!(await insertTenant(tx, row))) throw refuse('tenant.id_in_use', { id: row.id });
    await fill(tx);
    const owners = await ownersOf(tx, context);
    for (const userId of owners) {
      await putAdministrator(tx, { tenantId: row.id, userId, role: OWNER, createdAt: now });
    }
    await record(tx, context, { key: 'Tenant.Create', payload: { after: row, owners } });
  });
  forgetTenants(platform);
  return row;
};

/** Throws `tenant.unknown`. */
const getTenantRow = async (tx: Transaction, id: string): Promise<TenantRow> => {
  const row = (await listTenantRows(tx)).find((tenant) => tenant.id === id);
  if (!row) throw refuse('tenant.unknown', { id });
  return row;
};

/** Renames a tenant or serves it elsewhere. Where `default` and `admin` are served is in the server's settings. */
export const changeTenant = async (
  context: Context,
  id: string,
  patch: { name?: string | undefined; origin?: string | undefined },
): Promise<TenantRow> => {
  const { platform } = context;
  const origin = patch.origin === undefined ? undefined : readOrigin(patch.origin);
  const changed = await platform.db.transaction(async (tx) => {
    const row = await getTenantRow(tx, id);
    const isFixed = id === ADMIN_TENANT || id === DEFAULT_TENANT;
    if (origin !== undefined && origin !== row.origin && isFixed) throw refuse('tenant.origin_from_settings');
    if (origin !== undefined) await refuseTakenHost(tx, origin, id);
    const next = { name: patch.name ?? row.name, origin: origin ?? row.origin };
    await changeTenantRow(tx, id, next, () => refuse('tenant.origin_in_use', { origin: next.origin }));
    await record(tx, context, { key: 'Tenant.Update', payload: { id, ...differences(row, next) } });
    return { ...row, ...next };
  });
  forgetTenants(platform);
  return changed;
};
