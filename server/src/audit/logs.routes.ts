/** The audit trail on the Management API: to read and to take away, never to change (M-18). */
import { z } from 'zod';
import { flag, idSchema, pageOf, pagingSchema, route } from '../http/index.ts';
import type { Context } from '../platform.ts';
import type { AuditRow } from './audit.store.ts';
import { record } from './audit.ts';
import { refuse } from './errors.ts';
import { findAuditRow, type LogFilter, listAuditRows, listAuditRowsAfter } from './logs.store.ts';

export const logSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  key: z.string(),
  payload: z.looseObject({
    key: z.string(),
    result: z.enum(['Success', 'Error']),
    ip: z.string().optional(),
    userAgent: z.string().optional(),
    userId: z.string().optional(),
    applicationId: z.string().optional(),
    /** Who did it: an administrator, a client, the command line … */
    actor: z.looseObject({ type: z.string() }).optional(),
    requestId: z.string().optional(),
  }),
  createdAt: z.number(),
});

export type Log = z.infer<typeof logSchema>;

/** The wire form of a row. */
export const presentLog = (row: AuditRow): Log => {
  const { userAgent, ...payload } = row.payload;
  return {
    tenantId: row.tenantId,
    id: row.id,
    key: row.key,
    payload: {
      ...payload,
      // The wire contract knows a text or nothing: who has none, the command line say, leaves it out.
      ...(typeof userAgent === 'string' ? { userAgent } : {}),
      key: row.key,
      result: row.result,
      ...(row.userId === null ? {} : { userId: row.userId }),
      ...(row.applicationId === null ? {} : { applicationId: row.applicationId }),
    } as Log['payload'],
    createdAt: row.createdAt,
  };
};

/** Milliseconds since the epoch. */
const time = z.coerce.number().int().min(0).max(8_640_000_000_000_000).optional();

/** Query parameters that choose rows by key and time. */
export const logWindow = {
  logKey: z.string().max(128).optional(),
  /** Counts 10,000 rows at most; `Total-Number-Is-Capped` says when there are more. */
  enableCap: flag,
  start_time: time,
  end_time: time,
};

const about = {
  userId: idSchema.optional(),
  applicationId: idSchema.optional(),
  result: z.enum(['Success', 'Error']).optional(),
};

/** Rows read at a time for an export. */
const EXPORT_PIECE = 500;

/** Lines of JSON, oldest first, read in pieces: what is in memory does not grow with the trail. */
async function* exportLines(
  { platform, tenant }: Context,
  filter: LogFilter,
): AsyncGenerator<string, void, undefined> {
  let after: { createdAt: number; id: string } | undefined;
  for (;;) {
    const options = { after, limit: EXPORT_PIECE };
    const rows = await listAuditRowsAfter(platform.db.queries, tenant.id, filter, options);
    if (rows.length > 0) yield rows.map((row) => `${JSON.stringify(presentLog(row))}\n`).join('');
    after = rows.at(-1);
    if (rows.length < EXPORT_PIECE) return;
  }
}

export const logsRoutes = [
  route(
    'GET /api/logs',
    {
      summary: 'List the audit trail, newest first',
      scope: 'management',
      query: pagingSchema.extend({ ...about, ...logWindow }),
      response: z.array(logSchema),
      errors: [400],
    },
    async ({ context: { platform, tenant }, query, reply }) => {
      const { rows, total, isCapped } = await listAuditRows(platform.db.queries, tenant.id, {
        ...pageOf(query),
        userId: query.userId,
        applicationId: query.applicationId,
        logKey: query.logKey,
        result: query.result,
        startTime: query.start_time,
        endTime: query.end_time,
        capped: query.enableCap,
      });
      reply.paged(total);
      if (isCapped) reply.headers.push(['Total-Number-Is-Capped', 'true']);
      return rows.map(presentLog);
    },
  ),
  route(
    'GET /api/logs/export',
    {
      summary: 'Export the audit trail as lines of JSON, oldest first',
      scope: 'management',
      query: z.object({ ...about, logKey: logWindow.logKey, start_time: time, end_time: time }),
      streams: 'application/x-ndjson',
      errors: [400],
    },
    async ({ context, query, reply }) => {
      const { platform } = context;
      const filter: LogFilter = {
        userId: query.userId,
        applicationId: query.applicationId,
        logKey: query.logKey,
        result: query.result,
        startTime: query.start_time,
        // What is written while the export runs, its own row among it, belongs to the next one.
        endTime: Math.min(query.end_time ?? Number.MAX_SAFE_INTEGER, platform.clock.now() - 1),
      };
      await record(platform.db.queries, context, { key: 'Logs.Export', payload: { ...filter } });
      reply.headers.push(['content-disposition', 'attachment; filename="audit.ndjson"']);
      reply.stream('application/x-ndjson', exportLines(context, filter));
    },
  ),
  route(
    'GET /api/logs/:id',
    {
      summary: 'Get one row of the audit trail',
      scope: 'management',
      params: z.object({ id: idSchema }),
      response: logSchema,
      errors: [404],
    },
    async ({ context: { platform, tenant }, params }) => {
      const row = await findAuditRow(platform.db.queries, tenant.id, params.id);
      if (!row) throw refuse('log.not_found', { id: params.id });
      return presentLog(row);
    },
  ),
];
