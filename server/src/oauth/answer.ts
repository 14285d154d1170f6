/**
 * How the app gets its answer: in the query of a redirect, or posted by the browser from a page of ours (OAuth 2.0
 * Form Post Response Mode). Either carries `state` and `iss` (RFC 9207), errors too.
 */
import { createHash } from 'node:crypto';
import type { Incoming } from '../http/index.ts';
import type { Context } from '../platform.ts';
import { escapeHtml, formTarget, page, pageLocale } from './page.ts';
import { appendParameters, redirect } from './redirect.ts';

export type ResponseMode = 'query' | 'form_post';

/** Where an answer goes, and what goes back with it. */
export type Answerable = { redirectUri: string; state: string | null; responseMode: ResponseMode };

const TEXTS = {
  en: { title: 'Back to the app', button: 'Continue' },
  ja: { title: 'アプリに戻ります', button: '続ける' },
};

const SCRIPT = 'document.forms[0].submit()';
const SCRIPT_HASH = `'sha256-${createHash('sha256').update(SCRIPT).digest('base64')}'`;

const hidden = ([name, value]: [string, string | null]): string =>
  value === null ? '' : `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`;

/**
 * The page that posts the answer. Its policy lets run the one script whose hash it names. An app may send the browser
 * on to another of its origins once it has the answer, and browsers hold that against `form-action`: https goes.
 */
const formPost = (
  incoming: Incoming,
  redirectUri: string,
  parameters: Record<string, string | null>,
): Response => {
  const locale = pageLocale(undefined, incoming.header('accept-language'));
  const { title, button } = TEXTS[locale];
  const fields = Object.entries(parameters).map(hidden).join('');
  return page(200, {
    locale,
    title,
    formTargets: [...formTarget(redirectUri), 'https:'],
    scripts: [SCRIPT_HASH],
    body: `<form class="form" method="post" action="${escapeHtml(redirectUri)}">${fields}<button type="submit" class="button">${button}</button></form><script>${SCRIPT}</script>`,
  });
};

/** Sends the browser to the app with an answer: a code, or an error. */
export const answerApp = (
  { tenant }: Context,
  incoming: Incoming,
  { redirectUri, state, responseMode }: Answerable,
  answer: { code: string } | { error: string; error_description: string },
): Response => {
  const parameters = { ...answer, state, iss: tenant.issuer };
  return responseMode === 'form_post'
    ? formPost(incoming, redirectUri, parameters)
    : redirect(appendParameters(redirectUri, parameters));
};
