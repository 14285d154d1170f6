/** What a change changed, for the audit trail. */
import { isDeepStrictEqual } from 'node:util';

/** The members of `patch` that differ from `row`: as they were and as they are now. */
export const differences = (
  row: Readonly<Record<string, unknown>>,
  patch: Readonly<Record<string, unknown>>,
): { before: Record<string, unknown>; after: Record<string, unknown> } => {
  const changed = Object.keys(patch).filter((name) => !isDeepStrictEqual(row[name], patch[name]));
  const pick = (from: Readonly<Record<string, unknown>>) =>
    Object.fromEntries(changed.map((name) => [name, from[name]]));
  return { before: pick(row), after: pick(patch) };
};
