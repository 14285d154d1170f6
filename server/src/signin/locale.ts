/** Which of our languages a person reads. */
import { z } from 'zod';
import type { Locale } from './boot.ts';

/** The languages that the pages are built with. */
export const LOCALES: readonly Locale[] = ['en', 'ja'];

/** A language as BCP 47 writes it. */
export const languageTagSchema = z
  .string()
  .max(16)
  .regex(/^[a-z]{2,8}(-[a-z\d]{1,8})*$/i, 'must be a language tag');

const localeOf = (tag: string, offered: readonly string[]): string | undefined => {
  const wanted = tag.trim().toLowerCase();
  const language = wanted.split('-')[0];
  return (
    offered.find((one) => one.toLowerCase() === wanted) ??
    offered.find((one) => one.toLowerCase() === language)
  );
};

const firstOf = (tags: readonly string[], offered: readonly string[]): string | undefined => {
  for (const tag of tags) {
    const locale = localeOf(tag, offered);
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
  settings: { autoDetect: boolean; fallbackLanguage: string },
  asked: { uiLocales?: string | undefined; acceptLanguage?: string | undefined },
  offered: readonly string[] = LOCALES,
): string =>
  firstOf((asked.uiLocales ?? '').split(/\s+/), offered) ??
  (settings.autoDetect ? firstOf(acceptedTags(asked.acceptLanguage ?? ''), offered) : undefined) ??
  settings.fallbackLanguage;
