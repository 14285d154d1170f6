/** Scripts for claims and actions. */
import type { Migration } from '../migrate.ts';

export const scripting: Migration = {
  number: 11,
  name: 'scripting',
  oldestServer: '0.1.0',
  statements: `
create table scripts (tenant_id text not null, kind text not null, source text not null, sealed_environment text not null, context_sample text, token_sample text, enabled smallint not null default 1, on_error text not null default 'allow', updated_at bigint not null, primary key (tenant_id, kind));
`,
};
