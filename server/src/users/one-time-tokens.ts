/**
 * One-time tokens (magic links): an application asks for one for an address, sends it to its owner and so lets them in
 * once. Only the hash is kept; the value is shown when it is made. It is spent by whoever presents it first together
 * with the right address.
 */
import { record } from '../audit/index.ts';
import { DAY, MINUTE, SECOND } from '../lib/clock.ts';
import { sha256 } from '../lib/digest.ts';
import { createId, createSecret } from '../lib/ids.ts';
import type { Context, Platform } from '../platform.ts';
import { refuse } from './errors.ts';
import { emailKey, readEmailKey } from './identifiers.ts';
import {
  endOneTimeToken,
  findOneTimeToken,
  findOneTimeTokenByHash,
  insertOneTimeToken,
  knownOrganizationIds,
  type OneTimeToken,
  type OneTimeTokenStatus,
  removeOneTimeToken,
  removeOneTimeTokensBefore,
} from './one-time-tokens.store.ts';

const DEFAULT_LIFE = 10 * MINUTE;
/** How long one that is over is still listed. */
const LISTED = 30 * DAY;

/** What signing in with the token brings along. */
export type OneTimeTokenContext = {
  jitOrganizationIds?: string[] | undefined;
  interactionEvent?: 'SignIn' | 'Register' | 'ForgotPassword' | undefined;
};

/** Where a token stands. What was spent or revoked stays so when its time is over. */
export const statusOf = (token: OneTimeToken, now: number): OneTimeTokenStatus => {
  if (token.consumedAt !== null) return 'consumed';
  if (token.revokedAt !== null) return 'revoked';
  return token.expiresAt <= now ? 'expired' : 'active';
};

/** Makes a token for an address; `value` is not kept. `expiresIn` in seconds. Refuses organizations that are none. */
export const createOneTimeToken = async (
  context: Context,
  input: { email: string; context?: OneTimeTokenContext | undefined; expiresIn?: number | undefined },
): Promise<{ token: OneTimeToken; value: string }> => {
  const { platform, tenant } = context;
  const organizationIds = input.context?.jitOrganizationIds ?? [];
  const known = await knownOrganizationIds(platform.db.queries, tenant.id, organizationIds);
  const unknown = organizationIds.find((id) => !known.has(id));
  if (unknown !== undefined) {
    throw refuse('one_time_token.unknown_organization', { organizationId: unknown });
  }
  const now = platform.clock.now();
  const value = createSecret();
  const token: OneTimeToken = {
    tenantId: tenant.id,
    id: createId(),
    email: input.email,
    emailKey: emailKey(input.email),
    tokenHash: sha256(value),
    detail: { ...input.context },
    createdAt: now,
    expiresAt: now + (input.expiresIn === undefined ? DEFAULT_LIFE : input.expiresIn * SECOND),
    consumedAt: null,
    revokedAt: null,
  };
  await platform.db.transaction(async (tx) => {
    await insertOneTimeToken(tx, token);
    await record(tx, context, {
      key: 'OneTimeToken.Create',
      payload: { id: token.id, email: token.email, expiresAt: token.expiresAt, ...input.context },
    });
  });
  return { token, value };
};

/** A token by id. Throws `one_time_token.token_not_found`. */
export const getOneTimeToken = async (context: Context, id: string): Promise<OneTimeToken> => {
  const token = await findOneTimeToken(context.platform.db.queries, context.tenant.id, id);
  if (!token) throw refuse('one_time_token.token_not_found');
  return token;
};

const refuseInactive = (status: OneTimeTokenStatus): void => {
  if (status !== 'active') throw refuse(`one_time_token.token_${status}`);
};

/** Ends a token that is active. Refuses one that is not, and whoever comes second. */
const endToken = async (
  context: Context,
  token: OneTimeToken,
  status: Exclude<OneTimeTokenStatus, 'active'>,
): Promise<OneTimeToken> => {
  const { platform } = context;
  const now = platform.clock.now();
  refuseInactive(statusOf(token, now));
  const end = { consumed: { consumedAt: now }, revoked: { revokedAt: now }, expired: { expiresAt: now } };
  const ended = await platform.db.transaction(async (tx) => {
    const row = await endOneTimeToken(tx, token, end[status], now);
    if (row) {
      const payload = { id: row.id, email: row.email, before: { status: 'active' }, after: { status } };
      await record(tx, context, { key: 'OneTimeToken.Update', payload });
    }
    return row;
  });
  if (ended) return ended;
  refuseInactive(statusOf(await getOneTimeToken(context, token.id), now));
  throw refuse('one_time_token.token_not_found');
};

/**
 * Spends a token for the address it was made for. Refuses a value that is none (`token_not_found`), another address
 * (`email_mismatch`, which spends nothing) and a token that is not active any more.
 */
export const verifyOneTimeToken = async (
  context: Context,
  { token: value, email }: { token: string; email: string },
): Promise<OneTimeToken> => {
  const { platform, tenant } = context;
  const token = await findOneTimeTokenByHash(platform.db.queries, tenant.id, sha256(value));
  if (!token) throw refuse('one_time_token.token_not_found');
  if (readEmailKey(email) !== token.emailKey) throw refuse('one_time_token.email_mismatch');
  return endToken(context, token, 'consumed');
};

/** Ends a token by hand. What has ended does not become active again. */
export const setOneTimeTokenStatus = async (
  context: Context,
  id: string,
  status: OneTimeTokenStatus,
): Promise<OneTimeToken> => {
  const token = await getOneTimeToken(context, id);
  if (status === 'active') throw refuse('one_time_token.cannot_reactivate_token');
  return endToken(context, token, status);
};

/** Removes a token. Throws `one_time_token.token_not_found`. */
export const deleteOneTimeToken = (context: Context, id: string): Promise<void> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    if (!(await removeOneTimeToken(tx, tenant.id, id))) throw refuse('one_time_token.token_not_found');
    await record(tx, context, { key: 'OneTimeToken.Delete', payload: { id } });
  });
};

/** Removes the tokens of every tenant that have been over for a month. */
export const tidyOneTimeTokens = (platform: Platform): Promise<void> =>
  removeOneTimeTokensBefore(platform.db.queries, platform.clock.now() - LISTED);
