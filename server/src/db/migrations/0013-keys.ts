/** Keys under which cookies are authenticated. */
import type { Migration } from '../migrate.ts';

export const keys: Migration = {
  number: 13,
  name: 'keys',
  oldestServer: '0.1.0',
  statements: `
create table cookie_keys (tenant_id text not null, id text not null, created_at bigint not null, primary key (tenant_id, id));
`,
};
