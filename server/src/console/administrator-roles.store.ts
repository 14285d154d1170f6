/** Roles of the operator's own making in the database. */
import type { Selectable } from 'kysely';
import {
  type AdministratorRolesTable,
  type Queries,
  refusingDuplicates,
  type Transaction,
} from '../db/index.ts';
import { ADMIN_TENANT } from '../tenants/index.ts';
import { refuse } from './errors.ts';

export type AdministratorRole = Selectable<AdministratorRolesTable>;

export const findAdministratorRoleRow = (
  db: Queries | Transaction,
  id: string,
): Promise<AdministratorRole | undefined> =>
  db
    .selectFrom('administratorRoles')
    .selectAll()
    .where('tenantId', '=', ADMIN_TENANT)
    .where('id', '=', id)
    .executeTakeFirst();

export const listAdministratorRoleRows = (db: Queries): Promise<AdministratorRole[]> =>
  db
    .selectFrom('administratorRoles')
    .selectAll()
    .where('tenantId', '=', ADMIN_TENANT)
    .orderBy('createdAt')
    .orderBy('id')
    .execute();

const inUse = (name: string) => () => refuse('administrator_role.name_in_use', { name });

export const insertAdministratorRole = async (tx: Transaction, row: AdministratorRole): Promise<void> => {
  await refusingDuplicates(tx.insertInto('administratorRoles').values(row).execute(), inUse(row.name));
};

export const updateAdministratorRole = async (
  tx: Transaction,
  id: string,
  patch: Pick<AdministratorRole, 'name' | 'description' | 'managementScopes'>,
): Promise<void> => {
  await refusingDuplicates(
    tx
      .updateTable('administratorRoles')
      .set(patch)
      .where('tenantId', '=', ADMIN_TENANT)
      .where('id', '=', id)
      .execute(),
    inUse(patch.name),
  );
};

export const removeAdministratorRole = async (tx: Transaction, id: string): Promise<void> => {
  await tx
    .deleteFrom('administratorRoles')
    .where('tenantId', '=', ADMIN_TENANT)
    .where('id', '=', id)
    .execute();
};
