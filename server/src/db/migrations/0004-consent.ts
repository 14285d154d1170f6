/** What third-party applications may ask for, what users shared, who may use an application. */
import type { Migration } from '../migrate.ts';

export const consent: Migration = {
  number: 4,
  name: 'consent',
  oldestServer: '0.1.0',
  statements: `
alter table applications add column app_level_access_control_enabled smallint not null default 0;
alter table sessions add column sid text;
alter table grants add column sid text;
create index grants_session on grants (tenant_id, session_id);

create table application_user_scopes (tenant_id text not null, application_id text not null, user_scope text not null, primary key (tenant_id, application_id, user_scope), foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade);
create table application_organization_scopes (tenant_id text not null, application_id text not null, organization_scope_id text not null, primary key (tenant_id, application_id, organization_scope_id), foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade, foreign key (tenant_id, organization_scope_id) references organization_scopes (tenant_id, id) on delete cascade);
create index application_organization_scopes_scope on application_organization_scopes (tenant_id, organization_scope_id);
create table application_resource_scopes (tenant_id text not null, application_id text not null, scope_id text not null, kind text not null, primary key (tenant_id, application_id, scope_id, kind), foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade, foreign key (tenant_id, scope_id) references scopes (tenant_id, id) on delete cascade);
create index application_resource_scopes_scope on application_resource_scopes (tenant_id, scope_id);

create table consents (tenant_id text not null, user_id text not null, application_id text not null, item text not null, created_at bigint not null, primary key (tenant_id, user_id, application_id, item), foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade, foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade);
create index consents_application on consents (tenant_id, application_id);
create table consent_organizations (tenant_id text not null, application_id text not null, user_id text not null, organization_id text not null, primary key (tenant_id, application_id, user_id, organization_id), foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade, foreign key (tenant_id, organization_id, user_id) references organization_users (tenant_id, organization_id, user_id) on delete cascade);
create index consent_organizations_member on consent_organizations (tenant_id, organization_id, user_id);

create table application_allowed_users (tenant_id text not null, application_id text not null, user_id text not null, primary key (tenant_id, application_id, user_id), foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade, foreign key (tenant_id, user_id) references users (tenant_id, id) on delete cascade);
create index application_allowed_users_user on application_allowed_users (tenant_id, user_id);
create table application_allowed_roles (tenant_id text not null, application_id text not null, role_id text not null, primary key (tenant_id, application_id, role_id), foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade, foreign key (tenant_id, role_id) references roles (tenant_id, id) on delete cascade);
create table application_allowed_organizations (tenant_id text not null, application_id text not null, organization_id text not null, primary key (tenant_id, application_id, organization_id), foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade, foreign key (tenant_id, organization_id) references organizations (tenant_id, id) on delete cascade);
create index application_allowed_organizations_organization on application_allowed_organizations (tenant_id, organization_id);
create table application_allowed_organization_roles (tenant_id text not null, application_id text not null, organization_id text not null, organization_role_id text not null, primary key (tenant_id, application_id, organization_id, organization_role_id), foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade, foreign key (tenant_id, organization_id) references organizations (tenant_id, id) on delete cascade, foreign key (tenant_id, organization_role_id) references organization_roles (tenant_id, id) on delete cascade);
create index application_allowed_organization_roles_organization on application_allowed_organization_roles (tenant_id, organization_id);

create table application_sign_in_experiences (tenant_id text not null, application_id text not null, color text not null, branding text not null, custom_css text, display_name text, terms_of_use_url text, privacy_policy_url text, updated_at bigint not null, primary key (tenant_id, application_id), foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade);
`,
};
