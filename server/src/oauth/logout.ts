/**
 * RP-initiated logout (OpenID Connect RP-Initiated Logout 1.0). Silent only where nobody else can have caused it: a
 * top-level navigation, for a first-party application that took part in this session. Otherwise the user is asked, so
 * that an image or frame on another page signs nobody out (O-19).
 */
import { type Application, cachedApplication } from '../applications/index.ts';
import { record, recordRefusal } from '../audit/index.ts';
import { clearCookie, type Endpoint, endpoint, type Incoming, readCookie } from '../http/index.ts';
import { verifyJwt } from '../keys/index.ts';
import { equalInConstantTime, hmac256 } from '../lib/digest.ts';
import { Refusal } from '../lib/errors.ts';
import type { Context } from '../platform.ts';
import { endSession, findSession, type Session, sessionApplications } from '../sessions/index.ts';
import { protocolError, refuse } from './errors.ts';
import { revokeGrantsAtLogout } from './grants.store.ts';
import { errorPage, escapeHtml, formTarget, page, pageLocale } from './page.ts';
import { type Parameters, readForm, readParameters } from './parameters.ts';
import { appendParameters, redirect } from './redirect.ts';
import { ID_TOKEN_TYPE } from './tokens/tokens.ts';

/** Where the browser ends up when the app names no address of its own. */
const SIGNED_OUT = '/signed-out';

type Wish = {
  application: Application | undefined;
  /** Registered address to go to, as the app spelt it. */
  target: string | undefined;
  state: string | undefined;
  uiLocales: string | undefined;
  /** Whom the app means by its hint. */
  userId?: string | undefined;
};

const readHint = async (
  context: Context,
  hint: string | undefined,
): Promise<{ clientId?: string; userId?: string }> => {
  if (hint === undefined) return {};
  const claims = await verifyJwt(context.platform, context.tenant, hint, {
    typ: ID_TOKEN_TYPE,
    allowExpired: true,
  });
  if (!claims) throw refuse('invalid_request', 'The id_token_hint is not an ID token of this issuer.');
  return { clientId: String(claims.aud), userId: String(claims.sub) };
};

