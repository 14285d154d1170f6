/** Actions: a tenant's scripts at two points of a sign-in. What their answers mean is the sign-in's matter. */
import { record, recordRefusal } from '../audit/index.ts';
import type { Context } from '../platform.ts';
import { refuse } from './errors.ts';
import { activeScript, run } from './scripts.ts';

const EVENT = {
  'action.postFirstFactorVerification': 'Action.PostFirstFactorVerification',
  'action.postSignIn': 'Action.PostSignIn',
} as const;

/**
 * Runs an action and answers what it returned; undefined where there is none, and where it failed and the tenant lets
 * sign-ins go on. Refuses with `action.denied` when the script does, with `action.failed` when it fails and the tenant
 * wants that to stop the sign-in. `load` reads the event and is called only when there is an action. Every run is in
 * the trail, without what went in or came out. Call it outside transactions.
 */
export const runAction = async (
  context: Context,
  kind: keyof typeof EVENT,
  about: Record<string, unknown>,
  load: () => Promise<Record<string, unknown>>,
): Promise<unknown> => {
  const script = await activeScript(context, kind);
  if (!script) return undefined;
  const outcome = await run(context, script, { event: await load() });
  const key = EVENT[kind];
  if (outcome.type === 'value') {
    await record(context.platform.db.queries, context, { key, payload: about });
    return outcome.value ?? undefined;
  }
  const reason = outcome.message || 'no reason given';
  await recordRefusal(context, { key, payload: { ...about, [outcome.type]: true, reason } });
  if (outcome.type === 'denied') throw refuse('action.denied', { reason });
  if (script.onError === 'block') throw refuse('action.failed');
  return undefined;
};
