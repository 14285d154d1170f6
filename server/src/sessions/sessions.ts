/**
 * Browser sessions. A session is known by a random cookie of which only the hash is stored; every sign-in makes a
 * new one and kills the one it replaces (session fixation). It lives as long as the tenant says from the sign-in,
 * whatever happens. Whatever ends one tells the applications that took part in it (logout-notices.ts).
 */
import type { JsonObject, Transaction } from '../db/index.ts';
import { clearCookie, type Incoming, readCookie, setCookie } from '../http/index.ts';
import { MINUTE, SECOND } from '../lib/clock.ts';
import { sha256 } from '../lib/digest.ts';
import { createId, createToken } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { announceLogout } from './logout-notices.ts';
import { sessionLife } from './session-settings.ts';
import {
  findLiveSession,
  findSessionById,
  holdSession,
  insertSession,
  insertSessionApplication,
  listLiveSessions,
  moveSession,
  readSessionUses,
  removeSession,
  removeSessionsOfUser,
  revokeGrantsOfUser,
  type Session,
  type SessionUse,
  touchSession,
} from './sessions.store.ts';

const TOUCH_EVERY = MINUTE;

/** The session of the request's cookie: not expired, its user neither removed nor suspended. Never cached. */
export const findSession = async (context: Context, incoming: Incoming): Promise<Session | undefined> => {
  const { platform, tenant } = context;
  const token = readCookie(incoming, tenant, 'session');
  if (token === undefined) return undefined;
  const now = platform.clock.now();
  const session = await findLiveSession(platform.db.queries, tenant.id, sha256(token), now);
  if (session && now - session.lastSeenAt >= TOUCH_EVERY) {
    await touchSession(platform.db.queries, tenant.id, session.id, now);
  }
  return session;
};

export type SessionStart = {
  userId: string;
  /** How the user proved who they are: `password`, `email-code`, `sso:<connectorId>`. */
  methods: string[];
  /** How the user did that, as lists of sessions may show it. */
  submission?: JsonObject | undefined;
  /** The browser's session until now; it ends. What it held moves on when the user is the same. */
  replaces?: Session | undefined;
};

/** Starts a session under a new id and a new cookie. `cookie` is a Set-Cookie value. */
export const startSession = async (
  tx: Transaction,
  context: Context,
  start: SessionStart,
): Promise<{ session: Session; cookie: string }> => {
  const { platform, tenant, from } = context;
  const now = platform.clock.now();
  const life = (await sessionLife(tx, tenant.id)) * SECOND;
  const token = createToken();
  const { replaces } = start;
  const id = createId();
  const session: Session = {
    tenantId: tenant.id,
    tokenHash: sha256(token),
    id,
    sid: replaces?.userId === start.userId ? (replaces.sid ?? replaces.id) : id,
    userId: start.userId,
    authenticatedAt: now,
    methods: start.methods,
    createdAt: now,
    lastSeenAt: now,
    expiresAt: now + life,
    ip: from.ip,
    userAgent: from.userAgent,
    lastSubmission: start.submission ?? null,
  };
  await insertSession(tx, session);
  if (replaces) {
    if (replaces.userId !== start.userId) await announceLogout(tx, context, { sessionId: replaces.id });
    else if (await holdSession(tx, tenant.id, replaces.id, now))
      await moveSession(tx, tenant.id, replaces.id, session.id);
    await removeSession(tx, tenant.id, replaces.id);
  }
  return { session, cookie: setCookie(tenant, 'session', token, life / SECOND) };
};

/** Ends a session; the answer is the Set-Cookie value that removes its cookie. Grants are the caller's matter. */
export const endSession = async (tx: Transaction, context: Context, session: Session): Promise<string> => {
  await revokeSession(tx, context, session.id);
  return clearCookie(context.tenant, 'session');
};

/** A user's living sessions, newest first. */
export const listUserSessions = (context: Context, userId: string): Promise<Session[]> =>
  listLiveSessions(context.platform.db.queries, context.tenant.id, userId, context.platform.clock.now());

/** To what a user's living sessions are signed in. */
export const listSessionUses = (context: Context, userId: string): Promise<SessionUse[]> =>
  readSessionUses(context.platform.db.queries, context.tenant.id, userId, context.platform.clock.now());

/** Ends a session by its public id. Answers whether there was one. */
const revokeSession = async (tx: Transaction, context: Context, sessionId: string): Promise<boolean> => {
  await announceLogout(tx, context, { sessionId });
  return removeSession(tx, context.tenant.id, sessionId);
};

/** Ends a session by its public id. Answers whether the user had such a one. */
export const revokeSessionOfUser = async (
  tx: Transaction,
  context: Context,
  userId: string,
  sessionId: string,
): Promise<boolean> => {
  const session = await findSessionById(tx, context.tenant.id, sessionId, context.platform.clock.now());
  return session?.userId === userId && revokeSession(tx, context, sessionId);
};

/** Ends every session and grant of a user and removes the opaque tokens. Part of the caller's transaction. */
export const revokeUserAccess = async (tx: Transaction, context: Context, userId: string): Promise<void> => {
  const { platform, tenant } = context;
  await announceLogout(tx, context, { userId });
  await removeSessionsOfUser(tx, tenant.id, userId);
  await revokeGrantsOfUser(tx, tenant.id, userId, platform.clock.now());
};

/** Remembers that an application was signed in to within a session (for logout). */
export const noteApplication = (
  tx: Transaction,
  context: Context,
  sessionId: string,
  applicationId: string,
): Promise<void> => {
  const { tenant } = context;
  return insertSessionApplication(tx, {
    tenantId: tenant.id,
    sessionId,
    applicationId,
    // The tenant's own address may change in the settings; a custom domain stays what it is.
    issuer: tenant.issuer === tenant.issuers[0] ? null : tenant.issuer,
    createdAt: context.platform.clock.now(),
  });
};
