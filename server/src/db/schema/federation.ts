/** Enterprise connectors, outside identities and the Secret Vault. */
import type { Generated } from 'kysely';
import type { Json, JsonObject, Optional } from './column.ts';

export type SsoIdentitiesTable = {
  tenantId: string;
  id: string;
  userId: string;
  ssoConnectorId: string;
  issuer: string;
  identityId: string;
  detail: Json<JsonObject>;
  /** Version of the newest vault secret of this identity: an older row put back does not open (V-02). */
  vaultVersion: Generated<number>;
  createdAt: number;
  updatedAt: number;
};

export type SsoConnectorsTable = {
  tenantId: string;
  id: string;
  providerName: string;
  connectorName: string;
  /** The provider's configuration without its client secret. */
  config: Json<JsonObject>;
  sealedSecret: Optional<string>;
  domains: Json<string[]>;
  branding: Json<JsonObject>;
  syncProfile: boolean;
  enableTokenStorage: boolean;
  /** What discovery said at the last save: endpoints pinned, or why it is not available. */
  discovery: Json<JsonObject>;
  /** The key that its requests are signed with, where it signs them. */
  activeSigningKeyId: Optional<string>;
  createdAt: number;
  updatedAt: number;
};

/** Keys that a connector signs with; the private half is PKCS #8 in PEM, sealed. */
export type SsoConnectorSigningKeysTable = {
  tenantId: string;
  id: string;
  ssoConnectorId: string;
  /** PEM. */
  certificate: string;
  sealedPrivateKey: string;
  createdAt: number;
  expiresAt: number;
};

export type SsoConnectorDomainsTable = { tenantId: string; domain: string; ssoConnectorId: string };

/** The Secret Vault: one row per user and SSO identity; `sealed` is an envelope bound to tenant, user and id. */
export type VaultSecretsTable = {
  tenantId: string;
  id: string;
  userId: string;
  ssoConnectorId: string;
  ssoIdentityId: string;
  kekId: string;
  sealed: string;
  metadata: Json<JsonObject>;
  version: number;
  /** Set while one node refreshes the tokens upstream, so that the others wait for its result. */
  leaseUntil: number;
  createdAt: number;
  updatedAt: number;
};

export type FederationTables = {
  ssoIdentities: SsoIdentitiesTable;
  ssoConnectors: SsoConnectorsTable;
  ssoConnectorDomains: SsoConnectorDomainsTable;
  ssoConnectorSigningKeys: SsoConnectorSigningKeysTable;
  vaultSecrets: VaultSecretsTable;
};
