/**
 * What stands around every change by the Management API: a repeated request is answered once (Idempotency-Key), and a
 * change of what has changed meanwhile is refused (If-Match, RFC 9110 §13.1.1). Both are decided in the transaction of
 * the change, so that of two changes of the same state one wins; no route knows of it.
 */
import { type Transaction, withOpening } from '../db/index.ts';
import type { Change } from '../http/index.ts';
import { Refusal } from '../lib/errors.ts';
import type { Context } from '../platform.ts';
import { refuse } from './errors.ts';
import { answerOnce } from './idempotency.ts';
import { holdResource } from './resource-lock.store.ts';

/** `/api/users/<id>` of whatever is changed below a user, an application …: that is what is held. */
const resourceOf = (context: Context, path: string): string =>
  `${context.tenant.id} ${path.split('/').slice(0, 4).join('/')}`;

/** The platform as a reader sees it from within a transaction. */
const within = (context: Context, tx: Transaction): Context => {
  const { platform } = context;
  return { ...context, platform: { ...platform, db: { ...platform.db, queries: tx } } };
};

const agrees = (ifMatch: string, etag: string): boolean =>
  ifMatch.trim() === '*' || ifMatch.split(',').some((one) => one.trim() === etag);

/** Throws unless the resource is as the caller saw it. What is not there at all is for the operation to say. */
const checkUnchanged = async ({ context, incoming, current }: Change, tx: Transaction): Promise<void> => {
  const ifMatch = incoming.header('if-match');
  if (ifMatch === undefined || !current) return;
  let etag: string;
  try {
    etag = await current(within(context, tx));
  } catch (error) {
    if (!(error instanceof Refusal && error.status === 404)) throw error;
    // What PUT would make anew is not what the caller saw.
    if (incoming.method === 'PUT') throw refuse('request.precondition_failed');
    return;
  }
  if (!agrees(ifMatch, etag)) throw refuse('request.precondition_failed');
};

/** Runs a change with its safeguards. */
export const safeguard = async (change: Change, run: () => Promise<Response>): Promise<Response> => {
  const { context, incoming } = change;
  const { db } = context.platform;
  const hasCondition = incoming.header('if-match') !== undefined;
  if (hasCondition && !change.current) throw refuse('request.precondition_unsupported');
  const guarded = async (mark?: (tx: Transaction) => Promise<void>): Promise<Response> => {
    let checked = false;
    const opening = async (tx: Transaction): Promise<void> => {
      await holdResource(db, tx, resourceOf(context, incoming.path));
      if (checked) return;
      await checkUnchanged(change, tx);
      await mark?.(tx);
      checked = true;
    };
    const response = await withOpening(opening, run);
    // It changed nothing, and yet the caller is told whether it acted on what is.
    if (!checked && hasCondition) await db.transaction((tx) => checkUnchanged(change, tx));
    return response;
  };
  const key = incoming.method === 'POST' ? incoming.header('idempotency-key') : undefined;
  if (key === undefined) return guarded();
  const address = `${incoming.method} ${incoming.path}?${incoming.query}`;
  return answerOnce({ context, key, address, body: await incoming.text() }, guarded);
};
