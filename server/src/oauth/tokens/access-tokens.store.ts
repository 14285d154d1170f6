/** Rows of opaque access tokens; only their hashes are stored. */
import type { ExpressionBuilder, Selectable } from 'kysely';
import {
  type AccessTokensTable,
  type JsonObject,
  prepare,
  type Queries,
  type Schema,
} from '../../db/index.ts';

export type AccessToken = Selectable<AccessTokensTable>;

type ByHash = { tenantId: string; hash: string };

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
