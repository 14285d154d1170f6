/** Connectors for messages and social sign-in, templates of messages. */
import type { Migration } from '../migrate.ts';

export const connectors: Migration = {
  number: 9,
  name: 'connectors',
  oldestServer: '0.1.0',
  statements: `
create table connectors (tenant_id text not null, id text not null, factory_id text not null, type text not null, target text not null, platform text, config text not null, sealed_secrets text, metadata text not null default '{}', checked text not null default '{}', sync_profile smallint not null default 0, enable_token_storage smallint not null default 0, sent_messages bigint not null default 0, created_at bigint not null, updated_at bigint not null, primary key (tenant_id, id));
create unique index connectors_messages on connectors (tenant_id, type) where type <> 'Social';
create unique index connectors_target on connectors (tenant_id, target, platform) where type = 'Social';
create table social_departures (tenant_id text not null, connector_id text not null, state_hash text not null, actor text not null, sealed_memory text not null, created_at bigint not null, expires_at bigint not null, primary key (tenant_id, connector_id, state_hash), foreign key (tenant_id, connector_id) references connectors (tenant_id, id) on delete cascade);
create index social_departures_expiry on social_departures (expires_at);
create table email_templates (tenant_id text not null, id text not null, language_tag text not null, template_type text not null, details text not null, created_at bigint not null, primary key (tenant_id, id));
create unique index email_templates_kind on email_templates (tenant_id, language_tag, template_type);
create table address_codes (tenant_id text not null, identifier text not null, code_hash text not null, attempts bigint not null default 0, created_at bigint not null, expires_at bigint not null, primary key (tenant_id, identifier));
create index address_codes_expiry on address_codes (expires_at);
alter table inbox_messages add column channel text not null default 'email';
`,
};
