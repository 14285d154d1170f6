/** What every screen may use: the boot value, the words of the chosen language, and the way to another step. */
import type { Boot } from 'genkan/boot';
import { createContext } from 'preact';
import { useContext } from 'preact/hooks';
import type { Words } from './i18n/index.ts';
import type { Step } from './steps.ts';

export type Page = {
  boot: Boot;
  words: Words;
  locale: string;
  /** The name people know: the application's, else the tenant's. */
  appName: string;
  /** What was typed as a username or address, carried from one form to the next. */
  typed: string;
  setTyped: (value: string) => void;
  /** Moves on; the step before stays reachable by the browser's Back. */
  go: (step: Step) => void;
  /** Moves on and forgets the step before. */
  replace: (step: Step) => void;
};

const PageContext = createContext<Page | null>(null);

export const PageProvider = PageContext.Provider;

export const usePage = (): Page => {
  const page = useContext(PageContext);
  if (!page) throw new Error('a screen was drawn outside of the app');
  return page;
};
