/** Rows of one-time tokens. Only hashes are stored; a token is spent by one conditional update. */
import type { Selectable } from 'kysely';
import { type OneTimeTokensTable, type Page, type Paged, type Queries, readPage } from '../db/index.ts';

export type OneTimeToken = Selectable<OneTimeTokensTable>;
export type OneTimeTokenStatus = 'active' | 'consumed' | 'revoked' | 'expired';

export const insertOneTimeToken = async (tx: Queries, row: OneTimeToken): Promise<void> => {
  await tx.insertInto('oneTimeTokens').values(row).execute();
};

const oneOf = (db: Queries, tenantId: string, column: 'id' | 'tokenHash', value: string) =>
  db
    .selectFrom('oneTimeTokens')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where(column, '=', value)
    .executeTakeFirst();

export const findOneTimeToken = (db: Queries, tenantId: string, id: string) => oneOf(db, tenantId, 'id', id);

export const findOneTimeTokenByHash = (db: Queries, tenantId: string, tokenHash: string) =>
  oneOf(db, tenantId, 'tokenHash', tokenHash);

/** A page of tokens, newest first. */
export const listOneTimeTokens = (
  db: Queries,
  tenantId: string,
  filter: Page & { emailKey?: string | undefined; status?: OneTimeTokenStatus | undefined },
  now: number,
): Promise<Paged<OneTimeToken>> => {
  const { emailKey, status } = filter;
  let query = db.selectFrom('oneTimeTokens').where('tenantId', '=', tenantId);
  if (emailKey !== undefined) query = query.where('emailKey', '=', emailKey);
  if (status === 'consumed') query = query.where('consumedAt', 'is not', null);
  else if (status !== undefined) query = query.where('consumedAt', 'is', null);
  if (status === 'revoked') query = query.where('revokedAt', 'is not', null);
  else if (status === 'active' || status === 'expired') {
    query = query.where('revokedAt', 'is', null).where('expiresAt', status === 'active' ? '>' : '<=', now);
  }
  return readPage(query, query.selectAll().orderBy('createdAt', 'desc').orderBy('id'), filter);
};

/** Changes a token that is active now; undefined when it is not. Of several at once, one wins. */
export const endOneTimeToken = (
  tx: Queries,
  token: Pick<OneTimeToken, 'tenantId' | 'id'>,
  end: { consumedAt: number } | { revokedAt: number } | { expiresAt: number },
  now: number,
): Promise<OneTimeToken | undefined> =>
  tx
    .updateTable('oneTimeTokens')
    .set(end)
    .where('tenantId', '=', token.tenantId)
    .where('id', '=', token.id)
    .where('consumedAt', 'is', null)
    .where('revokedAt', 'is', null)
    .where('expiresAt', '>', now)
    .returningAll()
    .executeTakeFirst();

/** Removes a token; answers whether there was one. */
export const removeOneTimeToken = async (tx: Queries, tenantId: string, id: string): Promise<boolean> => {
  const result = await tx
    .deleteFrom('oneTimeTokens')
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};

/** Removes the tokens of every tenant that expired before `before`. */
export const removeOneTimeTokensBefore = async (db: Queries, before: number): Promise<void> => {
  await db.deleteFrom('oneTimeTokens').where('expiresAt', '<', before).execute();
};

/** Those of some organizations that exist. Their rules belong to organizations; this only reads them. */
export const knownOrganizationIds = async (
  db: Queries,
  tenantId: string,
  ids: readonly string[],
): Promise<Set<string>> => {
  if (ids.length === 0) return new Set();
  const rows = await db
    .selectFrom('organizations')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('id', 'in', [...ids])
    .execute();
  return new Set(rows.map(({ id }) => id));
};
