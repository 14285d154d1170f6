/** Reading the audit trail. Nothing here or anywhere changes a row; only retention deletes. */
import { type Page, type Paged, type Queries, readPage } from '../db/index.ts';
import type { AuditRow } from './audit.store.ts';

export type LogFilter = Page & {
  userId?: string | undefined;
  applicationId?: string | undefined;
  logKey?: string | undefined;
  result?: 'Success' | 'Error' | undefined;
  startTime?: number | undefined;
  endTime?: number | undefined;
};

/** A page of the trail, newest first, with the number of all rows that match. */
export const listAuditRows = async (
  db: Queries,
  tenantId: string,
  filter: LogFilter,
): Promise<Paged<AuditRow>> => {
  let query = db.selectFrom('auditLogs').where('tenantId', '=', tenantId);
  if (filter.userId !== undefined) query = query.where('userId', '=', filter.userId);
  if (filter.applicationId !== undefined) query = query.where('applicationId', '=', filter.applicationId);
  if (filter.logKey !== undefined) query = query.where('key', '=', filter.logKey);
  if (filter.result !== undefined) query = query.where('result', '=', filter.result);
  if (filter.startTime !== undefined) query = query.where('createdAt', '>=', filter.startTime);
  if (filter.endTime !== undefined) query = query.where('createdAt', '<=', filter.endTime);
  return readPage(query, query.selectAll().orderBy('createdAt', 'desc').orderBy('id'), filter);
};

export const findAuditRow = (db: Queries, tenantId: string, id: string): Promise<AuditRow | undefined> =>
  db
    .selectFrom('auditLogs')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
