/** Applications, their secrets, who may use them, what they may ask for, how their pages look. */
import type { Generated } from 'kysely';
import type { Json, JsonObject, Optional } from './column.ts';

export type ApplicationsTable = {
  tenantId: string;
  id: string;
  name: string;
  description: Optional<string>;
  type: 'Native' | 'SPA' | 'Traditional' | 'MachineToMachine';
  isThirdParty: boolean;
  isBuiltIn: boolean;
  /** The address that is the client's id, where a metadata document describes it; such a row is in no list. */
  cimdClientId: Optional<string>;
  /** Whether only those may sign in whom the tables of allowed users, roles and organizations name. */
  appLevelAccessControlEnabled: Generated<boolean>;
  oidcClientMetadata: Json<{
    redirectUris: string[];
    postLogoutRedirectUris: string[];
    backchannelLogoutUri?: string;
    backchannelLogoutSessionRequired?: boolean;
    logoUri?: string;
  }>;
  customClientMetadata: Json<JsonObject>;
  customData: Json<JsonObject>;
  createdAt: number;
};

export type ApplicationSecretsTable = {
  tenantId: string;
  applicationId: string;
  name: string;
  id: string;
  secretHash: string;
  sealedSecret: string;
  createdAt: number;
  expiresAt: Optional<number>;
};

export type ApplicationsRolesTable = { tenantId: string; applicationId: string; roleId: string };

/** Scopes about the user that a third-party application may ask for. */
export type ApplicationUserScopesTable = { tenantId: string; applicationId: string; userScope: string };
export type ApplicationOrganizationScopesTable = {
  tenantId: string;
  applicationId: string;
  organizationScopeId: string;
};
/** Permissions of APIs that a third-party application may ask for: of the user's own, or within an organization. */
export type ApplicationResourceScopesTable = {
  tenantId: string;
  applicationId: string;
  scopeId: string;
  kind: 'resource' | 'organization-resource';
};

export type ApplicationAllowedUsersTable = { tenantId: string; applicationId: string; userId: string };
export type ApplicationAllowedRolesTable = { tenantId: string; applicationId: string; roleId: string };
export type ApplicationAllowedOrganizationsTable = {
  tenantId: string;
  applicationId: string;
  organizationId: string;
};
export type ApplicationAllowedOrganizationRolesTable = ApplicationAllowedOrganizationsTable & {
  organizationRoleId: string;
};

export type ApplicationSignInExperiencesTable = {
  tenantId: string;
  applicationId: string;
  color: Json<JsonObject>;
  branding: Json<JsonObject>;
  customCss: Optional<string>;
  displayName: Optional<string>;
  termsOfUseUrl: Optional<string>;
  privacyPolicyUrl: Optional<string>;
  updatedAt: number;
};

export type ApplicationsTables = {
  applicationUserScopes: ApplicationUserScopesTable;
  applicationOrganizationScopes: ApplicationOrganizationScopesTable;
  applicationResourceScopes: ApplicationResourceScopesTable;
  applicationAllowedUsers: ApplicationAllowedUsersTable;
  applicationAllowedRoles: ApplicationAllowedRolesTable;
  applicationAllowedOrganizations: ApplicationAllowedOrganizationsTable;
  applicationAllowedOrganizationRoles: ApplicationAllowedOrganizationRolesTable;
  applicationSignInExperiences: ApplicationSignInExperiencesTable;
  applications: ApplicationsTable;
  applicationSecrets: ApplicationSecretsTable;
  applicationsRoles: ApplicationsRolesTable;
};
