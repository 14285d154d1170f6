/** The audit trail on the Management API: to read, never to change (M-18). */
import { z } from 'zod';
import { idSchema, pageOf, pagingSchema, route } from '../http/index.ts';
import type { AuditRow } from './audit.store.ts';
import { refuse } from './errors.ts';
import { findAuditRow, listAuditRows } from './logs.store.ts';

const logSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  key: z.string(),
  payload: z.looseObject({
    key: z.string(),
    result: z.enum(['Success', 'Error']),
    ip: z.string().optional(),
    userAgent: z.string().nullable().optional(),
    userId: z.string().optional(),
    applicationId: z.string().optional(),
    /** Who did it: an administrator, a client, the command line … */
    actor: z.looseObject({ type: z.string() }).optional(),
    requestId: z.string().optional(),
  }),
  createdAt: z.number(),
});

type Log = z.infer<typeof logSchema>;

const presentLog = (row: AuditRow): Log => ({
  tenantId: row.tenantId,
  id: row.id,
  key: row.key,
  payload: {
    ...row.payload,
    key: row.key,
    result: row.result,
    ...(row.userId === null ? {} : { userId: row.userId }),
    ...(row.applicationId === null ? {} : { applicationId: row.applicationId }),
  } as Log['payload'],
  createdAt: row.createdAt,
});

/** Milliseconds since the epoch. */
const time = z.coerce.number().int().min(0).max(8_640_000_000_000_000).optional();

export const logsRoutes = [
  route(
    'GET /api/logs',
    {
      summary: 'List the audit trail, newest first',
      scope: 'management',
      query: pagingSchema.extend({
        userId: idSchema.optional(),
        applicationId: idSchema.optional(),
        logKey: z.string().max(128).optional(),
        result: z.enum(['Success', 'Error']).optional(),
        start_time: time,
        end_time: time,
      }),
      response: z.array(logSchema),
      errors: [400],
    },
    async ({ context: { platform, tenant }, query, reply }) => {
      const { rows, total } = await listAuditRows(platform.db.queries, tenant.id, {
        ...pageOf(query),
        userId: query.userId,
        applicationId: query.applicationId,
        logKey: query.logKey,
        result: query.result,
        startTime: query.start_time,
        endTime: query.end_time,
      });
      reply.paged(total);
      return rows.map(presentLog);
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
