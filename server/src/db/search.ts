/** Text search of lists, the same on both databases and safe against wildcards in what was typed (M-10). */
import { type Expression, type SqlBool, sql } from 'kysely';

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
