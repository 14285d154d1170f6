/** Makes the tokens of a user's grant, before the transaction that stores what has to be stored. */
import { SECOND } from '../lib/clock.ts';
import type { Context } from '../platform.ts';
import { idTokenClaims, loadAffiliations, type Subject } from './claims.ts';
import type { Client } from './client-auth.ts';
import { tokenType } from './dpop.ts';
import { refuse } from './errors.ts';
import type { AccessToken } from './grants.store.ts';
import { type Parameters, words } from './parameters.ts';
import { readTarget, type Target } from './targets.ts';
import { createBearer, DEFAULT_ACCESS_TOKEN_TTL, signAccessToken, signIdToken } from './tokens.ts';

const DEFAULT_ID_TOKEN_TTL = 3600;

/** A code or refresh token with its grant and user: all that tokens are made from. */
export type Held = Subject & {
  grantId: string;
  scope: string;
  resources: string[];
  authenticatedAt: number;
  revokedAt: number | null;
  grantExpiresAt: number;
  isSuspended: boolean;
};

/** Tokens made but not yet given: `accessToken` must be stored in the transaction that gives them. */
export type UserTokens = {
  response: Record<string, unknown>;
  accessToken: AccessToken | undefined;
  /** For the audit row. */
  target: Record<string, unknown>;
};

/** Refuses with `invalid_grant` where the grant gives nothing any more: revoked, over, its user suspended. */
export const checkHeld = (held: Held, now: number): void => {
  if (held.revokedAt !== null) throw refuse('invalid_grant', 'The grant has been revoked.');
  if (held.grantExpiresAt <= now) throw refuse('invalid_grant', 'The grant has expired.');
  if (held.isSuspended) throw refuse('invalid_grant', 'The user may not sign in.');
};

const makeAccessToken = async (context: Context, held: Held, client: Client, target: Target) => {
  const scope = target.scopes.join(' ');
  const clientId = client.application.id;
  if (target.kind === 'api') {
    const { audience, ttl, organizationId } = target;
    const value = await signAccessToken(context, {
      subject: held.userId,
      clientId,
      audience,
      scope,
      ttl,
      organizationId,
      jkt: client.jkt,
    });
    return { value, ttl, scope, row: undefined };
  }
  const now = context.platform.clock.now();
  const { value, hash } = createBearer();
  const row: AccessToken = {
    tenantId: context.tenant.id,
    tokenHash: hash,
    grantId: held.grantId,
    applicationId: clientId,
    userId: held.userId,
    scope,
    dpopJkt: client.jkt ?? null,
    createdAt: now,
    expiresAt: now + DEFAULT_ACCESS_TOKEN_TTL * SECOND,
  };
  return { value, ttl: DEFAULT_ACCESS_TOKEN_TTL, scope, row };
};

/**
 * Access token for what the request asks, and an ID token with one for userinfo. Throws when the grant does not cover
 * the target. Nothing is stored.
 */
export const makeUserTokens = async (
  context: Context,
  client: Client,
  held: Held,
  parameters: Parameters,
  nonce?: string | null,
): Promise<UserTokens> => {
  const { platform, tenant } = context;
  const { application } = client;
  const granted = { userId: held.userId, scopes: words(held.scope), resources: held.resources };
  const target = await readTarget(context, granted, parameters);
  const access = await makeAccessToken(context, held, client, target);
  const response: Record<string, unknown> = {
    access_token: access.value,
    token_type: tokenType(client.jkt),
    expires_in: access.ttl,
    scope: access.scope,
  };
  if (target.kind === 'userinfo' && target.scopes.includes('openid')) {
    const scopes = new Set(target.scopes);
    const affiliations = await loadAffiliations(platform.db.queries, tenant.id, held.userId, scopes);
    response.id_token = await signIdToken(context, {
      clientId: application.id,
      claims: idTokenClaims(held, scopes, affiliations),
      accessToken: access.value,
      authenticatedAt: held.authenticatedAt,
      nonce,
      ttl: application.customClientMetadata.idTokenTtl ?? DEFAULT_ID_TOKEN_TTL,
    });
  }
  return {
    response,
    accessToken: access.row,
    target: {
      scope: access.scope,
      ...(target.kind === 'api' ? { audience: target.audience, organizationId: target.organizationId } : {}),
    },
  };
};
