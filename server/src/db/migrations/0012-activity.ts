/** Daily activity and one-time tokens. */
import type { Migration } from '../migrate.ts';

export const activity: Migration = {
  number: 12,
  name: 'activity',
  oldestServer: '0.1.0',
  statements: `
create table daily_active_users (tenant_id text not null, day bigint not null, user_id text not null, primary key (tenant_id, day, user_id), foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade);
create index daily_active_users_user on daily_active_users (tenant_id, user_id);
create table one_time_tokens (tenant_id text not null, id text not null, email text not null, email_key text not null, token_hash text not null, detail text not null default '{}', created_at bigint not null, expires_at bigint not null, consumed_at bigint, revoked_at bigint, primary key (tenant_id, id));
create unique index one_time_tokens_hash on one_time_tokens (tenant_id, token_hash);
create index one_time_tokens_email on one_time_tokens (tenant_id, email_key);
create index one_time_tokens_created on one_time_tokens (tenant_id, created_at desc, id);
create index one_time_tokens_expiry on one_time_tokens (expires_at);
`,
};
