/** Rows of browser sessions and of what hangs on them. Only hashes of cookies are stored. */
import { type Insertable, type Selectable, sql } from 'kysely';
import type { Queries, SessionsTable, Transaction } from '../db/index.ts';

export type Session = Selectable<SessionsTable>;

const liveSessions = (db: Queries, tenantId: string, now: number) =>
  db
    .selectFrom('sessions')
    .innerJoin('users', (join) =>
      join.onRef('users.tenantId', '=', 'sessions.tenantId').onRef('users.id', '=', 'sessions.userId'),
    )
    .selectAll('sessions')
    .where('sessions.tenantId', '=', tenantId)
    .where('sessions.expiresAt', '>', now)
    .where('users.isSuspended', '=', false);

/** The living session of a cookie's hash: not expired, its user there and not suspended. */
export const findLiveSession = (
  db: Queries,
  tenantId: string,
  tokenHash: string,
  now: number,
): Promise<Session | undefined> =>
  liveSessions(db, tenantId, now).where('sessions.tokenHash', '=', tokenHash).executeTakeFirst();

/** The living session of a public id. */
export const findSessionById = (
  db: Queries,
  tenantId: string,
  id: string,
  now: number,
): Promise<Session | undefined> =>
  liveSessions(db, tenantId, now).where('sessions.id', '=', id).executeTakeFirst();

export const insertSession = async (tx: Queries, row: Insertable<SessionsTable>): Promise<void> => {
  await tx.insertInto('sessions').values(row).execute();
};

export const touchSession = async (db: Queries, tenantId: string, id: string, now: number): Promise<void> => {
  await db
    .updateTable('sessions')
    .set({ lastSeenAt: now })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .execute();
};

/**
 * Keeps a living session from being ended until the transaction is over; answers false when it has ended. Whatever is
 * given in a session is given under this, and whoever ends one removes it before revoking: what is given at the same
 * moment is then either revoked with the rest or not given at all.
 */
export const holdSession = async (
  tx: Transaction,
  tenantId: string,
  id: string,
  now: number,
): Promise<boolean> => {
  const result = await tx
    .updateTable('sessions')
    .set({ lastSeenAt: now })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .where('expiresAt', '>', now)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

/** Moves what belongs to one session (applications, grants) to its successor of the same user. */
export const moveSession = async (tx: Queries, tenantId: string, from: string, to: string): Promise<void> => {
  await sql`insert into session_applications (tenant_id, session_id, application_id, issuer, created_at)
    select tenant_id, ${to}, application_id, issuer, created_at from session_applications
    where tenant_id = ${tenantId} and session_id = ${from}`.execute(tx);
  await tx
    .updateTable('grants')
    .set({ sessionId: to })
    .where('tenantId', '=', tenantId)
    .where('sessionId', '=', from)
    .execute();
};

/** Removes a session. Answers whether there was one. */
export const removeSession = async (tx: Queries, tenantId: string, id: string): Promise<boolean> => {
  const result = await tx
    .deleteFrom('sessions')
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};

export const listLiveSessions = (
  db: Queries,
  tenantId: string,
  userId: string,
  now: number,
): Promise<Session[]> =>
  db
    .selectFrom('sessions')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .where('expiresAt', '>', now)
    .orderBy('createdAt', 'desc')
    .execute();

/** Remembers that an application was signed in to within a session. */
export const insertSessionApplication = async (
  tx: Queries,
  row: {
    tenantId: string;
    sessionId: string;
    applicationId: string;
    issuer: string | null;
    createdAt: number;
  },
): Promise<void> => {
  await tx
    .insertInto('sessionApplications')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenantId', 'sessionId', 'applicationId']).doNothing())
    .execute();
};

/** Ids of the applications signed in to within a session. */
export const sessionApplications = async (
  db: Queries,
  tenantId: string,
  sessionId: string,
): Promise<string[]> => {
  const rows = await db
    .selectFrom('sessionApplications')
    .select('applicationId')
    .where('tenantId', '=', tenantId)
    .where('sessionId', '=', sessionId)
    .execute();
  return rows.map((row) => row.applicationId);
};

/** An application that a session is signed in to, and the newest grant of it that still gives something. */
export type SessionUse = {
  sessionId: string;
  applicationId: string;
  name: string;
  grant: { id: string; isOffline: boolean } | undefined;
};

/** What a user's sessions are used for, in the order in which they were signed in to. */
export const readSessionUses = async (
  db: Queries,
  tenantId: string,
  userId: string,
  now: number,
): Promise<SessionUse[]> => {
  const uses = await db
    .selectFrom('sessions')
    .innerJoin('sessionApplications', (join) =>
      join
        .onRef('sessionApplications.tenantId', '=', 'sessions.tenantId')
        .onRef('sessionApplications.sessionId', '=', 'sessions.id'),
    )
    .innerJoin('applications', (join) =>
      join
        .onRef('applications.tenantId', '=', 'sessionApplications.tenantId')
        .onRef('applications.id', '=', 'sessionApplications.applicationId'),
    )
    .select(['sessions.id as sessionId', 'applications.id as applicationId', 'applications.name'])
    .where('sessions.tenantId', '=', tenantId)
    .where('sessions.userId', '=', userId)
    .orderBy('sessionApplications.createdAt')
    .orderBy('applications.id')
    .execute();
  const grants = await db
    .selectFrom('grants')
    .select(['id', 'sessionId', 'applicationId', 'scope'])
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .where('sessionId', 'is not', null)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', now)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();
  const newest = new Map(
    grants.map(({ id, sessionId, applicationId, scope }) => [
      `${sessionId} ${applicationId}`,
      { id, isOffline: scope.split(' ').includes('offline_access') },
    ]),
  );
  return uses.map((use) => ({ ...use, grant: newest.get(`${use.sessionId} ${use.applicationId}`) }));
};

const revokeGrantsWhere = async (
  tx: Queries,
  tenantId: string,
  { column, value, target }: { column: 'userId' | 'sessionId'; value: string; target?: GrantsTarget },
  now: number,
): Promise<void> => {
  const within =
    target === 'firstParty'
      ? sql`and application_id in (select id from applications where tenant_id = ${tenantId} and is_third_party = 0)`
      : sql``;
  await sql`delete from access_tokens where tenant_id = ${tenantId} and grant_id in (
    select id from grants where tenant_id = ${tenantId} and ${sql.ref(column)} = ${value} ${within})`.execute(
    tx,
  );
  await sql`update grants set revoked_at = ${now}
    where tenant_id = ${tenantId} and ${sql.ref(column)} = ${value} and revoked_at is null ${within}`.execute(
    tx,
  );
};

export const removeSessionsOfUser = async (tx: Queries, tenantId: string, userId: string): Promise<void> => {
  await tx.deleteFrom('sessions').where('tenantId', '=', tenantId).where('userId', '=', userId).execute();
};

/** Revokes every grant of a user and removes the opaque tokens. Remove the sessions first. */
export const revokeGrantsOfUser = (
  tx: Queries,
  tenantId: string,
  userId: string,
  now: number,
): Promise<void> => revokeGrantsWhere(tx, tenantId, { column: 'userId', value: userId }, now);

/** Which grants go with a session: all of them, or those of first-party applications. */
export type GrantsTarget = 'all' | 'firstParty';

/** Revokes grants given within a session and removes their opaque tokens. Remove the session first. */
export const revokeGrantsOfSession = (
  tx: Queries,
  tenantId: string,
  sessionId: string,
  now: number,
  target: GrantsTarget = 'all',
): Promise<void> => revokeGrantsWhere(tx, tenantId, { column: 'sessionId', value: sessionId, target }, now);
