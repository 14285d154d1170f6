/** Rows of subject tokens; only hashes of their values are stored. */
import type { Insertable, Selectable } from 'kysely';
import type { Queries, SubjectTokensTable } from '../../db/index.ts';
import { refusingOrphans } from '../../db/index.ts';
import { refuseUser } from '../../users/index.ts';

export type SubjectToken = Selectable<SubjectTokensTable>;

/** Adds a token. Throws `user.user_not_exist` where the user has been deleted since it was read. */
export const insertSubjectToken = async (tx: Queries, row: Insertable<SubjectTokensTable>): Promise<void> => {
  await refusingOrphans(tx.insertInto('subjectTokens').values(row).execute(), () =>
    refuseUser('user.user_not_exist'),
  );
};

/** A living token that nobody has used. */
export const findSubjectToken = (
  db: Queries,
  tenantId: string,
  tokenHash: string,
  now: number,
): Promise<SubjectToken | undefined> =>
  db
    .selectFrom('subjectTokens')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('tokenHash', '=', tokenHash)
    .where('consumedAt', 'is', null)
    .where('expiresAt', '>', now)
    .executeTakeFirst();

/** Takes a living token out of use. Answers whether this caller won. */
export const consumeSubjectToken = async (
  tx: Queries,
  tenantId: string,
  tokenHash: string,
  now: number,
): Promise<boolean> => {
  const result = await tx
    .updateTable('subjectTokens')
    .set({ consumedAt: now })
    .where('tenantId', '=', tenantId)
    .where('tokenHash', '=', tokenHash)
    .where('consumedAt', 'is', null)
    .where('expiresAt', '>', now)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};
