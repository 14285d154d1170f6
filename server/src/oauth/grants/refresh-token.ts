/**
 * RFC 6749 §6 with RFC 9700 §4.14. A public client's refresh token is good once; a confidential client keeps its own
 * until 70 % of its life unless it wants rotation at every use. A rotated token that comes again gets the same
 * successor once more for ten seconds, while nobody has used that one (see the decision record on the reuse grace);
 * later it is a theft, and the whole grant dies.
 */
import { noteActivity } from '../../activity/index.ts';
import { type CachedApplication, documentFacts, isConfidential } from '../../applications/index.ts';
import { record } from '../../audit/index.ts';
import type { Transaction } from '../../db/index.ts';
import { DAY, SECOND } from '../../lib/clock.ts';
import { sha256 } from '../../lib/digest.ts';
import type { Context } from '../../platform.ts';
import type { Client } from '../clients/client-auth.ts';
import { isFapi } from '../clients/profile.ts';
import { refuse } from '../errors.ts';
import { revokeGrant } from '../grants.store.ts';
import type { Parameters } from '../parameters.ts';
import { insertAccessToken } from '../tokens/access-tokens.store.ts';
import {
  findRefreshToken,
  type HeldRefreshToken,
  insertRefreshToken,
  isSuccessorUnused,
  rotateRefreshToken,
  useRefreshToken,
} from '../tokens/refresh-tokens.store.ts';
import { type Bearer, successorOf } from '../tokens/tokens.ts';
import { checkHeld, makeUserTokens, type UserTokens } from '../tokens/user-tokens.ts';
import type { GrantType } from './grant-type.ts';

const DEFAULT_LIFE = 14 * DAY;
/** No family of refresh tokens outlives this. */
const FAMILY_LIFE = 365 * DAY;
const REUSE_GRACE = 10 * SECOND;
/** Part of its life after which a confidential client's token is replaced. */
const ROTATE_AFTER = 0.7;

/** Milliseconds a refresh token of an application is good for. */
export const refreshTokenLife = ({ customClientMetadata }: CachedApplication): number => {
  const { refreshTokenTtlInDays: days, refreshTokenTtl: seconds } = customClientMetadata;
  if (days !== undefined) return days * DAY;
  return seconds === undefined ? DEFAULT_LIFE : seconds * SECOND;
};

/**
 * The key that a refresh token is bound to: a public client has nothing else to be known by (RFC 9449 §5). A
 * confidential client authenticates, and may change its key.
 */
export const refreshBinding = (application: CachedApplication, jkt: string | undefined): string | null =>
  isConfidential(application.type) ? null : (jkt ?? null);

/** FAPI 2.0 §5.3.2.1 has confidential clients keep theirs: a lost answer would sign the user out. */
const mustRotate = (application: CachedApplication, token: HeldRefreshToken, now: number): boolean => {
  if (isFapi(application)) return false;
  if (!isConfidential(application.type) || application.customClientMetadata.rotateRefreshToken === true)
    return true;
  return now - token.createdAt >= (token.expiresAt - token.createdAt) * ROTATE_AFTER;
};

/** A browser app's successor keeps the remaining life: a token stolen from a page cannot be refreshed for ever. */
const successorExpiry = (application: CachedApplication, token: HeldRefreshToken, now: number): number => {
  if (application.type === 'SPA') return token.expiresAt;
  return Math.min(now + refreshTokenLife(application), token.familyCreatedAt + FAMILY_LIFE);
};

const readToken = async (context: Context, client: Client, presented: string): Promise<HeldRefreshToken> => {
  const { platform, tenant } = context;
  const token = await findRefreshToken(platform.db.queries, tenant.id, sha256(presented));
  if (!token || token.applicationId !== client.application.id) {
    throw refuse('invalid_grant', 'The refresh token is not known.');
  }
  const now = platform.clock.now();
  checkHeld(token, now);
  if (token.expiresAt <= now) throw refuse('invalid_grant', 'The refresh token has expired.');
  if (token.dpopJkt !== null && token.dpopJkt !== client.jkt)
    throw refuse('invalid_grant', 'The refresh token is bound to another key.');
  return token;
};

type Step = { token: HeldRefreshToken; client: Client; successor: Bearer };

