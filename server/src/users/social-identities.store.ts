/** Rows of accounts at social providers, one for each target that a user is known at. */
import type { Selectable } from 'kysely';
import {
  type JsonObject,
  type Queries,
  refusingDuplicates,
  type SocialIdentitiesTable,
  type Transaction,
} from '../db/index.ts';
import { refuse } from './errors.ts';

export type SocialIdentity = Selectable<SocialIdentitiesTable>;

/** The identities of some users, oldest first. */
export const listSocialIdentities = async (
  db: Queries,
  tenantId: string,
  userIds: readonly string[],
): Promise<SocialIdentity[]> =>
  userIds.length === 0
    ? []
    : db
        .selectFrom('socialIdentities')
        .selectAll()
        .where('tenantId', '=', tenantId)
        .where('userId', 'in', [...userIds])
        .orderBy('createdAt')
        .orderBy('target')
        .execute();

/** A user's identity at a target. */
export const findSocialIdentity = (
  db: Queries,
  tenantId: string,
  userId: string,
  target: string,
): Promise<SocialIdentity | undefined> =>
  db
    .selectFrom('socialIdentities')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .where('target', '=', target)
    .executeTakeFirst();

/**
 * Puts a user's identity at a target in place of what was there; answers what was. Refuses one that belongs to another
 * user, also when two requests race.
 */
export const putSocialIdentity = async (
  tx: Transaction,
  row: { tenantId: string; userId: string; target: string; identityId: string; details: JsonObject },
  now: number,
): Promise<SocialIdentity | undefined> => {
  const known = await findSocialIdentity(tx, row.tenantId, row.userId, row.target);
  const { identityId, details } = row;
  await refusingDuplicates(
    tx
      .insertInto('socialIdentities')
      .values({ ...row, createdAt: now, updatedAt: now })
      .onConflict((conflict) =>
        conflict
          .columns(['tenantId', 'userId', 'target'])
          .doUpdateSet({ identityId, details, updatedAt: now }),
      )
      .execute(),
    () => refuse('user.identity_already_in_use'),
  );
  return known;
};

/** Removes a user's identity at a target; answers what was there. */
export const removeSocialIdentity = (
  tx: Transaction,
  tenantId: string,
  userId: string,
  target: string,
): Promise<SocialIdentity | undefined> =>
  tx
    .deleteFrom('socialIdentities')
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .where('target', '=', target)
    .returningAll()
    .executeTakeFirst();
