/** The few pages that the protocol shows itself: plain, without script, for when there is nowhere safe to redirect. */
import { pageHeaders } from '../http/index.ts';
import { stylesheetLink } from '../signin/index.ts';

const ESCAPES: Record<string, string> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
/** Text that is safe between tags and in quoted attributes. */
export const escapeHtml = (text: string): string =>
  text.replace(/[&<>"']/g, (character) => ESCAPES[character] ?? '');

type Locale = 'en' | 'ja';
/** The page language: the first of `ui_locales` and Accept-Language that we speak. */
export const pageLocale = (uiLocales: string | undefined, acceptLanguage: string | undefined): Locale => {
  const wanted = [...(uiLocales ?? '').split(' '), ...(acceptLanguage ?? '').split(',')];
  for (const entry of wanted) {
    const language = entry.trim().slice(0, 2).toLowerCase();
    if (language === 'ja' || language === 'en') return language;
  }
  return 'en';
};

/** A page. `body` is HTML whose values are already escaped; `formTargets` are origins a form's answer may lead to. */
export const page = (
  status: number,
  content: {
    locale: Locale;
    title: string;
    body: string;
    formTargets?: readonly string[];
    /** Sources for `script-src` instead of our own origin. */
    scripts?: readonly string[];
  },
): Response => {
  const headers = pageHeaders('sign-in');
  const policy = headers['content-security-policy'] ?? '';
  return new Response(
    `<!doctype html><html lang="${content.locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><title>${escapeHtml(content.title)}</title><link rel="icon" href="data:,">${stylesheetLink()}<div class="page"><main class="card"><h1>${escapeHtml(content.title)}</h1>${content.body}</main></div></html>`,
    {
      status,
      headers: {
        ...headers,
        'content-security-policy': policy
          .replace("form-action 'self'", ["form-action 'self'", ...(content.formTargets ?? [])].join(' '))
          .replace("script-src 'self'", `script-src ${(content.scripts ?? ["'self'"]).join(' ')}`),
      },
    },
  );
};

/** What a form's policy calls an address: its origin, or the scheme of an app on the device. */
export const formTarget = (address: string | undefined): string[] => {
  if (address === undefined) return [];
  const { origin, protocol } = new URL(address);
  return [origin === 'null' ? protocol : origin];
};

const TITLES = { en: 'This request cannot be answered', ja: 'この要求にはお応えできません' };
const ADVICE = {
  en: 'The app you came from sent something we cannot accept. Go back and try again; if it happens again, tell the people who run the app what it says below.',
  ja: 'アプリから受け取った要求を受け付けられませんでした。戻ってもう一度お試しください。繰り返し起きる場合は、下の内容をアプリの運営者にお知らせください。',
};

/** The page for a request that must not be redirected. Says what is wrong, never what was sent. */
export const errorPage = (status: number, locale: Locale, error: string, reason: string): Response =>
  page(status, {
    locale,
    title: TITLES[locale],
    body: `<p class="lead">${ADVICE[locale]}</p><div class="fine ways"><p><code>${escapeHtml(error)}</code></p><p lang="en">${escapeHtml(reason)}</p></div>`,
  });
