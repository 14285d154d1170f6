/**
 * Every table once, as the stores see it. Names are camelCase here and snake_case in the database (db/names.ts
 * translates). Times are integer milliseconds; ids are text; booleans are stored as 0/1 and JSON as text on both
 * databases, and decoded by column name with the lists of column-kinds.ts.
 */
import type { ColumnType, Generated } from 'kysely';

type Json<T> = T;
type Optional<T> = ColumnType<T | null, T | null | undefined, T | null>;
export type JsonObject = Record<string, unknown>;

export type TenantsTable = { id: string; origin: string; name: string; createdAt: number };
/** Settings of the installation as a whole: master-key check value, schema's oldest compatible server … */
export type SystemSettingsTable = { key: string; value: string };
export type SetupLinksTable = {
  tokenHash: string;
  createdAt: number;
  expiresAt: number;
  consumedAt: Optional<number>;
};
/** Which administrators (users of tenant `admin`) may manage which tenant. */
export type TenantAdministratorsTable = { tenantId: string; userId: string; role: string; createdAt: number };

export type SigningKeysTable = {
  tenantId: string;
  id: string;
  algorithm: string;
  publicJwk: Json<JsonObject>;
  sealedPrivateJwk: string;
  createdAt: number;
  /** From this time on the newest such key signs; until then it is only published (`Next`). */
  activatesAt: number;
};

export type UsersTable = {
  tenantId: string;
  id: string;
  username: Optional<string>;
  /** Look-up form of the username (lower case, NFKC-checked); unique in the tenant. */
  usernameKey: Optional<string>;
  primaryEmail: Optional<string>;
  /** Look-up form of the address; set only while the address is verified, unique in the tenant. */
  emailKey: Optional<string>;
  emailVerified: boolean;
  primaryPhone: Optional<string>;
  name: Optional<string>;
  avatar: Optional<string>;
  profile: Json<JsonObject>;
  customData: Json<JsonObject>;
  passwordHash: Optional<string>;
  passwordUpdatedAt: Optional<number>;
  isSuspended: boolean;
  applicationId: Optional<string>;
  lastSignInAt: Optional<number>;
  createdAt: number;
  updatedAt: number;
};
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
  createdAt: number;
  updatedAt: number;
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

/** One row per tenant; each JSON column is one part of the wire contract's sign-in experience. */
export type SignInExperiencesTable = {
  tenantId: string;
  color: Json<JsonObject>;
  branding: Json<JsonObject>;
  languageInfo: Json<JsonObject>;
  signIn: Json<JsonObject>;
  signUp: Json<JsonObject>;
  signInMode: 'SignIn' | 'Register' | 'SignInAndRegister';
  passwordPolicy: Json<JsonObject>;
  singleSignOnEnabled: boolean;
  termsOfUseUrl: Optional<string>;
  privacyPolicyUrl: Optional<string>;
  updatedAt: number;
};
/** Other settings of a tenant by name: audit retention, extended ID-token claims … */
export type TenantSettingsTable = { tenantId: string; name: string; settings: Json<JsonObject> };

export type SessionsTable = {
  tenantId: string;
  /** SHA-256 of the cookie's value. */
  tokenHash: string;
  /** Public id, for lists and revocation. */
  id: string;
  userId: string;
  authenticatedAt: number;
  /** How the user proved who they are: `password`, `sso:<connectorId>` … */
  methods: Json<string[]>;
  createdAt: number;
  lastSeenAt: number;
  expiresAt: number;
  ip: Optional<string>;
  userAgent: Optional<string>;
};
export type SessionApplicationsTable = {
  tenantId: string;
  sessionId: string;
  applicationId: string;
  createdAt: number;
};
/** A sign-in under way in one browser. */
export type InteractionsTable = {
  tenantId: string;
  /** SHA-256 of the interaction cookie's value. */
  tokenHash: string;
  id: string;
  /** Path on our own origin where the protocol that asked goes on. */
  returnTo: string;
  /** What that protocol asked for, in its own words; sign-in does not read it. */
  request: Json<JsonObject>;
  /** Hints for the pages (screen, login hint, identifiers, locale …). */
  hints: Json<JsonObject>;
  event: Optional<'SignIn' | 'Register'>;
  /** Verification records, profile being filled in, upstream memory. */
  state: Json<JsonObject>;
  /** Optimistic lock: every change adds one. */
  version: number;
  userId: Optional<string>;
  /** Set when sign-in is done and the protocol may go on. */
  completedAt: Optional<number>;
  consumedAt: Optional<number>;
  createdAt: number;
  expiresAt: number;
};
export type VerificationCodesTable = {
  tenantId: string;
  id: string;
  interactionId: string;
  purpose: string;
  identifier: string;
  codeHash: string;
  attempts: number;
  createdAt: number;
  expiresAt: number;
  consumedAt: Optional<number>;
};
export type InboxMessagesTable = {
  tenantId: string;
  id: string;
  recipient: string;
  kind: string;
  subject: string;
  body: string;
  code: Optional<string>;
  createdAt: number;
};
/** Counters of failed attempts and rates, shared by all nodes. `bucket` names the limit, `key` whom it counts. */
export type ThrottlesTable = {
  tenantId: string;
  bucket: string;
  key: string;
  count: number;
  windowStartedAt: number;
  blockedUntil: number;
};

