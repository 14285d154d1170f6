/** Which of our languages a person reads. */
import type { Locale } from './boot.ts';

const LOCALES: readonly Locale[] = ['en', 'ja'];

const localeOf = (tag: string): Locale | undefined => {
  const language = tag.trim().toLowerCase().split('-')[0];
  return LOCALES.find((locale) => locale === language);
};

const firstOf = (tags: readonly string[]): Locale | undefined => {
  for (const tag of tags) {
    const locale = localeOf(tag);
    if (locale) return locale;
  }
  return undefined;
};

const acceptedTags = (header: string): string[] =>
  header
    .slice(0, 500)
    .split(',')
    .map((part) => {
      const [tag = '', ...parameters] = part.split(';');
      const quality = Number(
        parameters
          .find((one) => one.trim().startsWith('q='))
          ?.trim()
          .slice(2) ?? 1,
      );
      return { tag, quality: Number.isFinite(quality) ? quality : 0 };
    })
    .filter(({ quality }) => quality > 0)
    .sort((a, b) => b.quality - a.quality)
    .map(({ tag }) => tag);

/** From `ui_locales`, then (where the tenant detects) Accept-Language, then the tenant's fallback. */
export const detectLocale = (
  settings: { autoDetect: boolean; fallbackLanguage: Locale },
  asked: { uiLocales?: string | undefined; acceptLanguage?: string | undefined },
): Locale =>
  firstOf((asked.uiLocales ?? '').split(/\s+/)) ??
  (settings.autoDetect ? firstOf(acceptedTags(asked.acceptLanguage ?? '')) : undefined) ??
  settings.fallbackLanguage;
