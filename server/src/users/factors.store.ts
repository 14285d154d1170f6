/** Rows of second factors. A TOTP step and a backup code are spent by one conditional update each. */
import { type Selectable, sql } from 'kysely';
import type { MfaFactorsTable, Queries, Transaction } from '../db/index.ts';
import { refusingDuplicates } from '../db/index.ts';

export type Factor = Selectable<MfaFactorsTable>;

/** A user's second factors, oldest first. */
export const listFactors = (db: Queries, tenantId: string, userId: string): Promise<Factor[]> =>
  db
    .selectFrom('mfaFactors')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();

/** How many backup codes are left in each of a user's sets. */
export const countBackupCodes = async (
  db: Queries,
  tenantId: string,
  userId: string,
): Promise<Map<string, number>> => {
  const rows = await db
    .selectFrom('mfaBackupCodes')
    .innerJoin('mfaFactors', (join) =>
      join
        .onRef('mfaFactors.tenantId', '=', 'mfaBackupCodes.tenantId')
        .onRef('mfaFactors.id', '=', 'mfaBackupCodes.factorId'),
    )
    .select(({ fn }) => ['factorId', fn.countAll<number>().as('left')])
    .where('mfaFactors.tenantId', '=', tenantId)
    .where('mfaFactors.userId', '=', userId)
    .where('usedAt', 'is', null)
    .groupBy('factorId')
    .execute();
  return new Map(rows.map((row) => [row.factorId, Number(row.left)]));
};

export const findTotp = (db: Queries, tenantId: string, userId: string): Promise<Factor | undefined> =>
  db
    .selectFrom('mfaFactors')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .where('type', '=', 'Totp')
    .executeTakeFirst();

/** Adds a factor. `taken` is thrown where the user has one of this type already. */
export const insertFactor = async (tx: Transaction, row: Factor, taken: () => Error): Promise<void> => {
  await refusingDuplicates(tx.insertInto('mfaFactors').values(row).execute(), taken);
};

export const insertBackupCodes = async (
  tx: Transaction,
  factor: Pick<Factor, 'tenantId' | 'id'>,
  codeHashes: readonly string[],
): Promise<void> => {
  const rows = codeHashes.map((codeHash) => ({ tenantId: factor.tenantId, factorId: factor.id, codeHash }));
  await tx.insertInto('mfaBackupCodes').values(rows).execute();
};

/** Removes one of a user's factors; the row, or undefined when there was none. */
export const removeFactor = (
  tx: Transaction,
  tenantId: string,
  userId: string,
  id: string,
): Promise<Factor | undefined> =>
  tx
    .deleteFrom('mfaFactors')
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();

/** Removes all of a user's factors. */
export const removeFactors = async (tx: Transaction, tenantId: string, userId: string): Promise<void> => {
  await tx.deleteFrom('mfaFactors').where('tenantId', '=', tenantId).where('userId', '=', userId).execute();
};

/** Spends a time step of a TOTP factor, and with it all before; answers whether it was still to be had. */
export const spendStep = async (tx: Queries, factor: Factor, step: number, now: number): Promise<boolean> => {
  const result = await tx
    .updateTable('mfaFactors')
    .set({ lastUsedStep: step, lastUsedAt: now })
    .where('tenantId', '=', factor.tenantId)
    .where('id', '=', factor.id)
    .where('lastUsedStep', '<', step)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

/** Spends one of a user's backup codes; answers whether it was still to be had. */
export const spendBackupCode = async (
  tx: Transaction,
  tenantId: string,
  userId: string,
  codeHash: string,
  now: number,
): Promise<boolean> => {
  const result = await tx
    .updateTable('mfaBackupCodes')
    .set({ usedAt: now })
    .where('tenantId', '=', tenantId)
    .where('codeHash', '=', codeHash)
    .where('usedAt', 'is', null)
    .where(
      sql<boolean>`factor_id in (select id from mfa_factors where tenant_id = ${tenantId} and user_id = ${userId})`,
    )
    .executeTakeFirst();
  if (result.numUpdatedRows === 0n) return false;
  await tx
    .updateTable('mfaFactors')
    .set({ lastUsedAt: now })
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .where('type', '=', 'BackupCode')
    .execute();
  return true;
};
