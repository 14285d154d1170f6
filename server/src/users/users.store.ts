/** Rows of users. Every statement names the tenant. */
import type { Insertable, RawBuilder, Selectable, Updateable } from 'kysely';
import type { JsonObject, Queries, UsersTable } from '../db/index.ts';
import { refuse } from './errors.ts';
import { readEmailKey, readUsernameKey } from './identifiers.ts';
import { usernameKeyIn } from './usernames.store.ts';

export type User = Selectable<UsersTable>;
export type NewUser = Insertable<UsersTable>;
export type UserPatch = Omit<Updateable<UsersTable>, 'tenantId' | 'id' | 'createdAt' | 'updatedAt'>;

/** A user by id. */
export const findUser = (db: Queries, tenantId: string, id: string): Promise<User | undefined> =>
  db.selectFrom('users').selectAll().where('tenantId', '=', tenantId).where('id', '=', id).executeTakeFirst();

/** A user by id. Throws `user.user_not_exist`. */
export const getUser = async (db: Queries, tenantId: string, id: string): Promise<User> => {
  const user = await findUser(db, tenantId, id);
  if (!user) throw refuse('user.user_not_exist');
  return user;
};

const findByKey = (
  db: Queries,
  tenantId: string,
  column: 'usernameKey' | 'emailKey' | 'phoneKey',
  key: string | RawBuilder<string>,
) =>
  db
    .selectFrom('users')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where(column, '=', key)
    .executeTakeFirst();

/** A user by username, in any case of letters unless the tenant tells usernames apart by it. */
export const findUserByUsername = async (
  db: Queries,
  tenantId: string,
  username: string,
): Promise<User | undefined> => {
  const isOne = readUsernameKey(username) !== undefined;
  return isOne ? findByKey(db, tenantId, 'usernameKey', usernameKeyIn(tenantId, username)) : undefined;
};

/** The one user who has proved to own an address. An unverified address finds nobody. */
export const findUserByVerifiedEmail = async (
  db: Queries,
  tenantId: string,
  email: string,
): Promise<User | undefined> => {
  const key = readEmailKey(email);
  return key === undefined ? undefined : findByKey(db, tenantId, 'emailKey', key);
};

/** The one user who has proved to own a number; `phone` in the form of `readPhone`. */
export const findUserByVerifiedPhone = (
  db: Queries,
  tenantId: string,
  phone: string,
): Promise<User | undefined> => findByKey(db, tenantId, 'phoneKey', phone);

const UNIQUE = /users_username|users\.username_key/;
const UNIQUE_EMAIL = /users_email|users\.email_key/;
const UNIQUE_PHONE = /users_phone|users\.phone_key/;

const translateConflict = (error: unknown): never => {
  const { message, constraint } = error as { message?: string; constraint?: string };
  const text = `${constraint ?? ''} ${message ?? ''}`;
  if (UNIQUE.test(text)) throw refuse('user.username_already_in_use', undefined, { cause: error });
  if (UNIQUE_EMAIL.test(text)) throw refuse('user.email_already_in_use', undefined, { cause: error });
  if (UNIQUE_PHONE.test(text)) throw refuse('user.phone_already_in_use', undefined, { cause: error });
  throw error;
};

/** Gives a new user the roles that every new user gets. */
const giveDefaultRoles = async (tx: Queries, tenantId: string, userId: string): Promise<void> => {
  await tx
    .insertInto('usersRoles')
    .columns(['tenantId', 'userId', 'roleId'])
    .expression((eb) =>
      eb
        .selectFrom('roles')
        .select(['roles.tenantId', eb.val(userId).as('userId'), 'roles.id'])
        .where('roles.tenantId', '=', tenantId)
        .where('roles.isDefault', '=', true)
        .where('roles.type', '=', 'User'),
    )
    .execute();
};

/** A row with the key that its username has in the tenant. */
const withUsernameKey = <Row extends { username?: string | null }>(tenantId: string, row: Row) =>
  row.username ? { ...row, usernameKey: usernameKeyIn(tenantId, row.username) } : row;

