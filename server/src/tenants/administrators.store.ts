/** Who may administer which tenant. Administrators are users of tenant `admin`. */
import type { Queries, Transaction } from '../db/index.ts';

const ADMIN_TENANT = 'admin';

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

/** Ids of the tenants that a user administers. */
export const listAdministeredTenantIds = async (
  db: Queries | Transaction,
  userId: string,
): Promise<string[]> =>
  (
    await db
      .selectFrom('tenantAdministrators')
      .select('tenantId')
      .where('userId', '=', userId)
      .orderBy('createdAt')
      .orderBy('tenantId')
      .execute()
  ).map(({ tenantId }) => tenantId);

/** Whether anybody administers this installation. */
export const hasAdministrator = async (db: Queries | Transaction): Promise<boolean> =>
  (await db.selectFrom('tenantAdministrators').select('userId').limit(1).executeTakeFirst()) !== undefined;

export const insertAdministrator = async (
  tx: Transaction,
  row: { tenantId: string; userId: string; role: string; createdAt: number },
): Promise<void> => {
  await tx.insertInto('tenantAdministrators').values(row).execute();
};

/** Takes every tenant from a user who is no longer an administrator. */
export const removeAdministrator = async (tx: Transaction, userId: string): Promise<void> => {
  await tx.deleteFrom('tenantAdministrators').where('userId', '=', userId).execute();
};

/**
 * Whether nobody else could administer the installation without this user: no other administrator of tenant `admin`
 * who is not suspended. Holds the rows until the transaction ends, so that two who are the last two cannot both go.
 */
export const isLastAdministrator = async (tx: Transaction, userId: string): Promise<boolean> => {
  await tx
    .updateTable('tenantAdministrators')
    .set(({ ref }) => ({ role: ref('role') }))
    .where('tenantId', '=', ADMIN_TENANT)
    .execute();
  const active = await tx
    .selectFrom('tenantAdministrators')
    .innerJoin('users', 'users.id', 'tenantAdministrators.userId')
    .select('users.id')
    .where('tenantAdministrators.tenantId', '=', ADMIN_TENANT)
    .where('users.tenantId', '=', ADMIN_TENANT)
    .where('users.isSuspended', '=', false)
    .execute();
  return active.length === 1 && active[0]?.id === userId;
};
