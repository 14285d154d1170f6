/** Which words a page speaks, and what an error is called in them. */
import type { Locale } from 'genkan/boot';
import { type ErrorFacts, en, type Words } from './en.ts';
import { ja } from './ja.ts';

export type { Words };

export const wordsOf: Record<Locale, Words> = { en, ja };

export const languages: { locale: Locale; name: string }[] = [
  { locale: 'en', name: 'English' },
  { locale: 'ja', name: '日本語' },
];

const isKnown = (words: Words, code: string): code is keyof Words['errors'] =>
  Object.hasOwn(words.errors, code);

/** Our own words for a code we know, otherwise the server's message, otherwise a general sentence. */
export const errorText = (words: Words, code: string, message: string, facts: ErrorFacts): string => {
  if (!isKnown(words, code)) return message || words.errors.unknown;
  const text = words.errors[code];
  return typeof text === 'string' ? text : text(facts);
};
