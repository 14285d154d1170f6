/** Users whom a tenant's script vouches for: brought along from an older system, or filled in after a sign-in. */
import { differences, record } from '../audit/index.ts';
import type { JsonObject, Transaction } from '../db/index.ts';
import type { Context } from '../platform.ts';
import { hashPassword } from './password.ts';
import { getUser, insertUser, type User, type UserPatch, updateUser } from './users.store.ts';
import { newUserRow } from './users.ts';

/** What a script may say of a user beside identifiers. */
export type UserDetails = {
  name?: string | null | undefined;
  avatar?: string | null | undefined;
  profile?: JsonObject | undefined;
  customData?: JsonObject | undefined;
};

/** Changes details of a user; `profile` and `customData` only in the keys that are named. */
export const mergeUser = async (
  tx: Transaction,
  context: Context,
  id: string,
  { name, avatar, profile, customData }: UserDetails,
  password: UserPatch = {},
): Promise<User> => {
  const { tenant, platform } = context;
  const known = await getUser(tx, tenant.id, id);
  const patch: UserPatch = {
    ...(name === undefined ? {} : { name }),
    ...(avatar === undefined ? {} : { avatar }),
    ...(profile === undefined ? {} : { profile: { ...known.profile, ...profile } }),
    ...(customData === undefined ? {} : { customData: { ...known.customData, ...customData } }),
  };
  const { before, after } = differences(known, patch);
  const hasPassword = Object.keys(password).length > 0;
  if (Object.keys(after).length === 0 && !hasPassword) return known;
  const user = await updateUser(tx, tenant.id, id, { ...patch, ...password }, platform.clock.now());
  await record(tx, context, { key: 'User.Update', userId: id, payload: { userId: id, before, after } });
  if (hasPassword)
    await record(tx, context, { key: 'User.Password.Update', userId: id, payload: { userId: id } });
  return user;
};

/** Adds a user with the password they have elsewhere, whatever this tenant asks of new ones. */
export const adoptUser = async (
  context: Context,
  fields: UserDetails & { username?: string | undefined; primaryEmail?: string | undefined },
  password: string,
): Promise<User> => {
  const passwordHash = await hashPassword(password);
  const row = newUserRow(context, { ...fields, emailVerified: true, passwordHash });
  return context.platform.db.transaction(async (tx) => {
    const user = await insertUser(tx, row);
    await record(tx, context, {
      key: 'User.Create',
      userId: user.id,
      payload: { userId: user.id, adopted: true },
    });
    return user;
  });
};

/** Gives a user the password they have elsewhere, and the details that came with it. */
export const adoptPassword = async (
  context: Context,
  user: User,
  details: UserDetails,
  password: string,
): Promise<User> => {
  const passwordHash = await hashPassword(password);
  return context.platform.db.transaction((tx) =>
    mergeUser(tx, context, user.id, details, {
      passwordHash,
      passwordAlgorithm: null,
      isPasswordExpired: false,
      passwordUpdatedAt: context.platform.clock.now(),
    }),
  );
};
