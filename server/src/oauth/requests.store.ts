/** Rows of pushed authorization requests, and of signed statements that may come once. */
import type { Insertable } from 'kysely';
import { type PushedRequestsTable, prepare, type Queries } from '../db/index.ts';

export const insertPushedRequest = async (
  tx: Queries,
  row: Insertable<PushedRequestsTable>,
): Promise<void> => {
  await tx.insertInto('pushedRequests').values(row).execute();
};

/** Takes a living pushed request of an application out of use. Answers its parameters; undefined for everybody else. */
export const consumePushedRequest = async (
  tx: Queries,
  tenantId: string,
  referenceHash: string,
  applicationId: string,
  now: number,
): Promise<[string, string][] | undefined> =>
  (
    await tx
      .updateTable('pushedRequests')
      .set({ consumedAt: now })
      .where('tenantId', '=', tenantId)
      .where('referenceHash', '=', referenceHash)
      .where('applicationId', '=', applicationId)
      .where('consumedAt', 'is', null)
      .where('expiresAt', '>', now)
      .returning('parameters')
      .executeTakeFirst()
  )?.parameters;

type UsedJwt = { tenantId: string; idHash: string; expiresAt: number };

const insertUsed = prepare<UsedJwt>((db, at) =>
  db
    .insertInto('usedJwts')
    .values({ tenantId: at('tenantId'), idHash: at('idHash'), expiresAt: at('expiresAt') })
    .onConflict((conflict) => conflict.doNothing()),
);

/** Remembers a statement until it has expired. Answers whether this caller was the first to bring it. */
export const claimJwt = async (db: Queries, row: UsedJwt): Promise<boolean> =>
  (await insertUsed(db, row)).changed > 0;
