import type { Selectable } from 'kysely';
import { type Queries, refusingDuplicates, type TenantsTable, type Transaction } from '../db/index.ts';

export type TenantRow = Selectable<TenantsTable>;

export const listTenantRows = (db: Queries | Transaction): Promise<TenantRow[]> =>
  db.selectFrom('tenants').selectAll().orderBy('createdAt').orderBy('id').execute();

/** Custom domains in use, of every tenant. */
export const listActiveDomains = (
  db: Queries | Transaction,
): Promise<{ tenantId: string; domain: string }[]> =>
  db
    .selectFrom('domains')
    .select(['tenantId', 'domain'])
    .where('status', '=', 'Active')
    .orderBy('createdAt')
    .orderBy('id')
    .execute();

/** Inserts a tenant, or moves a known one to its configured origin. Answers whether it is new. */
export const putTenant = async (tx: Transaction, row: TenantRow): Promise<boolean> => {
  const inserted = await tx
    .insertInto('tenants')
    .values(row)
    .onConflict((oc) => oc.column('id').doNothing())
    .executeTakeFirst();
  if ((inserted.numInsertedOrUpdatedRows ?? 0n) > 0n) return true;
  await tx.updateTable('tenants').set({ origin: row.origin }).where('id', '=', row.id).execute();
  return false;
};

/** Inserts a tenant; answers whether neither its id nor its origin was taken. */
export const insertTenant = async (tx: Transaction, row: TenantRow): Promise<boolean> => {
  const inserted = await tx
    .insertInto('tenants')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n;
};

/** Changes a tenant; a taken origin throws what `inUse` makes. */
export const changeTenantRow = async (
  tx: Transaction,
  id: string,
  patch: { name?: string; origin?: string },
  inUse: () => Error,
): Promise<void> => {
  await refusingDuplicates(tx.updateTable('tenants').set(patch).where('id', '=', id).execute(), inUse);
};

type SettingsName =
  | 'audit'
  | 'development-inbox'
  | 'message-limits'
  | 'id-token'
  | 'scripting'
  | 'session'
  | 'captcha-provider'
  | 'account-center'
  | 'admin-console'
  | 'cimd'
  | 'dynamic-client-registration';

export const findTenantSettings = async (
  db: Queries | Transaction,
  tenantId: string,
  name: SettingsName,
): Promise<Record<string, unknown> | undefined> =>
  (
    await db
      .selectFrom('tenantSettings')
      .select('settings')
      .where('tenantId', '=', tenantId)
      .where('name', '=', name)
      .executeTakeFirst()
  )?.settings;

export const putTenantSettings = async (
  db: Queries | Transaction,
  tenantId: string,
  name: SettingsName,
  settings: Record<string, unknown>,
): Promise<void> => {
  await db
    .insertInto('tenantSettings')
    .values({ tenantId, name, settings })
    .onConflict((oc) => oc.columns(['tenantId', 'name']).doUpdateSet({ settings }))
    .execute();
};

/** Whether there were any. */
export const removeTenantSettings = async (
  tx: Transaction,
  tenantId: string,
  name: SettingsName,
): Promise<boolean> => {
  const result = await tx
    .deleteFrom('tenantSettings')
    .where('tenantId', '=', tenantId)
    .where('name', '=', name)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};
