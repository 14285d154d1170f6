/**
 * A tenant's own words for the pages, by language, over the words the pages are built with. A phrase is plain text on
 * every page, never markup (L-19); `{0}`, `{1}` and names in braces are what the page fills in.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { differences, record } from '../audit/index.ts';
import { createCache } from '../lib/cache.ts';
import { createId } from '../lib/ids.ts';
import type { Context, Platform } from '../platform.ts';
import { refuse } from './errors.ts';
import { LOCALES } from './locale.ts';
import { listPhrasesRows, type PhrasesRow, putPhrasesRow, removePhrasesRow } from './phrases.store.ts';
import { cachedSignInExperience } from './sign-in-experience.ts';

/** `group.key` → text. */
export type Phrases = Record<string, string>;
/** The same as it may be sent: groups may be objects. */
export type Translation = { [key: string]: string | Translation };

/** All of them go with every page. */
const MAX_CHARACTERS = 200_000;
const MAX_LANGUAGES = 50;
const DIST = fileURLToPath(new URL('../../../signin/dist', import.meta.url));

let built: Readonly<Record<string, Phrases>> | undefined;

/** The words that the pages were built with, by language; what varies stands as `{0}`. */
const builtPhrases = (): Readonly<Record<string, Phrases>> => {
  const file = join(DIST, 'phrases.json');
  if (!built && !existsSync(file)) throw new Error(`${file} is missing: build the pages with npm run build`);
  built ??= JSON.parse(readFileSync(file, 'utf8')) as Record<string, Phrases>;
  return built;
};

/** The words of a language that the pages have without the tenant's own; English where they are not built with it. */
export const builtPhrasesOf = (tag: string): Phrases =>
  builtPhrases()[tag.split('-')[0] ?? ''] ?? builtPhrases().en ?? {};

/** One level of `group.key`. */
const flatten = (translation: Translation, prefix = ''): [string, string][] =>
  Object.entries(translation).flatMap(([key, value]) =>
    typeof value === 'string' ? [[`${prefix}${key}`, value]] : flatten(value, `${prefix}${key}.`),
  );

/** Refuses with `custom_phrases.unknown_key` where no page says it. */
const checkKeys = (translation: Translation): void => {
  const known = builtPhrases().en ?? {};
  const unknown = flatten(translation).find(([key]) => !Object.hasOwn(known, key));
  if (unknown) throw refuse('custom_phrases.unknown_key', { key: unknown[0] });
};

const cache = createCache(async (platform: Platform, tenantId: string): Promise<Record<string, Phrases>> => {
  const rows = await listPhrasesRows(platform.db.queries, tenantId);
  return Object.fromEntries(
    rows.map((row) => [row.languageTag, Object.fromEntries(flatten(row.translation as Translation))]),
  );
});

/** A tenant's own words by language, at most a second old. */
export const cachedPhrases = (platform: Platform, tenantId: string): Promise<Record<string, Phrases>> =>
  cache.get(platform, tenantId);

/** Every language that the pages of a tenant speak. */
export const offeredLanguages = (phrases: Readonly<Record<string, Phrases>>): string[] => [
  ...new Set([...LOCALES, ...Object.keys(phrases)]),
];

/** Every word of a language as the pages of this tenant say it. */
export const wholePhrases = async ({ platform, tenant }: Context, tag: string): Promise<Phrases> => {
  const own = (await cachedPhrases(platform, tenant.id))[tag];
  return { ...builtPhrasesOf(tag), ...own };
};

export const listPhrases = ({ platform, tenant }: Context): Promise<PhrasesRow[]> =>
  listPhrasesRows(platform.db.queries, tenant.id);

/** The words of one language. Throws `custom_phrases.not_found`. */
export const getPhrases = async (context: Context, tag: string): Promise<PhrasesRow> => {
  const found = (await listPhrases(context)).find((row) => row.languageTag === tag);
  if (!found) throw refuse('custom_phrases.not_found');
  return found;
};

/** Words named in one row of the trail. */
const MAX_NAMED = 100;

/** The words that differ, as they were and as they are; a word that is on one side alone was added or taken away. */
const changedWords = (known: Translation, next: Translation) => {
  const [was, is] = [Object.fromEntries(flatten(known)), Object.fromEntries(flatten(next))];
  const gone = Object.fromEntries(Object.keys(was).map((key) => [key, undefined]));
  const { before, after } = differences(was, { ...gone, ...is });
  const few = (words: Record<string, unknown>) =>
    Object.fromEntries(Object.entries(words).slice(0, MAX_NAMED));
  return { before: few(before), after: few(after) };
};

/** Stores the words of a language in place of those there were. */
export const putPhrases = async (
  context: Context,
  tag: string,
  translation: Translation,
): Promise<PhrasesRow> => {
  checkKeys(translation);
  const { platform, tenant } = context;
  const stored = await platform.db.transaction(async (tx) => {
    const rows = await listPhrasesRows(tx, tenant.id);
    const others = rows.filter((row) => row.languageTag !== tag);
    const size = JSON.stringify([translation, ...others.map((row) => row.translation)]).length;
    if (size > MAX_CHARACTERS || others.length >= MAX_LANGUAGES) throw refuse('custom_phrases.too_many');
    const row = await putPhrasesRow(tx, {
      tenantId: tenant.id,
      id: createId(),
      languageTag: tag,
      translation,
    });
    const before = rows.find((one) => one.languageTag === tag)?.translation as Translation | undefined;
    const payload = { languageTag: tag, ...changedWords(before ?? {}, translation) };
    await record(tx, context, { key: 'CustomPhrases.Update', payload });
    return row;
  });
  cache.forget(platform, tenant.id);
  return stored;
};

/** Refuses while the pages fall back to the language and have no other words for it. */
export const removePhrases = async (context: Context, tag: string): Promise<void> => {
  const { platform, tenant } = context;
  const { languageInfo } = await cachedSignInExperience(platform, tenant.id);
  const isBuiltIn = LOCALES.some((locale) => locale === tag);
  if (languageInfo.fallbackLanguage === tag && !isBuiltIn) throw refuse('custom_phrases.fallback_language');
  await platform.db.transaction(async (tx) => {
    if (!(await removePhrasesRow(tx, tenant.id, tag))) throw refuse('custom_phrases.not_found');
    await record(tx, context, { key: 'CustomPhrases.Delete', payload: { languageTag: tag } });
  });
  cache.forget(platform, tenant.id);
};
