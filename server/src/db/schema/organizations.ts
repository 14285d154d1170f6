/** Organizations, their members, invitations and provisioning, and the template of roles and permissions. */
import type { Generated } from 'kysely';
import type { Json, JsonObject, Optional } from './column.ts';

export type OrganizationsTable = {
  tenantId: string;
  id: string;
  name: string;
  description: Optional<string>;
  customData: Json<JsonObject>;
  /** Whether members without a second factor get no tokens for it. */
  isMfaRequired: Generated<boolean>;
  color: Generated<Json<JsonObject>>;
  branding: Generated<Json<JsonObject>>;
  customCss: Optional<string>;
  createdAt: number;
};

export type OrganizationRolesTable = {
  tenantId: string;
  id: string;
  name: string;
  description: Optional<string>;
  type: 'User' | 'MachineToMachine';
};

export type OrganizationScopesTable = {
  tenantId: string;
  id: string;
  name: string;
  description: Optional<string>;
};

export type OrganizationRoleScopesTable = {
  tenantId: string;
  organizationRoleId: string;
  organizationScopeId: string;
};

/** Permissions of API resources that an organization role gives inside its organization. */
export type OrganizationRoleResourceScopesTable = {
  tenantId: string;
  organizationRoleId: string;
  scopeId: string;
};

export type OrganizationUsersTable = {
  tenantId: string;
  organizationId: string;
  userId: string;
  createdAt: number;
};

export type OrganizationUserRolesTable = {
  tenantId: string;
  organizationId: string;
  userId: string;
  organizationRoleId: string;
};

export type OrganizationApplicationsTable = {
  tenantId: string;
  organizationId: string;
  applicationId: string;
  createdAt: number;
};

export type OrganizationApplicationRolesTable = {
  tenantId: string;
  organizationId: string;
  applicationId: string;
  organizationRoleId: string;
};

export type OrganizationInvitationsTable = {
  tenantId: string;
  id: string;
  inviterId: Optional<string>;
  /** The address as it was typed. */
  invitee: string;
  /** Its look-up form, to compare with users' verified addresses. */
  inviteeKey: string;
  acceptedUserId: Optional<string>;
  organizationId: string;
  /** `Pending` past `expiresAt` means expired; the row learns of it when the same address is invited again. */
  status: 'Pending' | 'Accepted' | 'Expired' | 'Revoked';
  createdAt: number;
  updatedAt: number;
  expiresAt: number;
};

export type OrganizationInvitationRolesTable = {
  tenantId: string;
  organizationInvitationId: string;
  organizationRoleId: string;
};

/** Domains whose verified addresses make a new user a member. */
export type OrganizationJitEmailDomainsTable = {
  tenantId: string;
  organizationId: string;
  emailDomain: string;
};

/** Roles of members who came by provisioning. */
export type OrganizationJitRolesTable = {
  tenantId: string;
  organizationId: string;
  organizationRoleId: string;
};

/** Enterprise connectors whose users become members when they first come. */
export type OrganizationJitSsoConnectorsTable = {
  tenantId: string;
  organizationId: string;
  ssoConnectorId: string;
};

export type OrganizationsTables = {
  organizations: OrganizationsTable;
  organizationRoles: OrganizationRolesTable;
  organizationScopes: OrganizationScopesTable;
  organizationRoleScopes: OrganizationRoleScopesTable;
  organizationRoleResourceScopes: OrganizationRoleResourceScopesTable;
  organizationUsers: OrganizationUsersTable;
  organizationUserRoles: OrganizationUserRolesTable;
  organizationApplications: OrganizationApplicationsTable;
  organizationApplicationRoles: OrganizationApplicationRolesTable;
  organizationInvitations: OrganizationInvitationsTable;
  organizationInvitationRoles: OrganizationInvitationRolesTable;
  organizationJitEmailDomains: OrganizationJitEmailDomainsTable;
  organizationJitRoles: OrganizationJitRolesTable;
  organizationJitSsoConnectors: OrganizationJitSsoConnectorsTable;
};
