import type { Selectable } from 'kysely';
import type { Queries, SigningKeysTable, Transaction } from '../db/index.ts';

export type SigningKeyRow = Selectable<SigningKeysTable>;

/** A tenant's signing keys, oldest activation first. */
export const listSigningKeys = (db: Queries | Transaction, tenantId: string): Promise<SigningKeyRow[]> =>
  db
    .selectFrom('signingKeys')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .orderBy('activatesAt')
    .orderBy('createdAt')
    .execute();

export const insertSigningKey = async (db: Queries | Transaction, row: SigningKeyRow): Promise<void> => {
  await db.insertInto('signingKeys').values(row).execute();
};

/** Whether a key was removed. */
export const removeSigningKey = async (
  db: Queries | Transaction,
  tenantId: string,
  id: string,
): Promise<boolean> => {
  const result = await db
    .deleteFrom('signingKeys')
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};
