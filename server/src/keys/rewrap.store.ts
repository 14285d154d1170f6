/**
 * Where sealed values lie. Columns named `sealed…` are found in the database's own catalogue, so that a new one needs
 * no line anywhere; a few columns of JSON hold them under names that begin with `sealed` too.
 */
import { sql } from 'kysely';
import type { Db, Queries } from '../db/index.ts';

export type SealedColumn = {
  readonly table: string;
  readonly column: string;
  /** The columns of the table's primary key. */
  readonly keys: readonly string[];
  /** Whether the column is text that holds sealed values among others. */
  readonly isJson: boolean;
  /** Whether the table has a column `kek_id` beside. */
  readonly tellsKeyId: boolean;
};

const WITHIN_JSON: ReadonlySet<string> = new Set([
  'system_settings.value',
  'tenant_settings.settings',
  'interactions.state',
]);

type CatalogueRow = { owner: string; field: string; position: number };

const CATALOGUE = {
  sqlite: sql<CatalogueRow>`select m.name as owner, c.name as field, c.pk as position
    from sqlite_master m join pragma_table_info(m.name) c where m.type = 'table'`,
  postgres: sql<CatalogueRow>`select c.relname as owner, a.attname as field,
      coalesce(array_position(i.indkey::int2[], a.attnum), -1) + 1 as position
    from pg_class c
    join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    left join pg_index i on i.indrelid = c.oid and i.indisprimary
    where c.relkind in ('r', 'p') and c.relnamespace = current_schema()::regnamespace`,
};

/** Every column that may hold sealed values. */
export const listSealedColumns = async (db: Db): Promise<SealedColumn[]> => {
  const { rows } = await CATALOGUE[db.kind].execute(db.queries);
  return rows
    .filter(({ owner, field }) => /^sealed(_|$)/.test(field) || WITHIN_JSON.has(`${owner}.${field}`))
    .map(({ owner, field }) => {
      const own = rows.filter((row) => row.owner === owner);
      return {
        table: owner,
        column: field,
        keys: own
          .filter(({ position }) => position > 0)
          .sort((a, b) => a.position - b.position)
          .map((row) => row.field),
        isJson: WITHIN_JSON.has(`${owner}.${field}`),
        tellsKeyId: own.some((row) => row.field === 'kek_id'),
      };
    })
    .sort((a, b) => `${a.table}.${a.column}`.localeCompare(`${b.table}.${b.column}`));
};

const listOf = (names: readonly string[]) => sql.join(names.map((name) => sql.ref(name)));

/** A row with something sealed: its primary key and the column's text. */
export type SealedRow = { readonly key: readonly string[]; readonly text: string };

/** Rows after `after` in the order of the primary key that hold something not sealed under `keyId`, perhaps. */
export const listSealedRows = async (
  db: Queries,
  { table, column, keys, isJson }: SealedColumn,
  { after, keyId, limit }: { after: readonly string[] | undefined; keyId: string; limit: number },
): Promise<SealedRow[]> => {
  const text = sql.ref(column);
  const holds = isJson
    ? sql`${text} like '%v1.%'`
    : sql`${text} is not null and ${text} not like ${`v1.${keyId}.%`}`;
  const beyond = after ? sql`and (${listOf(keys)}) > (${sql.join(after)})` : sql``;
  const named = sql.join(keys.map((key, index) => sql`${sql.ref(key)} as ${sql.ref(`part${index}`)}`));
  const { rows } = await sql<Record<string, string>>`select ${named}, ${text} as found
    from ${sql.table(table)} where ${holds} ${beyond} order by ${listOf(keys)} limit ${limit}`.execute(db);
  return rows.map((row) => ({
    key: keys.map((_, index) => row[`part${index}`] as string),
    text: row.found as string,
  }));
};

/** Puts `text` in place of what the row was read with; answers whether it still was that. */
export const replaceSealed = async (
  db: Queries,
  { table, column, keys, tellsKeyId }: SealedColumn,
  row: SealedRow,
  { text, keyId }: { text: string; keyId: string },
): Promise<boolean> => {
  const isRow = sql.join(
    keys.map((key, index) => sql`${sql.ref(key)} = ${row.key[index]}`),
    sql` and `,
  );
  const told = tellsKeyId ? sql`, kek_id = ${keyId}` : sql``;
  const { numAffectedRows } = await sql`update ${sql.table(table)} set ${sql.ref(column)} = ${text} ${told}
    where ${isRow} and ${sql.ref(column)} = ${row.text}`.execute(db);
  return (numAffectedRows ?? 0n) > 0n;
};
