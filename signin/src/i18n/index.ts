/** Which words a page speaks, and what an error is called in them. */
import type { Boot, Locale } from 'genkan/boot';
import { type ErrorFacts, en, type Words } from './en.ts';
import { ja } from './ja.ts';
import { withPhrases } from './phrases.ts';

export type { Words };

const builtIn: Record<Locale, Words> = { en, ja };

/** The words of a language: ours, with the tenant's own in their place. */
export const wordsOf = ({ phrases }: Boot, locale: string): Words => {
  const base = locale.toLowerCase().split('-')[0] === 'ja' ? builtIn.ja : builtIn.en;
  const own = phrases[locale];
  return own ? withPhrases(base, own) : base;
};

/** What a language calls itself. */
const nameOf = (locale: string): string => {
  if (locale === 'en') return 'English';
  if (locale === 'ja') return '日本語';
  try {
    return new Intl.DisplayNames([locale], { type: 'language' }).of(locale) ?? locale;
  } catch {
    // Not a tag that this browser knows.
    return locale;
  }
};

/** The languages that a tenant's pages speak. */
export const languagesOf = ({ phrases }: Boot): { locale: string; name: string }[] =>
  [...new Set(['en', 'ja', ...Object.keys(phrases)])].map((locale) => ({ locale, name: nameOf(locale) }));

const isKnown = (words: Words, code: string): code is keyof Words['errors'] =>
  Object.hasOwn(words.errors, code);

/** An error as it arrived, from a call or from the boot value. */
export type Fault = { code: string; message: string; data?: unknown; retryAfter?: number | null };

const partOf = (data: unknown, name: string): string => {
  const part =
    typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[name] : undefined;
  return typeof part === 'string' || typeof part === 'number' ? `${part}` : '';
};

/** Our own words for a code we know, otherwise the server's message, otherwise a general sentence. */
export const errorText = (words: Words, fault: Fault, minLength: number): string => {
  if (!isKnown(words, fault.code)) return fault.message || words.errors.unknown;
  const text = words.errors[fault.code];
  if (typeof text === 'string') return text;
  const facts: ErrorFacts = {
    seconds: fault.retryAfter ?? null,
    minLength,
    said: (name) => partOf(fault.data, name),
  };
  return text(facts);
};
