/**
 * The authorization endpoint (RFC 6749 §3.1, OpenID Connect Core §3.1.2, RFC 9207). While client and redirect URI are
 * not known to be good, errors stay on our own page; after that they go to the app with state and iss. What was
 * validated is stored with the interaction, and nothing the browser brings back can change it.
 */

import type { CachedApplication } from '../applications/index.ts';
import { recordRefusal } from '../audit/index.ts';
import { type Endpoint, endpoint, type Incoming } from '../http/index.ts';
import { verifyJwt } from '../keys/index.ts';
import { SECOND } from '../lib/clock.ts';
import { Refusal } from '../lib/errors.ts';
import type { Context } from '../platform.ts';
import { findSession, type Session } from '../sessions/index.ts';
import { beginInteraction } from '../signin/index.ts';
import { type AuthorizationRequest, toStored } from './checks/check.ts';
import { readClient } from './checks/client.ts';
import { checks } from './checks/index.ts';
import { readRedirectUri } from './checks/redirect-uri.ts';
import { issueCode } from './codes.ts';
import { protocolError, refuse } from './errors.ts';
import { readHints } from './hints.ts';
import { errorPage, pageLocale } from './page.ts';
import { type Parameters, readForm, readParameters } from './parameters.ts';
import { appendParameters, redirect } from './redirect.ts';
import { ID_TOKEN_TYPE } from './tokens.ts';

/** Where a refusal goes: to nobody yet, or to the app. */
type Target = { application: CachedApplication; redirectUri: string; state: string | null };

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
      clientId: asked.clientId?.slice(0, 128),
      redirected: target !== undefined,
    },
  });
  if (!target) {
    const status = refusal.status === 413 ? 413 : 400;
    return errorPage(
      status,
      pageLocale(asked.uiLocales, incoming.header('accept-language')),
      error,
      refusal.message,
    );
  }
  return redirect(
    appendParameters(target.redirectUri, {
      error,
      error_description: refusal.message,
      state: target.state,
      iss: context.tenant.issuer,
    }),
  );
};

/** Whether the session will do, or the user has to sign in (again). */
const needsSignIn = async (
  context: Context,
  request: AuthorizationRequest,
  parameters: Parameters,
  session: Session | undefined,
): Promise<boolean> => {
  if (!session || request.prompt.includes('login') || request.prompt.includes('select_account')) return true;
  if (
    request.maxAge !== null &&
    context.platform.clock.now() - session.authenticatedAt >= request.maxAge * SECOND
  ) {
    return true;
  }
  const hint = parameters.get('id_token_hint');
  if (hint === undefined) return false;
  const claims = await verifyJwt(context.platform, context.tenant, hint, {
    typ: ID_TOKEN_TYPE,
    allowExpired: true,
  });
  return claims !== undefined && claims.sub !== session.userId;
};

const validate = async (
  context: Context,
  target: Target,
  parameters: Parameters,
): Promise<AuthorizationRequest> => {
  const request: AuthorizationRequest = {
    clientId: target.application.id,
    redirectUri: target.redirectUri,
    state: target.state,
    scope: '',
    resources: [],
    prompt: [],
    maxAge: null,
    nonce: null,
    codeChallenge: null,
    startedAt: context.platform.clock.now(),
  };
  for (const check of checks) await check({ context, application: target.application, parameters, request });
  return request;
};

const proceed = async (
  context: Context,
  incoming: Incoming,
  parameters: Parameters,
  target: Target,
): Promise<Response> => {
  const request = await validate(context, target, parameters);
  const { application } = target;
  const session = await findSession(context, incoming);
  const signIn = await needsSignIn(context, request, parameters, session);
  if (session && !signIn) {
    const location = await context.platform.db.transaction((tx) =>
      issueCode(tx, context, { application, request, session }),
    );
    if (location === undefined) throw refuse('login_required', 'The session has ended.');
    return redirect(location);
  }
  if (request.prompt.includes('none')) throw refuse('login_required', 'The user has to sign in first.');
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
    const redirectUri = readRedirectUri(application, parameters);
    target = { application, redirectUri, state: parameters.get('state') ?? null };
    return await proceed(context, incoming, parameters, target);
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
