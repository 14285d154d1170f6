/** From which grant a token exchange drew, so that what it gave ends with it. */
import type { Migration } from '../migrate.ts';

export const exchangedGrants: Migration = {
  number: 19,
  name: 'exchanged-grants',
  oldestServer: '0.1.0',
  statements: `
alter table grants add column parent_id text;
`,
};
