/**
 * The audit trail: who did what, when, from where. A row is written in the transaction of the change it tells of, so
 * it is durable before the answer; refusals write their own row.
 */
import type { Queries, Transaction } from '../db/index.ts';
import { SECOND } from '../lib/clock.ts';
import { createSerialId } from '../lib/ids.ts';
import type { Actor, Context, Platform } from '../platform.ts';
import { type AuditRow, insertAuditRow } from './audit.store.ts';
import type { EventKey } from './events.ts';
import { tellFollowers } from './followers.ts';
import { maskSecrets } from './mask.ts';

export type AuditEvent = {
  key: EventKey;
  /** `Success` unless told. */
  result?: 'Success' | 'Error';
  /** The user and application it is about; the actor's own when left out. */
  userId?: string | null;
  applicationId?: string | null;
  /** The webhook whose delivery it is. */
  hookId?: string;
  payload?: Record<string, unknown>;
};

const describeActor = (actor: Actor): Record<string, unknown> => {
  switch (actor.type) {
    case 'user':
      return { type: 'user', userId: actor.userId, applicationId: actor.applicationId };
    case 'application':
      return { type: 'application', applicationId: actor.applicationId };
    case 'administrator':
      return { type: 'administrator', userId: actor.userId, role: actor.role };
    default:
      return { type: actor.type };
  }
};

/** Writes an event's row and tells who follows the trail. `db` is the transaction of the change. */
export const record = async (
  db: Queries | Transaction,
  context: Context,
  event: AuditEvent,
): Promise<void> => {
  const { actor, from, tenant, platform } = context;
  const now = platform.clock.now();
  const row: AuditRow = {
    tenantId: tenant.id,
    id: createSerialId(now),
    key: event.key,
    result: event.result ?? 'Success',
    userId: event.userId ?? (actor.type === 'user' ? actor.userId : null),
    applicationId:
      event.applicationId ??
      (actor.type === 'user' || actor.type === 'application' ? actor.applicationId : null),
    hookId: event.hookId ?? null,
    createdAt: now,
    payload: {
      ...(maskSecrets(event.payload ?? {}) as Record<string, unknown>),
      actor: describeActor(actor),
      ip: from.ip,
      userAgent: maskSecrets(from.userAgent),
      requestId: from.requestId,
    },
  };
  await insertAuditRow(db, row);
  await tellFollowers(db, context, event, row);
};

/** Rows a second that anonymous callers may cause, per kind of refusal and address. */
const REFUSALS_PER_SECOND = 10;

/** Windows kept at most, so that many addresses cannot fill the memory. */
const MAX_WINDOWS = 10_000;

type Window = { second: number; count: number; suppressed: number };
const windows = new WeakMap<object, Map<string, Window>>();

/** Counts of suppressed refusals that are not written yet. */
const pending = new WeakMap<object, Set<() => Promise<void>>>();

const pendingOf = (platform: object): Set<() => Promise<void>> => {
  let counts = pending.get(platform);
  if (!counts) {
    counts = new Set();
    pending.set(platform, counts);
  }
  return counts;
};

/** Writes the counts of suppressed refusals that still wait for the end of their second; for the server's end. */
export const flushRefusals = async (platform: Platform): Promise<void> => {
  for (const write of pendingOf(platform)) await write();
};

const forgetQuiet = (known: Map<string, Window>, second: number): void => {
  for (const [name, window] of known)
    if (window.second < second && window.suppressed === 0) known.delete(name);
};

/**
 * Writes the row of a refusal in a write of its own. Anonymous callers cause at most 10 rows a second per kind and
 * address; the rest is counted in one row when the second is over, so that a flood cannot fill the disk.
 */
export const recordRefusal = async (context: Context, event: AuditEvent): Promise<void> => {
  const { platform, actor, from } = context;
  const db = platform.db.queries;
  const refusal: AuditEvent = { ...event, result: 'Error' };
  if (actor.type !== 'anonymous') return record(db, context, refusal);
  let known = windows.get(platform);
  if (!known) {
    known = new Map();
    windows.set(platform, known);
  }
  const name = `${context.tenant.id}|${event.key}|${from.ip}`;
  const second = Math.floor(platform.clock.now() / SECOND);
  let window = known.get(name);
  if (!window || window.second !== second) {
    if (known.size >= MAX_WINDOWS) forgetQuiet(known, second);
    window = { second, count: 0, suppressed: 0 };
    known.set(name, window);
  }
  window.count += 1;
  if (window.count <= REFUSALS_PER_SECOND) return record(db, context, refusal);
  window.suppressed += 1;
  if (window.suppressed > 1) return undefined;
  const counted = window;
  const waiting = pendingOf(platform);
  const write = async (): Promise<void> => {
    if (!waiting.delete(write)) return;
    if (known.get(name) === counted) known.delete(name);
    await record(db, context, {
      key: 'Refusals.Suppressed',
      result: 'Error',
      payload: { refused: event.key, count: counted.suppressed },
    });
  };
  waiting.add(write);
  setTimeout(() => {
    write().catch((error: unknown) =>
      platform.log.error({ err: error }, 'a count of refusals was not written'),
    );
  }, SECOND).unref();
  return undefined;
};
