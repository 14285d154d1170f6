/**
 * The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2, RFC 9207). While client and redirect URI are
 * not known to be good, errors stay on our own page; after that they go to the app with state and iss. What was
 * validated is stored with the interaction, and nothing the browser brings back can change it.
 */

import { type CachedApplication, documentFacts } from '../applications/index.ts';
import { recordRefusal } from '../audit/index.ts';
import { type Endpoint, endpoint, type Incoming } from '../http/index.ts';
import { verifyJwt } from '../keys/index.ts';
import { SECOND } from '../lib/clock.ts';
import { Refusal } from '../lib/errors.ts';
import type { Context } from '../platform.ts';
import { findSession, type Session } from '../sessions/index.ts';
import { beginInteraction } from '../signin/index.ts';
import { type Answerable, answerApp } from './answer.ts';
import { reaches } from './authentication.ts';
import { limitBeginnings } from './beginnings.ts';
import { type AuthorizationRequest, type SentAs, toStored } from './checks/check.ts';
import { readClient } from './checks/client.ts';
import { validateRequest } from './checks/index.ts';
import { isRegisteredRedirectUri, readRedirectUri } from './checks/redirect-uri.ts';
import { issueCode } from './codes.ts';
import { CONSENT_PAGE, needsConsent } from './consent/consent.ts';
import { protocolError, refuse } from './errors.ts';
import { readHints } from './hints.ts';
import { errorPage, pageLocale } from './page.ts';
import { isOurReference, takePushedRequest } from './par.ts';
import { type Parameters, readForm, readParameters } from './parameters.ts';
import { redirect } from './redirect.ts';
import { readRequestObject } from './request-object.ts';
import { ID_TOKEN_TYPE } from './tokens/tokens.ts';

/** Where a refusal goes: to nobody yet, or to the app. */
type Target = Answerable & { application: CachedApplication };

const refused = async (
  context: Context,
  incoming: Incoming,
  refusal: Refusal,
  asked: { target?: Target | undefined; clientId?: string | undefined; uiLocales?: string | undefined },
): Promise<Response> => {
  const error = protocolError(refusal);
  const { target } = asked;
  await recordRefusal(context, {
    key: 'Authorize.Refusal',
    applicationId: target?.application.id ?? null,
    payload: {
      error,
      reason: refusal.message,
      ...(target && documentFacts(target.application)),
      clientId: asked.clientId?.slice(0, 128),
      redirected: target !== undefined,
    },
  });
  const isTooMuch = refusal.status === 429;
  if (!target || isTooMuch) {
    const status = isTooMuch || refusal.status === 413 ? refusal.status : 400;
    const locale = pageLocale(asked.uiLocales, incoming.header('accept-language'));
    const answer = errorPage(status, locale, error, refusal.message);
    if (isTooMuch) answer.headers.set('retry-after', '1');
    return answer;
  }
  return answerApp(context, incoming, target, { error, error_description: refusal.message });
};

/** Whether the session will do, or the user has to sign in (again). */
const needsSignIn = (
  context: Context,
  request: AuthorizationRequest,
  parameters: Parameters,
  session: Session | undefined,
): boolean => {
  if (!session || request.prompt.includes('login') || request.prompt.includes('select_account')) return true;
  if (request.subject !== null && request.subject !== session.userId) return true;
  if (request.contexts.length > 0 && !reaches(session, request.contexts)) return true;
  if (
    request.maxAge !== null &&
    context.platform.clock.now() - session.authenticatedAt >= request.maxAge * SECOND
  ) {
    return true;
  }
  // A hint that nobody can read may mean anybody: the session does not pass for whom the app means.
  return parameters.get('id_token_hint') !== undefined && request.subject === null;
};

/** Whom the app means by its hint; undefined where it has none, or one that nobody can read. */
const readHintedSubject = async (
  { platform, tenant }: Context,
  parameters: Parameters,
): Promise<string | undefined> => {
  const hint = parameters.get('id_token_hint');
  if (hint === undefined) return undefined;
  const claims = await verifyJwt(platform, tenant, hint, { typ: ID_TOKEN_TYPE, allowExpired: true });
  return typeof claims?.sub === 'string' ? claims.sub : undefined;
};

const targetOf = (application: CachedApplication, parameters: Parameters, redirectUri: string): Target => ({
  application,
  redirectUri,
  state: parameters.get('state') ?? null,
  responseMode: parameters.get('response_mode') === 'form_post' ? 'form_post' : 'query',
});

