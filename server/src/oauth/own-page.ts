/** Requests that our own hosted pages send with JSON, and what they are answered. */
import type { z } from 'zod';
import { comesFromOwnOrigin, type Incoming, refuse, withCookies } from '../http/index.ts';
import type { Context } from '../platform.ts';

const BODY_LIMIT = 64 * 1024;

/** Reads what our own page sent. A form of another site cannot send JSON, and its origin tells on a script. */
export const readOwn = async <T>(context: Context, incoming: Incoming, shape: z.ZodType<T>): Promise<T> => {
  if (!comesFromOwnOrigin(context.tenant, incoming)) throw refuse('request.cross_site');
  if (!/^application\/json\b/i.test(incoming.header('content-type') ?? '')) {
    throw refuse('request.unsupported_media_type', { expected: 'application/json' });
  }
  const text = await incoming.text(BODY_LIMIT);
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw refuse('guard.invalid_input', { type: 'body', reason: 'the body is not JSON' }, { cause });
  }
  const read = shape.safeParse(value);
  if (!read.success) throw refuse('guard.invalid_input', { type: 'body', reason: 'it has another shape' });
  return read.data;
};

/** JSON that nothing caches. */
export const answerOwn = (value: unknown, cookie?: string): Response => {
  const headers = { 'content-type': 'application/json', 'cache-control': 'no-store' };
  return withCookies(new Response(JSON.stringify(value), { headers }), cookie === undefined ? [] : [cookie]);
};
