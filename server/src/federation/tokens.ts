/**
 * Tokens of identity providers that users may read back: stored at each sign-in, renewed when they have expired.
 * However many readers come at once, one of them asks the provider; the others wait for what it stores.
 */
import { record } from '../audit/index.ts';
import type { UpstreamTokens } from '../connectors/index.ts';
import type { Transaction } from '../db/index.ts';
import { SECOND } from '../lib/clock.ts';
import { Refusal } from '../lib/errors.ts';
import type { Context } from '../platform.ts';
import {
  findSecret,
  leaseSecret,
  openSecret,
  putSecret,
  removeSecret,
  replaceSecret,
  type SecretMetadata,
  type VaultSecret,
} from '../vault/index.ts';
import { refuse } from './errors.ts';
import { findIdentityOfUser, type SsoIdentity } from './identities.store.ts';
import { type Arrival, openTokens, servicesOf, setupOf } from './sign-in.ts';
import { getConnectorRow } from './sso-connectors.store.ts';

const describe = (tokens: UpstreamTokens): SecretMetadata => ({
  ...(tokens.scope === null ? {} : { scope: tokens.scope }),
  ...(tokens.expiresAt === null ? {} : { expiresAt: Math.floor(tokens.expiresAt / SECOND) }),
  tokenType: tokens.tokenType,
  hasRefreshToken: tokens.refreshToken !== null,
});

/** Stores what a provider gave at this sign-in, in place of what it gave before. Part of the caller's transaction. */
export const storeTokens = async (
  tx: Transaction,
  context: Context,
  identity: SsoIdentity,
  arrival: Arrival,
): Promise<void> => {
  const tokens = openTokens(context, arrival);
  if (!tokens) return;
  const owner = { userId: identity.userId, ssoConnectorId: arrival.connectorId, ssoIdentityId: identity.id };
  await putSecret(tx, context, owner, JSON.stringify(tokens), describe(tokens));
};

/** An access token that has this little left to live is renewed first. */
const MARGIN = 10 * SECOND;
const LEASE = 20 * SECOND;
const WAIT = 40;
const WAITS = 400;

const isGood = (tokens: UpstreamTokens, now: number): boolean =>
  tokens.expiresAt === null || tokens.expiresAt > now + MARGIN;

const discard = (context: Context, secret: VaultSecret, reason: string): Promise<void> =>
  context.platform.db.transaction((tx) => removeSecret(tx, context, secret, reason));

const renew = async (
  context: Context,
  secret: VaultSecret,
  tokens: UpstreamTokens,
): Promise<UpstreamTokens> => {
  const { platform, tenant } = context;
  const row = await getConnectorRow(platform.db.queries, tenant.id, secret.ssoConnectorId);
  const { connector, setup } = await setupOf(platform, row);
  let fresh: UpstreamTokens;
  try {
    fresh = await connector.refresh(servicesOf(platform), setup, tokens);
  } catch (error) {
    if (!(error instanceof Refusal) || error.code !== 'connector.refresh_rejected') throw error;
    await discard(context, secret, 'the provider no longer renews it');
    throw refuse('single_sign_on.token_expired', undefined, { cause: error });
  }
  await platform.db.transaction(async (tx) => {
    if (!(await replaceSecret(tx, context, secret, JSON.stringify(fresh), describe(fresh)))) return;
    await record(tx, context, {
      key: 'Vault.Secret.Refresh',
      userId: secret.userId,
      payload: { ssoConnectorId: secret.ssoConnectorId, ...describe(fresh) },
    });
  });
  return fresh;
};

const pause = () => new Promise<void>((resolve) => setTimeout(resolve, WAIT));

const currentTokens = async (context: Context, identity: SsoIdentity): Promise<UpstreamTokens> => {
  for (let waits = 0; waits < WAITS; waits += 1) {
    const secret = await findSecret(context, identity.id);
    if (!secret)
      throw refuse(waits === 0 ? 'single_sign_on.token_not_found' : 'single_sign_on.token_expired');
    const tokens: UpstreamTokens = JSON.parse(await openSecret(context, secret));
    if (isGood(tokens, context.platform.clock.now())) return tokens;
    if (tokens.refreshToken === null) {
      await discard(context, secret, 'it has expired and cannot be renewed');
      throw refuse('single_sign_on.token_expired');
    }
    const lease = await leaseSecret(context, secret, LEASE);
    if (lease) return renew(context, secret, tokens).finally(lease.release);
    await pause();
  }
  throw refuse('single_sign_on.token_busy');
};

/** What the owner gets to see of a token set. */
export type AccessTokenAnswer = {
  access_token: string;
  scope?: string;
  token_type: string;
  expires_in?: number;
};

/**
 * The provider's access token of a user, renewed where it has expired. Throws `token_not_found` (404) where none is
 * stored, `token_expired` (401) where it cannot be renewed, which also removes it. Audited.
 */
export const readAccessToken = async (
  context: Context,
  userId: string,
  connectorId: string,
): Promise<AccessTokenAnswer> => {
  const { platform, tenant } = context;
  const identity = await findIdentityOfUser(platform.db.queries, tenant.id, userId, connectorId);
  if (!identity) throw refuse('single_sign_on.token_not_found');
  const tokens = await currentTokens(context, identity);
  await record(platform.db.queries, context, {
    key: 'Vault.Secret.Read',
    userId,
    payload: { ssoConnectorId: connectorId, scope: tokens.scope },
  });
  return {
    access_token: tokens.accessToken,
    ...(tokens.scope === null ? {} : { scope: tokens.scope }),
    token_type: tokens.tokenType,
    ...(tokens.expiresAt === null
      ? {}
      : { expires_in: Math.max(0, Math.floor((tokens.expiresAt - platform.clock.now()) / SECOND)) }),
  };
};
