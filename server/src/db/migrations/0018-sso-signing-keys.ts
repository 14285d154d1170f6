/**
 * Keys that enterprise connectors sign their requests with. Which one is active stands with the connector, so that
 * there is never more than one, and its row is what changes of the keys wait for.
 */
import type { Migration } from '../migrate.ts';

export const ssoSigningKeys: Migration = {
  number: 18,
  name: 'sso-signing-keys',
  oldestServer: '0.1.0',
  statements: `
alter table sso_connectors add column active_signing_key_id text;
create table sso_connector_signing_keys (tenant_id text not null, id text not null, sso_connector_id text not null, certificate text not null, sealed_private_key text not null, created_at bigint not null, expires_at bigint not null, primary key (tenant_id, id), foreign key (tenant_id, sso_connector_id) references sso_connectors (tenant_id, id) on delete cascade);
create index sso_connector_signing_keys_connector on sso_connector_signing_keys (tenant_id, sso_connector_id, created_at);
`,
};
