import type { Queries } from '../db/index.ts';

export const findSystemSetting = async (db: Queries, key: string): Promise<string | undefined> =>
  (await db.selectFrom('systemSettings').select('value').where('key', '=', key).executeTakeFirst())?.value;

/** Inserts a setting unless it exists. */
export const insertSystemSetting = async (db: Queries, key: string, value: string): Promise<void> => {
  await db
    .insertInto('systemSettings')
    .values({ key, value })
    .onConflict((oc) => oc.column('key').doNothing())
    .execute();
};
