/** Pages of lists: the rows of one page beside the number of all that match. */
import type { SelectQueryBuilder } from 'kysely';

export type Page = { limit: number; offset: number };
export type Paged<Row> = { rows: Row[]; total: number };

/** Reads one page. `matching` says which rows count; `listed` is the same with its columns and its order. */
export const readPage = async <
  Database,
  Table extends keyof Database,
  Counted extends keyof Database,
  Unselected,
  Row,
>(
  matching: SelectQueryBuilder<Database, Counted, Unselected>,
  listed: SelectQueryBuilder<Database, Table, Row>,
  { limit, offset }: Page,
): Promise<Paged<Row>> => {
  const counted = matching.clearSelect().select(({ fn }) => fn.countAll<number>().as('total'));
  // What a query gives is not known to the compiler while its tables are not.
  const { total } = (await counted.executeTakeFirstOrThrow()) as { total: number };
  const rows = await listed.limit(limit).offset(offset).execute();
  return { rows, total: Number(total) };
};
