/**
 * Rules of users: what makes one, what may change, and what must end with it. Suspension, deletion and a new
 * password end every session and grant in the same transaction. An address that an administrator enters counts
 * as verified: the administrator vouches for it.
 */
import { differences, record } from '../audit/index.ts';
import type { JsonObject, Transaction } from '../db/index.ts';
import { createId } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { revokeUserAccess } from '../sessions/index.ts';
import { ADMIN_TENANT, isLastAdministrator, removeAdministrator } from '../tenants/index.ts';
import { mergedCustomData } from './custom-data.ts';
import { refuse } from './errors.ts';
import { removeFactors } from './factors.store.ts';
import { emailKey, usernameKey } from './identifiers.ts';
import { importedPasswordCheck, type PasswordAlgorithm } from './imported-passwords.ts';
import { hashPassword } from './password.ts';
import { type PasswordOwner, refuseWeakPassword } from './password-policy.ts';
import { removePersonalAccessTokens } from './personal-access-tokens.store.ts';
import { phoneNumber } from './phone.ts';
import {
  getUser,
  insertUser,
  type NewUser,
  removeUser,
  type User,
  type UserPatch,
  updateUser,
} from './users.store.ts';

/** The contract's user ids have at most 12 characters; drawn at random, a deleted one does not come again. */
export const createUserId = (): string => createId(12);

export type UserFields = {
  username?: string | null | undefined;
  primaryEmail?: string | null | undefined;
  /** With its country code, as `phoneNumber` gives it. */
  primaryPhone?: string | null | undefined;
  name?: string | null | undefined;
  avatar?: string | null | undefined;
  profile?: JsonObject | undefined;
  customData?: JsonObject | undefined;
};

const identifierColumns = (fields: UserFields): UserPatch => ({
  ...(fields.username === undefined
    ? {}
    : fields.username
      ? { username: fields.username, usernameKey: usernameKey(fields.username) }
      : { username: null, usernameKey: null }),
  ...(fields.primaryEmail === undefined
    ? {}
    : fields.primaryEmail
      ? { primaryEmail: fields.primaryEmail, emailKey: emailKey(fields.primaryEmail), emailVerified: true }
      : { primaryEmail: null, emailKey: null, emailVerified: false }),
  ...(fields.primaryPhone === undefined
    ? {}
    : fields.primaryPhone
      ? { primaryPhone: fields.primaryPhone, phoneKey: fields.primaryPhone, phoneVerified: true }
      : { primaryPhone: null, phoneKey: null, phoneVerified: false }),
});

/** The same fields with the number in its one form. Refuses with `user.invalid_phone`. */
const withPhone = async (fields: UserFields): Promise<UserFields> =>
  fields.primaryPhone ? { ...fields, primaryPhone: await phoneNumber(fields.primaryPhone) } : fields;

/** A complete new row. `emailVerified` false keeps the address without its key: it finds and blocks nobody. */
export const newUserRow = (
  context: Context,
  fields: UserFields & {
    id?: string;
    passwordHash?: string | null;
    emailVerified?: boolean;
    applicationId?: string | null;
    cimdClientId?: string | null;
  },
): NewUser => {
  const now = context.platform.clock.now();
  const verified = fields.emailVerified ?? true;
  return {
    tenantId: context.tenant.id,
    id: fields.id ?? createUserId(),
    name: fields.name || null,
    avatar: fields.avatar || null,
    profile: fields.profile ?? {},
    customData: fields.customData ?? {},
    passwordHash: fields.passwordHash ?? null,
    passwordUpdatedAt: fields.passwordHash ? now : null,
    isSuspended: false,
    applicationId: fields.applicationId ?? null,
    cimdClientId: fields.cimdClientId ?? null,
    createdAt: now,
    updatedAt: now,
    emailVerified: false,
    ...identifierColumns(fields),
    ...(verified ? {} : { emailKey: null, emailVerified: false }),
  };
};

/** By what a password's owner is known. */
export const passwordOwner = ({ name, username, primaryEmail, primaryPhone }: UserFields): PasswordOwner => ({
  name,
  username,
  email: primaryEmail,
  phone: primaryPhone,
});

