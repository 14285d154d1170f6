import type { Queries } from './db/index.ts';

const EXPIRING = [
  'interactions',
  'authorizationCodes',
  'refreshTokens',
  'sessions',
  'verificationCodes',
  'grants',
  'socialDepartures',
  'addressCodes',
  'deviceCodes',
  'subjectTokens',
  'registrationTokens',
] as const;

/** Deletes rows whose `expiresAt` lies before `before`, and answers how many. */
export const removeExpired = async (db: Queries, before: number): Promise<number> => {
  let removed = 0;
  for (const table of EXPIRING) {
    const result = await db.deleteFrom(table).where('expiresAt', '<', before).executeTakeFirst();
    removed += Number(result.numDeletedRows);
  }
  return removed;
};

/** Deletes opaque access tokens that expired before `before`: nothing recognises one that comes late. */
export const removeExpiredAccessTokens = async (db: Queries, before: number): Promise<void> => {
  await db.deleteFrom('accessTokens').where('expiresAt', '<', before).execute();
};

/** Deletes counters of attempts that neither block nor count any more. */
export const removeIdleThrottles = async (db: Queries, before: number): Promise<void> => {
  await db
    .deleteFrom('throttles')
    .where('windowStartedAt', '<', before)
    .where('blockedUntil', '<', before)
    .execute();
};
