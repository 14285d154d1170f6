import type { Selectable } from 'kysely';
import { type ProfileFieldsTable, type Queries, refusingDuplicates } from '../db/index.ts';

export type ProfileField = Selectable<ProfileFieldsTable>;

/** A tenant's fields in the order of their place. */
export const listProfileFieldRows = (db: Queries, tenantId: string): Promise<ProfileField[]> =>
  db
    .selectFrom('profileFields')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .orderBy('sieOrder')
    .orderBy('name')
    .execute();

/** Throws what `inUse` makes when the name is taken. */
export const insertProfileField = async (
  tx: Queries,
  row: ProfileField,
  inUse: () => Error,
): Promise<void> => {
  await refusingDuplicates(tx.insertInto('profileFields').values(row).execute(), inUse);
};

/** The changed field, or undefined when there is none of this name. */
export const updateProfileField = (
  tx: Queries,
  tenantId: string,
  name: string,
  patch: Partial<Omit<ProfileField, 'tenantId' | 'name' | 'id'>>,
): Promise<ProfileField | undefined> =>
  tx
    .updateTable('profileFields')
    .set(patch)
    .where('tenantId', '=', tenantId)
    .where('name', '=', name)
    .returningAll()
    .executeTakeFirst();

/** Whether there was one. */
export const removeProfileField = async (tx: Queries, tenantId: string, name: string): Promise<boolean> => {
  const result = await tx
    .deleteFrom('profileFields')
    .where('tenantId', '=', tenantId)
    .where('name', '=', name)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};
