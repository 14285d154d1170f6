/** Rows of the templates that tenants write. */
import type { Insertable, Selectable } from 'kysely';
import type { EmailTemplatesTable, JsonObject, Queries, Transaction } from '../db/index.ts';

export type TemplateRow = Selectable<EmailTemplatesTable>;
export type TemplateFilter = { languageTag?: string | undefined; templateType?: string | undefined };

/** Templates of these languages and kinds, in no order. */
export const findTemplates = (
  db: Queries,
  tenantId: string,
  languageTags: readonly string[],
  templateTypes: readonly string[],
): Promise<TemplateRow[]> =>
  db
    .selectFrom('emailTemplates')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('languageTag', 'in', languageTags)
    .where('templateType', 'in', templateTypes)
    .execute();

/** Which language a tenant falls back to. */
export const fallbackLanguage = async (db: Queries, tenantId: string): Promise<string> => {
  const row = await db
    .selectFrom('signInExperiences')
    .select('languageInfo')
    .where('tenantId', '=', tenantId)
    .executeTakeFirst();
  return typeof row?.languageInfo.fallbackLanguage === 'string' ? row.languageInfo.fallbackLanguage : 'en';
};

export const listTemplates = (
  db: Queries,
  tenantId: string,
  { languageTag, templateType }: TemplateFilter,
): Promise<TemplateRow[]> => {
  let query = db.selectFrom('emailTemplates').selectAll().where('tenantId', '=', tenantId);
  if (languageTag !== undefined) query = query.where('languageTag', '=', languageTag);
  if (templateType !== undefined) query = query.where('templateType', '=', templateType);
  return query.orderBy('languageTag').orderBy('templateType').limit(2000).execute();
};

export const findTemplate = (db: Queries, tenantId: string, id: string): Promise<TemplateRow | undefined> =>
  db
    .selectFrom('emailTemplates')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();

/** Writes a template; one of the same language and kind keeps its id and gets the new details. */
export const putTemplate = (tx: Transaction, row: Insertable<EmailTemplatesTable>): Promise<TemplateRow> =>
  tx
    .insertInto('emailTemplates')
    .values(row)
    .onConflict((conflict) =>
      conflict.columns(['tenantId', 'languageTag', 'templateType']).doUpdateSet({ details: row.details }),
    )
    .returningAll()
    .executeTakeFirstOrThrow();

/** Sets the details of a template; undefined when there is none any more. */
export const updateTemplateDetails = (
  tx: Transaction,
  tenantId: string,
  id: string,
  details: JsonObject,
): Promise<TemplateRow | undefined> =>
  tx
    .updateTable('emailTemplates')
    .set({ details })
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();

/** Removes one template, or all that match; answers how many there were. */
export const removeTemplates = async (
  tx: Transaction,
  tenantId: string,
  { id, languageTag, templateType }: TemplateFilter & { id?: string },
): Promise<number> => {
  let query = tx.deleteFrom('emailTemplates').where('tenantId', '=', tenantId);
  if (id !== undefined) query = query.where('id', '=', id);
  if (languageTag !== undefined) query = query.where('languageTag', '=', languageTag);
  if (templateType !== undefined) query = query.where('templateType', '=', templateType);
  return Number((await query.executeTakeFirst()).numDeletedRows);
};
