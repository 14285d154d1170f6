/** Where a tenant's trail is streamed to, on the Management API. */
import { z } from 'zod';
import { afterCommit } from '../db/index.ts';
import { isPlainHttpAllowed, requireManagementScope, route } from '../http/index.ts';
import { createId } from '../lib/ids.ts';
import type { Context, Platform } from '../platform.ts';
import type { AuditRow } from './audit.store.ts';
import { record } from './audit.ts';
import { refuse } from './errors.ts';
import { forgetFollowers } from './followers.ts';
import { countUnsent, findSink, putSink, removeSink, type SinkRow } from './sink.store.ts';
import { type SinkConfig, type SinkSecrets, sendRows, sinkBinding } from './sink.ts';

const MASK = '******';

const headerName = z
  .string()
  .regex(/^[!#$%&'*+.^_`|~\w-]{1,64}$/, 'must be the name of a header')
  .refine((name) => name.toLowerCase() !== 'host', 'the server sets it itself');
const headerValue = z
  .string()
  .max(4096)
  .regex(/^[\t\x20-\x7e\x80-\xff]*$/, 'has characters no header may have');

const sinkInput = z.discriminatedUnion('type', [
  z.strictObject({
    type: z.literal('http'),
    url: z.url({ protocol: /^https?$/ }).max(2048),
    /** Sent along, for example with a bearer token. */
    headers: z
      .record(headerName, headerValue)
      .refine((headers) => Object.keys(headers).length <= 20, 'must be at most 20 headers')
      .optional(),
    /** Signs each request like a webhook. */
    signingKey: z.literal(MASK).or(z.string().min(16).max(256)).optional(),
  }),
  z.strictObject({
    type: z.literal('syslog'),
    host: z.string().regex(/^[\w.:-]{1,253}$/, 'must be a host'),
    port: z.number().int().min(1).max(65_535),
    transport: z.enum(['tls', 'tcp']).default('tls'),
    facility: z.number().int().min(0).max(23).optional(),
  }),
]);
type SinkInput = z.infer<typeof sinkInput>;

const sinkSchema = z.object({
  type: z.enum(['http', 'syslog']),
  url: z.string().optional(),
  headers: z.record(z.string(), z.string()).optional(),
  hasSigningKey: z.boolean().optional(),
  host: z.string().optional(),
  port: z.number().optional(),
  transport: z.enum(['tls', 'tcp']).optional(),
  facility: z.number().optional(),
  /** Rows that the sink has still to take. */
  pending: z.number(),
  lastSentAt: z.number().nullable(),
  lastError: z.string().nullable(),
});

const openSecrets = (platform: Platform, row: SinkRow | undefined): SinkSecrets =>
  row?.sealedHeaders ? JSON.parse(platform.sealer.open(row.sealedHeaders, sinkBinding(row.tenantId))) : {};

/** What is kept of a sink. A masked value stands for the stored one, as long as it goes to the same host. */
const toRow = ({ platform, tenant }: Context, input: SinkInput, known: SinkRow | undefined): SinkRow => {
  const row = {
    tenantId: tenant.id,
    sealedHeaders: null,
    attempts: 0,
    nextAttemptAt: platform.clock.now(),
    lastError: null,
    lastSentAt: known?.lastSentAt ?? null,
  };
  if (input.type === 'syslog') return { ...row, config: input };
  const { headers = {}, signingKey, url: raw } = input;
  const url = new URL(raw);
  if (url.protocol === 'http:' && !isPlainHttpAllowed(platform.config, url)) {
    throw refuse('log.sink_refused', { reason: 'plain http is only for hosts that OUTGOING_ALLOW names' });
  }
  const before = known?.config as SinkConfig | undefined;
  const sameHost = before?.type === 'http' && new URL(before.url).origin === url.origin;
  const masked = signingKey === MASK || Object.values(headers).includes(MASK);
  if (masked && !sameHost) throw refuse('log.sink_secrets_needed');
  const stored = openSecrets(platform, known);
  const secrets: SinkSecrets = {
    headers: Object.fromEntries(
      Object.entries(headers).map(([name, value]) => [
        name,
        value === MASK ? (stored.headers?.[name] ?? '') : value,
      ]),
    ),
    ...(signingKey === undefined
      ? {}
      : { signingKey: signingKey === MASK ? (stored.signingKey ?? '') : signingKey }),
  };
  const sealedHeaders = platform.sealer.seal(JSON.stringify(secrets), sinkBinding(tenant.id));
  return { ...row, config: { type: 'http', url: raw }, sealedHeaders };
};

/** What the trail tells of a sink: names of headers, no values. */
const outline = (platform: Platform, row: SinkRow | undefined): Record<string, unknown> | null => {
  if (!row) return null;
  const { headers = {}, signingKey } = openSecrets(platform, row);
  return { ...row.config, headers: Object.keys(headers), isSigned: signingKey !== undefined };
};

const present = async ({ platform, tenant }: Context, row: SinkRow): Promise<z.infer<typeof sinkSchema>> => {
  const config = row.config as SinkConfig;
  const { headers = {}, signingKey } = openSecrets(platform, row);
  const names = Object.keys(headers);
  return {
    ...config,
    ...(names.length > 0 ? { headers: Object.fromEntries(names.map((name) => [name, MASK])) } : {}),
    ...(config.type === 'http' ? { hasSigningKey: signingKey !== undefined } : {}),
    pending: await countUnsent(platform.db.queries, tenant.id),
    lastSentAt: row.lastSentAt,
    lastError: row.lastError,
  };
};

const sampleRow = ({ platform, tenant }: Context): AuditRow => ({
  tenantId: tenant.id,
  id: createId(),
  key: 'AuditSink.Test',
  result: 'Success',
  userId: null,
  applicationId: null,
  hookId: null,
  createdAt: platform.clock.now(),
  payload: { actor: { type: 'system' } },
});

export const auditSinkRoutes = [
  route(
    'GET /api/configs/audit-sink',
    {
      summary: 'Get where the audit trail is streamed to',
      scope: 'management',
      response: sinkSchema,
      errors: [404],
    },
    async ({ context }) => {
      const row = await findSink(context.platform.db.queries, context.tenant.id);
      if (!row) throw refuse('log.no_sink');
      return present(context, row);
    },
  ),
  route(
    'PUT /api/configs/audit-sink',
    {
      summary: 'Set where the audit trail is streamed to; needs `logs:read` too',
      scope: 'management',
      body: sinkInput,
      response: sinkSchema,
      errors: [422],
    },
    async ({ context, body }) => {
      const { platform, tenant } = context;
      // Whoever chooses where every row goes reads the trail.
      requireManagementScope(context.actor, tenant, 'logs:read');
      const row = await platform.db.transaction(async (tx) => {
        const known = await findSink(tx, tenant.id);
        const made = toRow(context, body, known);
        await putSink(tx, made);
        const [before, after] = [outline(platform, known), outline(platform, made)];
        await record(tx, context, { key: 'AuditSink.Update', payload: { before, after } });
        afterCommit(tx, () => forgetFollowers(platform, tenant.id));
        return made;
      });
      return present(context, row);
    },
  ),
  route(
    'DELETE /api/configs/audit-sink',
    { summary: 'Stream the audit trail nowhere any more', scope: 'management', errors: [404] },
    async ({ context }) => {
      const { platform, tenant } = context;
      await platform.db.transaction(async (tx) => {
        const before = outline(platform, await findSink(tx, tenant.id));
        if (!(await removeSink(tx, tenant.id))) throw refuse('log.no_sink');
        await record(tx, context, { key: 'AuditSink.Delete', payload: { before } });
        afterCommit(tx, () => forgetFollowers(platform, tenant.id));
      });
    },
  ),
  route(
    'POST /api/configs/audit-sink/test',
    {
      summary: 'Send a made-up row to the sink',
      scope: 'management',
      errors: [404, 422],
    },
    async ({ context }) => {
      const { platform, tenant } = context;
      const row = await findSink(platform.db.queries, tenant.id);
      if (!row) throw refuse('log.no_sink');
      const failure = await sendRows(platform, tenant, row, [sampleRow(context)]).then(
        () => undefined,
        (error: Error) => error,
      );
      await record(platform.db.queries, context, {
        key: 'AuditSink.Test',
        result: failure ? 'Error' : 'Success',
        payload: failure ? { error: failure.message } : {},
      });
      if (failure) throw refuse('log.sink_failed', { reason: failure.message });
    },
  ),
];
