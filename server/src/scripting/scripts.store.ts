import type { Selectable } from 'kysely';
import type { Queries, ScriptsTable } from '../db/index.ts';

export type ScriptRow = Selectable<ScriptsTable>;
export type ScriptKind = ScriptRow['kind'];

/** A tenant's scripts, by kind. */
export const listScriptRows = (db: Queries, tenantId: string): Promise<ScriptRow[]> =>
  db.selectFrom('scripts').selectAll().where('tenantId', '=', tenantId).orderBy('kind').execute();

export const findScriptRow = (
  db: Queries,
  tenantId: string,
  kind: ScriptKind,
): Promise<ScriptRow | undefined> =>
  db
    .selectFrom('scripts')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('kind', '=', kind)
    .executeTakeFirst();

/** Stores a script in place of the tenant's one of the same kind. Answers whether there was none. */
export const putScriptRow = async (db: Queries, row: ScriptRow): Promise<boolean> => {
  const inserted = await db
    .insertInto('scripts')
    .values(row)
    .onConflict((conflict) => conflict.columns(['tenantId', 'kind']).doNothing())
    .executeTakeFirst();
  if (inserted.numInsertedOrUpdatedRows) return true;
  await db
    .updateTable('scripts')
    .set(row)
    .where('tenantId', '=', row.tenantId)
    .where('kind', '=', row.kind)
    .execute();
  return false;
};

/** Whether there was one. */
export const removeScriptRow = async (db: Queries, tenantId: string, kind: ScriptKind): Promise<boolean> => {
  const result = await db
    .deleteFrom('scripts')
    .where('tenantId', '=', tenantId)
    .where('kind', '=', kind)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};
