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

/** Adds a row, or changes `change` of the one that is there. */
export const putApplicationSignInExperience = async (
  tx: Queries,
  row: Insertable<ApplicationSignInExperiencesTable>,
  change: Updateable<ApplicationSignInExperiencesTable>,
): Promise<void> => {
  await tx
    .insertInto('applicationSignInExperiences')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenantId', 'applicationId']).doUpdateSet(change))
    .execute();
};
