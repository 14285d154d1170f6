/** The first schema. Plain SQL that SQLite and PostgreSQL both read; every key begins with tenant_id. */
import type { Migration } from '../migrate.ts';

export const foundation: Migration = {
  number: 1,
  name: 'foundation',
  oldestServer: '0.1.0',
  statements: `
create table tenants (id text primary key, origin text not null unique, name text not null, created_at bigint not null);
create table system_settings (key text primary key, value text not null);
create table setup_links (token_hash text primary key, created_at bigint not null, expires_at bigint not null, consumed_at bigint);
create table tenant_administrators (tenant_id text not null, user_id text not null, role text not null, created_at bigint not null, primary key (tenant_id, user_id));

create table signing_keys (tenant_id text not null, id text not null, algorithm text not null, public_jwk text not null, sealed_private_jwk text not null, created_at bigint not null, activates_at bigint not null, primary key (tenant_id, id));

create table users (tenant_id text not null, id text not null, username text, username_key text, primary_email text, email_key text, email_verified smallint not null default 0, primary_phone text, name text, avatar text, profile text not null default '{}', custom_data text not null default '{}', password_hash text, password_updated_at bigint, is_suspended smallint not null default 0, application_id text, last_sign_in_at bigint, created_at bigint not null, updated_at bigint not null, primary key (tenant_id, id));
create unique index users_username on users (tenant_id, username_key) where username_key is not null;
create unique index users_email on users (tenant_id, email_key) where email_key is not null;
create index users_created on users (tenant_id, created_at);

create table sso_connectors (tenant_id text not null, id text not null, provider_name text not null, connector_name text not null, config text not null, sealed_secret text, domains text not null default '[]', branding text not null default '{}', sync_profile smallint not null default 0, enable_token_storage smallint not null default 0, discovery text not null default '{}', created_at bigint not null, updated_at bigint not null, primary key (tenant_id, id));
create unique index sso_connectors_name on sso_connectors (tenant_id, connector_name);
create table sso_connector_domains (tenant_id text not null, domain text not null, sso_connector_id text not null, primary key (tenant_id, domain, sso_connector_id), foreign key (tenant_id, sso_connector_id) references sso_connectors (tenant_id, id) on delete cascade);
create table sso_identities (tenant_id text not null, id text not null, user_id text not null, sso_connector_id text not null, issuer text not null, identity_id text not null, detail text not null, vault_version bigint not null default 0, created_at bigint not null, updated_at bigint not null, primary key (tenant_id, id), foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade, foreign key (tenant_id, sso_connector_id) references sso_connectors (tenant_id, id) on delete cascade);
create unique index sso_identities_subject on sso_identities (tenant_id, issuer, identity_id);
create index sso_identities_user on sso_identities (tenant_id, user_id);
create table vault_secrets (tenant_id text not null, id text not null, user_id text not null, sso_connector_id text not null, sso_identity_id text not null, kek_id text not null, sealed text not null, metadata text not null, version bigint not null, lease_until bigint not null default 0, created_at bigint not null, updated_at bigint not null, primary key (tenant_id, id), foreign key (tenant_id, sso_identity_id) references sso_identities (tenant_id, id) on delete cascade);
create unique index vault_secrets_identity on vault_secrets (tenant_id, sso_identity_id);

create table applications (tenant_id text not null, id text not null, name text not null, description text, type text not null, is_third_party smallint not null default 0, is_built_in smallint not null default 0, oidc_client_metadata text not null, custom_client_metadata text not null default '{}', custom_data text not null default '{}', created_at bigint not null, primary key (tenant_id, id));
create table application_secrets (tenant_id text not null, application_id text not null, name text not null, id text not null, secret_hash text not null, sealed_secret text not null, created_at bigint not null, expires_at bigint, primary key (tenant_id, application_id, name), foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade);

create table resources (tenant_id text not null, id text not null, name text not null, indicator text not null, is_default smallint not null default 0, is_built_in smallint not null default 0, access_token_ttl bigint not null default 3600, created_at bigint not null, primary key (tenant_id, id));
create unique index resources_indicator on resources (tenant_id, indicator);
create table scopes (tenant_id text not null, id text not null, resource_id text not null, name text not null, description text, created_at bigint not null, primary key (tenant_id, id), foreign key (tenant_id, resource_id) references resources (tenant_id, id) on delete cascade);
create unique index scopes_name on scopes (tenant_id, resource_id, name);
create table roles (tenant_id text not null, id text not null, name text not null, description text not null, type text not null, is_default smallint not null default 0, is_built_in smallint not null default 0, created_at bigint not null, primary key (tenant_id, id));
create unique index roles_name on roles (tenant_id, name);
create table roles_scopes (tenant_id text not null, role_id text not null, scope_id text not null, primary key (tenant_id, role_id, scope_id), foreign key (tenant_id, role_id) references roles (tenant_id, id) on delete cascade, foreign key (tenant_id, scope_id) references scopes (tenant_id, id) on delete cascade);
create table users_roles (tenant_id text not null, user_id text not null, role_id text not null, primary key (tenant_id, user_id, role_id), foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade, foreign key (tenant_id, role_id) references roles (tenant_id, id) on delete cascade);
create table applications_roles (tenant_id text not null, application_id text not null, role_id text not null, primary key (tenant_id, application_id, role_id), foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade, foreign key (tenant_id, role_id) references roles (tenant_id, id) on delete cascade);

create table organizations (tenant_id text not null, id text not null, name text not null, description text, custom_data text not null default '{}', created_at bigint not null, primary key (tenant_id, id));
create table organization_roles (tenant_id text not null, id text not null, name text not null, description text, type text not null default 'User', primary key (tenant_id, id));
create unique index organization_roles_name on organization_roles (tenant_id, name);
create table organization_scopes (tenant_id text not null, id text not null, name text not null, description text, primary key (tenant_id, id));
create unique index organization_scopes_name on organization_scopes (tenant_id, name);
create table organization_role_scopes (tenant_id text not null, organization_role_id text not null, organization_scope_id text not null, primary key (tenant_id, organization_role_id, organization_scope_id), foreign key (tenant_id, organization_role_id) references organization_roles (tenant_id, id) on delete cascade, foreign key (tenant_id, organization_scope_id) references organization_scopes (tenant_id, id) on delete cascade);
create table organization_role_resource_scopes (tenant_id text not null, organization_role_id text not null, scope_id text not null, primary key (tenant_id, organization_role_id, scope_id), foreign key (tenant_id, organization_role_id) references organization_roles (tenant_id, id) on delete cascade, foreign key (tenant_id, scope_id) references scopes (tenant_id, id) on delete cascade);
create table organization_users (tenant_id text not null, organization_id text not null, user_id text not null, created_at bigint not null, primary key (tenant_id, organization_id, user_id), foreign key (tenant_id, organization_id) references organizations (tenant_id, id) on delete cascade, foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade);
create index organization_users_user on organization_users (tenant_id, user_id);
create table organization_user_roles (tenant_id text not null, organization_id text not null, user_id text not null, organization_role_id text not null, primary key (tenant_id, organization_id, user_id, organization_role_id), foreign key (tenant_id, organization_id, user_id) references organization_users (tenant_id, organization_id, user_id) on delete cascade, foreign key (tenant_id, organization_role_id) references organization_roles (tenant_id, id) on delete cascade);

create table sign_in_experiences (tenant_id text primary key, color text not null, branding text not null, language_info text not null, sign_in text not null, sign_up text not null, sign_in_mode text not null, password_policy text not null, single_sign_on_enabled smallint not null default 0, terms_of_use_url text, privacy_policy_url text, updated_at bigint not null);
create table tenant_settings (tenant_id text not null, name text not null, settings text not null, primary key (tenant_id, name));

create table sessions (tenant_id text not null, token_hash text not null, id text not null, user_id text not null, authenticated_at bigint not null, methods text not null, created_at bigint not null, last_seen_at bigint not null, expires_at bigint not null, ip text, user_agent text, primary key (tenant_id, token_hash), foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade);
create unique index sessions_id on sessions (tenant_id, id);
create index sessions_user on sessions (tenant_id, user_id);
create index sessions_expiry on sessions (expires_at);
create table session_applications (tenant_id text not null, session_id text not null, application_id text not null, created_at bigint not null, primary key (tenant_id, session_id, application_id), foreign key (tenant_id, session_id) references sessions (tenant_id, id) on delete cascade, foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade);
create table interactions (tenant_id text not null, token_hash text not null, id text not null, return_to text not null, request text not null, hints text not null, event text, state text not null, version bigint not null default 0, user_id text, completed_at bigint, consumed_at bigint, created_at bigint not null, expires_at bigint not null, primary key (tenant_id, token_hash));
create index interactions_expiry on interactions (expires_at);
create table verification_codes (tenant_id text not null, id text not null, interaction_id text not null, purpose text not null, identifier text not null, code_hash text not null, attempts bigint not null default 0, created_at bigint not null, expires_at bigint not null, consumed_at bigint, primary key (tenant_id, id));
create index verification_codes_expiry on verification_codes (expires_at);
create table inbox_messages (tenant_id text not null, id text not null, recipient text not null, kind text not null, subject text not null, body text not null, code text, created_at bigint not null, primary key (tenant_id, id));
create index inbox_messages_created on inbox_messages (tenant_id, created_at);
create table throttles (tenant_id text not null, bucket text not null, key text not null, count bigint not null, window_started_at bigint not null, blocked_until bigint not null default 0, primary key (tenant_id, bucket, key));

create table grants (tenant_id text not null, id text not null, user_id text not null, application_id text not null, session_id text, scope text not null, resources text not null, authenticated_at bigint not null, created_at bigint not null, expires_at bigint not null, revoked_at bigint, primary key (tenant_id, id), foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade, foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade);
create index grants_user on grants (tenant_id, user_id);
create index grants_application on grants (tenant_id, application_id);
create index grants_expiry on grants (expires_at);
create table authorization_codes (tenant_id text not null, code_hash text not null, grant_id text not null, application_id text not null, user_id text not null, redirect_uri text not null, code_challenge text, nonce text, scope text not null, offline smallint not null default 0, created_at bigint not null, expires_at bigint not null, consumed_at bigint, primary key (tenant_id, code_hash), foreign key (tenant_id, grant_id) references grants (tenant_id, id) on delete cascade);
create index authorization_codes_expiry on authorization_codes (expires_at);
create index authorization_codes_grant on authorization_codes (tenant_id, grant_id);
create table refresh_tokens (tenant_id text not null, token_hash text not null, grant_id text not null, application_id text not null, user_id text not null, scope text not null, predecessor_hash text, client_authentication text not null, created_at bigint not null, expires_at bigint not null, family_created_at bigint not null, rotated_at bigint, used_at bigint, primary key (tenant_id, token_hash), foreign key (tenant_id, grant_id) references grants (tenant_id, id) on delete cascade);
create index refresh_tokens_grant on refresh_tokens (tenant_id, grant_id);
create index refresh_tokens_expiry on refresh_tokens (expires_at);
create table access_tokens (tenant_id text not null, token_hash text not null, grant_id text not null, application_id text not null, user_id text not null, scope text not null, created_at bigint not null, expires_at bigint not null, primary key (tenant_id, token_hash), foreign key (tenant_id, grant_id) references grants (tenant_id, id) on delete cascade);
create index access_tokens_grant on access_tokens (tenant_id, grant_id);
create index access_tokens_expiry on access_tokens (expires_at);

create table audit_logs (tenant_id text not null, id text not null, key text not null, result text not null, payload text not null, user_id text, application_id text, created_at bigint not null, primary key (tenant_id, id));
create index audit_logs_created on audit_logs (tenant_id, created_at);
`,
};
