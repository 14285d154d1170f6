/**
 * Makes tokens: JWT access tokens (RFC 9068 in form), ID tokens (OpenID Connect Core §2), opaque bearer values. The
 * only place besides keys/ that signs. Signing is synchronous and never inside a transaction.
 */
import { createHash } from 'node:crypto';
import { currentSigner, type Signer } from '../../keys/index.ts';
import { SECOND } from '../../lib/clock.ts';
import { hmac256, sha256 } from '../../lib/digest.ts';
import { createId, createToken } from '../../lib/ids.ts';
import type { Context, Platform, Tenant } from '../../platform.ts';
import type { LogoutNotice } from '../../sessions/index.ts';
import { confirmation } from './dpop.ts';

/** Header `typ` of access tokens and ID tokens: one never passes for the other (O-20, O-22). */
export const ACCESS_TOKEN_TYPE = 'at+jwt';
export const ID_TOKEN_TYPE = 'JWT';
const LOGOUT_TOKEN_TYPE = 'logout+jwt';

/** Seconds an opaque access token, and one for an organization, is good for. */
export const DEFAULT_ACCESS_TOKEN_TTL = 3600;

/** A bearer value and the hash under which it is stored. */
export type Bearer = { value: string; hash: string };

/** A new random bearer value: 43 characters, no dot. */
export const createBearer = (): Bearer => {
  const value = createToken();
  return { value, hash: sha256(value) };
};

const successorKeys = new WeakMap<Platform, Buffer>();

/**
 * The refresh token that follows `presented`. Derived, not random: within the reuse grace the same one can be given
 * again without storing anything that could be replayed from a stolen database.
 */
export const successorOf = (platform: Platform, tenantId: string, presented: string): Bearer => {
  let key = successorKeys.get(platform);
  if (!key) {
    key = platform.sealer.derive('refresh-successor');
    successorKeys.set(platform, key);
  }
  const value = hmac256(key, `${tenantId}\n${presented}`);
  return { value, hash: sha256(value) };
};

export type AccessTokenFacts = {
  subject: string;
  clientId: string;
  audience: string;
  scope: string;
  /** Seconds. */
  ttl: number;
  /** The user's grant that it is given under; what was revoked is known by it. */
  grantId?: string | undefined;
  organizationId?: string | undefined;
  /** Claims that the tenant's script adds; none of the token's own. */
  extra?: Record<string, unknown>;
  /** The user who acts for the subject (RFC 8693 §4.1). */
  actor?: string | undefined;
  /** Thumbprint of the key that the token is bound to. */
  jkt?: string | undefined;
};

const GRANT_ID = /^([0-9a-z]{21})-[0-9a-z]{16}$/;

/** The grant that a signed access token was given under, by its `jti`; undefined for a machine's. */
export const grantIdOf = (jti: unknown): string | undefined => GRANT_ID.exec(String(jti))?.[1];

/** A signed access token. `aud` and `scope` are strings, as every SDK expects. */
export const signAccessToken = async (context: Context, facts: AccessTokenFacts): Promise<string> => {
  const { platform, tenant } = context;
  const signer = await currentSigner(platform, tenant.id);
  const now = Math.floor(platform.clock.now() / SECOND);
  return signer.sign(
    {
      ...facts.extra,
      jti: [facts.grantId, createId(16)].filter(Boolean).join('-'),
      sub: facts.subject,
      iat: now,
      exp: now + facts.ttl,
      client_id: facts.clientId,
      iss: tenant.issuer,
      aud: facts.audience,
      scope: facts.scope,
      ...(facts.actor === undefined ? {} : { act: { sub: facts.actor } }),
      ...(facts.organizationId === undefined ? {} : { organization_id: facts.organizationId }),
      ...confirmation(facts.jkt),
    },
    ACCESS_TOKEN_TYPE,
  );
};

const HASHES: Record<Signer['algorithm'], string> = {
  ES256: 'sha256',
  ES384: 'sha384',
  RS256: 'sha256',
  PS256: 'sha256',
};

const accessTokenHash = (signer: Signer, accessToken: string): string => {
  const digest = createHash(HASHES[signer.algorithm]).update(accessToken).digest();
  return digest.subarray(0, digest.length / 2).toString('base64url');
};

/** Seconds a logout token is good for: it is made when it is sent. */
const LOGOUT_TOKEN_TTL = 120;

/** A signed logout token (OpenID Connect Back-Channel Logout 1.0 §2.4): never with a nonce, typed so that it is no ID token. */
export const signLogoutToken = async (
  platform: Platform,
  tenant: Tenant,
  facts: LogoutNotice,
): Promise<string> => {
  const signer = await currentSigner(platform, tenant.id);
  const now = Math.floor(platform.clock.now() / SECOND);
  const { issuer } = facts;
  return signer.sign(
    {
      // A custom domain that is gone meanwhile speaks for nobody any more.
      iss: issuer && tenant.issuers.includes(issuer) ? issuer : tenant.issuer,
      sub: facts.userId,
      aud: facts.applicationId,
      iat: now,
      exp: now + LOGOUT_TOKEN_TTL,
      jti: createId(16),
      events: { 'http://schemas.openid.net/event/backchannel-logout': {} },
      ...(facts.sid === null ? {} : { sid: facts.sid }),
    },
    LOGOUT_TOKEN_TYPE,
  );
};

export type IdTokenFacts = {
  clientId: string;
  /** `sub` and what the scopes ask for. */
  claims: Record<string, unknown>;
  accessToken: string;
  /** Milliseconds; `auth_time` tells it in seconds. */
  authenticatedAt: number;
  nonce?: string | null | undefined;
  /** Seconds. */
  ttl: number;
};

/** A signed ID token. `iat` is the time of issue, also at refresh. */
export const signIdToken = async (context: Context, facts: IdTokenFacts): Promise<string> => {
  const { platform, tenant } = context;
  const signer = await currentSigner(platform, tenant.id);
  const now = Math.floor(platform.clock.now() / SECOND);
  return signer.sign(
    {
      ...facts.claims,
      ...(facts.nonce ? { nonce: facts.nonce } : {}),
      at_hash: accessTokenHash(signer, facts.accessToken),
      aud: facts.clientId,
      auth_time: Math.floor(facts.authenticatedAt / SECOND),
      exp: now + facts.ttl,
      iat: now,
      iss: tenant.issuer,
    },
    ID_TOKEN_TYPE,
  );
};
