/** Rows of grants: what a user, or a machine, has let an application have. What is given under them is beside. */
import type { Insertable } from 'kysely';
import { type GrantsTable, type JsonObject, type Queries, refusingOrphans } from '../db/index.ts';
import { refuse } from './errors.ts';

/** The user of a grant as ID tokens need it, and whether the grant still gives anything. */
export type Holder = {
  resources: string[];
  sid: string | null;
  authenticatedAt: number;
  methods: string[];
  acr: string | null;
  claimsRequest: JsonObject | null;
  revokedAt: number | null;
  grantExpiresAt: number;
  isSuspended: boolean;
  username: string | null;
  primaryEmail: string | null;
  emailVerified: boolean;
  primaryPhone: string | null;
  phoneVerified: boolean;
  name: string | null;
  avatar: string | null;
  profile: Record<string, unknown>;
  userCreatedAt: number;
  userUpdatedAt: number;
};
export const HOLDER = [
  'grants.resources',
  'grants.sid',
  'grants.authenticatedAt',
  'grants.methods',
  'grants.acr',
  'grants.claimsRequest',
  'grants.revokedAt',
  'grants.expiresAt as grantExpiresAt',
  'users.isSuspended',
  'users.username',
  'users.primaryEmail',
  'users.emailVerified',
  'users.primaryPhone',
  'users.phoneVerified',
  'users.name',
  'users.avatar',
  'users.profile',
  'users.createdAt as userCreatedAt',
  'users.updatedAt as userUpdatedAt',
] as const;

/** Adds a grant. Refuses with `invalid_client` where the application has been deleted since it was read. */
export const insertGrant = async (tx: Queries, row: Insertable<GrantsTable>): Promise<void> => {
  await refusingOrphans(tx.insertInto('grants').values(row).execute(), () =>
    refuse('invalid_client', 'No application has this client_id.'),
  );
};

/** Keeps others who hold the same user waiting until the transaction is over. */
export const holdUser = async (tx: Queries, tenantId: string, id: string): Promise<void> => {
  await tx
    .updateTable('users')
    .set(({ ref }) => ({ updatedAt: ref('updatedAt') }))
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .execute();
};

export type LiveGrant = {
  id: string;
  userId: string;
  applicationId: string;
  sessionId: string | null;
  createdAt: number;
  expiresAt: number;
  applicationName: string;
  isThirdParty: boolean;
};

/** A user's grants that still give something, newest first. */
export const listLiveGrants = (
  db: Queries,
  tenantId: string,
  of: { userId: string; applicationId?: string | undefined; isThirdParty?: boolean | undefined },
  now: number,
): Promise<LiveGrant[]> => {
  let query = db
    .selectFrom('grants')
    .innerJoin('applications', (join) =>
      join
        .onRef('applications.tenantId', '=', 'grants.tenantId')
        .onRef('applications.id', '=', 'grants.applicationId'),
    )
    .select(['grants.id', 'grants.userId', 'grants.applicationId', 'grants.sessionId'])
    .select(['grants.createdAt', 'grants.expiresAt', 'applications.name as applicationName'])
    .select('applications.isThirdParty')
    .where('grants.tenantId', '=', tenantId)
    .where('grants.userId', '=', of.userId)
    .where('grants.revokedAt', 'is', null)
    .where('grants.expiresAt', '>', now);
  if (of.applicationId !== undefined) query = query.where('grants.applicationId', '=', of.applicationId);
  if (of.isThirdParty !== undefined) query = query.where('applications.isThirdParty', '=', of.isThirdParty);
  return query.orderBy('grants.createdAt', 'desc').orderBy('grants.id').execute();
};

/** Ends a grant and all it gave. Answers whether it was alive. */
export const revokeGrant = async (
  tx: Queries,
  tenantId: string,
  id: string,
  now: number,
): Promise<boolean> => {
  await tx.deleteFrom('accessTokens').where('tenantId', '=', tenantId).where('grantId', '=', id).execute();
  const result = await tx
    .updateTable('grants')
    .set({ revokedAt: now })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

/**
 * Ends the grants of a session that must not outlive it: all of the application that signs out, and of the others
 * those without `offline_access`.
 */
export const revokeGrantsAtLogout = async (
  tx: Queries,
  tenantId: string,
  sessionId: string,
  applicationId: string | undefined,
  now: number,
): Promise<void> => {
  const ending = await tx
    .selectFrom('grants')
    .select(['id', 'applicationId', 'scope'])
    .where('tenantId', '=', tenantId)
    .where('sessionId', '=', sessionId)
    .where('revokedAt', 'is', null)
    .execute();
  for (const grant of ending) {
    const isOffline = grant.scope.split(' ').includes('offline_access');
    if (grant.applicationId === applicationId || !isOffline) await revokeGrant(tx, tenantId, grant.id, now);
  }
};

/** A grant that is there and was not revoked. */
export const findStandingGrant = (
  db: Queries,
  tenantId: string,
  id: string,
): Promise<{ methods: string[] } | undefined> =>
  db
    .selectFrom('grants')
    .select('methods')
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .where('revokedAt', 'is', null)
    .executeTakeFirst();
