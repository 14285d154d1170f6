/** Requests with an Idempotency-Key in the database: hashes, and the answer sealed. */
import type { Selectable } from 'kysely';
import type { IdempotencyKeysTable, Queries, Transaction } from '../db/index.ts';

export type Claim = Selectable<IdempotencyKeysTable>;

/**
 * Claims a key; answers whether this call won. One that has expired is free again, and so is one that is still running
 * since before `stalledBefore`: its server is gone, and nothing was committed.
 */
export const claimKey = async (
  db: Queries,
  row: Pick<Claim, 'tenantId' | 'keyHash' | 'fingerprint' | 'createdAt' | 'expiresAt'>,
  stalledBefore: number,
): Promise<boolean> => {
  const fresh = { ...row, progress: 'running' as const, sealedAnswer: null };
  const inserted = await db
    .insertInto('idempotencyKeys')
    .values(fresh)
    .onConflict((conflict) =>
      conflict
        .columns(['tenantId', 'keyHash'])
        .doUpdateSet(fresh)
        .where(({ eb, and, or }) =>
          or([
            eb('idempotencyKeys.expiresAt', '<=', row.createdAt),
            and([
              eb('idempotencyKeys.progress', '=', 'running'),
              eb('idempotencyKeys.createdAt', '<', stalledBefore),
            ]),
          ]),
        ),
    )
    .executeTakeFirst();
  return (inserted.numInsertedOrUpdatedRows ?? 0n) > 0n;
};

export const findClaim = (db: Queries, tenantId: string, keyHash: string): Promise<Claim | undefined> =>
  db
    .selectFrom('idempotencyKeys')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('keyHash', '=', keyHash)
    .executeTakeFirst();

/** Notes, in the transaction of the change, that it was carried out. Answers false when the claim is another's now. */
export const markApplied = async (
  tx: Transaction,
  { tenantId, keyHash, createdAt }: Pick<Claim, 'tenantId' | 'keyHash' | 'createdAt'>,
): Promise<boolean> => {
  const result = await tx
    .updateTable('idempotencyKeys')
    .set({ progress: 'applied' })
    .where('tenantId', '=', tenantId)
    .where('keyHash', '=', keyHash)
    .where('createdAt', '=', createdAt)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

export const keepAnswer = async (
  db: Queries,
  { tenantId, keyHash, createdAt }: Pick<Claim, 'tenantId' | 'keyHash' | 'createdAt'>,
  sealedAnswer: string,
): Promise<void> => {
  await db
    .updateTable('idempotencyKeys')
    .set({ progress: 'answered', sealedAnswer })
    .where('tenantId', '=', tenantId)
    .where('keyHash', '=', keyHash)
    .where('createdAt', '=', createdAt)
    .execute();
};

/** Frees the key of a request that was refused and changed nothing. */
export const releaseKey = async (
  db: Queries,
  { tenantId, keyHash, createdAt }: Pick<Claim, 'tenantId' | 'keyHash' | 'createdAt'>,
): Promise<void> => {
  await db
    .deleteFrom('idempotencyKeys')
    .where('tenantId', '=', tenantId)
    .where('keyHash', '=', keyHash)
    .where('createdAt', '=', createdAt)
    .where('progress', '=', 'running')
    .execute();
};

/** Deletes what has expired. */
export const removeExpiredKeys = async (db: Queries, now: number): Promise<void> => {
  await db.deleteFrom('idempotencyKeys').where('expiresAt', '<=', now).execute();
};
