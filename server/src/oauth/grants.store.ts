/**
 * Rows of grants and of what is given under them: codes, refresh tokens, opaque access tokens. Only hashes of bearer
 * values are stored. What may be used once is consumed by a conditional update that reports whether it won.
 */
import type { ExpressionBuilder, Insertable, Selectable } from 'kysely';
import type {
  AccessTokensTable,
  AuthorizationCodesTable,
  GrantsTable,
  JsonObject,
  Queries,
  RefreshTokensTable,
  Schema,
} from '../db/index.ts';
import { prepare, refusingOrphans } from '../db/index.ts';
import { refuse } from './errors.ts';

export type AuthorizationCode = Selectable<AuthorizationCodesTable>;
export type RefreshToken = Selectable<RefreshTokensTable>;
export type AccessToken = Selectable<AccessTokensTable>;

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

export const insertAuthorizationCode = async (
  tx: Queries,
  row: Insertable<AuthorizationCodesTable>,
): Promise<void> => {
  await tx.insertInto('authorizationCodes').values(row).execute();
};

type ByHash = { tenantId: string; hash: string };

const codeByHash = prepare<ByHash, AuthorizationCode & Holder>((db, at) =>
  db
    .selectFrom('authorizationCodes')
    .innerJoin('grants', (join) =>
      join
        .onRef('grants.tenantId', '=', 'authorizationCodes.tenantId')
        .onRef('grants.id', '=', 'authorizationCodes.grantId'),
    )
    .innerJoin('users', (join) =>
      join.onRef('users.tenantId', '=', 'grants.tenantId').onRef('users.id', '=', 'grants.userId'),
    )
    .selectAll('authorizationCodes')
    .select(HOLDER)
    .where('authorizationCodes.tenantId', '=', at('tenantId'))
    .where('authorizationCodes.codeHash', '=', at('hash')),
);

/** A code with its grant and user, consumed or not. */
export const findAuthorizationCode = async (db: Queries, tenantId: string, hash: string) =>
  (await codeByHash(db, { tenantId, hash })).rows[0];

const consumeCode = prepare<ByHash & { now: number }>((db, at) =>
  db
    .updateTable('authorizationCodes')
    .set({ consumedAt: at('now') })
    .where('tenantId', '=', at('tenantId'))
    .where('codeHash', '=', at('hash'))
    .where('consumedAt', 'is', null)
    .where('expiresAt', '>', at('now'))
    .where((where) =>
      where.exists(
        where
          .selectFrom('grants')
          .select('grants.id')
          .whereRef('grants.tenantId', '=', 'authorizationCodes.tenantId')
          .whereRef('grants.id', '=', 'authorizationCodes.grantId')
          .where('grants.revokedAt', 'is', null),
      ),
    ),
);

/** Consumes a living code of a living grant. Answers whether this caller won. */
export const consumeAuthorizationCode = async (
  tx: Queries,
  tenantId: string,
  hash: string,
  now: number,
): Promise<boolean> => (await consumeCode(tx, { tenantId, hash, now })).changed > 0;

const refreshByHash = prepare<ByHash, RefreshToken & Holder>((db, at) =>
  db
    .selectFrom('refreshTokens')
    .innerJoin('grants', (join) =>
      join
        .onRef('grants.tenantId', '=', 'refreshTokens.tenantId')
        .onRef('grants.id', '=', 'refreshTokens.grantId'),
    )
    .innerJoin('users', (join) =>
      join.onRef('users.tenantId', '=', 'grants.tenantId').onRef('users.id', '=', 'grants.userId'),
    )
    .selectAll('refreshTokens')
    .select(HOLDER)
    .where('refreshTokens.tenantId', '=', at('tenantId'))
    .where('refreshTokens.tokenHash', '=', at('hash')),
);

export type HeldRefreshToken = RefreshToken & Holder;
export type HeldCode = AuthorizationCode & Holder;

/** A refresh token with its grant and user, rotated or not. */
export const findRefreshToken = async (
  db: Queries,
  tenantId: string,
  hash: string,
): Promise<HeldRefreshToken | undefined> => (await refreshByHash(db, { tenantId, hash })).rows[0];

const insertRefresh = prepare<RefreshToken>((db, at) =>
  db.insertInto('refreshTokens').values({
    tenantId: at('tenantId'),
    tokenHash: at('tokenHash'),
    grantId: at('grantId'),
    applicationId: at('applicationId'),
    userId: at('userId'),
    scope: at('scope'),
    predecessorHash: at('predecessorHash'),
    clientAuthentication: at('clientAuthentication'),
    dpopJkt: at('dpopJkt'),
    createdAt: at('createdAt'),
    expiresAt: at('expiresAt'),
    familyCreatedAt: at('familyCreatedAt'),
    rotatedAt: at('rotatedAt'),
    usedAt: at('usedAt'),
  }),
);

export const insertRefreshToken = async (tx: Queries, row: RefreshToken): Promise<void> => {
  await insertRefresh(tx, row);
};

const underLivingGrant = (where: ExpressionBuilder<Schema, 'refreshTokens'>) =>
  where.exists(
    where
      .selectFrom('grants')
      .select('grants.id')
      .whereRef('grants.tenantId', '=', 'refreshTokens.tenantId')
      .whereRef('grants.id', '=', 'refreshTokens.grantId')
      .where('grants.revokedAt', 'is', null),
  );

const rotate = prepare<ByHash & { now: number }>((db, at) =>
  db
    .updateTable('refreshTokens')
    .set({ rotatedAt: at('now'), usedAt: at('now') })
    .where('tenantId', '=', at('tenantId'))
    .where('tokenHash', '=', at('hash'))
    .where('rotatedAt', 'is', null)
    .where(underLivingGrant),
);

