/** Users, and the counters of their failed attempts. */
import type { Generated } from 'kysely';
import type { Json, JsonObject, Optional } from './column.ts';

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
  /** E.164 without the plus. */
  primaryPhone: Optional<string>;
  /** The number while it is verified; unique in the tenant. */
  phoneKey: Optional<string>;
  phoneVerified: Generated<boolean>;
  name: Optional<string>;
  avatar: Optional<string>;
  profile: Json<JsonObject>;
  customData: Json<JsonObject>;
  passwordHash: Optional<string>;
  /** What made an imported `passwordHash`; null where we did. */
  passwordAlgorithm: Optional<string>;
  passwordUpdatedAt: Optional<number>;
  /** Set by an administrator: a right password does not let in until a new one is set. */
  isPasswordExpired: Generated<boolean>;
  isSuspended: boolean;
  applicationId: Optional<string>;
  /** Id of a client-metadata-document client that the account came from. */
  cimdClientId: Optional<string>;
  /** What the user chose about second factors and passkeys. */
  logtoConfig: Generated<Json<JsonObject>>;
  lastSignInAt: Optional<number>;
  createdAt: number;
  updatedAt: number;
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

/** Accounts at social providers: which subject of which target is which user. */
export type SocialIdentitiesTable = {
  tenantId: string;
  userId: string;
  target: string;
  identityId: string;
  details: Json<JsonObject>;
  createdAt: number;
  updatedAt: number;
};

/** Second factors. `sealed` holds a TOTP secret; `lastUsedStep` is the newest time step that was spent. */
export type MfaFactorsTable = {
  tenantId: string;
  id: string;
  userId: string;
  type: 'Totp' | 'WebAuthn' | 'BackupCode';
  name: Optional<string>;
  agent: Optional<string>;
  sealed: Optional<string>;
  detail: Json<JsonObject>;
  lastUsedStep: Generated<number>;
  lastUsedAt: Optional<number>;
  createdAt: number;
};

export type MfaBackupCodesTable = {
  tenantId: string;
  factorId: string;
  codeHash: string;
  usedAt: Optional<number>;
};

export type PersonalAccessTokensTable = {
  tenantId: string;
  userId: string;
  name: string;
  tokenHash: string;
  createdAt: number;
  expiresAt: Optional<number>;
};

export type OneTimeTokensTable = {
  tenantId: string;
  id: string;
  email: string;
  emailKey: string;
  tokenHash: string;
  /** What signing in with it brings along: `jitOrganizationIds`, `interactionEvent`. */
  detail: Json<JsonObject>;
  createdAt: number;
  expiresAt: number;
  consumedAt: Optional<number>;
  revokedAt: Optional<number>;
};

/** One row per user and day (days since the epoch, UTC) on which tokens were given. */
export type DailyActiveUsersTable = { tenantId: string; day: number; userId: string };

export type UsersTables = {
  users: UsersTable;
  throttles: ThrottlesTable;
  socialIdentities: SocialIdentitiesTable;
  mfaFactors: MfaFactorsTable;
  mfaBackupCodes: MfaBackupCodesTable;
  personalAccessTokens: PersonalAccessTokensTable;
  oneTimeTokens: OneTimeTokensTable;
  dailyActiveUsers: DailyActiveUsersTable;
};