/** Replaces the token. Answers the successor; undefined when another request was faster. */
const rotate = async (tx: Transaction, context: Context, step: Step): Promise<Bearer | undefined> => {
  const { token, client, successor } = step;
  const { tenant, platform } = context;
  const now = platform.clock.now();
  if (!(await rotateRefreshToken(tx, tenant.id, token.tokenHash, now))) return undefined;
  await insertRefreshToken(tx, {
    tenantId: tenant.id,
    tokenHash: successor.hash,
    grantId: token.grantId,
    applicationId: token.applicationId,
    userId: token.userId,
    scope: token.scope,
    predecessorHash: token.tokenHash,
    clientAuthentication: client.authentication,
    dpopJkt: refreshBinding(client.application, client.jkt),
    createdAt: now,
    expiresAt: successorExpiry(client.application, token, now),
    familyCreatedAt: token.familyCreatedAt,
    rotatedAt: null,
    usedAt: null,
  });
  return successor;
};

/** Whether a rotated token may have its successor once more: in time, the same client, the successor unused. */
const mayRepeat = async (tx: Transaction, context: Context, step: Step): Promise<boolean> => {
  const { token, client, successor } = step;
  const { tenant, platform } = context;
  const current = await findRefreshToken(tx, tenant.id, successor.hash);
  if (!current || current.clientAuthentication !== client.authentication) return false;
  if (platform.clock.now() - current.createdAt > REUSE_GRACE) return false;
  return isSuccessorUnused(tx, tenant.id, successor.hash, token.tokenHash);
};

type Outcome = { refresh: Bearer | undefined; repeated: boolean } | 'reused';

/** Decides what the presented token gives, in the transaction that gives it. */
const decide = async (tx: Transaction, context: Context, step: Step): Promise<Outcome> => {
  const { token, client } = step;
  const { tenant, platform } = context;
  const now = platform.clock.now();
  if (token.rotatedAt === null) {
    if (mustRotate(client.application, token, now)) {
      const refresh = await rotate(tx, context, step);
      if (refresh) return { refresh, repeated: false };
    } else if (await useRefreshToken(tx, tenant.id, token.tokenHash, now)) {
      return { refresh: undefined, repeated: false };
    }
  }
  if (await mayRepeat(tx, context, step)) return { refresh: step.successor, repeated: true };
  return 'reused';
};

const give = async (
  tx: Transaction,
  context: Context,
  step: Step,
  tokens: UserTokens | undefined,
): Promise<Outcome> => {
  const { token, client } = step;
  const about = { userId: token.userId, applicationId: client.application.id };
  const outcome = tokens ? await decide(tx, context, step) : 'reused';
  if (outcome === 'reused' || !tokens) {
    const wasAlive = await revokeGrant(tx, context.tenant.id, token.grantId, context.platform.clock.now());
    if (wasAlive) {
      await record(tx, context, {
        ...about,
        key: 'Token.ReuseDetected',
        result: 'Error',
        payload: { kind: 'refresh_token', grantId: token.grantId },
      });
    }
    return 'reused';
  }
  if (tokens.accessToken) await insertAccessToken(tx, tokens.accessToken);
  await record(tx, context, {
    ...about,
    key: 'ExchangeTokenBy.RefreshToken',
    payload: {
      ...tokens.target,
      ...documentFacts(client.application),
      grantId: token.grantId,
      rotated: outcome.refresh !== undefined && !outcome.repeated,
      ...(outcome.repeated ? { repeated: true } : {}),
    },
  });
  return outcome;
};

const exchange = async (
  context: Context,
  client: Client,
  parameters: Parameters,
): Promise<Record<string, unknown>> => {
  const presented = parameters.get('refresh_token');
  if (presented === undefined) throw refuse('invalid_request', 'The parameter refresh_token is missing.');
  const { platform, tenant } = context;
  const token = await readToken(context, client, presented);
  // Past the grace nothing else about the request counts: a thief must not hide the theft behind a bad scope.
  const isReplay = token.rotatedAt !== null && platform.clock.now() - token.rotatedAt > REUSE_GRACE;
  const tokens = isReplay ? undefined : await makeUserTokens(context, client, token, parameters);
  const step = { token, client, successor: successorOf(platform, tenant.id, presented) };
  const outcome = await platform.db.transaction((tx) => give(tx, context, step, tokens));
  if (outcome === 'reused' || !tokens) throw refuse('invalid_grant', 'The refresh token has been used.');
  await noteActivity(context, token.userId);
  // A client that keeps its token is told so by sending it again: every SDK stores what comes.
  return { ...tokens.response, refresh_token: outcome.refresh?.value ?? presented };
};

export const refreshToken: GrantType = {
  name: 'refresh_token',
  allows: ({ type }) => type !== 'MachineToMachine',
  exchange: ({ context }, client, parameters) => exchange(context, client, parameters),
};
