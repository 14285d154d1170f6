/** Phrases, profile fields, domains, assets and the rest of the sign-in experience. */
import type { Migration } from '../migrate.ts';

export const experience: Migration = {
  number: 10,
  name: 'experience',
  oldestServer: '0.1.0',
  statements: `
create table custom_phrases (tenant_id text not null, id text not null, language_tag text not null, translation text not null, primary key (tenant_id, language_tag));
create table profile_fields (tenant_id text not null, id text not null, name text not null, type text not null, label text not null, description text, required smallint not null default 0, config text not null, sie_order bigint not null, created_at bigint not null, primary key (tenant_id, name));
create table domains (tenant_id text not null, id text not null, domain text not null, status text not null, error_message text, proof text not null, verification_files text not null default '{}', created_at bigint not null, checked_at bigint not null, primary key (tenant_id, id));
create unique index domains_domain on domains (tenant_id, domain);
create unique index domains_active on domains (domain) where status = 'Active';
create index domains_by_name on domains (domain);
alter table sign_in_experiences add column more text not null default '{}';
`,
};
