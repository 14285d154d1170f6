/** Packages of own sign-in pages, in the database: which files each has. */
import type { Selectable } from 'kysely';
import type { CustomUiPackagesTable, Queries, Transaction } from '../db/index.ts';

export type CustomUiPackage = Selectable<CustomUiPackagesTable>;

export const insertPackage = async (tx: Transaction, row: CustomUiPackage): Promise<void> => {
  await tx.insertInto('customUiPackages').values(row).execute();
};

export const findPackage = (
  db: Queries,
  tenantId: string,
  id: string,
): Promise<CustomUiPackage | undefined> =>
  db
    .selectFrom('customUiPackages')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();

/** The package in effect, as the sign-in experience names it. */
const findPackageInEffect = async (db: Queries, tenantId: string): Promise<string | undefined> => {
  const row = await db
    .selectFrom('signInExperiences')
    .select('more')
    .where('tenantId', '=', tenantId)
    .executeTakeFirst();
  return (row?.more.customUiAssets as { id?: string } | null | undefined)?.id;
};

/** Removes all but the newest `keep` packages and the one in effect; answers what was removed. */
export const removeOldPackages = async (
  tx: Transaction,
  tenantId: string,
  keep: number,
): Promise<CustomUiPackage[]> => {
  const inEffect = await findPackageInEffect(tx, tenantId);
  const rows = await tx
    .selectFrom('customUiPackages')
    .select('id')
    .where('tenantId', '=', tenantId)
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .execute();
  const old = rows.slice(keep).flatMap(({ id }) => (id === inEffect ? [] : [id]));
  if (old.length === 0) return [];
  return tx
    .deleteFrom('customUiPackages')
    .where('tenantId', '=', tenantId)
    .where('id', 'in', old)
    .returningAll()
    .execute();
};
