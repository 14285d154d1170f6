import type { Selectable } from 'kysely';
import { type AuditLogsTable, prepare, type Queries, type Transaction } from '../db/index.ts';

export type AuditRow = Selectable<AuditLogsTable>;

/** Part of nearly every request, so it is compiled once. */
const insert = prepare<AuditRow>((db, at) =>
  db.insertInto('auditLogs').values({
    tenantId: at('tenantId'),
    id: at('id'),
    key: at('key'),
    result: at('result'),
    payload: at('payload'),
    userId: at('userId'),
    applicationId: at('applicationId'),
    hookId: at('hookId'),
    createdAt: at('createdAt'),
  }),
);

export const insertAuditRow = async (db: Queries | Transaction, row: AuditRow): Promise<void> => {
  await insert(db, row);
};

/** Says up to when a tenant's rows are removed. The database lets no younger one go (M-18). */
const noteRetention = async (tx: Transaction, tenantId: string, removedBefore: number): Promise<void> => {
  await tx
    .insertInto('auditRetention')
    .values({ tenantId, removedBefore })
    .onConflict((conflict) =>
      conflict
        .columns(['tenantId'])
        .doUpdateSet({ removedBefore })
        .where('auditRetention.removedBefore', '<', removedBefore),
    )
    .execute();
};

/**
 * Deletes rows older than `before` and answers how many. Rows that the tenant's sink has still to take stay until
 * they are older than `unsentBefore`.
 */
export const removeAuditRowsBefore = async (
  tx: Transaction,
  tenantId: string,
  { before, unsentBefore }: { before: number; unsentBefore: number },
): Promise<number> => {
  await noteRetention(tx, tenantId, before);
  const result = await tx
    .deleteFrom('auditLogs')
    .where('tenantId', '=', tenantId)
    .where('createdAt', '<', before)
    .where(({ or, eb, not, exists, selectFrom }) =>
      or([
        eb('createdAt', '<', unsentBefore),
        not(
          exists(
            selectFrom('auditExports')
              .select('auditExports.id')
              .whereRef('auditExports.tenantId', '=', 'auditLogs.tenantId')
              .whereRef('auditExports.id', '=', 'auditLogs.id'),
          ),
        ),
      ]),
    )
    .executeTakeFirst();
  return Number(result.numDeletedRows);
};
