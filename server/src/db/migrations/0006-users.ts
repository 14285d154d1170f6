/** Phone numbers, imported passwords, factors, personal access tokens, outside identities. */
import type { Migration } from '../migrate.ts';

export const usersInFull: Migration = {
  number: 6,
  name: 'users',
  oldestServer: '0.1.0',
  statements: `
`,
};
