/**
 * Rows of refresh tokens; only their hashes are stored. What may be used once is consumed by a conditional update that
 * reports whether it won.
 */
import type { ExpressionBuilder, Selectable } from 'kysely';
import { prepare, type Queries, type RefreshTokensTable, type Schema } from '../../db/index.ts';
import { HOLDER, type Holder } from '../grants.store.ts';

export type RefreshToken = Selectable<RefreshTokensTable>;
export type HeldRefreshToken = RefreshToken & Holder;

type ByHash = { tenantId: string; hash: string };

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
