/** Rows of authorization codes; only their hashes are stored. */
import type { Insertable, Selectable } from 'kysely';
import { type AuthorizationCodesTable, prepare, type Queries } from '../db/index.ts';
import { HOLDER, type Holder } from './grants.store.ts';

export type AuthorizationCode = Selectable<AuthorizationCodesTable>;
export type HeldCode = AuthorizationCode & Holder;

type ByHash = { tenantId: string; hash: string };

export const insertAuthorizationCode = async (
  tx: Queries,
  row: Insertable<AuthorizationCodesTable>,
): Promise<void> => {
  await tx.insertInto('authorizationCodes').values(row).execute();
};

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
