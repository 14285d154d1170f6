/**
 * Personal access tokens: what a script holds in place of a user's sign-in. The value is shown once, when it is made;
 * only its hash is kept. It ends when it expires, is deleted, or its user is suspended or deleted.
 */
import { record } from '../audit/index.ts';
import { sha256 } from '../lib/digest.ts';
import { createSecret } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { refuse } from './errors.ts';
import {
  findLivePersonalAccessToken,
  insertPersonalAccessToken,
  type PersonalAccessToken,
  removePersonalAccessToken,
  renamePersonalAccessToken,
} from './personal-access-tokens.store.ts';
import { getUser } from './users.store.ts';

const PREFIX = 'pat_';

/** Makes a token for a user; `value` is not kept. Refuses a name given already and an end that has passed. */
export const createPersonalAccessToken = async (
  context: Context,
  userId: string,
  { name, expiresAt }: { name: string; expiresAt: number | null },
): Promise<{ token: PersonalAccessToken; value: string }> => {
  const { platform, tenant } = context;
  const now = platform.clock.now();
  if (expiresAt !== null && expiresAt <= now) throw refuse('user.personal_access_token_expired');
  const value = `${PREFIX}${createSecret(40)}`;
  const token = { tenantId: tenant.id, userId, name, tokenHash: sha256(value), createdAt: now, expiresAt };
  await platform.db.transaction(async (tx) => {
    await getUser(tx, tenant.id, userId);
    await insertPersonalAccessToken(tx, token);
    await record(tx, context, {
      key: 'User.PersonalAccessToken.Create',
      userId,
      payload: { userId, name, expiresAt },
    });
  });
  return { token, value };
};

/** Gives a token another name. Throws `user.personal_access_token_not_exist`. */
export const changePersonalAccessToken = (
  context: Context,
  userId: string,
  currentName: string,
  name: string,
): Promise<PersonalAccessToken> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const key = { tenantId: tenant.id, userId, name: currentName };
    const token = await renamePersonalAccessToken(tx, key, name);
    if (!token) throw refuse('user.personal_access_token_not_exist');
    await record(tx, context, {
      key: 'User.PersonalAccessToken.Update',
      userId,
      payload: { userId, before: { name: currentName }, after: { name } },
    });
    return token;
  });
};

/** Ends a token at once. Throws `user.personal_access_token_not_exist`. */
export const deletePersonalAccessToken = (context: Context, userId: string, name: string): Promise<void> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    if (!(await removePersonalAccessToken(tx, { tenantId: tenant.id, userId, name }))) {
      throw refuse('user.personal_access_token_not_exist');
    }
    await record(tx, context, { key: 'User.PersonalAccessToken.Delete', userId, payload: { userId, name } });
  });
};

/** Whose token a value is, while it is good; undefined for every other text. Never cached. */
export const verifyPersonalAccessToken = async (
  context: Context,
  value: string,
): Promise<{ userId: string; name: string; expiresAt: number | null } | undefined> => {
  if (!value.startsWith(PREFIX) || value.length > 64) return undefined;
  const { platform, tenant } = context;
  const { queries } = platform.db;
  const now = platform.clock.now();
  const token = await findLivePersonalAccessToken(queries, tenant.id, sha256(value), now);
  return token && { userId: token.userId, name: token.name, expiresAt: token.expiresAt };
};
