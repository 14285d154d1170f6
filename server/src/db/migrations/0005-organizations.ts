/** Machine members, invitations, provisioning, branding and policy of organizations; indexes of the lists around them. */
import type { Migration } from '../migrate.ts';

export const organizationsInFull: Migration = {
  number: 5,
  name: 'organizations',
  oldestServer: '0.1.0',
  statements: `
alter table organizations add column is_mfa_required smallint not null default 0;
alter table organizations add column color text not null default '{}';
alter table organizations add column branding text not null default '{}';
alter table organizations add column custom_css text;
create index organizations_created on organizations (tenant_id, created_at desc, id);

create index organization_users_created on organization_users (tenant_id, organization_id, created_at desc, user_id);
create index organization_user_roles_role on organization_user_roles (tenant_id, organization_role_id, organization_id, user_id);
create index organization_user_roles_user on organization_user_roles (tenant_id, user_id);
create index organization_role_scopes_scope on organization_role_scopes (tenant_id, organization_scope_id);
create index organization_role_resource_scopes_scope on organization_role_resource_scopes (tenant_id, scope_id);

create table organization_applications (tenant_id text not null, organization_id text not null, application_id text not null, created_at bigint not null, primary key (tenant_id, organization_id, application_id), foreign key (tenant_id, organization_id) references organizations (tenant_id, id) on delete cascade, foreign key (tenant_id, application_id) references applications (tenant_id, id) on delete cascade);
create index organization_applications_application on organization_applications (tenant_id, application_id);
create table organization_application_roles (tenant_id text not null, organization_id text not null, application_id text not null, organization_role_id text not null, primary key (tenant_id, organization_id, application_id, organization_role_id), foreign key (tenant_id, organization_id, application_id) references organization_applications (tenant_id, organization_id, application_id) on delete cascade, foreign key (tenant_id, organization_role_id) references organization_roles (tenant_id, id) on delete cascade);
create index organization_application_roles_role on organization_application_roles (tenant_id, organization_role_id);

create table organization_invitations (tenant_id text not null, id text not null, inviter_id text, invitee text not null, invitee_key text not null, accepted_user_id text, organization_id text not null, status text not null, created_at bigint not null, updated_at bigint not null, expires_at bigint not null, primary key (tenant_id, id), foreign key (tenant_id, organization_id) references organizations (tenant_id, id) on delete cascade, foreign key (tenant_id, inviter_id) references users (tenant_id, id) on delete cascade, foreign key (tenant_id, accepted_user_id) references users (tenant_id, id) on delete cascade);
create unique index organization_invitations_pending on organization_invitations (tenant_id, organization_id, invitee_key) where status = 'Pending';
create index organization_invitations_created on organization_invitations (tenant_id, created_at desc, id);
create index organization_invitations_organization on organization_invitations (tenant_id, organization_id, created_at desc, id);
create index organization_invitations_inviter on organization_invitations (tenant_id, inviter_id);
create index organization_invitations_accepted on organization_invitations (tenant_id, accepted_user_id);
create index organization_invitations_invitee on organization_invitations (tenant_id, invitee_key);
create table organization_invitation_roles (tenant_id text not null, organization_invitation_id text not null, organization_role_id text not null, primary key (tenant_id, organization_invitation_id, organization_role_id), foreign key (tenant_id, organization_invitation_id) references organization_invitations (tenant_id, id) on delete cascade, foreign key (tenant_id, organization_role_id) references organization_roles (tenant_id, id) on delete cascade);
create index organization_invitation_roles_role on organization_invitation_roles (tenant_id, organization_role_id);

create table organization_jit_email_domains (tenant_id text not null, organization_id text not null, email_domain text not null, primary key (tenant_id, organization_id, email_domain), foreign key (tenant_id, organization_id) references organizations (tenant_id, id) on delete cascade);
create index organization_jit_email_domains_domain on organization_jit_email_domains (tenant_id, email_domain);
create table organization_jit_roles (tenant_id text not null, organization_id text not null, organization_role_id text not null, primary key (tenant_id, organization_id, organization_role_id), foreign key (tenant_id, organization_id) references organizations (tenant_id, id) on delete cascade, foreign key (tenant_id, organization_role_id) references organization_roles (tenant_id, id) on delete cascade);
create index organization_jit_roles_role on organization_jit_roles (tenant_id, organization_role_id);
create table organization_jit_sso_connectors (tenant_id text not null, organization_id text not null, sso_connector_id text not null, primary key (tenant_id, organization_id, sso_connector_id), foreign key (tenant_id, organization_id) references organizations (tenant_id, id) on delete cascade, foreign key (tenant_id, sso_connector_id) references sso_connectors (tenant_id, id) on delete cascade);
create index organization_jit_sso_connectors_connector on organization_jit_sso_connectors (tenant_id, sso_connector_id);

create unique index resources_default on resources (tenant_id) where is_default = 1;
create index resources_created on resources (tenant_id, created_at desc, id);
create index roles_created on roles (tenant_id, created_at desc, id);
create index roles_scopes_scope on roles_scopes (tenant_id, scope_id);
create index users_roles_role on users_roles (tenant_id, role_id, user_id);
create index applications_roles_role on applications_roles (tenant_id, role_id, application_id);
`,
};
