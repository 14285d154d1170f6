/** Roles and invitations of administrators, and idempotency keys. */
import type { Migration } from '../migrate.ts';

export const administration: Migration = {
  number: 7,
  name: 'administration',
  oldestServer: '0.1.0',
  statements: `
create table administrator_roles (tenant_id text not null, id text not null, name text not null, description text, management_scopes text not null, created_at bigint not null, primary key (tenant_id, id));
create unique index administrator_roles_name on administrator_roles (tenant_id, name);
create table administrator_invitations (tenant_id text not null, id text not null, token_hash text not null, name text, tenant_roles text not null, created_at bigint not null, expires_at bigint not null, primary key (tenant_id, id));
create unique index administrator_invitations_token on administrator_invitations (tenant_id, token_hash);
create table idempotency_keys (tenant_id text not null, key_hash text not null, fingerprint text not null, progress text not null, sealed_answer text, created_at bigint not null, expires_at bigint not null, primary key (tenant_id, key_hash));
create index idempotency_keys_expiry on idempotency_keys (expires_at);
`,
};
