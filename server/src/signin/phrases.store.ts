import type { Selectable } from 'kysely';
import type { CustomPhrasesTable, Queries } from '../db/index.ts';

export type PhrasesRow = Selectable<CustomPhrasesTable>;

/** A tenant's own words, by language. */
export const listPhrasesRows = (db: Queries, tenantId: string): Promise<PhrasesRow[]> =>
  db
    .selectFrom('customPhrases')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .orderBy('languageTag')
    .execute();

/** Stores the words of a language in place of those there were; its id stays. */
export const putPhrasesRow = (db: Queries, row: PhrasesRow): Promise<PhrasesRow> =>
  db
    .insertInto('customPhrases')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['tenantId', 'languageTag']).doUpdateSet({ translation: row.translation }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();

/** Whether there were any. */
export const removePhrasesRow = async (db: Queries, tenantId: string, tag: string): Promise<boolean> => {
  const result = await db
    .deleteFrom('customPhrases')
    .where('tenantId', '=', tenantId)
    .where('languageTag', '=', tag)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};
