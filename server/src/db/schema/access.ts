/** API resources, permissions and roles. */
import type { Optional } from './column.ts';

export type ResourcesTable = {
  tenantId: string;
  id: string;
  name: string;
  indicator: string;
  isDefault: boolean;
  isBuiltIn: boolean;
  /** Seconds. */
  accessTokenTtl: number;
  createdAt: number;
};

export type ScopesTable = {
  tenantId: string;
  id: string;
  resourceId: string;
  name: string;
  description: Optional<string>;
  createdAt: number;
};

export type RolesTable = {
  tenantId: string;
  id: string;
  name: string;
  description: string;
  type: 'User' | 'MachineToMachine';
  isDefault: boolean;
  isBuiltIn: boolean;
  createdAt: number;
};

export type RolesScopesTable = { tenantId: string; roleId: string; scopeId: string };

export type UsersRolesTable = { tenantId: string; userId: string; roleId: string };

export type AccessTables = {
  resources: ResourcesTable;
  scopes: ScopesTable;
  roles: RolesTable;
  rolesScopes: RolesScopesTable;
  usersRoles: UsersRolesTable;
};
