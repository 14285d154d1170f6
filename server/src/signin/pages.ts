/**
 * The pages end users see. All are one built page (package `signin`) with a boot value written into it; which screen
 * that is, and whether a sign-in is running at all, is decided here.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { recordRefusal } from '../audit/index.ts';
import { listAvailableConnectors } from '../federation/index.ts';
import { assets, embedJson, endpoint, type Incoming, pageHeaders, readPage } from '../http/index.ts';
import { Refusal } from '../lib/errors.ts';
import { createToken } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { ADMIN_TENANT } from '../tenants/index.ts';
import type { BootScreen } from './boot.ts';
import { showCustomUi } from './custom-ui-pages.ts';
import { departForSso, findDeparture } from './factors/enterprise-sso.ts';
import { currentInteraction, getInteraction, type Interaction, saveInteraction } from './interaction.ts';
import { makeBoot, type PageParts } from './page-boot.ts';
import { cachedSignInExperience } from './sign-in-experience.ts';

const DIST = fileURLToPath(new URL('../../../signin/dist', import.meta.url));
const SLOT = '<!--genkan-boot-->';
const LANGUAGE = '<html lang="en"';
const RELOAD_MS = 1000;

type Template = { before: string; between: string; after: string; readAt: number };
let template: Template | undefined;

/** The built page in three parts, read again after a second, so that a new build shows without a restart. */
const loadTemplate = (): Template => {
  if (template && performance.now() - template.readAt < RELOAD_MS) return template;
  const page = readPage(DIST);
  const [head = '', after] = page.split(SLOT);
  const [before = '', between] = head.split(LANGUAGE);
  if (after === undefined || between === undefined)
    throw new Error(`${DIST}/index.html has no place for its data`);
  template = { before, between, after, readAt: performance.now() };
  return template;
};

/** The link to the pages' stylesheet, for pages without script in the same look; empty before the first build. */
export const stylesheetLink = (): string =>
  existsSync(join(DIST, 'index.html'))
    ? (/<link rel="stylesheet"[^>]*>/.exec(loadTemplate().after)?.[0] ?? '')
    : '';

/** Answers a screen. */
export const showPage = async (
  context: Context,
  incoming: Incoming,
  screen: BootScreen,
  options: PageParts & { interaction?: Interaction | undefined; status?: number } = {},
): Promise<Response> => {
  const { interaction, status, ...parts } = options;
  const boot = await makeBoot(context, incoming, screen, parts, interaction);
  const { before, between, after } = loadTemplate();
  // Said in the page itself: a script would come after a first paint in the dark.
  const isLight = !boot.settings.branding.isDarkModeEnabled;
  const html =
    `${before}<html lang="${boot.locale}"${isLight ? ' data-theme="light"' : ''}${between}` +
    `<script type="application/json" id="genkan-boot">${embedJson(boot)}</script>${after}`;
  return new Response(html, { status: status ?? 200, headers: pageHeaders('sign-in') });
};

/** A page of a sign-in under way: the tenant's own, where it has such. */
const showStep = async (
  context: Context,
  incoming: Incoming,
  screen: BootScreen,
  { interaction, ...parts }: PageParts & { interaction: Interaction },
): Promise<Response> =>
  (await showCustomUi(context, () => makeBoot(context, incoming, screen, parts, interaction))) ??
  showPage(context, incoming, screen, { interaction, ...parts });

const redirect = (location: string): Response =>
  new Response(null, {
    status: 303,
    headers: { location, 'cache-control': 'no-store', 'referrer-policy': 'no-referrer' },
  });

