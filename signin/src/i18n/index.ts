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

/** An error as it arrived, from a call or from the boot value. */
export type Fault = { code: string; message: string; data?: unknown; retryAfter?: number | null };

const partOf = (data: unknown, name: string): string => {
  const part =
    typeof data === 'object' && data !== null ? (data as Record<string, unknown>)[name] : undefined;
  return typeof part === 'string' ? part : '';
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
