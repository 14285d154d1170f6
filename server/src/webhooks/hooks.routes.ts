/** Webhooks on the Management API. */
import { z } from 'zod';
import {
  HOOK_EVENTS,
  type HookEvent,
  listAuditRows,
  logSchema,
  logWindow,
  presentLog,
  record,
} from '../audit/index.ts';
import {
  flag,
  idSchema,
  pageOf,
  pagingSchema,
  refuseOtherTenant,
  route,
  scopesBeyond,
  tenantIdInput,
} from '../http/index.ts';
import { DAY } from '../lib/clock.ts';
import { createId } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { callReceiver, type Outcome } from './delivery.ts';
import { refuse } from './errors.ts';
import { countDeliveries, type ExecutionStats, getHook, type Hook, listHooks } from './hooks.store.ts';
import {
  changeHook,
  checkUrl,
  createHook,
  deleteHook,
  MASK,
  openHeaders,
  renewSigningKey,
  resolveHeaders,
  signingKeys,
} from './hooks.ts';
import { samplePayload } from './sample.ts';

const eventSchema = z.enum(HOOK_EVENTS);

const configInput = z.strictObject({
  url: z.string().min(1).max(2048),
  headers: z
    .record(z.string().max(64), z.string().max(4096))
    .refine((headers) => Object.keys(headers).length <= 20, 'must be at most 20 headers')
    .optional(),
  /** Repetitions at most, where the receiver wants fewer than the server makes. */
  retries: z.number().int().min(0).max(3).optional(),
});

const hookInput = z.strictObject({
  tenantId: tenantIdInput.optional(),
  name: z.string().trim().min(1).max(256).optional(),
  event: eventSchema.optional(),
  events: z.array(eventSchema).max(HOOK_EVENTS.length).optional(),
  config: configInput,
  enabled: z.boolean().optional(),
  createdAt: z.number().int().min(0).max(8_640_000_000_000_000).optional(),
});

const hookSchema = z.object({
  tenantId: z.string(),
  id: z.string(),
  name: z.string(),
  event: eventSchema.nullable(),
  events: z.array(eventSchema),
  config: z.object({
    url: z.string(),
    headers: z.record(z.string(), z.string()).optional(),
    retries: z.number().optional(),
  }),
  signingKey: z.string(),
  enabled: z.boolean(),
  createdAt: z.number(),
  executionStats: z.object({ successCount: z.number(), requestCount: z.number() }).optional(),
});

/** Whoever may not change webhooks does not see the key with which their deliveries could be forged. */
const presentHook = (context: Context, hook: Hook, stats?: ExecutionStats): z.infer<typeof hookSchema> => {
  const { platform, actor } = context;
  const names = Object.keys(openHeaders(platform, hook));
  const mayForge = scopesBeyond(actor, ['hooks:write']).length === 0;
  return {
    tenantId: hook.tenantId,
    id: hook.id,
    name: hook.name,
    event: hook.event as HookEvent | null,
    events: hook.events as HookEvent[],
    config: {
      url: hook.url,
      ...(names.length > 0 ? { headers: Object.fromEntries(names.map((name) => [name, MASK])) } : {}),
      ...(hook.retries === null ? {} : { retries: hook.retries }),
    },
    signingKey: mayForge ? signingKeys(platform, hook).key : MASK,
    enabled: hook.enabled,
    createdAt: hook.createdAt,
    ...(stats ? { executionStats: stats } : {}),
  };
};

/** How the deliveries of the last 24 hours went. */
const statsOf = async ({ platform, tenant }: Context, hooks: readonly Hook[]) => {
  const since = platform.clock.now() - DAY;
  const counted = await countDeliveries(
    platform.db.queries,
    tenant.id,
    hooks.map(({ id }) => id),
    since,
  );
  return (hook: Hook): ExecutionStats => counted.get(hook.id) ?? { successCount: 0, requestCount: 0 };
};

const byId = z.object({ id: idSchema });