export type NewPassword = {
  password?: string | undefined;
  /** What another system made of the password, in place of it. */
  passwordDigest?: string | undefined;
  passwordAlgorithm?: PasswordAlgorithm | undefined;
};

/** What is stored of a new user's password: our hash of a plain one, or the hash of another system as it is. */
const passwordColumns = async (
  context: Context,
  { password, passwordDigest, passwordAlgorithm }: NewPassword,
  fields: UserFields,
): Promise<Pick<NewUser, 'passwordHash' | 'passwordAlgorithm'>> => {
  if ((passwordDigest === undefined) !== (passwordAlgorithm === undefined)) {
    throw refuse('password.digest_or_plain');
  }
  if (passwordDigest !== undefined && passwordAlgorithm !== undefined) {
    if (password !== undefined) throw refuse('password.digest_or_plain');
    importedPasswordCheck(passwordAlgorithm, passwordDigest);
    return { passwordHash: passwordDigest, passwordAlgorithm };
  }
  if (password === undefined) return { passwordHash: null };
  await refuseWeakPassword(context, password, passwordOwner(fields));
  return { passwordHash: await hashPassword(password) };
};

/** Adds a user for an administrator or a command. Refuses taken identifiers and passwords against the policy. */
export const createUser = async (context: Context, input: UserFields & NewPassword): Promise<User> => {
  const { password, passwordDigest, passwordAlgorithm, ...given } = input;
  const fields = await withPhone(given);
  const row = newUserRow(context, fields);
  Object.assign(row, await passwordColumns(context, { password, passwordDigest, passwordAlgorithm }, fields));
  row.passwordUpdatedAt = row.passwordHash ? row.createdAt : null;
  return context.platform.db.transaction(async (tx) => {
    const user = await insertUser(tx, row);
    await record(tx, context, { key: 'User.Create', userId: user.id, payload: { userId: user.id } });
    return user;
  });
};

/**
 * Changes what an administrator may change. Absent fields stay; `customData` and `profile` are replaced whole, or
 * with `merge` only in the keys that are named. Refuses with `guard.invalid_input` custom data that grow beyond their bounds.
 */
export const changeUser = async (
  context: Context,
  id: string,
  input: UserFields,
  { merge = false }: { merge?: boolean } = {},
): Promise<User> => {
  const { platform, tenant } = context;
  const fields = await withPhone(input);
  const columns = identifierColumns(fields);
  return platform.db.transaction(async (tx) => {
    const known = await getUser(tx, tenant.id, id);
    if (columns.usernameKey === null) await refuseLockOut(tx, context, id);
    const patch: UserPatch = {
      ...columns,
      ...(fields.name === undefined ? {} : { name: fields.name || null }),
      ...(fields.avatar === undefined ? {} : { avatar: fields.avatar || null }),
      ...(fields.profile === undefined
        ? {}
        : { profile: merge ? { ...known.profile, ...fields.profile } : fields.profile }),
      ...(fields.customData === undefined
        ? {}
        : { customData: merge ? mergedCustomData(known.customData, fields.customData) : fields.customData }),
    };
    const user = await updateUser(tx, tenant.id, id, patch, platform.clock.now());
    await record(tx, context, {
      key: 'User.Update',
      userId: id,
      payload: { userId: id, fields: Object.keys(fields), ...differences(known, patch) },
    });
    return user;
  });
};

/** Changes the named members of what a user chose about second factors and passkeys. */
export const changeLogtoConfig = (
  context: Context,
  id: string,
  change: { mfa?: JsonObject | undefined; passkeySignIn?: JsonObject | undefined },
): Promise<User> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const known = await getUser(tx, tenant.id, id);
    const { mfa, passkeySignIn } = known.logtoConfig as typeof change;
    const logtoConfig = {
      mfa: { ...mfa, ...change.mfa },
      passkeySignIn: { ...passkeySignIn, ...change.passkeySignIn },
    };
    const user = await updateUser(tx, tenant.id, id, { logtoConfig }, platform.clock.now());
    const payload = { userId: id, ...differences(known, { logtoConfig }) };
    await record(tx, context, { key: 'User.Update', userId: id, payload });
    return user;
  });
};

