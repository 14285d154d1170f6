/** Organizations, their members and the template of roles and permissions. */
import type { Json, JsonObject, Optional } from './column.ts';

export type OrganizationsTable = {
  tenantId: string;
  id: string;
  name: string;
  description: Optional<string>;
  customData: Json<JsonObject>;
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

export type OrganizationsTables = {
  organizations: OrganizationsTable;
  organizationRoles: OrganizationRolesTable;
  organizationScopes: OrganizationScopesTable;
  organizationRoleScopes: OrganizationRoleScopesTable;
  organizationRoleResourceScopes: OrganizationRoleResourceScopesTable;
  organizationUsers: OrganizationUsersTable;
  organizationUserRoles: OrganizationUserRolesTable;
};
