/**
 * Protocol parameters from a query or form: each at most once (RFC 6749 §3.1), `resource` alone may be repeated
 * (RFC 8707 §2), an empty one counts as left out, everything bounded before it is looked at (O-14, O-24).
 */
import type { Incoming } from '../http/index.ts';
import { refuse } from './errors.ts';

/** Characters all parameters may have together, and one by itself. */
const TOTAL_LIMIT = 16 * 1024;
const VALUE_LIMIT = 4096;
/** Parameters that hold a whole signed request; the total bounds them. */
const LONG = new Set(['request']);
const COUNT_LIMIT = 100;
const RESOURCE_LIMIT = 20;

export type Parameters = {
  /** The parameter's value; undefined when absent or empty. */
  get: (name: string) => string | undefined;
  /** Every `resource`, without repeats. */
  readonly resources: readonly string[];
  /** Every parameter with its value, in order. */
  readonly entries: readonly [name: string, value: string][];
};

/** Reads parameters. Refuses repeats and anything oversized with `invalid_request`. */
export const readParameters = (search: URLSearchParams): Parameters => {
  const values = new Map<string, string>();
  const resources = new Set<string>();
  const entries: [string, string][] = [];
  let total = 0;
  let count = 0;
  for (const [name, value] of search) {
    count += 1;
    total += name.length + value.length;
    if (total > TOTAL_LIMIT || count > COUNT_LIMIT || (value.length > VALUE_LIMIT && !LONG.has(name))) {
      throw refuse('invalid_request', 'The request is too large.');
    }
    if (value === '') continue;
    entries.push([name, value]);
    if (name === 'resource') {
      resources.add(value);
      if (resources.size > RESOURCE_LIMIT)
        throw refuse('invalid_request', 'The request names too many resources.');
      continue;
    }
    if (values.has(name)) {
      throw refuse('invalid_request', `The parameter ${name.slice(0, 64)} was sent more than once.`);
    }
    values.set(name, value);
  }
  return { get: (name) => values.get(name), resources: [...resources], entries };
};

/** Reads an `application/x-www-form-urlencoded` body. Any other body is refused with `invalid_request`. */
export const readForm = async (incoming: Incoming): Promise<Parameters> => {
  const type = incoming.header('content-type') ?? '';
  if (!/^application\/x-www-form-urlencoded(\s*;|$)/i.test(type)) {
    throw refuse('invalid_request', 'Send the parameters as application/x-www-form-urlencoded.');
  }
  return readParameters(new URLSearchParams(await incoming.text(TOTAL_LIMIT)));
};

/** The words of a space-separated value, in order, without repeats. */
export const words = (value: string | undefined): string[] => [
  ...new Set((value ?? '').split(' ').filter((word) => word !== '')),
];