/** Nobody locks themselves or everybody out of the console (M-08). */
const refuseLockOut = async (tx: Transaction, context: Context, id: string): Promise<void> => {
  if (context.tenant.id !== ADMIN_TENANT) return;
  const { actor } = context;
  if (actor.type === 'administrator' && actor.userId === id) throw refuse('administrator.own_access');
  if (await isLastAdministrator(tx, id)) throw refuse('administrator.last');
};

/** Suspends a user, ending every session, grant and personal token at once and for good, or lets them in again. */
export const suspendUser = (context: Context, id: string, isSuspended: boolean): Promise<User> => {
  const { platform, tenant } = context;
  const now = platform.clock.now();
  return platform.db.transaction(async (tx) => {
    if (isSuspended) await refuseLockOut(tx, context, id);
    const known = await getUser(tx, tenant.id, id);
    const user = await updateUser(tx, tenant.id, id, { isSuspended }, now);
    if (isSuspended) {
      await revokeUserAccess(tx, context, id);
      await removePersonalAccessTokens(tx, tenant.id, id);
    }
    await record(tx, context, {
      key: isSuspended ? 'User.Suspend' : 'User.Reactivate',
      userId: id,
      payload: { userId: id, ...differences(known, { isSuspended }) },
    });
    return user;
  });
};

/** Removes a user with sessions, grants and identities. Throws `user.user_not_exist`. */
export const deleteUser = (context: Context, id: string): Promise<void> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    await getUser(tx, tenant.id, id);
    await refuseLockOut(tx, context, id);
    await revokeUserAccess(tx, context, id);
    if (tenant.id === ADMIN_TENANT) await removeAdministrator(tx, id);
    await removeUser(tx, tenant.id, id);
    await record(tx, context, { key: 'User.Delete', payload: { userId: id } });
  });
};

/** Sets a password by the tenant's policy; every session and grant of the user ends. */
export const setPassword = async (context: Context, id: string, plain: string): Promise<User> => {
  const { platform, tenant } = context;
  const known = await getUser(platform.db.queries, tenant.id, id);
  await refuseWeakPassword(context, plain, passwordOwner(known));
  const passwordHash = await hashPassword(plain);
  const now = platform.clock.now();
  return platform.db.transaction(async (tx) => {
    const patch = {
      passwordHash,
      passwordAlgorithm: null,
      passwordUpdatedAt: now,
      isPasswordExpired: false,
    };
    const user = await updateUser(tx, tenant.id, id, patch, now);
    await revokeUserAccess(tx, context, id);
    await record(tx, context, { key: 'User.Password.Update', userId: id, payload: { userId: id } });
    return user;
  });
};

/** Lets a password expire, so that it no longer lets in, or takes that back. Throws `password.none` without one. */
export const expirePassword = (context: Context, id: string, isExpired: boolean): Promise<User> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const known = await getUser(tx, tenant.id, id);
    if (known.passwordHash === null) throw refuse('password.none');
    const patch = { isPasswordExpired: isExpired };
    const user = await updateUser(tx, tenant.id, id, patch, platform.clock.now());
    await record(tx, context, {
      key: 'User.Password.Expire',
      userId: id,
      payload: { userId: id, ...differences(known, patch) },
    });
    return user;
  });
};

/**
 * Makes an account safe to hand to the proved owner of its address: what somebody set before the address was proved
 * (a password, factors, tokens, sessions, grants) is dropped, or whoever registered first could come back in (pre-hijacking). Does
 * nothing to a user whose address was verified already. Part of the caller's transaction.
 */
export const dropUnverifiedCredentials = async (
  tx: Transaction,
  context: Context,
  user: User,
): Promise<User> => {
  if (user.emailVerified) return user;
  const { platform, tenant } = context;
  const now = platform.clock.now();
  await revokeUserAccess(tx, context, user.id);
  await removeFactors(tx, tenant.id, user.id);
  await removePersonalAccessTokens(tx, tenant.id, user.id);
  const patch = {
    passwordHash: null,
    passwordAlgorithm: null,
    passwordUpdatedAt: null,
    isPasswordExpired: false,
  };
  return updateUser(tx, tenant.id, user.id, patch, now);
};
