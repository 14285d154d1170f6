/**
 * Whose behalf a token exchange is on (RFC 8693 §2.1): what a subject or actor token is, and what it may be exchanged
 * for. A self-made, expired, used or foreign one is nobody's (O-28).
 */
import { cachedApplication } from '../../applications/index.ts';
import type { JsonObject, Transaction } from '../../db/index.ts';
import { verifyJwt } from '../../keys/index.ts';
import { SECOND } from '../../lib/clock.ts';
import { sha256 } from '../../lib/digest.ts';
import type { Context } from '../../platform.ts';
import { verifyPersonalAccessToken } from '../../users/index.ts';
import { refuse } from '../errors.ts';
import { findStandingGrant } from '../grants.store.ts';
import { words } from '../parameters.ts';
import { findOpaqueToken } from './bearer.ts';
import { isUserScope, ORGANIZATIONS_SCOPE } from './claims.ts';
import { boundKey } from './dpop.ts';
import { SUBJECT_TOKEN_PREFIX } from './subject-tokens.routes.ts';
import { consumeSubjectToken, findSubjectToken } from './subject-tokens.store.ts';
import { ACCESS_TOKEN_TYPE, grantIdOf } from './tokens.ts';

export const ACCESS_TOKEN_URN = 'urn:ietf:params:oauth:token-type:access_token';
const PERSONAL_ACCESS_TOKEN_URN = 'urn:logto:token-type:personal_access_token';

export type Subject = {
  userId: string;
  kind: 'access_token' | 'impersonation' | 'personal_access_token';
  /** Scopes that a token for this subject may carry, of those that are asked for. */
  permits: (scope: string) => boolean;
  /** Milliseconds: when the token ends, where what is given for it must end too. */
  endsAt?: number | undefined;
  /** The user's grant that the token goes back to, and how the user signed in for it. */
  grantId?: string | undefined;
  methods?: readonly string[] | undefined;
  /** Who acts for the user already. */
  actor?: string | undefined;
  /** What the maker of an impersonation token said of its occasion. */
  occasion?: Record<string, unknown> | undefined;
  /** Takes what is good once out of use; answers whether this caller won. */
  consume: (tx: Transaction) => Promise<boolean>;
};

const stays = async (): Promise<boolean> => true;
const unknown = () => refuse('invalid_grant', 'The subject token is not valid here, or no longer.');

/** A token of a first-party application alone: a third party’s user consented to that party, not to this one. */
const requireFirstParty = async ({ platform, tenant }: Context, applicationId: string): Promise<void> => {
  const application = await cachedApplication(platform, tenant.id, applicationId);
  if (!application || application.isThirdParty) throw unknown();
};

/** A token that is bound to a key is no one else’s, exchanged or not (RFC 9449). */
const requireKey = (bound: string | null | undefined, jkt: string | undefined): void => {
  if (bound && bound !== jkt) throw refuse('invalid_grant', 'The subject token is bound to another key.');
};

/** Who acts for the user of an opaque token. */
export const actorOf = ({ exchange }: { exchange: JsonObject | null }): string | undefined =>
  typeof exchange?.actor === 'string' ? exchange.actor : undefined;

const readOpaque = async (context: Context, token: string) => {
  const found = await findOpaqueToken(context, token);
  if (!found) return undefined;
  return { ...found, actor: actorOf(found) };
};

const ofOpaqueToken = async (context: Context, token: string, jkt: string | undefined): Promise<Subject> => {
  const found = await readOpaque(context, token);
  if (!found) throw unknown();
  await requireFirstParty(context, found.applicationId);
  requireKey(found.dpopJkt, jkt);
  return {
    userId: found.userId,
    kind: 'access_token',
    permits: (scope) => !isUserScope(scope) || found.scopes.includes(scope),
    endsAt: found.expiresAt,
    grantId: found.parentId ?? found.grantId,
    methods: found.methods,
    actor: found.actor,
    consume: stays,
  };
};

