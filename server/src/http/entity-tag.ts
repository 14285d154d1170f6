/**
 * ETags of resources (RFC 9110 §8.8.3): a hash of what GET answers. A GET of the Management API is tagged when
 * something at the same address changes what it shows; the same GET, run within the transaction of a change, tells
 * whether If-Match still holds.
 */
import { sha256 } from '../lib/digest.ts';
import type { Context } from '../platform.ts';
import type { Incoming } from './incoming.ts';
import { type AnyRoute, type Reply, validate } from './route.ts';

const CHANGES = ['PUT', 'PATCH', 'DELETE'];

const partsOf = ({ operation }: AnyRoute): [method: string, path: string] =>
  operation.split(' ') as [string, string];

/** Paged lists and what reveals secrets have no tag: a change of one item is told from the item. */
const isReader = ({ operation, specification: { scope, response, query } }: AnyRoute): boolean => {
  if (!operation.startsWith('GET ') || scope !== 'management' || !response) return false;
  const asked = query?.safeParse({});
  return !asked || (asked.success && !Object.hasOwn(asked.data as object, 'page'));
};

/** The tagged GET of each address that can also be changed. */
export const taggedReaders = (routes: readonly AnyRoute[]): ReadonlyMap<string, AnyRoute> => {
  const changeable = new Set(
    routes.filter((found) => CHANGES.includes(partsOf(found)[0])).map((found) => partsOf(found)[1]),
  );
  return new Map(
    routes
      .filter((found) => isReader(found) && changeable.has(partsOf(found)[1]))
      .map((found) => [partsOf(found)[1], found]),
  );
};

/** The strong tag of an answer's text. */
export const tagOf = (text: string): string => `"${sha256(text).slice(0, 27)}"`;

/** Tag of what the reader would answer now, as `context` sees the database. Throws what the reader throws. */
export const currentTag = async (reader: AnyRoute, incoming: Incoming, context: Context): Promise<string> => {
  const { params, query } = reader.specification;
  const reply: Reply = {
    status: undefined,
    headers: [],
    cookies: [],
    paged: () => undefined,
    stream: () => undefined,
    streamed: undefined,
  };
  const value = await reader.handle({
    context,
    incoming: { ...incoming, method: 'GET', query: new URLSearchParams() },
    reply,
    params: params ? validate(params, incoming.params, 'params') : {},
    query: query ? validate(query, {}, 'query') : {},
    body: undefined,
  });
  return tagOf(JSON.stringify(value ?? {}));
};