/** Takes a refresh token out of use. Answers whether this caller won; nobody wins under a revoked grant. */
export const rotateRefreshToken = async (
  tx: Queries,
  tenantId: string,
  hash: string,
  now: number,
): Promise<boolean> => (await rotate(tx, { tenantId, hash, now })).changed > 0;

const use = prepare<ByHash & { now: number }>((db, at) =>
  db
    .updateTable('refreshTokens')
    .set({ usedAt: at('now') })
    .where('tenantId', '=', at('tenantId'))
    .where('tokenHash', '=', at('hash'))
    .where('rotatedAt', 'is', null)
    .where(underLivingGrant),
);

/** Notes the use of a refresh token that stays. Answers whether it is still in use under a living grant. */
export const useRefreshToken = async (
  tx: Queries,
  tenantId: string,
  hash: string,
  now: number,
): Promise<boolean> => (await use(tx, { tenantId, hash, now })).changed > 0;

const unusedSuccessor = prepare<ByHash & { predecessorHash: string }>((db, at) =>
  db
    .updateTable('refreshTokens')
    // Writes the row it reads, so that a first use running beside it comes before or after, never between.
    .set({ predecessorHash: at('predecessorHash') })
    .where('tenantId', '=', at('tenantId'))
    .where('tokenHash', '=', at('hash'))
    .where('predecessorHash', '=', at('predecessorHash'))
    .where('usedAt', 'is', null)
    .where('rotatedAt', 'is', null)
    .where(underLivingGrant),
);

/** Whether a successor is still unused, decided within the caller's transaction. */
export const isSuccessorUnused = async (
  tx: Queries,
  tenantId: string,
  hash: string,
  predecessorHash: string,
): Promise<boolean> => (await unusedSuccessor(tx, { tenantId, hash, predecessorHash })).changed > 0;

const insertAccess = prepare<AccessToken>((db, at) =>
  db.insertInto('accessTokens').values({
    tenantId: at('tenantId'),
    tokenHash: at('tokenHash'),
    grantId: at('grantId'),
    applicationId: at('applicationId'),
    userId: at('userId'),
    scope: at('scope'),
    dpopJkt: at('dpopJkt'),
    createdAt: at('createdAt'),
    expiresAt: at('expiresAt'),
  }),
);

export const insertAccessToken = async (tx: Queries, row: AccessToken): Promise<void> => {
  await insertAccess(tx, row);
};

const livingParent = (where: ExpressionBuilder<Schema, 'grants'>) =>
  where
    .selectFrom('grants as parents')
    .select('parents.id')
    .whereRef('parents.tenantId', '=', 'grants.tenantId')
    .whereRef('parents.id', '=', 'grants.parentId')
    .where('parents.revokedAt', 'is', null);

const accessByHash = prepare<
  ByHash & { now: number },
  AccessToken & {
    username: string | null;
    primaryEmail: string | null;
    emailVerified: boolean;
    primaryPhone: string | null;
    phoneVerified: boolean;
    name: string | null;
    avatar: string | null;
    profile: Record<string, unknown>;
    customData: Record<string, unknown>;
    userCreatedAt: number;
    userUpdatedAt: number;
    claimsRequest: JsonObject | null;
    exchange: JsonObject | null;
    parentId: string | null;
    methods: string[];
    sessionId: string | null;
  }
>((db, at) =>
  db
    .selectFrom('accessTokens')
    .innerJoin('grants', (join) =>
      join
        .onRef('grants.tenantId', '=', 'accessTokens.tenantId')
        .onRef('grants.id', '=', 'accessTokens.grantId'),
    )
    .innerJoin('users', (join) =>
      join.onRef('users.tenantId', '=', 'grants.tenantId').onRef('users.id', '=', 'grants.userId'),
    )
    .selectAll('accessTokens')
    .select([
      'users.username',
      'users.primaryEmail',
      'users.emailVerified',
      'users.primaryPhone',
      'users.phoneVerified',
      'users.name',
      'users.avatar',
      'users.profile',
      'users.customData',
      'users.createdAt as userCreatedAt',
      'users.updatedAt as userUpdatedAt',
      'grants.claimsRequest',
      'grants.exchange',
      'grants.parentId',
      'grants.methods',
      'grants.sessionId',
    ])
    .where('accessTokens.tenantId', '=', at('tenantId'))
    .where('accessTokens.tokenHash', '=', at('hash'))
    .where('accessTokens.expiresAt', '>', at('now'))
    .where('grants.revokedAt', 'is', null)
    .where((where) => where.or([where('grants.parentId', 'is', null), where.exists(livingParent(where))]))
    .where('users.isSuspended', '=', false),
);

/**
 * A living opaque access token with its user: not expired, its grant not revoked nor the one it was exchanged from, its
 * user not suspended.
 */
export const findLiveAccessToken = async (db: Queries, tenantId: string, hash: string, now: number) =>
  (await accessByHash(db, { tenantId, hash, now })).rows[0];

export const removeAccessToken = async (
  tx: Queries,
  tenantId: string,
  hash: string,
): Promise<AccessToken | undefined> =>
  tx
    .deleteFrom('accessTokens')
    .where('tenantId', '=', tenantId)
    .where('tokenHash', '=', hash)
    .returningAll()
    .executeTakeFirst();

/** Outside identities of a user, for the `sso_identities` claim. */
export const listSsoIdentityClaims = (db: Queries, tenantId: string, userId: string) =>
  db
    .selectFrom('ssoIdentities')
    .select(['issuer', 'identityId', 'detail'])
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .orderBy('createdAt')
    .execute();
