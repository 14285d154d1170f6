/**
 * Where the browser comes back when sign-in is done. The interaction is taken once, for the browser that holds its
 * cookie (O-15); the request stored in it is the one that is answered (O-13).
 */
import { findApplication } from '../applications/index.ts';
import { record, recordRefusal } from '../audit/index.ts';
import { type Endpoint, endpoint, type Incoming } from '../http/index.ts';
import { Refusal } from '../lib/errors.ts';
import type { Context } from '../platform.ts';
import type { Session } from '../sessions/index.ts';
import { takeCompletedInteraction } from '../signin/index.ts';
import { answerApp } from './answer.ts';
import { reaches } from './authentication.ts';
import { type AuthorizationRequest, fromStored } from './checks/check.ts';
import { isRegisteredRedirectUri } from './checks/redirect-uri.ts';
import { issueCode } from './codes.ts';
import { protocolError, refuse } from './errors.ts';
import { redirect } from './redirect.ts';

/** The page that explains a lost or foreign sign-in. */
const UNKNOWN = '/unknown-session';

/** What the sign-in left open: the request, with its code or the reason why there is none. */
type Outcome = { request: AuthorizationRequest; answer: { code: string } | Refusal };

/** What the sign-in does not meet of what was demanded (OpenID Connect Core §5.5.1, RFC 9470 §5). */
const unmetDemand = (request: AuthorizationRequest, session: Session): Refusal | undefined => {
  if (request.subject !== null && request.subject !== session.userId) {
    return refuse('access_denied', 'Another user signed in than the one asked for.');
  }
  if (request.isContextEssential && !reaches(session, request.contexts)) {
    return refuse(
      'unmet_authentication_requirements',
      'The sign-in did not reach the acr that was asked for.',
    );
  }
  return undefined;
};

/** Undefined where this browser has nothing to take, or the app is gone. */
const take = (context: Context, incoming: Incoming, interactionId: string): Promise<Outcome | undefined> =>
  context.platform.db.transaction(async (tx) => {
    const completed = await takeCompletedInteraction(tx, context, incoming, interactionId);
    if (!completed) return undefined;
    const request = fromStored(completed.request);
    const { session } = completed;
    const refused = (reason: string, error: string) =>
      record(tx, context, {
        key: 'Authorize.Refusal',
        result: 'Error',
        userId: session.userId,
        payload: { error, reason },
      });
    const application = await findApplication(tx, context.tenant.id, request.clientId);
    if (!application || !isRegisteredRedirectUri(application, request.redirectUri)) {
      await refused('The application was changed during the sign-in.', 'invalid_client');
      return undefined;
    }
    const unmet = unmetDemand(request, session);
    if (unmet) {
      await refused(unmet.message, protocolError(unmet));
      return { request, answer: unmet };
    }
    const code = await issueCode(tx, context, { application, request, session });
    return code === undefined ? undefined : { request, answer: { code } };
  });

const resume = async (incoming: Incoming, context: Context): Promise<Response> => {
  const interactionId = incoming.params.interactionId ?? '';
  const outcome = await take(context, incoming, interactionId);
  if (outcome) {
    const { request, answer } = outcome;
    return answerApp(
      context,
      incoming,
      request,
      answer instanceof Refusal
        ? { error: protocolError(answer), error_description: answer.message }
        : answer,
    );
  }
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
