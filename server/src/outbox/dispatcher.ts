/**
 * Sends what the outbox holds. A message is taken by a conditional update that moves it on by a lease, so that of
 * several nodes one sends it; a node that dies leaves it to the next once the lease is over. Bounded: 16 messages at a
 * time a node, 4 of one lane, so that a receiver that hangs holds up nobody else.
 */
import { MINUTE, SECOND } from '../lib/clock.ts';
import type { Platform, Tenant } from '../platform.ts';
import { findTenant } from '../tenants/index.ts';
import type { OutboxKind } from './kinds.ts';
import {
  type Lane,
  listDueMessages,
  type MessageRow,
  putBack,
  removeTaken,
  takeMessage,
} from './outbox.store.ts';

/** Longer than any handler may take: they bound themselves to half of it. */
const LEASE = MINUTE;
const SENDERS = 16;
const SENDERS_PER_LANE = 4;
/** How often a node looks for what other nodes have left and what is due again. */
const INTERVAL = SECOND;
/** How long the end of the server waits for what is under way. */
const STOP_WAIT = 5 * SECOND;

/** Waits between attempts: nine attempts in about eight hours. */
export const STANDARD_DELAYS: readonly number[] = [
  SECOND,
  5 * SECOND,
  30 * SECOND,
  2 * MINUTE,
  10 * MINUTE,
  30 * MINUTE,
  120 * MINUTE,
  300 * MINUTE,
];

/** A message on its way. `id` is the same at every attempt: receivers tell repetitions by it. */
export type Message = {
  readonly id: string;
  readonly payload: Record<string, unknown>;
  /** 1 at the first attempt. */
  readonly attempt: number;
  /** Whether a failure of this attempt is final. */
  readonly isLast: boolean;
  readonly createdAt: number;
};

export type OutboxHandler = {
  /** Sends it within 30 s. Throws to be called again after the next delay, `Undeliverable` to be done with it. */
  deliver: (platform: Platform, tenant: Tenant, message: Message) => Promise<void>;
  /** Waits between attempts; when they are used up the message is dead. */
  delays: readonly number[];
};

export type Handlers = Readonly<Partial<Record<OutboxKind, OutboxHandler>>>;

/** Thrown by a handler for a message that no further attempt would send. */
export class Undeliverable extends Error {}

/** What a message's sealed payload belongs to. */
export const payloadBinding = (tenantId: string, id: string): readonly string[] => ['outbox', tenantId, id];

type Dispatcher = {
  poke: () => void;
  /** Sends what is due now and waits until it is done; for tests and commands. */
  runDue: () => Promise<void>;
  stop: () => Promise<void>;
};

const dispatchers = new WeakMap<Platform, Dispatcher>();

/** A sender has room: look now. Does nothing on a platform that sends nothing (a command). */
export const pokeOutbox = (platform: Platform): void => dispatchers.get(platform)?.poke();

/** Sends what is due by the platform's clock and resolves when nothing due is left. Throws where nothing is started. */
export const dispatchDue = (platform: Platform): Promise<void> => {
  const dispatcher = dispatchers.get(platform);
  if (!dispatcher) throw new Error('the outbox of this platform was not started');
  return dispatcher.runDue();
};

const describe = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).replace(/\p{Cc}/gu, ' ').slice(0, 500);

type Delivery = { platform: Platform; handler: OutboxHandler; row: MessageRow; leaseUntil: number };

const settle = async ({ platform, handler, row, leaseUntil }: Delivery, error: unknown): Promise<void> => {
  const attempt = row.attempts + 1;
  const delay = error instanceof Undeliverable ? undefined : handler.delays[attempt - 1];
  const now = platform.clock.now();
  const dead = delay === undefined;
  platform.log[dead ? 'warn' : 'debug'](
    { err: error, tenantId: row.tenantId, messageId: row.id, kind: row.kind, attempt },
    dead ? 'a message was given up' : 'a message was not sent and waits',
  );
  await putBack(
    platform.db.queries,
    { ...row, nextAttemptAt: leaseUntil },
    { lastError: describe(error), nextAttemptAt: dead ? null : now + delay, deadAt: dead ? now : null },
  );
};

const send = async (delivery: Delivery): Promise<void> => {
  const { platform, handler, row, leaseUntil } = delivery;
  const tenant = await findTenant(platform, row.tenantId);
  const taken = { ...row, nextAttemptAt: leaseUntil };
  if (!tenant) return removeTaken(platform.db.queries, taken);
  try {
    if (row.expiresAt !== null && platform.clock.now() >= row.expiresAt)
      throw new Undeliverable('it came too late');
    if (row.attempts > handler.delays.length) throw new Undeliverable('its last attempt did not end');
    const payload = platform.sealer.open(row.sealedPayload, payloadBinding(row.tenantId, row.id));
    await handler.deliver(platform, tenant, {
      id: row.id,
      payload: JSON.parse(payload),
      attempt: row.attempts + 1,
      isLast: row.attempts >= handler.delays.length,
      createdAt: row.createdAt,
    });
  } catch (error) {
    return settle(delivery, error);
  }
  return removeTaken(platform.db.queries, taken);
};

