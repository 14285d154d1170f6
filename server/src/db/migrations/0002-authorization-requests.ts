/** Pushed requests, DPoP proofs, client assertions and what applications say of their keys. */
import type { Migration } from '../migrate.ts';

export const authorizationRequests: Migration = {
  number: 2,
  name: 'authorization-requests',
  oldestServer: '0.1.0',
  statements: `
create table pushed_requests (tenant_id text not null, reference_hash text not null, application_id text not null, parameters text not null, created_at bigint not null, expires_at bigint not null, consumed_at bigint, primary key (tenant_id, reference_hash), foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade);
create index pushed_requests_application on pushed_requests (tenant_id, application_id);
create index pushed_requests_expiry on pushed_requests (expires_at);

create table used_jwts (tenant_id text not null, id_hash text not null, expires_at bigint not null, primary key (tenant_id, id_hash));
create index used_jwts_expiry on used_jwts (expires_at);

alter table grants add column methods text not null default '[]';
alter table grants add column acr text;
alter table grants add column claims_request text;

alter table authorization_codes add column dpop_jkt text;
alter table refresh_tokens add column dpop_jkt text;
alter table access_tokens add column dpop_jkt text;
`,
};
