/**
 * Markup of a tenant's own on its hosted pages, by the path of the page (L-19). It is cleaned when it is saved: what
 * stays are words, lists, tables, links and pictures; what could run, send, look like a form of ours by its style or
 * load from elsewhere than https is gone. The pages' policy would not run it either.
 */
import type { IOptions } from 'sanitize-html';
import { refuse } from './errors.ts';

/** Pages that show it, by their path. Whatever connector one comes back from, the page is `/callback`. */
export const CONTENT_PAGES: readonly string[] = [
  '/sign-in',
  '/register',
  '/single-sign-on',
  '/single-sign-on/connectors',
  '/verify-email',
  '/callback',
  '/consent',
  '/device',
  '/signed-out',
  '/unknown-session',
  '/error',
];
/** Characters of one page's markup, and of all together: pages carry them in their first bytes. */
export const MAX_CONTENT = 16_384;
const MAX_ALL = 32_768;

const WORDS = 'p br hr h2 h3 h4 h5 h6 b strong i em u s small sub sup span div blockquote code pre'.split(
  ' ',
);
const STRUCTURE =
  'ul ol li dl dt dd table caption thead tbody tr th td details summary figure figcaption'.split(' ');

const OPTIONS: IOptions = {
  allowedTags: [...WORDS, ...STRUCTURE, 'a', 'img'],
  allowedAttributes: {
    '*': ['class', 'lang', 'dir', 'title'],
    a: ['href', 'target', 'rel'],
    img: ['src', 'alt', 'width', 'height'],
    ol: ['start'],
    th: ['colspan', 'rowspan', 'scope'],
    td: ['colspan', 'rowspan'],
  },
  allowedSchemes: ['https', 'http', 'mailto', 'tel'],
  allowedSchemesByTag: { img: ['https'] },
  allowProtocolRelative: false,
  // With these tags goes what is between them: none of it was meant to be read.
  nonTextTags: 'script style textarea option noscript title svg math template iframe object xmp'.split(' '),
  nestingLimit: 30,
  exclusiveFilter: ({ tag, attribs }) => tag === 'img' && !attribs.src,
  transformTags: {
    // The page has its one first heading already.
    h1: 'h2',
    a: (tagName, attribs) => ({
      tagName,
      // A page that is opened never gets hold of the sign-in behind it.
      attribs: { ...attribs, target: '_blank', rel: 'noopener noreferrer' },
    }),
    img: (tagName, attribs) => ({ tagName, attribs: { ...attribs, alt: attribs.alt ?? '' } }),
  },
};

/**
 * The markup as it may be shown; pages of which nothing is left are left out. Refuses paths that no page has, and more
 * than pages can carry.
 */
export const cleanContent = async (
  given: Readonly<Record<string, string>>,
): Promise<Record<string, string>> => {
  const unknown = Object.keys(given).find((path) => !CONTENT_PAGES.includes(path));
  if (unknown !== undefined) {
    throw refuse('sign_in_experiences.no_such_page', { path: unknown, pages: CONTENT_PAGES.join(' ') });
  }
  const { default: sanitize } = await import('sanitize-html');
  const clean = Object.entries(given)
    .map(([path, markup]) => [path, sanitize(markup, OPTIONS).trim()] as const)
    .filter(([, markup]) => markup !== '');
  const size = clean.reduce((sum, [, markup]) => sum + markup.length, 0);
  if (size > MAX_ALL) throw refuse('sign_in_experiences.content_too_large', { limit: MAX_ALL });
  return Object.fromEntries(clean);
};