const laneName = ({ tenantId, lane }: Lane): string => `${tenantId}\n${lane}`;

const createDispatcher = (platform: Platform, handlers: Handlers): Dispatcher => {
  const kinds = Object.keys(handlers);
  const underWay = new Map<string, Set<Promise<void>>>();
  const lanes = new Map<string, Lane>();
  let running = 0;
  let stopped = false;
  let look: Promise<boolean> | undefined;
  let lookAgain = false;

  const roomOf = (lane: Lane): number => SENDERS_PER_LANE - (underWay.get(laneName(lane))?.size ?? 0);

  const begin = (row: MessageRow, leaseUntil: number) => {
    const handler = handlers[row.kind as OutboxKind] as OutboxHandler;
    const name = laneName(row);
    const mates = underWay.get(name) ?? new Set();
    underWay.set(name, mates);
    lanes.set(name, row);
    running += 1;
    const sending = send({ platform, handler, row, leaseUntil })
      .catch((error: unknown) => platform.log.error({ err: error, messageId: row.id }, 'the outbox failed'))
      .finally(() => {
        running -= 1;
        mates.delete(sending);
        if (mates.size === 0) {
          underWay.delete(name);
          lanes.delete(name);
        }
        poke();
      });
    mates.add(sending);
  };

  /** Takes what there is room for. Answers whether anything was due. */
  const takeSome = async (): Promise<boolean> => {
    if (running >= SENDERS || kinds.length === 0) return false;
    const now = platform.clock.now();
    const due = await listDueMessages(platform.db.queries, {
      now,
      kinds,
      without: [...lanes.values()].filter((lane) => roomOf(lane) <= 0),
      limit: 2 * SENDERS,
    });
    if (due.length === 0) return false;
    const wanted: MessageRow[] = [];
    for (const row of due) {
      const mates = wanted.filter((other) => laneName(other) === laneName(row)).length;
      if (wanted.length < SENDERS - running && mates < roomOf(row)) wanted.push(row);
    }
    // In one order on every node, so that two that take the same messages do not wait for each other in a circle.
    wanted.sort((a, b) => (a.id < b.id ? -1 : 1));
    const leaseUntil = now + LEASE;
    const taken = await platform.db.transaction(async (tx) => {
      const won: MessageRow[] = [];
      for (const row of wanted) if (await takeMessage(tx, row, leaseUntil)) won.push(row);
      return won;
    });
    for (const row of taken) begin(row, leaseUntil);
    return true;
  };

  const lookOnce = async (): Promise<boolean> => {
    let found = false;
    do {
      lookAgain = false;
      while (!stopped && (await takeSome())) found = true;
    } while (lookAgain && !stopped);
    return found;
  };

  /** One look at a time; who asks while one is under way is served by another round of it. */
  const takeDue = (): Promise<boolean> => {
    lookAgain = true;
    look ??= lookOnce().finally(() => {
      look = undefined;
    });
    return look;
  };

  const poke = () => {
    if (stopped) return;
    takeDue().catch((error: unknown) => platform.log.error({ err: error }, 'the outbox could not be read'));
  };

  const allUnderWay = () => Promise.all([...underWay.values()].flatMap((mates) => [...mates]));

  const timer = setInterval(poke, INTERVAL);
  timer.unref();
  return {
    poke,
    runDue: async () => {
      while ((await takeDue()) || running > 0) await allUnderWay();
    },
    stop: async () => {
      stopped = true;
      clearInterval(timer);
      let giveUp: NodeJS.Timeout | undefined;
      const late = new Promise<void>((resolve) => {
        giveUp = setTimeout(resolve, STOP_WAIT);
      });
      await Promise.race([Promise.all([look, allUnderWay()]), late]);
      clearTimeout(giveUp);
    },
  };
};

/** Starts sending; answers the stop, which waits at most 5 s for what is under way. What is not sent then stays. */
export const startOutbox = (platform: Platform, handlers: Handlers): (() => Promise<void>) => {
  const dispatcher = createDispatcher(platform, handlers);
  dispatchers.set(platform, dispatcher);
  dispatcher.poke();
  return async () => {
    dispatchers.delete(platform);
    await dispatcher.stop();
  };
};
