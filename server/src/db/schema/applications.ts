/** Applications and their secrets. */
import type { Json, JsonObject, Optional } from './column.ts';

export type ApplicationsTable = {
  tenantId: string;
  id: string;
  name: string;
  description: Optional<string>;
  type: 'Native' | 'SPA' | 'Traditional' | 'MachineToMachine';
  isThirdParty: boolean;
  isBuiltIn: boolean;
  oidcClientMetadata: Json<{ redirectUris: string[]; postLogoutRedirectUris: string[] }>;
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

export type ApplicationsTables = {
  applications: ApplicationsTable;
  applicationSecrets: ApplicationSecretsTable;
  applicationsRoles: ApplicationsRolesTable;
};
