/** The installation's own settings: which master keys it needs, who has them, what is derived from. */
import type { Queries } from '../db/index.ts';

export const findSystemSetting = async (db: Queries, key: string): Promise<string | undefined> =>
  (await db.selectFrom('systemSettings').select('value').where('key', '=', key).executeTakeFirst())?.value;

/** Settings whose name begins with `prefix`. */
export const listSystemSettings = (db: Queries, prefix: string): Promise<{ key: string; value: string }[]> =>
  db
    .selectFrom('systemSettings')
    .select(['key', 'value'])
    .where('key', 'like', `${prefix}%`)
    .orderBy('key')
    .execute();

/** Inserts a setting unless it exists. */
export const insertSystemSetting = async (db: Queries, key: string, value: string): Promise<void> => {
  await db
    .insertInto('systemSettings')
    .values({ key, value })
    .onConflict((oc) => oc.column('key').doNothing())
    .execute();
};

export const putSystemSetting = async (db: Queries, key: string, value: string): Promise<void> => {
  await db
    .insertInto('systemSettings')
    .values({ key, value })
    .onConflict((oc) => oc.column('key').doUpdateSet({ value }))
    .execute();
};

export const removeSystemSettings = async (db: Queries, keys: readonly string[]): Promise<void> => {
  if (keys.length > 0) await db.deleteFrom('systemSettings').where('key', 'in', keys).execute();
};
