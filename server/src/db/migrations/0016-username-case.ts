/** Usernames that case tells apart, where a tenant wants that: their look-up form is then the username as it is. */
import type { Migration } from '../migrate.ts';

export const usernameCase: Migration = {
  number: 16,
  name: 'username-case',
  oldestServer: '0.1.0',
  statements: `
alter table sign_in_experiences add column usernames_case_sensitive smallint not null default 0;
create index users_username_cased on users (tenant_id, lower(username)) where username_key <> lower(username);
`,
};
