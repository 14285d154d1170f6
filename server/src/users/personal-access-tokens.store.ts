/** Rows of personal access tokens. Only hashes are stored. */
import type { Selectable } from 'kysely';
import {
  type PersonalAccessTokensTable,
  type Queries,
  refusingDuplicates,
  type Transaction,
} from '../db/index.ts';
import { refuse } from './errors.ts';

export type PersonalAccessToken = Selectable<PersonalAccessTokensTable>;

/** A user's tokens, oldest first. */
export const listPersonalAccessTokens = (
  db: Queries,
  tenantId: string,
  userId: string,
): Promise<PersonalAccessToken[]> =>
  db
    .selectFrom('personalAccessTokens')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .orderBy('createdAt')
    .orderBy('name')
    .execute();

/** Adds a token. Refuses a name that the user has given already. */
export const insertPersonalAccessToken = async (tx: Transaction, row: PersonalAccessToken): Promise<void> => {
  await refusingDuplicates(tx.insertInto('personalAccessTokens').values(row).execute(), () =>
    refuse('user.personal_access_token_name_exists'),
  );
};

/** Gives a token another name; undefined when there is none. Refuses a name that the user has given already. */
export const renamePersonalAccessToken = (
  tx: Transaction,
  key: Pick<PersonalAccessToken, 'tenantId' | 'userId' | 'name'>,
  name: string,
): Promise<PersonalAccessToken | undefined> =>
  refusingDuplicates(
    tx
      .updateTable('personalAccessTokens')
      .set({ name })
      .where('tenantId', '=', key.tenantId)
      .where('userId', '=', key.userId)
      .where('name', '=', key.name)
      .returningAll()
      .executeTakeFirst(),
    () => refuse('user.personal_access_token_name_exists'),
  );

/** Removes a token; answers whether there was one. */
export const removePersonalAccessToken = async (
  tx: Transaction,
  key: Pick<PersonalAccessToken, 'tenantId' | 'userId' | 'name'>,
): Promise<boolean> => {
  const result = await tx
    .deleteFrom('personalAccessTokens')
    .where('tenantId', '=', key.tenantId)
    .where('userId', '=', key.userId)
    .where('name', '=', key.name)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};

/** Removes all of a user's tokens. */
export const removePersonalAccessTokens = async (
  tx: Transaction,
  tenantId: string,
  userId: string,
): Promise<void> => {
  await tx
    .deleteFrom('personalAccessTokens')
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .execute();
};

/** The token of a hash that is good now: not expired, its user there and not suspended. */
export const findLivePersonalAccessToken = (
  db: Queries,
  tenantId: string,
  tokenHash: string,
  now: number,
): Promise<PersonalAccessToken | undefined> =>
  db
    .selectFrom('personalAccessTokens')
    .innerJoin('users', (join) =>
      join
        .onRef('users.tenantId', '=', 'personalAccessTokens.tenantId')
        .onRef('users.id', '=', 'personalAccessTokens.userId'),
    )
    .selectAll('personalAccessTokens')
    .where('personalAccessTokens.tenantId', '=', tenantId)
    .where('tokenHash', '=', tokenHash)
    .where('users.isSuspended', '=', false)
    .where(({ eb, or }) => or([eb('expiresAt', 'is', null), eb('expiresAt', '>', now)]))
    .executeTakeFirst();
