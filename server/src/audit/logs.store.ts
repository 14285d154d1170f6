/** Reading the audit trail. Nothing here or anywhere changes a row; only retention deletes. */
import type { Queries } from '../db/index.ts';
import type { AuditRow } from './audit.store.ts';

export type LogFilter = {
  userId?: string | undefined;
  applicationId?: string | undefined;
  logKey?: string | undefined;
  result?: 'Success' | 'Error' | undefined;
  startTime?: number | undefined;
  endTime?: number | undefined;
  limit: number;
  offset: number;
};

/** A page of the trail, newest first, with the number of all rows that match. */
export const listAuditRows = async (
  db: Queries,
  tenantId: string,
  filter: LogFilter,
): Promise<{ rows: AuditRow[]; total: number }> => {
  let query = db.selectFrom('auditLogs').where('tenantId', '=', tenantId);
  if (filter.userId !== undefined) query = query.where('userId', '=', filter.userId);
  if (filter.applicationId !== undefined) query = query.where('applicationId', '=', filter.applicationId);
  if (filter.logKey !== undefined) query = query.where('key', '=', filter.logKey);
  if (filter.result !== undefined) query = query.where('result', '=', filter.result);
  if (filter.startTime !== undefined) query = query.where('createdAt', '>=', filter.startTime);
  if (filter.endTime !== undefined) query = query.where('createdAt', '<=', filter.endTime);
  const { total } = await query
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await query
    .selectAll()
    .orderBy('createdAt', 'desc')
    .orderBy('id')
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
  return { rows, total };
};

export const findAuditRow = (db: Queries, tenantId: string, id: string): Promise<AuditRow | undefined> =>
  db
    .selectFrom('auditLogs')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
