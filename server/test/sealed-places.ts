/** Looks through a whole database for sealed values where a change of the master key would not find them. */
import { sql } from 'kysely';
import { listSealedColumns } from '../src/keys/rewrap.store.ts';
import type { Platform } from '../src/platform.ts';

const TEXT_COLUMNS = {
  sqlite: sql<{ owner: string; field: string }>`select m.name as owner, c.name as field
    from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table' and lower(c.type) = 'text'`,
  postgres: sql<{ owner: string; field: string }>`select table_name as owner, column_name as field
    from information_schema.columns where table_schema = current_schema() and data_type = 'text'`,
};

/** `table.column` of each column that holds a sealed value: those that a change reaches, and the others. */
export const findSealedPlaces = async ({ db, sealer }: Platform) => {
  const reached = new Set((await listSealedColumns(db)).map(({ table, column }) => `${table}.${column}`));
  const places = { reached: [] as string[], missed: [] as string[] };
  for (const { owner, field } of (await TEXT_COLUMNS[db.kind].execute(db.queries)).rows) {
    const { rows } = await sql`select 1 as found from ${sql.table(owner)}
      where ${sql.ref(field)} like ${`%v1.${sealer.keyId}.%`} limit 1`.execute(db.queries);
    if (rows.length > 0)
      places[reached.has(`${owner}.${field}`) ? 'reached' : 'missed'].push(`${owner}.${field}`);
  }
  return places;
};
