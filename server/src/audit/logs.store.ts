/** Reading the audit trail. Nothing here or anywhere changes a row; only retention deletes. */
import { type Page, type Paged, type Queries, readPage } from '../db/index.ts';
import type { AuditRow } from './audit.store.ts';

export type LogFilter = {
  userId?: string | undefined;
  applicationId?: string | undefined;
  hookId?: string | undefined;
  logKey?: string | undefined;
  result?: 'Success' | 'Error' | undefined;
  startTime?: number | undefined;
  endTime?: number | undefined;
};

/** A count beyond this is not worth its reading where the caller says so. */
const COUNT_CAP = 10_000;

const matching = (db: Queries, tenantId: string, filter: LogFilter) => {
  let query = db.selectFrom('auditLogs').where('tenantId', '=', tenantId);
  if (filter.userId !== undefined) query = query.where('userId', '=', filter.userId);
  if (filter.applicationId !== undefined) query = query.where('applicationId', '=', filter.applicationId);
  if (filter.hookId !== undefined) query = query.where('hookId', '=', filter.hookId);
  if (filter.logKey !== undefined) query = query.where('key', '=', filter.logKey);
  if (filter.result !== undefined) query = query.where('result', '=', filter.result);
  if (filter.startTime !== undefined) query = query.where('createdAt', '>=', filter.startTime);
  if (filter.endTime !== undefined) query = query.where('createdAt', '<=', filter.endTime);
  return query;
};

const countCapped = async (db: Queries, tenantId: string, filter: LogFilter): Promise<number> => {
  const { count } = await db
    .selectFrom(
      matching(db, tenantId, filter)
        .select('id')
        .limit(COUNT_CAP + 1)
        .as('counted'),
    )
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  return Number(count);
};

/**
 * A page of the trail, newest first, with the number of all rows that match. With `capped` no more than 10,000 are
 * counted, and `isCapped` says when there are more.
 */
export const listAuditRows = async (
  db: Queries,
  tenantId: string,
  filter: LogFilter & Page & { capped?: boolean | undefined },
): Promise<Paged<AuditRow> & { isCapped: boolean }> => {
  const query = matching(db, tenantId, filter);
  const listed = query.selectAll().orderBy('createdAt', 'desc').orderBy('id');
  if (!filter.capped) return { ...(await readPage(query, listed, filter)), isCapped: false };
  const counted = await countCapped(db, tenantId, filter);
  const rows = await listed.limit(filter.limit).offset(filter.offset).execute();
  return { rows, total: Math.min(counted, COUNT_CAP), isCapped: counted > COUNT_CAP };
};

export const findAuditRow = (db: Queries, tenantId: string, id: string): Promise<AuditRow | undefined> =>
  db
    .selectFrom('auditLogs')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();

/** The next rows of the trail after `after`, oldest first. */
export const listAuditRowsAfter = (
  db: Queries,
  tenantId: string,
  filter: LogFilter,
  { after, limit }: { after: Pick<AuditRow, 'createdAt' | 'id'> | undefined; limit: number },
): Promise<AuditRow[]> => {
  let query = matching(db, tenantId, filter);
  if (after) {
    query = query
      .where('createdAt', '>=', after.createdAt)
      .where(({ or, eb }) => or([eb('createdAt', '>', after.createdAt), eb('id', '>', after.id)]));
  }
  return query.selectAll().orderBy('createdAt').orderBy('id').limit(limit).execute();
};