/** Adds a user, with the default roles. A taken identifier is refused, also when two requests race. */
export const insertUser = async (tx: Queries, row: NewUser): Promise<User> => {
  const user = await tx
    .insertInto('users')
    .values(withUsernameKey(row.tenantId, row))
    .returningAll()
    .executeTakeFirstOrThrow()
    .catch(translateConflict);
  await giveDefaultRoles(tx, user.tenantId, user.id);
  return user;
};

/** Changes a user and returns it. Throws `user.user_not_exist`; a taken identifier is refused. */
export const updateUser = async (
  tx: Queries,
  tenantId: string,
  id: string,
  patch: UserPatch,
  now: number,
): Promise<User> => {
  const user = await tx
    .updateTable('users')
    .set({ ...withUsernameKey(tenantId, patch), updatedAt: now })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst()
    .catch(translateConflict);
  if (!user) throw refuse('user.user_not_exist');
  return user;
};

/**
 * Notes a sign-in without touching `updatedAt`. Answers false when the user is gone or suspended or, where
 * `passwordUpdatedAt` is given, has another password since.
 */
export const noteSignIn = async (
  tx: Queries,
  tenantId: string,
  id: string,
  now: number,
  passwordUpdatedAt?: number | null,
): Promise<boolean> => {
  let query = tx
    .updateTable('users')
    .set({ lastSignInAt: now })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .where('isSuspended', '=', false);
  if (typeof passwordUpdatedAt === 'number') query = query.where('passwordUpdatedAt', '=', passwordUpdatedAt);
  const result = await query.executeTakeFirst();
  return result.numUpdatedRows > 0n;
};

/**
 * Puts our own hash of a password in place of an imported one, unless the password was changed since. The password stays
 * the same, so `passwordUpdatedAt` does not move.
 */
export const replaceImportedHash = async (
  tx: Queries,
  user: Pick<User, 'tenantId' | 'id' | 'passwordHash'>,
  passwordHash: string,
): Promise<void> => {
  await tx
    .updateTable('users')
    .set({ passwordHash, passwordAlgorithm: null })
    .where('tenantId', '=', user.tenantId)
    .where('id', '=', user.id)
    .where('passwordHash', '=', user.passwordHash)
    .where('passwordAlgorithm', 'is not', null)
    .execute();
};

/** Removes a user and all that hangs on the row. Answers whether there was one. */
export const removeUser = async (tx: Queries, tenantId: string, id: string): Promise<boolean> => {
  const result = await tx
    .deleteFrom('users')
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};

/** What the tenant asks of a password, as it is kept. */
export const findPasswordPolicyRow = async (
  db: Queries,
  tenantId: string,
): Promise<JsonObject | undefined> => {
  const row = await db
    .selectFrom('signInExperiences')
    .select('passwordPolicy')
    .where('tenantId', '=', tenantId)
    .executeTakeFirst();
  return row?.passwordPolicy;
};

/** What the tenant says of wrong attempts; empty parts are as built in. */
export const findSentinelPolicy = async (
  db: Queries,
  tenantId: string,
): Promise<{ maxAttempts?: number; lockoutDuration?: number }> => {
  const row = await db
    .selectFrom('signInExperiences')
    .select('more')
    .where('tenantId', '=', tenantId)
    .executeTakeFirst();
  return (row?.more.sentinelPolicy ?? {}) as { maxAttempts?: number; lockoutDuration?: number };
};

/** The outside identities of some users, oldest first. Their rules belong to federation; this only reads them. */
export const listSsoIdentitiesOf = async (db: Queries, tenantId: string, userIds: readonly string[]) =>
  userIds.length === 0
    ? []
    : db
        .selectFrom('ssoIdentities')
        .select([
          'tenantId',
          'id',
          'userId',
          'ssoConnectorId',
          'issuer',
          'identityId',
          'detail',
          'createdAt',
          'updatedAt',
        ])
        .where('tenantId', '=', tenantId)
        .where('userId', 'in', [...userIds])
        .orderBy('createdAt')
        .execute();