const crudRoutes = [
  route(
    'GET /api/hooks',
    {
      summary: 'List webhooks, newest first',
      scope: 'management',
      query: pagingSchema.extend({ includeExecutionStats: flag }),
      response: z.array(hookSchema),
      errors: [400],
    },
    async ({ context, query, reply }) => {
      const { platform, tenant } = context;
      const { rows, total } = await listHooks(platform.db.queries, tenant.id, pageOf(query));
      const stats = query.includeExecutionStats ? await statsOf(context, rows) : undefined;
      reply.paged(total);
      return rows.map((hook) => presentHook(context, hook, stats?.(hook)));
    },
  ),
  route(
    'POST /api/hooks',
    {
      summary: 'Create a webhook',
      scope: 'management',
      body: hookInput,
      response: hookSchema,
      status: 201,
      errors: [400, 422],
    },
    async ({ context, body: { tenantId, ...fields } }) => {
      refuseOtherTenant(context, tenantId);
      return presentHook(context, await createHook(context, fields));
    },
  ),
  route(
    'GET /api/hooks/:id',
    {
      summary: 'Get a webhook',
      scope: 'management',
      params: byId,
      query: z.object({ includeExecutionStats: flag }),
      response: hookSchema,
      errors: [404],
    },
    async ({ context, params, query }) => {
      const { platform, tenant } = context;
      const hook = await getHook(platform.db.queries, tenant.id, params.id);
      const stats = query.includeExecutionStats ? await statsOf(context, [hook]) : undefined;
      return presentHook(context, hook, stats?.(hook));
    },
  ),
  route(
    'PATCH /api/hooks/:id',
    {
      summary: 'Change a webhook',
      scope: 'management',
      params: byId,
      body: hookInput.partial().extend({ event: eventSchema.nullable().optional() }),
      response: hookSchema,
      errors: [400, 404, 422],
    },
    async ({ context, params, body: { tenantId, ...fields } }) => {
      refuseOtherTenant(context, tenantId);
      return presentHook(context, await changeHook(context, params.id, fields));
    },
  ),
  route(
    'DELETE /api/hooks/:id',
    { summary: 'Delete a webhook', scope: 'management', params: byId, errors: [404] },
    ({ context, params }) => deleteHook(context, params.id),
  ),
  route(
    'PATCH /api/hooks/:id/signing-key',
    {
      summary: 'Give a webhook a new signing key',
      scope: 'management',
      params: byId,
      response: hookSchema,
      errors: [404],
    },
    async ({ context, params }) => presentHook(context, await renewSigningKey(context, params.id)),
  ),
];

/** Sends one made-up payload of each event to the address given, signed as the webhook signs. */
const sendTest = async (
  context: Context,
  id: string,
  events: readonly HookEvent[],
  config: z.infer<typeof configInput>,
): Promise<void> => {
  const { platform, tenant } = context;
  if (events.length === 0) throw refuse('hook.missing_events');
  const hook = await getHook(platform.db.queries, tenant.id, id);
  checkUrl(platform, config.url);
  const headers = resolveHeaders(platform, config.headers ?? {}, { hook, url: config.url });
  const keys = signingKeys(platform, hook);
  const tryEvent = async (event: HookEvent): Promise<Outcome> => {
    const body = JSON.stringify(samplePayload(context, id, event));
    const call = { id: createId(), url: config.url, headers, body };
    let outcome = await callReceiver(platform, keys, call);
    for (let repeats = config.retries ?? 0; !outcome.ok && repeats > 0; repeats -= 1) {
      outcome = await callReceiver(platform, keys, call);
    }
    return outcome;
  };
  const outcomes = await Promise.all(events.map(tryEvent));
  const failed = outcomes.find(({ ok }) => !ok);
  await record(platform.db.queries, context, {
    key: 'Hook.Test',
    result: failed ? 'Error' : 'Success',
    payload: { hookId: id, url: config.url, events, status: failed?.status, error: failed?.error },
  });
  if (failed?.status !== undefined) {
    throw refuse('hook.endpoint_responded_with_error', { status: failed.status });
  }
  if (failed) throw refuse('hook.send_test_payload_failed', { message: failed.error });
};

const deliveryRoutes = [
  route(
    'GET /api/hooks/:id/recent-logs',
    {
      summary: "List a webhook's deliveries of the last 24 hours, newest first",
      scope: 'management',
      params: byId,
      query: pagingSchema.extend(logWindow),
      response: z.array(logSchema),
      errors: [400, 404],
    },
    async ({ context: { platform, tenant }, params, query, reply }) => {
      await getHook(platform.db.queries, tenant.id, params.id);
      const dayAgo = platform.clock.now() - DAY;
      const { rows, total, isCapped } = await listAuditRows(platform.db.queries, tenant.id, {
        ...pageOf(query),
        hookId: params.id,
        logKey: query.logKey,
        startTime: Math.max(query.start_time ?? 0, dayAgo),
        endTime: query.end_time,
        capped: query.enableCap,
      });
      reply.paged(total);
      if (isCapped) reply.headers.push(['Total-Number-Is-Capped', 'true']);
      return rows.map(presentLog);
    },
  ),
  route(
    'POST /api/hooks/:id/test',
    {
      summary: 'Send made-up events to an address',
      scope: 'management',
      params: byId,
      body: z.strictObject({
        events: z.array(eventSchema).max(10),
        /** The older, single event. */
        event: eventSchema.optional(),
        config: configInput,
      }),
      errors: [400, 404, 422],
    },
    ({ context, params, body: { event, events, config } }) =>
      sendTest(context, params.id, [...new Set([...events, ...(event ? [event] : [])])], config),
  ),
];

export const webhookRoutes = [...crudRoutes, ...deliveryRoutes];
