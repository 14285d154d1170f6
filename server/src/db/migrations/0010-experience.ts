/** Phrases, profile fields, domains, assets and the rest of the sign-in experience. */
import type { Migration } from '../migrate.ts';

export const experience: Migration = {
  number: 10,
  name: 'experience',
  oldestServer: '0.1.0',
  statements: `
`,
};
