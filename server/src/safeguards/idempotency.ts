/**
 * Idempotency-Key: a request that is sent again within 24 hours is carried out once and answered the same. The key
 * belongs to tenant, caller and address. The change itself marks the key in its own transaction, so that a server that
 * dies between the change and its answer does not make the next attempt change it twice.
 */
import type { Transaction } from '../db/index.ts';
import { DAY, MINUTE } from '../lib/clock.ts';
import { hmac256, sha256 } from '../lib/digest.ts';
import type { Actor, Context, Platform } from '../platform.ts';
import { refuse } from './errors.ts';
import {
  type Claim,
  claimKey,
  findClaim,
  keepAnswer,
  markApplied,
  releaseKey,
  removeExpiredKeys,
} from './idempotency.store.ts';

const LIFE = DAY;
/** Longer than any request may take. */
const STALLED = 2 * MINUTE;
/** Headers that an answer keeps; the rest is made anew. */
const KEPT = ['content-type', 'location', 'cache-control'];

const callerOf = (actor: Actor): string => {
  switch (actor.type) {
    case 'application':
      return `application ${actor.applicationId}`;
    case 'administrator':
    case 'user':
      return `${actor.type} ${actor.userId}`;
    default:
      return actor.type;
  }
};

type Repeatable = { context: Context; key: string; address: string; body: string };

const bindingOf = (claim: Pick<Claim, 'tenantId' | 'keyHash'>): string[] => [
  'idempotency-key',
  claim.tenantId,
  claim.keyHash,
];

const inFlight = () => refuse('idempotency.in_flight', undefined, { headers: { 'retry-after': '1' } });

const answerAgain = ({ sealer, clock }: Platform, claim: Claim, fingerprint: string): Response => {
  if (claim.fingerprint !== fingerprint) throw refuse('idempotency.key_reused');
  if (claim.sealedAnswer === null || claim.progress !== 'answered') {
    const isUnderWay = claim.progress === 'running' || clock.now() - claim.createdAt < STALLED;
    throw isUnderWay ? inFlight() : refuse('idempotency.answer_lost');
  }
  const { status, headers, body } = JSON.parse(sealer.open(claim.sealedAnswer, bindingOf(claim)));
  return new Response(body, { status, headers: { ...headers, 'idempotency-replayed': 'true' } });
};

const copyOf = async (response: Response): Promise<string> => {
  const kept = KEPT.flatMap((name) => {
    const value = response.headers.get(name);
    return value === null ? [] : [[name, value] as const];
  });
  const text = await response.clone().text();
  return JSON.stringify({
    status: response.status,
    headers: Object.fromEntries(kept),
    body: text === '' ? null : text,
  });
};

/**
 * Carries a request out unless it was before. `run` is handed what its transaction must do first. Throws
 * `idempotency.key_reused` (another body), `idempotency.in_flight`, `idempotency.answer_lost`.
 */
export const answerOnce = async (
  { context, key, address, body }: Repeatable,
  run: (mark: (tx: Transaction) => Promise<void>) => Promise<Response>,
): Promise<Response> => {
  const { platform, tenant, actor } = context;
  if (!/^[\x21-\x7e]{1,255}$/.test(key)) throw refuse('idempotency.key_invalid');
  const db = platform.db.queries;
  const now = platform.clock.now();
  // The body may hold a password, which a plain hash would let somebody guess.
  const fingerprint = hmac256(platform.sealer.derive('idempotency'), body);
  const keyHash = sha256(JSON.stringify([callerOf(actor), address, key]));
  const claim = { tenantId: tenant.id, keyHash, fingerprint, createdAt: now, expiresAt: now + LIFE };
  if (!(await claimKey(db, claim, now - STALLED))) {
    const known = await findClaim(db, tenant.id, keyHash);
    if (!known) throw inFlight();
    return answerAgain(platform, known, fingerprint);
  }
  try {
    const response = await run(async (tx) => {
      if (!(await markApplied(tx, claim))) throw inFlight();
    });
    await keepAnswer(db, claim, platform.sealer.seal(await copyOf(response), bindingOf(claim)));
    return response;
  } catch (error) {
    await releaseKey(db, claim);
    throw error;
  }
};

/** Forgets keys whose time is over; for housekeeping. */
export const tidyIdempotencyKeys = ({ db, clock }: Platform): Promise<void> =>
  removeExpiredKeys(db.queries, clock.now());
