/**
 * The durable outbox: what must leave the server because of a change is written in the change's own transaction and
 * sent after it, at least once, however the process ends in between. Nothing is sent on a request's path.
 */
import { afterCommit, type Queries, type Transaction } from '../db/index.ts';
import { DAY } from '../lib/clock.ts';
import { createSerialId } from '../lib/ids.ts';
import type { Context, Platform } from '../platform.ts';
import { payloadBinding, pokeOutbox } from './dispatcher.ts';
import type { OutboxKind } from './kinds.ts';
import { insertMessage, removeOldMessages } from './outbox.store.ts';

/** Dead messages are kept this long, to be looked at. */
const DEAD_KEPT = 7 * DAY;
/** A message of a kind that no node knows is given up after this. */
const UNKNOWN_KEPT = 30 * DAY;

/** What is to be sent. */
export type Outgoing = {
  kind: OutboxKind;
  /** Where the caller can name the message the same way when it is queued again: the second is left out. */
  id?: string;
  /** JSON for the kind's handler. Kept sealed: it carries codes, tokens and what people are called. */
  payload: Record<string, unknown>;
  /** Messages of one lane (of a tenant) share 4 of a node's 16 senders; the kind unless told. */
  lane?: string;
  /** Not sent before; at once unless told. */
  notBefore?: number;
  /** Not sent after: a code that has expired helps nobody. */
  expiresAt?: number;
};

/**
 * Queues a message in the caller's transaction and answers its id, which stays the same over all attempts. It is
 * sent once the transaction is committed; receivers may get it more than once.
 */
export const enqueue = async (
  tx: Queries | Transaction,
  { platform, tenant }: Pick<Context, 'platform' | 'tenant'>,
  { kind, id: asked, payload, lane = kind, notBefore, expiresAt }: Outgoing,
): Promise<string> => {
  const now = platform.clock.now();
  const id = asked ?? createSerialId(now);
  await insertMessage(tx, {
    tenantId: tenant.id,
    id,
    kind,
    lane,
    sealedPayload: platform.sealer.seal(JSON.stringify(payload), payloadBinding(tenant.id, id)),
    attempts: 0,
    nextAttemptAt: notBefore ?? now,
    lastError: null,
    createdAt: now,
    expiresAt: expiresAt ?? null,
    deadAt: null,
  });
  if (notBefore === undefined || notBefore <= now) afterCommit(tx, () => pokeOutbox(platform));
  return id;
};

/** One round of housekeeping: what died long ago goes. */
export const tidyOutbox = async (platform: Platform): Promise<void> => {
  const now = platform.clock.now();
  await removeOldMessages(platform.db.queries, {
    deadBefore: now - DEAD_KEPT,
    createdBefore: now - UNKNOWN_KEPT,
  });
};