/** A page of a running sign-in; without one, the unknown-session screen (or the console's own start). */
const stepPage = (screen: BootScreen) => async (incoming: Incoming, context: Context) => {
  const interaction = await currentInteraction(context, incoming);
  if (!interaction) {
    if (context.tenant.id === ADMIN_TENANT && screen === 'sign-in') return redirect('/console/sign-in');
    const { unknownSessionRedirectUrl } = await cachedSignInExperience(context.platform, context.tenant.id);
    if (unknownSessionRedirectUrl) return redirect(unknownSessionRedirectUrl);
    return showPage(context, incoming, 'unknown-session');
  }
  const { signInMode } = await cachedSignInExperience(context.platform, context.tenant.id);
  const wanted: BootScreen =
    screen === 'register' && signInMode === 'SignIn'
      ? 'sign-in'
      : screen === 'sign-in' && signInMode === 'Register'
        ? 'register'
        : screen;
  return showStep(context, incoming, wanted, { interaction });
};

const plainPage = (screen: BootScreen) => (incoming: Incoming, context: Context) =>
  showPage(context, incoming, screen);

const clean = (text: string | null): string | undefined => text?.slice(0, 300) || undefined;

/**
 * The identity provider's redirect. `state` must be the one bound to this browser's sign-in: a foreign answer, or one
 * of another tab that was started anew, is shown as an error and used for nothing.
 */
const callbackPage = async (incoming: Incoming, context: Context): Promise<Response> => {
  const connectorId = incoming.params.connectorId ?? '';
  const interaction = await currentInteraction(context, incoming);
  if (!interaction) return showPage(context, incoming, 'unknown-session');
  const departed = findDeparture(interaction, connectorId, incoming.query.get('state') ?? '');
  const refused = async (code: string, message: string, detail?: string) => {
    await recordRefusal(context, {
      key: 'Interaction.SignIn.Verification.EnterpriseSso.Submit',
      payload: { interactionId: interaction.id, connectorId, reason: code, ...(detail ? { detail } : {}) },
    });
    return showPage(context, incoming, 'error', {
      interaction,
      error: { code, message, ...(detail ? { detail } : {}) },
    });
  };
  if (!departed) {
    return refused(
      'connector.state_mismatch',
      'This answer belongs to another sign-in. Start again from the sign-in page.',
    );
  }
  const error = clean(incoming.query.get('error'));
  if (error) {
    return refused(
      error,
      'The identity provider did not let you in.',
      clean(incoming.query.get('error_description')),
    );
  }
  const choices = await listAvailableConnectors(context);
  const name = choices.find((choice) => choice.id === connectorId)?.name ?? '';
  const callback = { connectorId, connectorName: name, verificationId: departed.id };
  return showStep(context, incoming, 'callback', { interaction, callback });
};

/** Leaves for a connector at once (`direct_sign_in`); where that cannot be done, the sign-in page is shown. */
const directPage = async (incoming: Incoming, context: Context): Promise<Response> => {
  const connectorId = incoming.params.connectorId ?? '';
  try {
    const interaction = await getInteraction(context, incoming);
    const started = await context.platform.db.transaction((tx) =>
      saveInteraction(tx, interaction, { event: 'SignIn', userId: null }),
    );
    const { authorizationUri } = await departForSso(context, started, {
      connectorId,
      state: createToken(),
      redirectUri: `${context.tenant.origin}/callback/${connectorId}`,
    });
    return redirect(authorizationUri);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    return redirect('/sign-in');
  }
};

/** Every page of sign-in and its assets. */
export const signinEndpoints = [
  endpoint('GET /sign-in', stepPage('sign-in')),
  endpoint('GET /register', stepPage('register')),
  endpoint('GET /single-sign-on', stepPage('single-sign-on')),
  endpoint('GET /single-sign-on/connectors', stepPage('single-sign-on')),
  endpoint('GET /verify-email', stepPage('verify-email')),
  endpoint('GET /direct/sso/:connectorId', directPage),
  endpoint('GET /callback/:connectorId', callbackPage),
  endpoint('GET /unknown-session', plainPage('unknown-session')),
  endpoint('GET /signed-out', plainPage('signed-out')),
  endpoint('GET /error', plainPage('error')),
  assets('/_signin', DIST),
];
