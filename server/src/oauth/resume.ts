/**
 * Where the browser comes back when sign-in is done. The interaction is taken once, for the browser that holds its
 * cookie (O-15); the request stored in it is the one that is answered (O-13).
 */
import { findApplication } from '../applications/index.ts';
import { record, recordRefusal } from '../audit/index.ts';
import { type Endpoint, endpoint, type Incoming } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { takeCompletedInteraction } from '../signin/index.ts';
import { fromStored } from './checks/check.ts';
import { isRegisteredRedirectUri } from './checks/redirect-uri.ts';
import { issueCode } from './codes.ts';
import { redirect } from './redirect.ts';

/** The page that explains a lost or foreign sign-in. */
const UNKNOWN = '/unknown-session';

/** The app's address with its code; undefined where this browser has nothing to take, or the app is gone. */
const take = (context: Context, incoming: Incoming, interactionId: string): Promise<string | undefined> =>
  context.platform.db.transaction(async (tx) => {
    const completed = await takeCompletedInteraction(tx, context, incoming, interactionId);
    if (!completed) return undefined;
    const request = fromStored(completed.request);
    const { session } = completed;
    const application = await findApplication(tx, context.tenant.id, request.clientId);
    if (!application || !isRegisteredRedirectUri(application, request.redirectUri)) {
      await record(tx, context, {
        key: 'Authorize.Refusal',
        result: 'Error',
        userId: session.userId,
        payload: { error: 'invalid_client', reason: 'The application was changed during the sign-in.' },
      });
      return undefined;
    }
    return issueCode(tx, context, { application, request, session });
  });

const resume = async (incoming: Incoming, context: Context): Promise<Response> => {
  const interactionId = incoming.params.interactionId ?? '';
  const location = await take(context, incoming, interactionId);
  if (location !== undefined) return redirect(location);
  await recordRefusal(context, {
    key: 'Authorize.Refusal',
    payload: {
      error: 'invalid_request',
      reason: 'No sign-in of this browser has this id.',
      interactionId: interactionId.slice(0, 64),
    },
  });
  return redirect(UNKNOWN);
};

export const resumeEndpoints: readonly Endpoint[] = [endpoint('GET /oidc/auth/:interactionId', resume)];