/** An origin alone is the same address with and without a slash; everything else is compared as a string. */
const isRegistered = (application: Application, asked: string): boolean => {
  const bare = (address: string) => (/^https?:\/\/[^/?#]+\/$/.test(address) ? address.slice(0, -1) : address);
  return application.oidcClientMetadata.postLogoutRedirectUris.some((known) => bare(known) === bare(asked));
};

const readWish = async (context: Context, parameters: Parameters): Promise<Wish> => {
  const { clientId: hinted, userId } = await readHint(context, parameters.get('id_token_hint'));
  const named = parameters.get('client_id');
  if (hinted !== undefined && named !== undefined && hinted !== named) {
    throw refuse('invalid_request', 'The id_token_hint was given to another application.');
  }
  const id = named ?? hinted;
  const application =
    id !== undefined && /^[\w.:/?&=%~+-]{1,2048}$/.test(id)
      ? await cachedApplication(context.platform, context.tenant.id, id)
      : undefined;
  if (id !== undefined && !application) throw refuse('invalid_client', 'No application has this client_id.');
  const target = parameters.get('post_logout_redirect_uri');
  if (target !== undefined) {
    if (!application) throw refuse('invalid_request', 'The parameter client_id is missing.');
    if (!isRegistered(application, target)) {
      throw refuse('invalid_request', 'The post_logout_redirect_uri is not registered for this application.');
    }
  }
  const [state, uiLocales] = [parameters.get('state'), parameters.get('ui_locales')];
  return { application, target, state, uiLocales, userId };
};

const destination = ({ target, state }: Wish): string =>
  target === undefined ? SIGNED_OUT : appendParameters(target, { state });

const isTopLevel = (incoming: Incoming): boolean => {
  const purpose = incoming.header('sec-fetch-dest');
  return purpose === undefined || purpose === 'document';
};

const mayBeSilent = async (
  context: Context,
  incoming: Incoming,
  session: Session,
  wish: Wish,
): Promise<boolean> => {
  const { application, userId } = wish;
  // RP-Initiated Logout §2: whoever is signed in instead of the one who is meant is asked.
  if (userId !== undefined && userId !== session.userId) return false;
  if (!application || application.isThirdParty || !isTopLevel(incoming)) return false;
  const { platform, tenant } = context;
  return (await sessionApplications(platform.db.queries, tenant.id, session.id)).includes(application.id);
};

/** Ends the session with what must not outlive it. */
const end = async (context: Context, session: Session, wish: Wish): Promise<Response> => {
  const { platform, tenant } = context;
  const cookie = await platform.db.transaction(async (tx) => {
    const removal = await endSession(tx, context, session);
    await revokeGrantsAtLogout(tx, tenant.id, session.id, wish.application?.id, platform.clock.now());
    await record(tx, context, {
      key: 'Session.End',
      userId: session.userId,
      applicationId: wish.application?.id ?? null,
      payload: { sessionId: session.id },
    });
    return removal;
  });
  return redirect(destination(wish), [cookie]);
};

/** Binds the confirmation to this session and this wish, so that no other page can press the button. */
const confirmationOf = ({ platform }: Context, session: Session, wish: Wish): string =>
  hmac256(
    platform.sealer.derive('logout-confirmation'),
    JSON.stringify([session.tokenHash, wish.application?.id ?? '', wish.target ?? '', wish.state ?? '']),
  );

const TEXTS = {
  en: { title: 'Sign out?', question: 'Do you want to sign out of', button: 'Sign out' },
  ja: { title: 'サインアウトしますか', question: '次からサインアウトします:', button: 'サインアウト' },
};

const hidden = (name: string, value: string | undefined): string =>
  value === undefined ? '' : `<input type="hidden" name="${name}" value="${escapeHtml(value)}">`;

const askFirst = (context: Context, incoming: Incoming, session: Session, wish: Wish): Response => {
  const locale = pageLocale(wish.uiLocales, incoming.header('accept-language'));
  const text = TEXTS[locale];
  return page(200, {
    locale,
    title: text.title,
    formTargets: formTarget(wish.target),
    body: `<p class="lead">${text.question} <span class="address">${escapeHtml(context.tenant.origin)}</span></p><form class="form" method="post" action="/oidc/session/end/confirm">${[
      hidden('confirmation', confirmationOf(context, session, wish)),
      hidden('client_id', wish.application?.id),
      hidden('post_logout_redirect_uri', wish.target),
      hidden('state', wish.state),
    ].join('')}<button type="submit" class="button">${text.button}</button></form>`,
  });
};

const frame =
  (answer: (context: Context, incoming: Incoming, parameters: Parameters) => Promise<Response>) =>
  async (incoming: Incoming, context: Context): Promise<Response> => {
    try {
      const parameters =
        incoming.method === 'POST' ? await readForm(incoming) : readParameters(incoming.query);
      return await answer(context, incoming, parameters);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      const name = protocolError(error);
      await recordRefusal(context, {
        key: 'Session.End.Refusal',
        payload: { error: name, reason: error.message },
      });
      const locale = pageLocale(undefined, incoming.header('accept-language'));
      return errorPage(error.status === 413 ? 413 : 400, locale, name, error.message);
    }
  };

/**
 * Takes away the cookie of a session that is over. From a browser that sent none, nothing: a form of another site comes
 * without the cookie (SameSite=Lax), and its answer would sign the user out without a question.
 */
const forgottenCookies = ({ tenant }: Context, incoming: Incoming): string[] =>
  readCookie(incoming, tenant, 'session') === undefined ? [] : [clearCookie(tenant, 'session')];

const logout = frame(async (context, incoming, parameters) => {
  const wish = await readWish(context, parameters);
  const session = await findSession(context, incoming);
  if (!session) return redirect(destination(wish), forgottenCookies(context, incoming));
  if (await mayBeSilent(context, incoming, session, wish)) return end(context, session, wish);
  return askFirst(context, incoming, session, wish);
});

const confirm = frame(async (context, incoming, parameters) => {
  const wish = await readWish(context, parameters);
  const session = await findSession(context, incoming);
  if (!session) return redirect(destination(wish));
  const expected = confirmationOf(context, session, wish);
  if (!equalInConstantTime(parameters.get('confirmation') ?? '', expected)) {
    throw refuse('invalid_request', 'The confirmation does not belong to this session.');
  }
  return end(context, session, wish);
});

export const logoutEndpoints: readonly Endpoint[] = [
  endpoint('GET /oidc/session/end', logout),
  endpoint('POST /oidc/session/end', logout),
  endpoint('POST /oidc/session/end/confirm', confirm),
];
