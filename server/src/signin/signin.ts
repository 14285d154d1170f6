/**
 * The door between protocols and sign-in: a protocol begins an interaction and, when the browser comes back to its
 * `returnTo`, takes the result once. Sign-in never knows which protocol asked.
 */
import { record } from '../audit/index.ts';
import type { JsonObject, Queries, Transaction } from '../db/index.ts';
import { type Incoming, readCookie, setCookie } from '../http/index.ts';
import { HOUR } from '../lib/clock.ts';
import { sha256 } from '../lib/digest.ts';
import { createId, createToken } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { findSessionById, type Session } from '../sessions/index.ts';
import { refuse } from './errors.ts';
import {
  EMPTY_STATE,
  type Hints,
  type Interaction,
  type InteractionState,
  toInteraction,
} from './interaction.ts';
import {
  consumeInteraction,
  findOpenInteraction,
  type InteractionRow,
  insertInteraction,
  updateCompletedInteraction,
} from './interactions.store.ts';

const LIFE = HOUR;

export type InteractionStart = {
  /** Path on the tenant's own origin where the browser goes when sign-in is done; may be made of the id. */
  returnTo: string | ((interactionId: string) => string);
  /** What the protocol wants back, untouched. The original request is authoritative: nothing may change it later. */
  request: JsonObject;
  hints: Hints;
  /** Who is signed in already: the interaction has nothing to do but what its protocol asks before it takes it. */
  session?: Session | undefined;
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
    state: { ...EMPTY_STATE, sessionId: start.session?.id ?? null },
    version: 0,
    ...(start.session ? { userId: start.session.userId, completedAt: now } : {}),
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
  /** Whether the user has consented to this request. */
  readonly consent: 'approved' | 'denied' | undefined;
  /** The organizations that they shared with it. */
  readonly sharedOrganizationIds: readonly string[];
};

/** What an interaction's row gives; undefined when its session has ended since (suspension, revocation). */
const toCompleted = async (
  db: Queries,
  { platform, tenant }: Context,
  row: InteractionRow,
): Promise<CompletedInteraction | undefined> => {
  const { sessionId, consent, sharedOrganizationIds = [] } = row.state as InteractionState;
  if (row.userId === null || sessionId === null) return undefined;
  const session = await findSessionById(db, tenant.id, sessionId, platform.clock.now());
  if (!session || session.userId !== row.userId) return undefined;
  const { userId, request } = row;
  return { userId, request, methods: session.methods, session, consent, sharedOrganizationIds };
};

/** The completed sign-in of the request's browser that waits to be taken, for what its protocol asks before. */
export const findCompletedInteraction = async (
  context: Context,
  incoming: Incoming,
): Promise<WaitingInteraction | undefined> => {
  const { platform, tenant } = context;
  const token = readCookie(incoming, tenant, 'interaction');
  if (token === undefined) return undefined;
  const db = platform.db.queries;
  const row = await findOpenInteraction(db, tenant.id, sha256(token), platform.clock.now());
  if (!row || row.completedAt === null) return undefined;
  const completed = await toCompleted(db, context, row);
  return completed && { ...completed, interaction: toInteraction(row) };
};

export type WaitingInteraction = CompletedInteraction & { readonly interaction: Interaction };

/** Notes what the user said on the consent page. Throws `session.changed` when a parallel request got in first. */
export const decideConsent = async (
  tx: Transaction,
  { interaction }: WaitingInteraction,
  consent: 'approved' | 'denied',
  sharedOrganizationIds: readonly string[] = [],
): Promise<void> => {
  const state = { ...interaction.state, consent, sharedOrganizationIds } as unknown as JsonObject;
  if (!(await updateCompletedInteraction(tx, interaction.row, { state }))) throw refuse('session.changed');
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
  const completed = row && (await toCompleted(tx, context, row));
  if (!completed) return undefined;
  await record(tx, context, {
    key: 'Interaction.End',
    userId: completed.userId,
    payload: { interactionId },
  });
  return completed;
};
