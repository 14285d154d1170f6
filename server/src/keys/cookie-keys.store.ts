import type { Selectable } from 'kysely';
import type { CookieKeysTable, Queries, Transaction } from '../db/index.ts';

export type CookieKeyRow = Selectable<CookieKeysTable>;

/** A tenant's cookie keys, newest first. */
export const listCookieKeyRows = (db: Queries | Transaction, tenantId: string): Promise<CookieKeyRow[]> =>
  db
    .selectFrom('cookieKeys')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .execute();

export const insertCookieKey = async (db: Queries | Transaction, row: CookieKeyRow): Promise<void> => {
  await db.insertInto('cookieKeys').values(row).execute();
};

/** Whether a key was removed. */
export const removeCookieKey = async (
  db: Queries | Transaction,
  tenantId: string,
  id: string,
): Promise<boolean> => {
  const result = await db
    .deleteFrom('cookieKeys')
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};
