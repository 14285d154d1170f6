/** Makes the tokens of a user's grant, before the transaction that stores what has to be stored. */
import type { CachedApplication } from '../applications/index.ts';
import type { JsonObject } from '../db/index.ts';
import { SECOND } from '../lib/clock.ts';
import type { Context } from '../platform.ts';
import { referencesOf } from './authentication.ts';
import { idTokenClaims, loadAffiliations, requestedClaims, type Subject } from './claims.ts';
import type { ClaimsRequest } from './claims-request.ts';
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
  profile: Record<string, unknown>;
  userCreatedAt: number;
  userUpdatedAt: number;
  authenticatedAt: number;
  methods: string[];
  acr: string | null;
  claimsRequest: JsonObject | null;
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

/** Claims of the ID token: what the scopes and the parameter `claims` ask for, and how the user was authenticated. */
const makeIdClaims = async (
  { platform, tenant }: Context,
  application: CachedApplication,
  held: Held,
  scopes: ReadonlySet<string>,
): Promise<Record<string, unknown>> => {
  const affiliations = await loadAffiliations(platform.db.queries, tenant.id, held.userId, scopes);
  const asked = held.claimsRequest as ClaimsRequest | null;
  const subject = { ...held, createdAt: held.userCreatedAt, updatedAt: held.userUpdatedAt };
  const within = application.isThirdParty ? scopes : undefined;
  return {
    ...(asked ? requestedClaims(subject, asked.idToken, within) : {}),
    ...idTokenClaims(held, scopes, affiliations),
    ...(held.acr === null ? {} : { acr: held.acr, amr: referencesOf(held.methods) }),
  };
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
    response.id_token = await signIdToken(context, {
      clientId: application.id,
      claims: await makeIdClaims(context, application, held, scopes),
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
