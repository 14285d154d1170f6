/** A tenant's own words as the API keeps them, and as their form shows them. */
import type { AnswerOf } from '../../api.ts';

/** The own words of one language. */
export type Phrases = AnswerOf<'GET /api/custom-phrases'>[number];

/** `group.key` → text; groups may be objects. */
type Translation = { [key: string]: string | Translation };

/** What is stale once words have changed. */
export const wordPaths = ['/api/custom-phrases', '/api/.well-known/phrases'] as const;

/** Every text under its whole key. */
const flatten = (translation: Translation, prefix = ''): Record<string, string> =>
  Object.fromEntries(
    Object.entries(translation).flatMap(([name, value]): [string, string][] =>
      typeof value === 'string'
        ? [[`${prefix}${name}`, value]]
        : Object.entries(flatten(value, `${prefix}${name}.`)),
    ),
  );

/** Every own word under its whole key; none where a language has none. */
export const ownWords = (phrases: Phrases | undefined): Record<string, string> =>
  flatten((phrases?.translation ?? {}) as Translation);

/** The group that a key belongs to; '' for what stands on many pages. */
export const groupOf = (key: string): string => (key.includes('.') ? key.slice(0, key.indexOf('.')) : '');

/** What the page fills in and a text does not have. */
export const missingFrom = (text: string, builtIn: string): string[] =>
  [...new Set(builtIn.match(/\{\w+\}/g) ?? [])].filter((name) => !text.includes(name));
