/** From which grant a token exchange drew, so that what it gave ends with it; for which organization a grant is. */
import type { Migration } from '../migrate.ts';

export const exchangedGrants: Migration = {
  number: 19,
  name: 'exchanged-grants',
  oldestServer: '0.1.0',
  statements: `
alter table grants add column parent_id text;
alter table grants add column organization_id text;
`,
};
