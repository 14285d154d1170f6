/** Rows of verification codes. A code is known by its hash and used up by one conditional update. */
import type { Insertable, Selectable } from 'kysely';
import type { Queries, VerificationCodesTable } from '../../db/index.ts';

export type VerificationCode = Selectable<VerificationCodesTable>;

/** Adds a code; earlier ones of the same interaction and purpose are over. */
export const insertVerificationCode = async (
  tx: Queries,
  row: Insertable<VerificationCodesTable>,
): Promise<void> => {
  await tx
    .updateTable('verificationCodes')
    .set({ consumedAt: row.createdAt })
    .where('tenantId', '=', row.tenantId)
    .where('interactionId', '=', row.interactionId)
    .where('purpose', '=', row.purpose)
    .where('consumedAt', 'is', null)
    .execute();
  await tx.insertInto('verificationCodes').values(row).execute();
};

type Which = { tenantId: string; id: string; interactionId: string; purpose: string; identifier: string };

/** Counts one guess at a living code and answers it; undefined when there is none or it was guessed at too often. */
export const countGuess = (
  tx: Queries,
  which: Which,
  maxAttempts: number,
  now: number,
): Promise<VerificationCode | undefined> =>
  tx
    .updateTable('verificationCodes')
    .set(({ eb }) => ({ attempts: eb('attempts', '+', 1) }))
    .where('tenantId', '=', which.tenantId)
    .where('id', '=', which.id)
    .where('interactionId', '=', which.interactionId)
    .where('purpose', '=', which.purpose)
    .where('identifier', '=', which.identifier)
    .where('consumedAt', 'is', null)
    .where('expiresAt', '>', now)
    .where('attempts', '<', maxAttempts)
    .returningAll()
    .executeTakeFirst();

/** Uses a code up. Answers whether it was this call that did. */
export const consumeCode = async (
  tx: Queries,
  tenantId: string,
  id: string,
  now: number,
): Promise<boolean> => {
  const result = await tx
    .updateTable('verificationCodes')
    .set({ consumedAt: now })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .where('consumedAt', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};