export type GrantsTable = {
  tenantId: string;
  id: string;
  userId: string;
  applicationId: string;
  sessionId: Optional<string>;
  scope: string;
  resources: Json<string[]>;
  authenticatedAt: number;
  createdAt: number;
  expiresAt: number;
  revokedAt: Optional<number>;
};
export type AuthorizationCodesTable = {
  tenantId: string;
  codeHash: string;
  grantId: string;
  applicationId: string;
  userId: string;
  redirectUri: string;
  codeChallenge: Optional<string>;
  nonce: Optional<string>;
  scope: string;
  offline: boolean;
  createdAt: number;
  expiresAt: number;
  consumedAt: Optional<number>;
};
export type RefreshTokensTable = {
  tenantId: string;
  tokenHash: string;
  grantId: string;
  applicationId: string;
  userId: string;
  scope: string;
  /** Hash of the token this one replaced. */
  predecessorHash: Optional<string>;
  /** How the client authenticated when this token was given: `none` or `secret:<id>`. */
  clientAuthentication: string;
  createdAt: number;
  expiresAt: number;
  /** When the first token of the family was given; the family's life is measured from here. */
  familyCreatedAt: number;
  rotatedAt: Optional<number>;
  /** First use of this token; closes the predecessor's reuse grace. */
  usedAt: Optional<number>;
};
/** Opaque access tokens, good for userinfo and the account API. */
export type AccessTokensTable = {
  tenantId: string;
  tokenHash: string;
  grantId: string;
  applicationId: string;
  userId: string;
  scope: string;
  createdAt: number;
  expiresAt: number;
};

export type AuditLogsTable = {
  tenantId: string;
  id: string;
  key: string;
  result: 'Success' | 'Error';
  payload: Json<JsonObject>;
  userId: Optional<string>;
  applicationId: Optional<string>;
  createdAt: number;
};

export type Schema = {
  tenants: TenantsTable;
  systemSettings: SystemSettingsTable;
  setupLinks: SetupLinksTable;
  tenantAdministrators: TenantAdministratorsTable;
  signingKeys: SigningKeysTable;
  users: UsersTable;
  ssoIdentities: SsoIdentitiesTable;
  ssoConnectors: SsoConnectorsTable;
  ssoConnectorDomains: SsoConnectorDomainsTable;
  vaultSecrets: VaultSecretsTable;
  applications: ApplicationsTable;
  applicationSecrets: ApplicationSecretsTable;
  applicationsRoles: ApplicationsRolesTable;
  resources: ResourcesTable;
  scopes: ScopesTable;
  roles: RolesTable;
  rolesScopes: RolesScopesTable;
  usersRoles: UsersRolesTable;
  organizations: OrganizationsTable;
  organizationRoles: OrganizationRolesTable;
  organizationScopes: OrganizationScopesTable;
  organizationRoleScopes: OrganizationRoleScopesTable;
  organizationRoleResourceScopes: OrganizationRoleResourceScopesTable;
  organizationUsers: OrganizationUsersTable;
  organizationUserRoles: OrganizationUserRolesTable;
  signInExperiences: SignInExperiencesTable;
  tenantSettings: TenantSettingsTable;
  sessions: SessionsTable;
  sessionApplications: SessionApplicationsTable;
  interactions: InteractionsTable;
  verificationCodes: VerificationCodesTable;
  inboxMessages: InboxMessagesTable;
  throttles: ThrottlesTable;
  grants: GrantsTable;
  authorizationCodes: AuthorizationCodesTable;
  refreshTokens: RefreshTokensTable;
  accessTokens: AccessTokensTable;
  auditLogs: AuditLogsTable;
};
