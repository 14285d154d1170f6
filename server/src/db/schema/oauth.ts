/** Grants, codes and tokens. */
import type { ColumnType } from 'kysely';
import type { Json, JsonObject, Optional } from './column.ts';

export type GrantsTable = {
  tenantId: string;
  id: string;
  userId: string;
  applicationId: string;
  sessionId: Optional<string>;
  /** The session's name in ID tokens. */
  sid: Optional<string>;
  scope: string;
  resources: Json<string[]>;
  authenticatedAt: number;
  /** How the user proved who they are, as the session had it; tokens tell it as `amr`. */
  methods: ColumnType<string[], string[] | undefined, string[]>;
  /** The authentication context that was reached, in the words of the request where it named some. */
  acr: Optional<string>;
  /** The parameter `claims`, read and bounded. */
  claimsRequest: Optional<JsonObject>;
  /** Where a token exchange gave it: what was exchanged, who acts, what the back end said of it. */
  exchange: Optional<JsonObject>;
  /** The grant that the exchanged token was given under: what is revoked there ends here too. */
  parentId: Optional<string>;
  /** The one organization of a grant to a client known by its metadata document. */
  organizationId: Optional<string>;
  /** Address, name and logo of a client known by its metadata document, as they were then. */
  cimdClient: Optional<JsonObject>;
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
  /** Thumbprint of the key that must redeem the code (RFC 9449 §10). */
  dpopJkt: Optional<string>;
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
  /** Thumbprint of the key that a public client must prove to use it. */
  dpopJkt: Optional<string>;
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
  /** Thumbprint of the key that the token is bound to. */
  dpopJkt: Optional<string>;
  createdAt: number;
  expiresAt: number;
};

/** Authorization requests that clients pushed (RFC 9126), known by the hash of their reference. */
export type PushedRequestsTable = {
  tenantId: string;
  referenceHash: string;
  applicationId: string;
  /** Name and value of every parameter, in order. */
  parameters: Json<[string, string][]>;
  createdAt: number;
  expiresAt: number;
  consumedAt: Optional<number>;
};

/** Assertions and proofs that may come once: the hash of whose they are and their `jti`. */
export type UsedJwtsTable = { tenantId: string; idHash: string; expiresAt: number };

/** One thing that a user let a third-party application have: `user:profile`, `resource:<scopeId>` … */
export type ConsentsTable = {
  tenantId: string;
  userId: string;
  applicationId: string;
  item: string;
  createdAt: number;
};

/** Organizations that a user shares with a third-party application; a membership that ends takes its row along. */
export type ConsentOrganizationsTable = {
  tenantId: string;
  applicationId: string;
  userId: string;
  organizationId: string;
};

export type OauthTables = {
  consents: ConsentsTable;
  consentOrganizations: ConsentOrganizationsTable;
  grants: GrantsTable;
  authorizationCodes: AuthorizationCodesTable;
  refreshTokens: RefreshTokensTable;
  accessTokens: AccessTokensTable;
  pushedRequests: PushedRequestsTable;
  usedJwts: UsedJwtsTable;
};
