/** How long a tenant's browser sessions live. */
import { record } from '../audit/index.ts';
import type { Queries, Transaction } from '../db/index.ts';
import { DAY, SECOND } from '../lib/clock.ts';
import type { Context } from '../platform.ts';
import { findTenantSettings, putTenantSettings } from '../tenants/index.ts';

const DEFAULT_LIFE = (14 * DAY) / SECOND;

/** Seconds from the sign-in until a session is over. */
export const sessionLife = async (db: Queries | Transaction, tenantId: string): Promise<number> => {
  const settings = await findTenantSettings(db, tenantId, 'session');
  return typeof settings?.ttl === 'number' ? settings.ttl : DEFAULT_LIFE;
};

/** Sets it for sessions that begin from now on. */
export const setSessionLife = async (context: Context, ttl: number): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    const before = await sessionLife(tx, tenant.id);
    await putTenantSettings(tx, tenant.id, 'session', { ttl });
    await record(tx, context, {
      key: 'TenantSettings.Update',
      payload: { setting: 'session', before: { ttl: before }, after: { ttl } },
    });
  });
};
