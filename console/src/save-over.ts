/**
 * Saving over something that others change too. What a form holds is saved over the version that is there now only
 * when that takes nothing back: all that has become different since the form was filled lies outside of its fields, or
 * is what it wants to save anyway. Else the version in the way is handed back for the reader to decide.
 */
import { ApiFailure } from 'genkan/client';

/** Enough for changes outside of the form that come in a row; then the server's refusal stands. */
const MOST_TRIES = 3;

const isSame = (one: unknown, other: unknown): boolean => JSON.stringify(one) === JSON.stringify(other);

const isOutdated = (failure: unknown): boolean => failure instanceof ApiFailure && failure.status === 412;

/** Whether every field of `now` is as one of `known` has it, or as `mine` does. */
const takesNothingBack = <Values extends Record<string, unknown>>(
  now: Values,
  known: readonly Values[],
  mine: Values,
): boolean =>
  Object.entries(now).every(([name, value]) =>
    [...known, mine].some((values) => isSame(values[name], value)),
  );

export type Over<Values, Read> = {
  /** The version as it was read last. */
  read: () => Promise<Read>;
  /** Reads it anew. */
  readAgain: () => Promise<Read>;
  /** What the form shows of a version. */
  valuesOf: (version: Read) => Values;
  /** Values that are nobody else's change: what the form was filled with, and what it has saved itself. */
  known: readonly Values[];
  /** Sends the values with the version they rest on; throws ApiFailure. */
  save: (mine: Values, over: Read) => Promise<unknown>;
};

/** Saves `mine`, or gives the version that is in the way. Throws ApiFailure. */
export const saveOver = async <Values extends Record<string, unknown>, Read>(
  mine: Values,
  { read, readAgain, valuesOf, known, save }: Over<Values, Read>,
): Promise<{ inTheWay: Read } | undefined> => {
  let version = await read();
  for (let tries = 1; takesNothingBack(valuesOf(version), known, mine); tries += 1) {
    try {
      await save(mine, version);
      return undefined;
    } catch (failure) {
      if (!isOutdated(failure) || tries === MOST_TRIES) throw failure;
      version = await readAgain();
    }
  }
  return { inTheWay: version };
};
