import type { Selectable } from 'kysely';
import type { OutboxMessagesTable, Queries, Transaction } from '../db/index.ts';

export type MessageRow = Selectable<OutboxMessagesTable>;
/** A message as one sender has taken it: `nextAttemptAt` is the end of the lease and names this attempt. */
export type Taken = Pick<MessageRow, 'tenantId' | 'id'> & { nextAttemptAt: number };

/** Adds a message, unless one of its id waits already. */
export const insertMessage = async (db: Queries | Transaction, row: MessageRow): Promise<void> => {
  await db
    .insertInto('outboxMessages')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Messages that are due, the longest waiting first, without those of the lanes named. */
export const listDueMessages = (
  db: Queries,
  due: { now: number; kinds: readonly string[]; without: readonly Lane[]; limit: number },
): Promise<MessageRow[]> => {
  let query = db
    .selectFrom('outboxMessages')
    .selectAll()
    .where('nextAttemptAt', '<=', due.now)
    .where('kind', 'in', due.kinds);
  for (const { tenantId, lane } of due.without) {
    query = query.where(({ or, eb }) => or([eb('tenantId', '<>', tenantId), eb('lane', '<>', lane)]));
  }
  return query.orderBy('nextAttemptAt').limit(due.limit).execute();
};

export type Lane = Pick<MessageRow, 'tenantId' | 'lane'>;

/** Takes a message until `leaseUntil`. False when another sender was quicker. */
export const takeMessage = async (tx: Transaction, row: MessageRow, leaseUntil: number): Promise<boolean> => {
  const result = await tx
    .updateTable('outboxMessages')
    .set(({ eb }) => ({ nextAttemptAt: leaseUntil, attempts: eb('attempts', '+', 1) }))
    .where('tenantId', '=', row.tenantId)
    .where('id', '=', row.id)
    .where('nextAttemptAt', '=', row.nextAttemptAt)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
};

/** Removes a message that was sent, unless the lease ended and somebody else has it now. */
export const removeTaken = async (db: Queries, taken: Taken): Promise<void> => {
  await db
    .deleteFrom('outboxMessages')
    .where('tenantId', '=', taken.tenantId)
    .where('id', '=', taken.id)
    .where('nextAttemptAt', '=', taken.nextAttemptAt)
    .execute();
};

/** Puts a message back, to be tried at `nextAttemptAt`, or aside when it is dead. */
export const putBack = async (
  db: Queries,
  taken: Taken,
  change: { lastError: string; nextAttemptAt: number | null; deadAt: number | null },
): Promise<void> => {
  await db
    .updateTable('outboxMessages')
    .set(change)
    .where('tenantId', '=', taken.tenantId)
    .where('id', '=', taken.id)
    .where('nextAttemptAt', '=', taken.nextAttemptAt)
    .execute();
};

/** How many messages of a lane wait, counted up to `limit`. */
export const countLane = async (
  db: Queries | Transaction,
  { tenantId, lane }: Lane,
  limit: number,
): Promise<number> => {
  const { count } = await db
    .selectFrom((from) =>
      from
        .selectFrom('outboxMessages')
        .select('id')
        .where('tenantId', '=', tenantId)
        .where('lane', '=', lane)
        .where('deadAt', 'is', null)
        .limit(limit)
        .as('waiting'),
    )
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
};

/** Deletes dead messages of before `deadBefore`, and what nobody could send since `createdBefore`. */
export const removeOldMessages = async (
  db: Queries,
  { deadBefore, createdBefore }: { deadBefore: number; createdBefore: number },
): Promise<void> => {
  await db.deleteFrom('outboxMessages').where('deadAt', '<', deadBefore).execute();
  await db
    .deleteFrom('outboxMessages')
    .where('nextAttemptAt', '<', createdBefore)
    .where('createdAt', '<', createdBefore)
    .execute();
};
