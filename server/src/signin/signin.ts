/**
 * The door between protocols and sign-in: a protocol begins an interaction and, when the browser comes back to its
 * `returnTo`, takes the result once. Sign-in never knows which protocol asked.
 */
import { record } from '../audit/index.ts';
import type { JsonObject, Transaction } from '../db/index.ts';
import { type Incoming, readCookie, setCookie } from '../http/index.ts';
import { HOUR } from '../lib/clock.ts';
import { sha256 } from '../lib/digest.ts';
import { createId, createToken } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { findSessionById, type Session } from '../sessions/index.ts';
import { EMPTY_STATE, type Hints, type InteractionState } from './interaction.ts';
import { consumeInteraction, insertInteraction } from './interactions.store.ts';

const LIFE = HOUR;

export type InteractionStart = {
  /** Path on the tenant's own origin where the browser goes when sign-in is done; may be made of the id. */
  returnTo: string | ((interactionId: string) => string);
  /** What the protocol wants back, untouched. The original request is authoritative: nothing may change it later. */
  request: JsonObject;
  hints: Hints;
};

const FIRST_SCREENS: Record<string, string> = {
  'sign-in': '/sign-in',
  sign_in: '/sign-in',
  'identifier:sign_in': '/sign-in',
  register: '/register',
  'identifier:register': '/register',
  single_sign_on: '/single-sign-on',
  'single-sign-on': '/single-sign-on',
};

/** The path of the first page that hints ask for. An unknown value is the sign-in page. */
const firstPage = (hints: Hints): string => {
  const direct = /^sso:([\w-]{1,128})$/.exec(hints.directSignIn ?? '')?.[1];
  if (direct !== undefined) return `/direct/sso/${direct}`;
  return FIRST_SCREENS[hints.firstScreen ?? ''] ?? '/sign-in';
};

/** Starts a sign-in: `cookie` is a Set-Cookie value, `location` the path of the first page. */
export const beginInteraction = async (
  tx: Transaction,
  context: Context,
  start: InteractionStart,
): Promise<{ interactionId: string; cookie: string; location: string }> => {
  const { platform, tenant } = context;
  const now = platform.clock.now();
  const token = createToken();
  const id = createId();
  const returnTo = typeof start.returnTo === 'string' ? start.returnTo : start.returnTo(id);
  if (!/^\/(?!\/)[^\\]*$/.test(returnTo)) throw new Error('returnTo must be a path on our own origin');
  await insertInteraction(tx, {
    tenantId: tenant.id,
    tokenHash: sha256(token),
    id,
    returnTo,
    request: start.request,
    hints: start.hints as JsonObject,
    state: EMPTY_STATE as unknown as JsonObject,
    version: 0,
    createdAt: now,
    expiresAt: now + LIFE,
  });
  await record(tx, context, {
    key: 'Interaction.Create',
    applicationId: start.hints.applicationId ?? null,
    payload: { interactionId: id },
  });
  return {
    interactionId: id,
    cookie: setCookie(tenant, 'interaction', token, LIFE / 1000),
    location: firstPage(start.hints),
  };
};

export type CompletedInteraction = {
  readonly userId: string;
  readonly request: JsonObject;
  readonly methods: readonly string[];
  readonly session: Session;
};

/**
 * Takes the result of a sign-in, once, for the browser that holds its cookie. Undefined for another browser, another
 * id, a second time, or when the session has ended since (suspension, revocation).
 */
export const takeCompletedInteraction = async (
  tx: Transaction,
  context: Context,
  incoming: Incoming,
  interactionId: string,
): Promise<CompletedInteraction | undefined> => {
  const { platform, tenant } = context;
  const token = readCookie(incoming, tenant, 'interaction');
  if (token === undefined) return undefined;
  const now = platform.clock.now();
  const row = await consumeInteraction(tx, tenant.id, sha256(token), interactionId, now);
  const sessionId = (row?.state as InteractionState | undefined)?.sessionId;
  if (!row?.userId || !sessionId) return undefined;
  const session = await findSessionById(tx, tenant.id, sessionId, now);
  if (!session || session.userId !== row.userId) return undefined;
  await record(tx, context, {
    key: 'Interaction.End',
    userId: row.userId,
    payload: { interactionId },
  });
  return { userId: row.userId, request: row.request, methods: session.methods, session };
};
