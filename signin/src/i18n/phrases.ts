/**
 * Words as phrases that a tenant may replace: `group.key` → text. Where our words are made of what the page knows, the
 * phrase has `{0}`, `{1}` … in its place, and errors have names such as `{seconds}`.
 */
import type { ErrorFacts, Words } from './en.ts';

type Phrase = string | ((...facts: never[]) => string);
type Group = { [key: string]: Phrase | Group };
const ERRORS = 'errors.';

const sampleFacts: ErrorFacts = { seconds: null, minLength: 0, said: (name) => `{${name}}` };

const templateOf = (key: string, phrase: Exclude<Phrase, string>): string => {
  const make = phrase as (...facts: unknown[]) => string;
  if (!key.startsWith(ERRORS)) return make('{0}', '{1}');
  return make(sampleFacts).replace(/\b0\b/, '{minLength}');
};

/** The words as templates. */
export const templatesOf = (words: Group | Words, prefix = ''): Record<string, string> =>
  Object.fromEntries(
    Object.entries(words).flatMap(([name, value]: [string, Phrase | Group]) => {
      const key = `${prefix}${name}`;
      if (typeof value === 'object') return Object.entries(templatesOf(value, `${key}.`));
      return [[key, typeof value === 'string' ? value : templateOf(key, value)]];
    }),
  );

const fill = (template: string, facts: readonly unknown[]): string => {
  const [first] = facts;
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => {
    if (typeof first !== 'object' || first === null) return String(facts[Number(name)] ?? whole);
    const { said, ...known } = first as ErrorFacts;
    return String((known as Record<string, unknown>)[name] ?? said(name));
  });
};

const replaced = (phrase: Phrase, template: string): Phrase => {
  if (typeof phrase === 'string') return template;
  const ours = phrase as (...facts: unknown[]) => string;
  // Where the page knows nothing to fill in, our words do without it.
  return (...facts: unknown[]) =>
    facts.length > 0 && facts.every((fact) => fact === '') ? ours(...facts) : fill(template, facts);
};

/** The words with a tenant's phrases in the place of ours. */
export const withPhrases = <W extends Group | Words>(
  words: W,
  phrases: Readonly<Record<string, string>>,
  prefix = '',
): W =>
  Object.fromEntries(
    Object.entries(words).map(([name, value]: [string, Phrase | Group]) => {
      const key = `${prefix}${name}`;
      if (typeof value === 'object') return [name, withPhrases(value, phrases, `${key}.`)];
      const own = Object.hasOwn(phrases, key) ? phrases[key] : undefined;
      return [name, own === undefined ? value : replaced(value, own)];
    }),
  ) as W;
