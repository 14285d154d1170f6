/** Device codes, subject tokens, registered clients, and clients known by a metadata document. */
import type { Migration } from '../migrate.ts';

export const moreGrants: Migration = {
  number: 3,
  name: 'grants',
  oldestServer: '0.1.0',
  statements: `
alter table grants add column exchange text;
alter table grants add column cimd_client text;
alter table applications add column cimd_client_id text;
create unique index applications_cimd on applications (tenant_id, cimd_client_id) where cimd_client_id is not null;

create table device_codes (tenant_id text not null, code_hash text not null, user_code_hash text not null, application_id text not null, scope text not null, resources text not null, status text not null, grant_id text, confirmation_hash text, confirmation_session_id text, look_ups bigint not null default 0, poll_interval bigint not null, polled_at bigint, created_at bigint not null, expires_at bigint not null, consumed_at bigint, primary key (tenant_id, code_hash), foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade, foreign key (tenant_id, grant_id) references grants (tenant_id, id) on delete cascade);
create unique index device_codes_user_code on device_codes (tenant_id, user_code_hash);
create unique index device_codes_confirmation on device_codes (tenant_id, confirmation_hash) where confirmation_hash is not null;
create index device_codes_application on device_codes (tenant_id, application_id);
create index device_codes_grant on device_codes (tenant_id, grant_id);
create index device_codes_expiry on device_codes (expires_at);

create table subject_tokens (tenant_id text not null, token_hash text not null, id text not null, user_id text not null, context text not null, created_at bigint not null, expires_at bigint not null, consumed_at bigint, primary key (tenant_id, token_hash), foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade);
create index subject_tokens_user on subject_tokens (tenant_id, user_id);
create index subject_tokens_expiry on subject_tokens (expires_at);

create table registration_tokens (tenant_id text not null, id text not null, token_hash text not null, name text not null, uses_left bigint not null, created_at bigint not null, expires_at bigint not null, primary key (tenant_id, id));
create unique index registration_tokens_hash on registration_tokens (tenant_id, token_hash);
create table registered_clients (tenant_id text not null, application_id text not null, token_hash text not null, registration_token_id text not null, registration text not null, created_at bigint not null, primary key (tenant_id, application_id), foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade);
`,
};
