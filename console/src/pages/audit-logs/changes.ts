/** What an event changed, read from the `before` and `after` of its payload. */

/** One value that changed; a side that is not there is undefined. */
export type Difference = { path: string; before: unknown; after: unknown };

type Values = Record<string, unknown>;

const isValues = (value: unknown): value is Values =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const same = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const compare = (before: unknown, after: unknown, path: string): Difference[] => {
  if (same(before, after)) return [];
  const open = (isValues(before) || before === undefined) && (isValues(after) || after === undefined);
  if (!open) return [{ path, before, after }];
  const names = new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})]);
  if (names.size === 0) return path === '' ? [] : [{ path, before, after }];
  return [...names].flatMap((name) =>
    compare((before as Values)?.[name], (after as Values)?.[name], path === '' ? name : `${path}.${name}`),
  );
};

/** The values that differ, by their dotted names; none where the event tells of no change. */
export const changesOf = ({ before, after }: Readonly<Values>): Difference[] =>
  isValues(before) || isValues(after) ? compare(before, after, '') : [];
