/** Rows of what single applications change of the hosted pages. */
import type { Insertable, Selectable, Updateable } from 'kysely';
import type { ApplicationSignInExperiencesTable, Queries } from '../db/index.ts';

export type ApplicationSignInExperience = Selectable<ApplicationSignInExperiencesTable>;

export const findApplicationSignInExperience = (
  db: Queries,
  tenantId: string,
  applicationId: string,
): Promise<ApplicationSignInExperience | undefined> =>
  db
    .selectFrom('applicationSignInExperiences')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('applicationId', '=', applicationId)
    .executeTakeFirst();

/** Adds a row, or changes `change` of the one that is there. Answers whether there was none. */
export const putApplicationSignInExperience = async (
  tx: Queries,
  row: Insertable<ApplicationSignInExperiencesTable>,
  change: Updateable<ApplicationSignInExperiencesTable>,
): Promise<boolean> => {
  const inserted = await tx
    .insertInto('applicationSignInExperiences')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenantId', 'applicationId']).doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows) return true;
  await tx
    .updateTable('applicationSignInExperiences')
    .set(change)
    .where('tenantId', '=', row.tenantId)
    .where('applicationId', '=', row.applicationId)
    .execute();
  return false;
};
