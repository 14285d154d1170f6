/** Phrases, profile fields, assets, domains and the smaller settings of the pages. */
import type { Rows, Stage } from './stage.ts';

const fallback = (fallbackLanguage: string) => ({ autoDetect: true, fallbackLanguage });
const german = { params: { languageTag: 'de' } };
const withPhrases = async (stage: Stage) => {
  await stage.need('PUT', '/api/custom-phrases/de', { 'signIn.button': 'Anmelden' });
  return german;
};

export const experienceRows: Rows = {
  'GET /api/custom-phrases': { good: () => ({}) },
  'GET /api/custom-phrases/:languageTag': { good: withPhrases },
  'PUT /api/custom-phrases/:languageTag': {
    good: () => ({ ...german, body: { signIn: { button: 'Anmelden' } } }),
    refused: { 422: () => ({ body: { 'signIn.nothing': 'x' } }) },
  },
  'DELETE /api/custom-phrases/:languageTag': {
    good: withPhrases,
    refused: {
      409: async (stage) => {
        await stage.need('PUT', '/api/custom-phrases/nl', { 'signIn.button': 'Aanmelden' });
        await stage.need('PATCH', '/api/sign-in-exp', { languageInfo: fallback('nl') });
        return { params: { languageTag: 'nl' } };
      },
    },
    again: 404,
  },
  'GET /api/.well-known/phrases': {
    good: async (stage) => {
      await stage.need('PATCH', '/api/sign-in-exp', { languageInfo: fallback('en') });
      return { query: 'lng=ja' };
    },
  },
};