/** Where a refusal may go before the request proper is read: to a registered address beside it. */
const addressBeside = (application: CachedApplication, sent: Parameters): Target | undefined => {
  const address = sent.get('redirect_uri');
  return address !== undefined && isRegisteredRedirectUri(application, address)
    ? targetOf(application, sent, address)
    : undefined;
};

/** The request itself: what was sent, what was pushed before, or what is in a signed object. */
const resolve = async (
  context: Context,
  application: CachedApplication,
  sent: Parameters,
): Promise<{ parameters: Parameters; sentAs: SentAs }> => {
  const reference = sent.get('request_uri');
  const object = sent.get('request');
  if (reference !== undefined && object !== undefined) {
    throw refuse('invalid_request', 'The request was sent in two ways at once.');
  }
  if (reference !== undefined) {
    if (!isOurReference(reference)) {
      throw refuse(
        'request_uri_not_supported',
        'The only request_uri is one that was given for a pushed request.',
      );
    }
    return { parameters: await takePushedRequest(context, application, reference), sentAs: 'taken' };
  }
  if (object === undefined) return { parameters: sent, sentAs: 'plain' };
  return { parameters: await readRequestObject(context, application, object), sentAs: 'signed' };
};

/** Sends a browser that is signed in to the consent page; from there it comes back as from a sign-in. */
const askConsent = async (
  context: Context,
  parameters: Parameters,
  asking: { application: CachedApplication; request: AuthorizationRequest; session: Session },
): Promise<Response> => {
  const begun = await context.platform.db.transaction((tx) =>
    beginInteraction(tx, context, {
      returnTo: (id) => `/oidc/auth/${id}`,
      request: toStored(asking.request),
      hints: { ...readHints(parameters), applicationId: asking.application.id },
      session: asking.session,
    }),
  );
  return redirect(CONSENT_PAGE, [begun.cookie]);
};

const proceed = async (
  context: Context,
  incoming: Incoming,
  parameters: Parameters,
  { application, redirectUri }: Target,
  sentAs: SentAs,
): Promise<Response> => {
  const request = await validateRequest({ context, application, parameters, redirectUri, sentAs });
  // Kept with the request: whoever signs in for it is the one who is meant, or the app gets no code.
  request.subject ??= (await readHintedSubject(context, parameters)) ?? null;
  const session = await findSession(context, incoming);
  const signIn = needsSignIn(context, request, parameters, session);
  if (session && !signIn) {
    const asking = { application, request, userId: session.userId };
    if (await needsConsent(context.platform.db.queries, context, asking)) {
      if (request.prompt.includes('none')) throw refuse('consent_required', 'The user has to consent first.');
      return askConsent(context, parameters, { application, request, session });
    }
    const code = await context.platform.db.transaction((tx) =>
      issueCode(tx, context, { application, request, session }),
    );
    if (code === undefined) throw refuse('login_required', 'The session has ended.');
    return answerApp(context, incoming, request, { code });
  }
  if (request.prompt.includes('none')) throw refuse('login_required', 'The user has to sign in first.');
  limitBeginnings(context);
  const begun = await context.platform.db.transaction((tx) =>
    beginInteraction(tx, context, {
      returnTo: (id) => `/oidc/auth/${id}`,
      request: toStored(request),
      hints: { ...readHints(parameters), applicationId: application.id, requireLogin: session !== undefined },
    }),
  );
  return redirect(begun.location, [begun.cookie]);
};

const authorize = async (incoming: Incoming, context: Context): Promise<Response> => {
  let parameters: Parameters | undefined;
  let target: Target | undefined;
  try {
    parameters = incoming.method === 'POST' ? await readForm(incoming) : readParameters(incoming.query);
    const application = await readClient(context, parameters);
    target = addressBeside(application, parameters);
    const resolved = await resolve(context, application, parameters);
    parameters = resolved.parameters;
    target = undefined;
    const redirectUri = readRedirectUri(application, parameters);
    target = targetOf(application, parameters, redirectUri);
    return await proceed(context, incoming, parameters, target, resolved.sentAs);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return refused(context, incoming, error, {
      target,
      clientId: parameters?.get('client_id'),
      uiLocales: parameters?.get('ui_locales'),
    });
  }
};

export const authorizeEndpoints: readonly Endpoint[] = [
  endpoint('GET /oidc/auth', authorize),
  endpoint('POST /oidc/auth', authorize),
];
