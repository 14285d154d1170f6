/** Set-up links in the database: hashes only, one at a time. */
import type { Queries, Transaction } from '../db/index.ts';

/** Makes nodes that start together go one after another. */
export const holdSetupLinks = async (tx: Transaction): Promise<void> => {
  await tx
    .updateTable('tenants')
    .set(({ ref }) => ({ name: ref('name') }))
    .where('id', '=', 'admin')
    .execute();
};

export const findNewestSetupLink = async (
  tx: Transaction,
): Promise<{ createdAt: number; consumedAt: number | null } | undefined> =>
  tx
    .selectFrom('setupLinks')
    .select(['createdAt', 'consumedAt'])
    .orderBy('createdAt', 'desc')
    .limit(1)
    .executeTakeFirst();

/** Stores the hash of a new link; every older one is dead. */
export const replaceSetupLinks = async (
  tx: Transaction,
  row: { tokenHash: string; createdAt: number; expiresAt: number },
): Promise<void> => {
  await tx.deleteFrom('setupLinks').execute();
  await tx.insertInto('setupLinks').values(row).execute();
};

export const isSetupLinkGood = async (
  db: Queries | Transaction,
  tokenHash: string,
  now: number,
): Promise<boolean> =>
  (await db
    .selectFrom('setupLinks')
    .select('tokenHash')
    .where('tokenHash', '=', tokenHash)
    .where('consumedAt', 'is', null)
    .where('expiresAt', '>', now)
    .executeTakeFirst()) !== undefined;

/** Uses a link up; answers whether this call won. */
export const consumeSetupLink = async (tx: Transaction, tokenHash: string, now: number): Promise<boolean> => {
  const result = await tx
    .updateTable('setupLinks')
    .set({ consumedAt: now })
    .where('tokenHash', '=', tokenHash)
    .where('consumedAt', 'is', null)
    .where('expiresAt', '>', now)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};
