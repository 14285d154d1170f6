/** The one codec between JavaScript values and the columns of both databases. */

import { BOOLEAN_COLUMNS, JSON_COLUMNS } from './column-kinds.ts';
import { refuse } from './errors.ts';
import { camelCase } from './names.ts';

type Raw = Record<string, unknown>;
type Field = { from: string; to: string; kind: 'plain' | 'json' | 'boolean' };

const plans = new Map<string, Field[]>();

const planOf = (sql: string, row: Raw): Field[] => {
  let plan = plans.get(sql);
  if (plan === undefined) {
    plan = Object.keys(row).map((from) => {
      const to = camelCase(from);
      return {
        from,
        to,
        kind: JSON_COLUMNS.has(to) ? 'json' : BOOLEAN_COLUMNS.has(to) ? 'boolean' : 'plain',
      };
    });
    // Bounded: statements with lists of varying length would otherwise grow it for ever.
    if (plans.size > 5000) plans.clear();
    plans.set(sql, plan);
  }
  return plan;
};

/** Decodes the rows of one statement: names to camelCase, JSON text to values, 0/1 to booleans. */
export const decodeRows = (sql: string, rows: Raw[]): Raw[] => {
  const first = rows[0];
  if (first === undefined) return rows;
  const plan = planOf(sql, first);
  return rows.map((row) => {
    const decoded: Raw = {};
    for (const { from, to, kind } of plan) {
      const value = row[from];
      if (kind === 'plain' || value === null) decoded[to] = value;
      else if (kind === 'json') decoded[to] = JSON.parse(value as string);
      else decoded[to] = value === 1;
    }
    return decoded;
  });
};

/**
 * Encodes one parameter: booleans to 0/1, objects and arrays to JSON text, undefined to null. Refuses text with a NUL
 * character, which PostgreSQL cannot store: it is the sender's mistake (400), the same on both databases.
 */
export const encodeParameter = (value: unknown): string | number | bigint | null => {
  switch (typeof value) {
    case 'string':
      if (value.includes('\0')) throw refuse('guard.unstorable_text');
      return value;
    case 'number':
    case 'bigint':
      return value;
    case 'boolean':
      return value ? 1 : 0;
    case 'object':
      return value === null ? null : JSON.stringify(value);
    case 'undefined':
      return null;
    default:
      throw new TypeError(`a ${typeof value} cannot be stored`);
  }
};
