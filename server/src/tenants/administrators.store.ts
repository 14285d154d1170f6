/** Who may administer which tenant. Administrators are users of tenant `admin`. */
import type { Queries, Transaction } from '../db/index.ts';

const ADMIN_TENANT = 'admin';
/** The role that includes everything, other administrators too. Every tenant keeps one who can sign in (M-08). */
export const OWNER = 'owner';

/** A role on a tenant. */
export type TenantRole = { tenantId: string; role: string };

/** The administrator's role on a tenant; undefined for everybody else. */
export const findAdministratorRole = async (
  db: Queries | Transaction,
  tenantId: string,
  userId: string,
): Promise<string | undefined> =>
  (
    await db
      .selectFrom('tenantAdministrators')
      .select('role')
      .where('tenantId', '=', tenantId)
      .where('userId', '=', userId)
      .executeTakeFirst()
  )?.role;

/** The tenants that a user administers, with the role on each. */
export const listAdministered = async (db: Queries | Transaction, userId: string): Promise<TenantRole[]> =>
  db
    .selectFrom('tenantAdministrators')
    .select(['tenantId', 'role'])
    .where('userId', '=', userId)
    .orderBy('createdAt')
    .orderBy('tenantId')
    .execute();

/** Roles of several users, by their ids. */
export const listAdministeredBy = async (
  db: Queries | Transaction,
  userIds: readonly string[],
): Promise<Map<string, TenantRole[]>> => {
  const roles = new Map<string, TenantRole[]>(userIds.map((id) => [id, []]));
  if (userIds.length === 0) return roles;
  const rows = await db
    .selectFrom('tenantAdministrators')
    .select(['tenantId', 'userId', 'role'])
    .where('userId', 'in', userIds)
    .orderBy('tenantId')
    .execute();
  for (const { userId, tenantId, role } of rows) roles.get(userId)?.push({ tenantId, role });
  return roles;
};

/** Whether anybody administers this installation. */
export const hasAdministrator = async (db: Queries | Transaction): Promise<boolean> =>
  (await db.selectFrom('tenantAdministrators').select('userId').limit(1).executeTakeFirst()) !== undefined;

/** Whether anybody's role is this one. */
export const isRoleGiven = async (db: Queries | Transaction, role: string): Promise<boolean> =>
  (await db
    .selectFrom('tenantAdministrators')
    .select('userId')
    .where('role', '=', role)
    .limit(1)
    .executeTakeFirst()) !== undefined;

export const insertAdministrator = async (
  tx: Transaction,
  row: { tenantId: string; userId: string; role: string; createdAt: number },
): Promise<void> => {
  await tx.insertInto('tenantAdministrators').values(row).execute();
};

/** Gives a user a role on a tenant in place of the one there was. */
export const putAdministrator = async (
  tx: Transaction,
  row: { tenantId: string; userId: string; role: string; createdAt: number },
): Promise<void> => {
  await tx
    .insertInto('tenantAdministrators')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenantId', 'userId']).doUpdateSet({ role: row.role }))
    .execute();
};

/** Takes one tenant from an administrator. */
export const removeAdministratorOf = async (
  tx: Transaction,
  tenantId: string,
  userId: string,
): Promise<void> => {
  await tx
    .deleteFrom('tenantAdministrators')
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .execute();
};

/** Takes every tenant from a user who is no longer an administrator. */
export const removeAdministrator = async (tx: Transaction, userId: string): Promise<void> => {
  await tx.deleteFrom('tenantAdministrators').where('userId', '=', userId).execute();
};

/** Makes changes of who administers what go one after another, so that two who are the last two cannot both go. */
const holdAdministrators = async (tx: Transaction): Promise<void> => {
  await tx
    .updateTable('tenants')
    .set(({ ref }) => ({ name: ref('name') }))
    .where('id', '=', ADMIN_TENANT)
    .execute();
};

/** Owners of each tenant who are not suspended. */
export const listActiveOwners = (
  tx: Queries | Transaction,
): Promise<{ tenantId: string; userId: string }[]> =>
  tx
    .selectFrom('tenantAdministrators')
    .innerJoin('users', 'users.id', 'tenantAdministrators.userId')
    .select(['tenantAdministrators.tenantId', 'tenantAdministrators.userId'])
    .where('tenantAdministrators.role', '=', OWNER)
    .where('users.tenantId', '=', ADMIN_TENANT)
    .where('users.isSuspended', '=', false)
    .execute();

/**
 * Whether some tenant (or this one) would be left without an owner who can sign in if it were not for this user. Holds
 * the administrators until the transaction ends.
 */
export const isLastAdministrator = async (
  tx: Transaction,
  userId: string,
  tenantId?: string,
): Promise<boolean> => {
  await holdAdministrators(tx);
  const owners = await listActiveOwners(tx);
  const owned = owners.filter(
    (owner) => owner.userId === userId && (tenantId ?? owner.tenantId) === owner.tenantId,
  );
  return owned.some(
    (mine) => !owners.some((other) => other.tenantId === mine.tenantId && other.userId !== userId),
  );
};
