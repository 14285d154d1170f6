/**
 * The wire contract's way of searching lists other than users': `search`, `search.<column>`, `mode`, `mode.<column>`,
 * `joint` (or `jointMode`) and `isCaseSensitive`. What it does not understand is refused: to ignore a condition would
 * list everything, and who takes the first row would take a wrong one.
 */
import type { SearchTerm, TextSearch } from '../lib/text-search.ts';
import { refuse } from './errors.ts';

const MAX_LENGTH = 256;
const MAX_VALUES = 100;

const refuseQuery = (reason: string) => refuse('guard.invalid_input', { type: 'query', reason });

/** Parameters by name; the published Management API client sends them as `search_params[search.name]`. */
const byName = (query: URLSearchParams): Map<string, string[]> => {
  const values = new Map<string, string[]>();
  for (const [rawName, value] of query) {
    const name = /^search_params\[(.*)\]$/.exec(rawName)?.[1] ?? rawName;
    values.set(name, [...(values.get(name) ?? []), value]);
  }
  return values;
};

const oneOf = <T extends string>(asked: Map<string, string[]>, name: string, allowed: readonly T[]) => {
  const values = asked.get(name);
  if (values === undefined) return undefined;
  const [value] = values;
  if (values.length > 1 || !allowed.includes(value as T)) {
    throw refuseQuery(`${name}: must be ${allowed.join(' or ')}`);
  }
  return value as T;
};

const refuseUnknown = (names: Iterable<string>, columns: readonly string[]): void => {
  for (const name of names) {
    const column = /^(?:search|mode)\.(.*)$/.exec(name)?.[1];
    if (column !== undefined && !columns.includes(column)) {
      throw refuseQuery(`${name}: this list is searched by ${columns.join(', ')}`);
    }
  }
};

/** Whether all terms must be found. The wire contract has two names for it, which must not disagree. */
const areAllAsked = (asked: Map<string, string[]>): boolean => {
  const joint = oneOf(asked, 'joint', ['and', 'or']);
  const jointMode = oneOf(asked, 'jointMode', ['and', 'or']);
  if (joint && jointMode && joint !== jointMode) throw refuseQuery('joint and jointMode disagree');
  return (joint ?? jointMode) === 'and';
};

/**
 * What a list of these columns is searched for, or undefined. An empty `search` asks for nothing. Refuses with
 * `guard.invalid_input` columns, modes and values that it cannot be searched by.
 */
export const readTextSearch = (
  query: URLSearchParams,
  columns: readonly string[],
): TextSearch | undefined => {
  const asked = byName(query);
  refuseUnknown(asked.keys(), columns);
  const modeOf = (name: string) => oneOf(asked, name, ['like', 'exact']);
  const general = modeOf('mode') ?? 'like';
  const termOf = (name: string, column?: string): SearchTerm[] => {
    const mode = (column && modeOf(`mode.${column}`)) || general;
    const values = asked.get(name);
    if (values === undefined || (column === undefined && values.join('') === '')) return [];
    if (values.length > (mode === 'exact' ? MAX_VALUES : 1)) {
      throw refuseQuery(`${name}: only the mode exact takes several values, ${MAX_VALUES} at most`);
    }
    if (values.some((value) => value === '' || value.length > MAX_LENGTH)) {
      throw refuseQuery(`${name}: must have 1 to ${MAX_LENGTH} characters`);
    }
    return [{ column, values, mode }];
  };
  const terms = [...termOf('search'), ...columns.flatMap((column) => termOf(`search.${column}`, column))];
  const search = {
    all: areAllAsked(asked),
    isCaseSensitive: ['true', '1'].includes(
      oneOf(asked, 'isCaseSensitive', ['true', 'false', '1', '0']) ?? '',
    ),
  };
  return terms.length === 0 ? undefined : { terms, ...search };
};
