/** Accounts at social providers that users are known at. Only tested input reaches this: a provider, or an administrator. */
import { differences, record } from '../audit/index.ts';
import type { JsonObject } from '../db/index.ts';
import type { Context } from '../platform.ts';
import { refuse } from './errors.ts';
import {
  listSocialIdentities,
  putSocialIdentity,
  removeSocialIdentity,
  type SocialIdentity,
} from './social-identities.store.ts';
import { getUser, type User } from './users.store.ts';

/** Puts a user's identity at a target, in place of another there; answers all of the user's, and whether it is new. */
export const setSocialIdentity = (
  context: Context,
  userId: string,
  target: string,
  identity: { identityId: string; details: JsonObject },
): Promise<{ identities: SocialIdentity[]; isNew: boolean }> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    await getUser(tx, tenant.id, userId);
    const row = { tenantId: tenant.id, userId, target, ...identity };
    const known = await putSocialIdentity(tx, row, platform.clock.now());
    await record(tx, context, {
      key: known ? 'SocialIdentity.Update' : 'SocialIdentity.Create',
      userId,
      payload: { userId, target, ...differences(known ?? {}, identity) },
    });
    const identities = await listSocialIdentities(tx, tenant.id, [userId]);
    return { identities, isNew: known === undefined };
  });
};

/** Takes a user's identity at a target away. Throws `user.social_identity_not_exist`. */
export const deleteSocialIdentity = (context: Context, userId: string, target: string): Promise<User> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const user = await getUser(tx, tenant.id, userId);
    const known = await removeSocialIdentity(tx, tenant.id, userId, target);
    if (!known) throw refuse('user.social_identity_not_exist');
    const payload = { userId, target, before: { identityId: known.identityId } };
    await record(tx, context, { key: 'SocialIdentity.Delete', userId, payload });
    return user;
  });
};
