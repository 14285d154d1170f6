/** The language of the console: from the browser, or the reader's own choice, which is kept in local storage. */
import { useSyncExternalStore } from 'react';

export type Language = 'en' | 'ja';

export const languageNames: Record<Language, string> = { en: 'English', ja: '日本語' };

const storageKey = 'genkan-console-language';

const isLanguage = (value: unknown): value is Language => value === 'en' || value === 'ja';

const detect = (): Language => {
  const chosen = localStorage.getItem(storageKey);
  if (isLanguage(chosen)) return chosen;
  const wanted = navigator.languages.map((tag) => tag.slice(0, 2).toLowerCase()).find(isLanguage);
  return wanted ?? 'en';
};

let current = detect();
document.documentElement.lang = current;
const listeners = new Set<() => void>();

const subscribe = (listener: () => void) => {
  listeners.add(listener);
  return () => listeners.delete(listener);
};

/** The language in use now, for code outside of components. */
export const currentLanguage = (): Language => current;

/** Switches every text on the page at once and remembers the choice. */
export const chooseLanguage = (language: Language): void => {
  current = language;
  localStorage.setItem(storageKey, language);
  document.documentElement.lang = language;
  for (const listener of listeners) listener();
};

export const useLanguage = (): Language => useSyncExternalStore(subscribe, currentLanguage);

/** One dictionary of a page: English gives the shape, the other languages have to follow it. */
export type Texts<Dictionary> = Record<Language, Dictionary>;

/** Declares the texts of a page folder; a key that Japanese lacks is a type error. */
export const defineTexts = <Dictionary>(texts: {
  en: Dictionary;
  ja: NoInfer<Dictionary>;
}): Texts<Dictionary> => texts;

/** The texts of a page in the language in use. */
export const useTexts = <Dictionary>(texts: Texts<Dictionary>): Dictionary => texts[useLanguage()];
