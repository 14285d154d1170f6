/** Where a tenant's trail is streamed to, and which rows it has still to take. */
import type { Selectable } from 'kysely';
import type { AuditSinksTable, Queries, Transaction } from '../db/index.ts';
import type { AuditRow } from './audit.store.ts';

export type SinkRow = Selectable<AuditSinksTable>;

export const findSink = (db: Queries | Transaction, tenantId: string): Promise<SinkRow | undefined> =>
  db.selectFrom('auditSinks').selectAll().where('tenantId', '=', tenantId).executeTakeFirst();

/** Sets a tenant's sink up, or up anew; what it has still to take stays. */
export const putSink = async (tx: Transaction, row: SinkRow): Promise<void> => {
  const { tenantId: _, ...rest } = row;
  await tx
    .insertInto('auditSinks')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenantId']).doUpdateSet(rest))
    .execute();
};

/** Takes a tenant's sink away with what it had still to take; answers whether there was one. */
export const removeSink = async (tx: Transaction, tenantId: string): Promise<boolean> => {
  const result = await tx.deleteFrom('auditSinks').where('tenantId', '=', tenantId).executeTakeFirst();
  await tx.deleteFrom('auditExports').where('tenantId', '=', tenantId).execute();
  return Number(result.numDeletedRows) === 1;
};

/** Sinks that have something to take and are due. */
export const listDueSinks = (db: Queries, now: number, limit: number): Promise<SinkRow[]> =>
  db
    .selectFrom('auditSinks')
    .selectAll()
    .where('nextAttemptAt', '<=', now)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('auditExports')
          .select('auditExports.id')
          .whereRef('auditExports.tenantId', '=', 'auditSinks.tenantId'),
      ),
    )
    .orderBy('nextAttemptAt')
    .limit(limit)
    .execute();

/** Takes a sink until `leaseUntil`, or ends such a lease with what came of it. False when another node has it. */
export const passSink = async (
  db: Queries,
  sink: Pick<SinkRow, 'tenantId' | 'nextAttemptAt'>,
  change: Partial<Omit<SinkRow, 'tenantId'>> & { nextAttemptAt: number },
): Promise<boolean> => {
  const result = await db
    .updateTable('auditSinks')
    .set(change)
    .where('tenantId', '=', sink.tenantId)
    .where('nextAttemptAt', '=', sink.nextAttemptAt)
    .executeTakeFirst();
  return Number(result.numUpdatedRows) === 1;
};

/** The oldest rows that the sink has still to take. `ids` names also those whose row is gone. */
export const listUnsent = async (
  db: Queries,
  tenantId: string,
  limit: number,
): Promise<{ ids: string[]; rows: AuditRow[] }> => {
  const waiting = await db
    .selectFrom('auditExports')
    .select('id')
    .where('tenantId', '=', tenantId)
    .orderBy('createdAt')
    .orderBy('id')
    .limit(limit)
    .execute();
  const ids = waiting.map(({ id }) => id);
  if (ids.length === 0) return { ids, rows: [] };
  const rows = await db
    .selectFrom('auditLogs')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', 'in', ids)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  return { ids, rows };
};

export const removeExports = async (db: Queries, tenantId: string, ids: readonly string[]): Promise<void> => {
  await db.deleteFrom('auditExports').where('tenantId', '=', tenantId).where('id', 'in', ids).execute();
};

export const countUnsent = async (db: Queries, tenantId: string): Promise<number> => {
  const { count } = await db
    .selectFrom('auditExports')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('tenantId', '=', tenantId)
    .executeTakeFirstOrThrow();
  return Number(count);
};

/** Forgets rows of before `before`, or all where there is no sink any more. */
export const dropExportsBefore = async (
  tx: Transaction,
  tenantId: string,
  before: number,
): Promise<{ dropped: number; hasSink: boolean }> => {
  const hasSink = (await findSink(tx, tenantId)) !== undefined;
  let query = tx.deleteFrom('auditExports').where('tenantId', '=', tenantId);
  if (hasSink) query = query.where('createdAt', '<', before);
  const result = await query.executeTakeFirst();
  return { dropped: Number(result.numDeletedRows), hasSink };
};
