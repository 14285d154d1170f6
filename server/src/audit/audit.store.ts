import type { Insertable, Selectable } from 'kysely';
import type { AuditLogsTable, Queries, Transaction } from '../db/index.ts';

export type AuditRow = Selectable<AuditLogsTable>;

export const insertAuditRow = async (
  db: Queries | Transaction,
  row: Insertable<AuditLogsTable>,
): Promise<void> => {
  await db.insertInto('auditLogs').values(row).execute();
};

/** Deletes rows older than `before` and answers how many. */
export const removeAuditRowsBefore = async (
  db: Queries,
  tenantId: string,
  before: number,
): Promise<number> => {
  const result = await db
    .deleteFrom('auditLogs')
    .where('tenantId', '=', tenantId)
    .where('createdAt', '<', before)
    .executeTakeFirst();
  return Number(result.numDeletedRows);
};
