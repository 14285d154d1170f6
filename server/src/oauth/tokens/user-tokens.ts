/** Makes the tokens of a user's grant, before the transaction that stores what has to be stored. */

import { type CachedApplication, clientIdOf, mayUse } from '../../applications/index.ts';
import type { JsonObject } from '../../db/index.ts';
import { SECOND } from '../../lib/clock.ts';
import type { Context } from '../../platform.ts';
import { referencesOf } from '../authentication.ts';
import type { Client } from '../clients/client-auth.ts';
import { limitsOf } from '../consent/consent.ts';
import { refuse } from '../errors.ts';
import { type Parameters, words } from '../parameters.ts';
import type { AccessToken } from './access-tokens.store.ts';
import { idTokenClaims, loadAffiliations, requestedClaims, type Subject } from './claims.ts';
import type { ClaimsRequest } from './claims-request.ts';
import { userClaims } from './custom-claims.ts';
import { tokenType } from './dpop.ts';
import { extendedIdTokenClaims } from './id-token-claims.ts';
import { readTarget, type Target, userScopes } from './targets.ts';
import { createBearer, DEFAULT_ACCESS_TOKEN_TTL, signAccessToken, signIdToken } from './tokens.ts';

const DEFAULT_ID_TOKEN_TTL = 3600;

/** A code or refresh token with its grant and user: all that tokens are made from. */
export type Held = Subject & {
  grantId: string;
  scope: string;
  resources: string[];
  /** The session's name, where the grant was given in one. */
  sid?: string | null;
  authenticatedAt: number;
  /** What claims that are asked for one by one are made from. */
  profile?: Record<string, unknown>;
  userCreatedAt?: number;
  userUpdatedAt?: number;
  claimsRequest?: JsonObject | null;
  /** The authentication context that was reached, where a user signed in for this. */
  acr?: string | null;
  revokedAt: number | null;
  grantExpiresAt: number;
  isSuspended: boolean;
  /** How the user signed in, where the grant knows. */
  methods?: readonly string[];
  /** The grant that an exchanged token was given under, where it was given under one. */
  rootId?: string | undefined;
  /** Milliseconds; no token outlives this: what an exchanged token had left. */
  endsAt?: number | undefined;
  /** The user who acts for this one (RFC 8693 §4.1). */
  actor?: string;
  /** What the maker of an impersonation token said of its occasion, for scripts. */
  subjectTokenContext?: Record<string, unknown>;
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

/** Claims that the parameter `claims` asks for, and how the user was authenticated. */
const authenticationClaims = (
  application: CachedApplication,
  held: Held,
  scopes: ReadonlySet<string>,
): Record<string, unknown> => {
  const asked = held.claimsRequest as ClaimsRequest | null | undefined;
  const { profile = {}, userCreatedAt = 0, userUpdatedAt = 0 } = held;
  const subject = { ...held, profile, createdAt: userCreatedAt, updatedAt: userUpdatedAt };
  const within = application.isThirdParty ? scopes : undefined;
  return {
    ...(asked ? requestedClaims(subject, asked.idToken, within) : {}),
    ...(held.acr ? { acr: held.acr, amr: referencesOf(held.methods ?? []) } : {}),
  };
};

/** Seconds that a token may live: what its kind may, and not beyond what it was exchanged for. */
const lifeOf = (ttl: number, { endsAt }: Held, now: number): number => {
  if (endsAt === undefined) return ttl;
  const left = Math.floor((endsAt - now) / SECOND);
  if (left < 1) throw refuse('invalid_grant', 'The subject token is about to end.');
  return Math.min(ttl, left);
};

const makeAccessToken = async (context: Context, held: Held, client: Client, target: Target) => {
  const scope = target.scopes.join(' ');
  const now = context.platform.clock.now();
  if (target.kind === 'api') {
    const { audience, organizationId } = target;
    const ttl = lifeOf(target.ttl, held, now);
    const value = await signAccessToken(context, {
      subject: held.userId,
      clientId: clientIdOf(client.application),
      audience,
      scope,
      ttl,
      grantId: 'rootId' in held ? held.rootId : held.grantId,
      organizationId,
      actor: held.actor,
      jkt: client.jkt,
      extra: await userClaims(context, client.application, held, target),
    });
    return { value, ttl, scope, row: undefined };
  }
  const ttl = lifeOf(DEFAULT_ACCESS_TOKEN_TTL, held, now);
  const { value, hash } = createBearer();
  const row: AccessToken = {
    tenantId: context.tenant.id,
    tokenHash: hash,
    grantId: held.grantId,
    applicationId: client.application.id,
    userId: held.userId,
    scope,
    dpopJkt: client.jkt ?? null,
    createdAt: now,
    expiresAt: now + ttl * SECOND,
  };
  return { value, ttl, scope, row };
};

/**
 * Access token for what the request asks, and an ID token with one for userinfo. `signIn` is given where a user has just
 * signed in: then there is an ID token whatever the access token is for (OpenID Connect Core §3.1.3.3). Throws when the
 * grant does not cover the target. Nothing is stored.
 */
export const makeUserTokens = async (
  context: Context,
  client: Client,
  held: Held,
  parameters: Parameters,
  signIn?: { nonce: string | null },
): Promise<UserTokens> => {
  const { platform, tenant } = context;
  const { application } = client;
  if (!(await mayUse(platform.db.queries, application, held.userId))) {
    throw refuse('access_denied', 'The user may not use this application.');
  }
  const limits = await limitsOf(context, application, held.userId, held.grantId);
  const granted = {
    userId: held.userId,
    scopes: words(held.scope),
    resources: held.resources,
    limits,
    methods: held.methods,
  };
  const target = await readTarget(context, granted, parameters);
  const access = await makeAccessToken(context, held, client, target);
  const response: Record<string, unknown> = {
    access_token: access.value,
    token_type: tokenType(client.jkt),
    expires_in: access.ttl,
    scope: access.scope,
  };
  const scopes = new Set(target.kind === 'userinfo' ? target.scopes : signIn ? userScopes(granted) : []);
  if (scopes.has('openid')) {
    const affiliations = await loadAffiliations(platform.db.queries, tenant.id, held.userId, scopes, limits);
    const larger = await extendedIdTokenClaims(context, held.userId, scopes, affiliations);
    response.id_token = await signIdToken(context, {
      clientId: clientIdOf(application),
      claims: {
        ...authenticationClaims(application, held, scopes),
        ...idTokenClaims(held, scopes, larger),
        ...(application.oidcClientMetadata.backchannelLogoutSessionRequired && held.sid
          ? { sid: held.sid }
          : {}),
      },
      accessToken: access.value,
      authenticatedAt: held.authenticatedAt,
      nonce: signIn?.nonce,
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
