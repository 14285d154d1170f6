/** Text search of lists, the same on both databases and safe against wildcards in what was typed (M-10). */
import { type Expression, type SqlBool, sql } from 'kysely';
import type { SearchTerm, TextSearch } from '../lib/text-search.ts';

/**
 * Whether any of `columns` contains `text`, ignoring case. A `%` at either end of `text` is the wire contract's way
 * of saying "anything here": with one, only that side is open. Elsewhere `%` and `_` mean themselves.
 */
export const matches = (columns: readonly Expression<unknown>[], text: string): Expression<SqlBool> => {
  const open = text.startsWith('%') || text.endsWith('%');
  const bare = text.replace(/^%+|%+$/g, '').replace(/[\\%_]/g, (c) => `\\${c}`);
  const before = !open || text.startsWith('%') ? '%' : '';
  const after = !open || text.endsWith('%') ? '%' : '';
  const pattern = `${before}${bare}${after}`;
  const tests = columns.map((column) => sql<SqlBool>`lower(${column}) like lower(${pattern}) escape '\\'`);
  return sql<SqlBool>`(${sql.join(tests, sql` or `)})`;
};

/** The same part in the same case. LIKE does not tell cases apart on SQLite, so it is not asked. */
const containsCased = (column: Expression<unknown>, text: string): Expression<SqlBool> => {
  const bare = text.replace(/^%+|%+$/g, '');
  if (bare === '') return sql<SqlBool>`${column} is not null`;
  const [isStart, isEnd] = [!text.startsWith('%') && text.endsWith('%'), /^%.*[^%]$/s.test(text)];
  if (isStart) return sql<SqlBool>`substr(${column}, 1, length(${bare})) = ${bare}`;
  if (isEnd) {
    return sql<SqlBool>`(length(${column}) >= length(${bare})
      and substr(${column}, length(${column}) - length(${bare}) + 1) = ${bare})`;
  }
  return sql<SqlBool>`replace(${column}, ${bare}, '') <> ${column}`;
};

const holds = (
  columns: readonly Expression<unknown>[],
  { values, mode }: SearchTerm,
  isCaseSensitive: boolean,
): Expression<SqlBool> => {
  const [value = ''] = values;
  const tests = columns.map((column) => {
    if (mode === 'exact') {
      const lowered = sql.join(values.map((one) => sql`lower(${one})`));
      return isCaseSensitive
        ? sql<SqlBool>`${column} in (${sql.join(values)})`
        : sql<SqlBool>`lower(${column}) in (${lowered})`;
    }
    return isCaseSensitive ? containsCased(column, value) : matches([column], value);
  });
  return sql<SqlBool>`(${sql.join(tests, sql` or `)})`;
};

/** Whether a row answers to a search. `names` are the columns that terms may name, `columnOf` finds them in the query. */
export const answers = <Name extends string>(
  names: readonly Name[],
  columnOf: (name: Name) => Expression<unknown>,
  { terms, all, isCaseSensitive }: TextSearch,
): Expression<SqlBool> => {
  const tests = terms.map((term) => {
    const searched = names.filter((name) => term.column === undefined || name === term.column);
    return holds(searched.map(columnOf), term, isCaseSensitive);
  });
  return sql<SqlBool>`(${sql.join(tests, all ? sql` and ` : sql` or `)})`;
};
