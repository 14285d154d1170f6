/** Grants, codes and tokens. */
import type { Json, Optional } from './column.ts';

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

export type OauthTables = {
  grants: GrantsTable;
  authorizationCodes: AuthorizationCodesTable;
  refreshTokens: RefreshTokensTable;
  accessTokens: AccessTokensTable;
};