const ofJwt = async (context: Context, token: string, jkt: string | undefined): Promise<Subject> => {
  const claims = await verifyJwt(context.platform, context.tenant, token, { typ: ACCESS_TOKEN_TYPE });
  if (!claims || typeof claims.sub !== 'string' || claims.sub === claims.client_id) throw unknown();
  await requireFirstParty(context, String(claims.client_id));
  requireKey(boundKey(claims), jkt);
  const grantId = grantIdOf(claims.jti);
  const { platform, tenant } = context;
  const grant =
    grantId === undefined ? undefined : await findStandingGrant(platform.db.queries, tenant.id, grantId);
  if (grantId !== undefined && !grant) throw unknown();
  const { sub: actor } = (claims.act ?? {}) as { sub?: unknown };
  return {
    userId: claims.sub,
    kind: 'access_token',
    // It says nothing of the user themselves, so neither does what is given for it.
    permits: (scope) => !isUserScope(scope) || scope === ORGANIZATIONS_SCOPE,
    endsAt: Number(claims.exp) * SECOND,
    grantId,
    methods: grant?.methods,
    actor: typeof actor === 'string' ? actor : undefined,
    consume: stays,
  };
};

const ofImpersonation = async ({ platform, tenant }: Context, token: string): Promise<Subject> => {
  const hash = sha256(token);
  const found = await findSubjectToken(platform.db.queries, tenant.id, hash, platform.clock.now());
  if (!found) throw unknown();
  return {
    userId: found.userId,
    kind: 'impersonation',
    permits: () => true,
    occasion: found.context,
    consume: (tx) => consumeSubjectToken(tx, tenant.id, hash, platform.clock.now()),
  };
};

const ofPersonalAccessToken = async (context: Context, token: string): Promise<Subject> => {
  const found = await verifyPersonalAccessToken(context, token);
  if (!found) throw unknown();
  return {
    userId: found.userId,
    kind: 'personal_access_token',
    permits: () => true,
    endsAt: found.expiresAt ?? undefined,
    consume: stays,
  };
};

/**
 * The subject of a token of a type. Access tokens may be opaque or signed; a subject token of the Management API comes
 * under the same type and is told by its prefix. Refuses with `invalid_grant`, and other types with `invalid_request`.
 */
export const readSubject = (
  context: Context,
  type: string | undefined,
  token: string,
  jkt: string | undefined,
): Promise<Subject> => {
  if (type === PERSONAL_ACCESS_TOKEN_URN) return ofPersonalAccessToken(context, token);
  if (type !== ACCESS_TOKEN_URN) throw refuse('invalid_request', 'The subject_token_type is not supported.');
  if (token.startsWith(SUBJECT_TOKEN_PREFIX)) return ofImpersonation(context, token);
  return token.includes('.') ? ofJwt(context, token, jkt) : ofOpaqueToken(context, token, jkt);
};

/**
 * The user who acts, by an opaque access token with `openid`. Refuses who acts for somebody already: one step is told
 * in a token, a chain would hide who is at its end (RFC 8693 §4.1, O-28).
 */
export const readActor = async (
  context: Context,
  type: string | undefined,
  token: string,
  jkt: string | undefined,
): Promise<{ userId: string; endsAt: number }> => {
  if (type !== ACCESS_TOKEN_URN) throw refuse('invalid_request', 'The actor_token_type is not supported.');
  const found = token.includes('.') ? undefined : await readOpaque(context, token);
  if (!found || !words(found.scope).includes('openid')) {
    throw refuse('invalid_grant', 'The actor token is not valid here, or no longer.');
  }
  await requireFirstParty(context, found.applicationId);
  requireKey(found.dpopJkt, jkt);
  if (found.actor !== undefined) throw refuse('invalid_grant', 'The actor acts for somebody else already.');
  return { userId: found.userId, endsAt: found.expiresAt };
};
