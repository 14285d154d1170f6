/**
 * From an event to the receivers: the event is spread over the webhooks that subscribe to it, each of which is called
 * by a message of its own, so that one that fails repeats alone. Every call leaves a row in the audit trail.
 */
import { createHash } from 'node:crypto';
import { type HookEvent, type HookOccasion, record } from '../audit/index.ts';
import { SECOND } from '../lib/clock.ts';
import { signatureHeaders } from '../lib/webhook-signature.ts';
import {
  countLane,
  enqueue,
  type Message,
  type OutboxHandler,
  STANDARD_DELAYS,
  Undeliverable,
} from '../outbox/index.ts';
import type { Context, Platform, Tenant } from '../platform.ts';
import { findHook, type Hook, listEnabledHooks } from './hooks.store.ts';
import { openHeaders, signingKeys, subscriptionsOf } from './hooks.ts';
import { composePayload, type HookPayload } from './payload.ts';

const TIMEOUT = 10 * SECOND;
const MAX_ANSWER = 64 * 1024;
/** Messages that wait for one receiver at most. What is beyond is not kept, and the trail says so. */
const MAX_WAITING = 10_000;

const laneOf = (hookId: string): string => `webhook:${hookId}`;

/** The same for every attempt, and when the spreading itself is repeated: receivers tell repetitions by it. */
const deliveryId = (hookId: string, occasionId: string, event: HookEvent): string =>
  createHash('sha256').update(`${hookId}|${occasionId}|${event}`).digest('hex').slice(0, 32);

const contextOf = (platform: Platform, tenant: Tenant, requestId: string): Context => ({
  platform,
  tenant,
  actor: { type: 'system' },
  from: { ip: '', userAgent: null, requestId },
});

const queueFor = async (context: Context, hook: Hook, id: string, payload: HookPayload): Promise<void> => {
  const { queries } = context.platform.db;
  const lane = laneOf(hook.id);
  if ((await countLane(queries, { tenantId: hook.tenantId, lane }, MAX_WAITING)) >= MAX_WAITING) {
    await record(queries, context, {
      key: `TriggerHook.${payload.event}`,
      result: 'Error',
      hookId: hook.id,
      payload: { hookId: hook.id, error: `${MAX_WAITING} deliveries wait already; this one was not kept` },
    });
    return;
  }
  await enqueue(queries, context, { id, kind: 'webhook', lane, payload: { hookId: hook.id, body: payload } });
};

/** Spreads an event over the webhooks that are subscribed to it now. */
export const webhookEventHandler: OutboxHandler = {
  delays: STANDARD_DELAYS,
  deliver: async (platform, tenant, message) => {
    const occasion = message.payload as HookOccasion;
    const hooks = await listEnabledHooks(platform.db.queries, tenant.id);
    const context = contextOf(platform, tenant, message.id);
    for (const event of occasion.events) {
      const subscribed = hooks.filter((hook) => subscriptionsOf(hook).includes(event));
      if (subscribed.length === 0) continue;
      const payloadFor = await composePayload(platform, tenant, occasion, event);
      for (const hook of subscribed) {
        await queueFor(context, hook, deliveryId(hook.id, occasion.id, event), payloadFor(hook.id));
      }
    }
  },
};

/** How one call of a receiver went. */
export type Outcome = {
  readonly ok: boolean;
  readonly status?: number;
  readonly answer?: string;
  readonly error?: string;
  readonly durationMs: number;
};

type Call = { id: string; url: string; headers: Record<string, string>; body: string };

/** Calls a receiver once through the guarded client: public addresses alone, no redirects, 10 s. Never throws. */
export const callReceiver = async (
  { outgoing, clock }: Platform,
  keys: { key: string; previousKey?: string | undefined },
  { id, url, headers, body }: Call,
): Promise<Outcome> => {
  const startedAt = performance.now();
  const duration = () => Math.round(performance.now() - startedAt);
  try {
    const response = await outgoing(url, {
      method: 'POST',
      headers: {
        ...headers,
        'content-type': 'application/json',
        ...signatureHeaders(keys, { id, sentAt: clock.now(), body }),
      },
      body,
      timeout: TIMEOUT,
      maxBytes: MAX_ANSWER,
    });
    return {
      ok: response.ok,
      status: response.status,
      answer: await response.text(),
      durationMs: duration(),
    };
  } catch (error) {
    return { ok: false, error: (error as Error).message, durationMs: duration() };
  }
};

const failureOf = ({ error, status }: Outcome): string =>
  error ?? `the receiver answered with status ${status}`;

const log = (context: Context, hook: Hook, event: HookEvent, message: Message, outcome: Outcome) => {
  const { ok, status, answer, durationMs } = outcome;
  return record(context.platform.db.queries, context, {
    key: `TriggerHook.${event}`,
    result: ok ? 'Success' : 'Error',
    hookId: hook.id,
    payload: {
      hookId: hook.id,
      messageId: message.id,
      attempt: message.attempt,
      hookRequest: { url: hook.url, body: message.payload.body },
      ...(status === undefined ? {} : { response: { statusCode: status, body: answer } }),
      durationMs,
      ...(ok ? {} : { error: failureOf(outcome) }),
    },
  });
};

/**
 * Calls one webhook. What does not answer 2xx is tried again: three times within the first minute, then with growing
 * waits for about eight hours; 410 ends it. A webhook that was switched off or deleted meanwhile is not called.
 */
export const webhookHandler: OutboxHandler = {
  delays: STANDARD_DELAYS,
  deliver: async (platform, tenant, message) => {
    const { hookId, body } = message.payload as { hookId: string; body: HookPayload };
    const hook = await findHook(platform.db.queries, tenant.id, hookId);
    if (!hook?.enabled) return;
    const outcome = await callReceiver(platform, signingKeys(platform, hook), {
      id: message.id,
      url: hook.url,
      headers: openHeaders(platform, hook),
      body: JSON.stringify(body),
    });
    await log(contextOf(platform, tenant, message.id), hook, body.event, message, outcome);
    if (outcome.ok) return;
    const isLast = outcome.status === 410 || (hook.retries !== null && message.attempt > hook.retries);
    throw isLast ? new Undeliverable(failureOf(outcome)) : new Error(failureOf(outcome));
  },
};
