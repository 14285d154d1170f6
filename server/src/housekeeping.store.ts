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

/** What nothing recognises once it has expired, so that it goes at once: there may be much of it. */
const FLEETING = ['accessTokens', 'pushedRequests', 'usedJwts'] as const;

/** Deletes opaque access tokens, pushed requests and remembered proofs that expired before `before`. */
export const removeFleeting = async (db: Queries, before: number): Promise<void> => {
  for (const table of FLEETING) await db.deleteFrom(table).where('expiresAt', '<', before).execute();
};

/** Deletes counters of attempts that neither block nor count any more. */
export const removeIdleThrottles = async (db: Queries, before: number): Promise<void> => {
  await db
    .deleteFrom('throttles')
    .where('windowStartedAt', '<', before)
    .where('blockedUntil', '<', before)
    .execute();
};
