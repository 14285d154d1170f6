/** Device codes, subject tokens and registered clients. */
import type { Migration } from '../migrate.ts';

export const moreGrants: Migration = {
  number: 3,
  name: 'grants',
  oldestServer: '0.1.0',
  statements: `
`,
};
