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
