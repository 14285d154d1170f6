/** What stands in a custom domain's way and since when; under which issuer a session's applications know the tenant. */
import type { Migration } from '../migrate.ts';

export const domains: Migration = {
  number: 15,
  name: 'domains',
  oldestServer: '0.1.0',
  statements: `
alter table domains add column problem text;
alter table domains add column missing_since bigint;
create index domains_due on domains (checked_at);
alter table session_applications add column issuer text;
`,
};
