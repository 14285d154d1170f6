/** Rows of sign-ins under way. Every change names the version it was made from. */
import type { Insertable, Selectable } from 'kysely';
import type { InteractionsTable, Queries } from '../db/index.ts';

export type InteractionRow = Selectable<InteractionsTable>;

export const insertInteraction = async (tx: Queries, row: Insertable<InteractionsTable>): Promise<void> => {
  await tx.insertInto('interactions').values(row).execute();
};

/** The interaction of a cookie's hash that is neither over nor handed back. */
export const findOpenInteraction = (
  db: Queries,
  tenantId: string,
  tokenHash: string,
  now: number,
): Promise<InteractionRow | undefined> =>
  db
    .selectFrom('interactions')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('tokenHash', '=', tokenHash)
    .where('expiresAt', '>', now)
    .where('consumedAt', 'is', null)
    .executeTakeFirst();

type Change = Partial<Pick<InteractionRow, 'event' | 'state' | 'userId' | 'completedAt'>>;

/** Changes an interaction unless somebody else changed it since it was read. Answers whether it won. */
export const updateInteraction = async (
  tx: Queries,
  row: InteractionRow,
  change: Change,
): Promise<boolean> => {
  const result = await tx
    .updateTable('interactions')
    .set({ ...change, version: row.version + 1 })
    .where('tenantId', '=', row.tenantId)
    .where('tokenHash', '=', row.tokenHash)
    .where('version', '=', row.version)
    .where('completedAt', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

/** Changes a completed interaction that nobody has taken or changed since it was read. Answers whether it won. */
export const updateCompletedInteraction = async (
  tx: Queries,
  row: InteractionRow,
  change: Pick<InteractionRow, 'state'>,
): Promise<boolean> => {
  const result = await tx
    .updateTable('interactions')
    .set({ ...change, version: row.version + 1 })
    .where('tenantId', '=', row.tenantId)
    .where('tokenHash', '=', row.tokenHash)
    .where('version', '=', row.version)
    .where('completedAt', 'is not', null)
    .where('consumedAt', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

/** Consumes a completed interaction, once; its row, or undefined when there is none left to consume. */
export const consumeInteraction = (
  tx: Queries,
  tenantId: string,
  tokenHash: string,
  id: string,
  now: number,
): Promise<InteractionRow | undefined> =>
  tx
    .updateTable('interactions')
    .set({ consumedAt: now })
    .where('tenantId', '=', tenantId)
    .where('tokenHash', '=', tokenHash)
    .where('id', '=', id)
    .where('completedAt', 'is not', null)
    .where('consumedAt', 'is', null)
    .where('expiresAt', '>', now)
    .returningAll()
    .executeTakeFirst();
