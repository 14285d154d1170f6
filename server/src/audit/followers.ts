/**
 * Tells who follows the trail of a new row, in the row's own transaction: webhooks through the outbox, the sink through
 * the list of rows it has still to take. A tenant that nobody follows costs no statement beyond one look a second.
 */
import type { Queries, Transaction } from '../db/index.ts';
import { SECOND } from '../lib/clock.ts';
import { enqueue } from '../outbox/index.ts';
import type { Context, Platform } from '../platform.ts';
import type { AuditRow } from './audit.store.ts';
import type { AuditEvent } from './audit.ts';
import type { HookEvent } from './events.ts';
import { hasSink, insertExport, listSubscribedEvents } from './followers.store.ts';
import { hookEventsOf } from './hook-events.ts';
import { maskSecrets } from './mask.ts';

/** Ids of members that a webhook's payload names at most. */
export const MAX_NAMED = 5000;

type Followers = { events: ReadonlySet<string>; sink: boolean; clockAt: number; loadedAt: number };

const known = new WeakMap<Platform, Map<string, Followers>>();

const of = (platform: Platform): Map<string, Followers> => {
  let tenants = known.get(platform);
  if (!tenants) {
    tenants = new Map();
    known.set(platform, tenants);
  }
  return tenants;
};

/**
 * Configuration, so it may be a second old. It is read by the caller's own transaction: a second connection, asked
 * for while holding one, could wait for ever for its like.
 */
const followersOf = async (db: Queries | Transaction, { platform, tenant }: Context): Promise<Followers> => {
  const now = platform.clock.now();
  const found = of(platform).get(tenant.id);
  if (found && Math.max(now - found.clockAt, performance.now() - found.loadedAt) < SECOND) return found;
  const loaded = {
    events: await listSubscribedEvents(db, tenant.id),
    sink: await hasSink(db, tenant.id),
    clockAt: now,
    loadedAt: performance.now(),
  };
  of(platform).set(tenant.id, loaded);
  return loaded;
};

/** Forgets who follows a tenant's trail, after this process has changed it. */
export const forgetFollowers = (platform: Platform, tenantId: string): void => {
  of(platform).delete(tenantId);
};

/** What the outbox carries to the webhooks: everything about the event that is no secret. */
export type HookOccasion = {
  /** The row in the trail; receivers know the event by it. */
  readonly id: string;
  readonly events: readonly HookEvent[];
  readonly at: number;
  readonly userId: string | null;
  readonly applicationId: string | null;
  readonly ip: string;
  readonly userAgent: string | null;
  readonly call: Context['call'] | null;
  readonly about: Readonly<Record<string, unknown>>;
};

/** Tells the followers of a row that was just written. Part of the row's transaction. */
export const tellFollowers = async (
  db: Queries | Transaction,
  context: Context,
  event: AuditEvent,
  row: AuditRow,
): Promise<void> => {
  const followers = await followersOf(db, context);
  if (followers.sink)
    await insertExport(db, { tenantId: row.tenantId, id: row.id, createdAt: row.createdAt });
  if (followers.events.size === 0 || (row.result === 'Error' && !TOLD_OF_ERRORS.has(event.key))) return;
  const events = hookEventsOf(event.key).filter((name) => followers.events.has(name));
  if (events.length === 0) return;
  const occasion: HookOccasion = {
    id: row.id,
    events,
    at: row.createdAt,
    userId: row.userId,
    applicationId: row.applicationId,
    ip: context.from.ip,
    userAgent: context.from.userAgent,
    call: context.call ?? null,
    about: maskSecrets(event.payload ?? {}, MAX_NAMED) as Record<string, unknown>,
  };
  await enqueue(db, context, { kind: 'webhook-event', payload: occasion });
};

/** Webhooks hear of what was done, and of refusals only these. */
const TOLD_OF_ERRORS: ReadonlySet<string> = new Set(['Identifier.Lockout', 'Message.RateLimited']);
