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
import { CONSENT_PAGE, needsConsent } from './consent/consent.ts';
import { protocolError, refuse } from './errors.ts';
import { redirect } from './redirect.ts';

/** The page that explains a lost or foreign sign-in. */
const UNKNOWN = '/unknown-session';

/** Refusals that end the request and that its app is told. */
const TOLD = new Set(['access_denied', 'login_required', 'unmet_authentication_requirements']);

/** What the sign-in does not meet of what was demanded (OpenID Connect Core §3.1.2.1, §5.5.1, RFC 9470 §5). */
const checkDemands = (request: AuthorizationRequest, session: Session): void => {
  if (request.subject !== null && request.subject !== session.userId) {
    throw refuse('login_required', 'Another user signed in than the one asked for.');
  }
  if (request.isContextEssential && !reaches(session, request.contexts)) {
    throw refuse(
      'unmet_authentication_requirements',
      'The sign-in did not reach the acr that was asked for.',
    );
  }
};

type Outcome = { request: AuthorizationRequest; code: string };

/** The request with its code; undefined where this browser has nothing to take, or the app is gone. */
const take = (context: Context, incoming: Incoming, interactionId: string): Promise<Outcome | undefined> =>
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
    checkDemands(request, session);
    if (completed.consent === 'denied') throw refuse('access_denied', 'The user did not consent.');
    const asking = {
      application,
      request,
      userId: session.userId,
      approved: completed.consent === 'approved',
    };
    if (await needsConsent(tx, context, asking)) {
      throw refuse('consent_required', 'The user has to consent first.');
    }
    const sharedOrganizationIds = asking.approved ? completed.sharedOrganizationIds : undefined;
    const code = await issueCode(tx, context, { application, request, session, sharedOrganizationIds });
    return code === undefined ? undefined : { request, code };
  });

/** Takes the interaction for nothing: the app is told why its user does not come. */
const takeRefused = async (
  context: Context,
  incoming: Incoming,
  interactionId: string,
  refusal: Refusal,
): Promise<Response | undefined> => {
  const completed = await context.platform.db.transaction((tx) =>
    takeCompletedInteraction(tx, context, incoming, interactionId),
  );
  if (!completed) return undefined;
  const request = fromStored(completed.request);
  const error = protocolError(refusal);
  await recordRefusal(context, {
    key: 'Authorize.Refusal',
    userId: completed.userId,
    applicationId: request.clientId,
    payload: { error, reason: refusal.message, redirected: true },
  });
  return answerApp(context, incoming, request, { error, error_description: refusal.message });
};

const resume = async (incoming: Incoming, context: Context): Promise<Response> => {
  const interactionId = incoming.params.interactionId ?? '';
  let response: Response | undefined;
  try {
    const taken = await take(context, incoming, interactionId);
    if (taken) response = answerApp(context, incoming, taken.request, { code: taken.code });
  } catch (error) {
    // The transaction is undone, so the interaction still waits.
    const name = error instanceof Refusal ? protocolError(error) : undefined;
    if (name === 'consent_required') return redirect(CONSENT_PAGE);
    if (name === undefined || !TOLD.has(name)) throw error;
    response = await takeRefused(context, incoming, interactionId, error as Refusal);
  }
  if (response !== undefined) return response;
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
