/** Rows of the codes that API callers have sent: one living code for each address. */
import type { Selectable } from 'kysely';
import type { AddressCodesTable, Queries } from '../db/index.ts';

export type AddressCode = Selectable<AddressCodesTable>;

/** Keeps a code; the one before of the same address is over, and of two at once one stays. */
export const putAddressCode = async (tx: Queries, row: AddressCode): Promise<void> => {
  const { tenantId: _, identifier: __, ...columns } = row;
  await tx
    .insertInto('addressCodes')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenantId', 'identifier']).doUpdateSet(columns))
    .execute();
};

/** Counts one guess at an address's living code and answers it; undefined when there is none, or too many guesses. */
export const countAddressGuess = (
  tx: Queries,
  { tenantId, identifier }: Pick<AddressCode, 'tenantId' | 'identifier'>,
  maxAttempts: number,
  now: number,
): Promise<AddressCode | undefined> =>
  tx
    .updateTable('addressCodes')
    .set(({ eb }) => ({ attempts: eb('attempts', '+', 1) }))
    .where('tenantId', '=', tenantId)
    .where('identifier', '=', identifier)
    .where('expiresAt', '>', now)
    .where('attempts', '<', maxAttempts)
    .returningAll()
    .executeTakeFirst();

/** Uses a code up. Answers whether it was this call that did. */
export const takeAddressCode = async (
  tx: Queries,
  { tenantId, identifier, codeHash }: AddressCode,
): Promise<boolean> => {
  const result = await tx
    .deleteFrom('addressCodes')
    .where('tenantId', '=', tenantId)
    .where('identifier', '=', identifier)
    .where('codeHash', '=', codeHash)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};
