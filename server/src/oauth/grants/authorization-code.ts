/** RFC 6749 §4.1.3 with RFC 7636: an authorization code for tokens, once. */
import { createHash } from 'node:crypto';
import { noteActivity } from '../../activity/index.ts';
import { documentFacts } from '../../applications/index.ts';
import { record } from '../../audit/index.ts';
import type { Transaction } from '../../db/index.ts';
import { equalInConstantTime, sha256 } from '../../lib/digest.ts';
import type { Context } from '../../platform.ts';
import type { Client } from '../clients/client-auth.ts';
import { consumeAuthorizationCode, findAuthorizationCode, type HeldCode } from '../codes.store.ts';
import { refuse } from '../errors.ts';
import { revokeGrant } from '../grants.store.ts';
import type { Parameters } from '../parameters.ts';
import { insertAccessToken } from '../tokens/access-tokens.store.ts';
import { insertRefreshToken } from '../tokens/refresh-tokens.store.ts';
import { type Bearer, createBearer } from '../tokens/tokens.ts';
import { checkHeld, type Held, makeUserTokens } from '../tokens/user-tokens.ts';
import type { GrantType } from './grant-type.ts';
import { refreshBinding, refreshTokenLife } from './refresh-token.ts';

const USED = 'The authorization code has been used.';

/** RFC 7636 §4.6, and the downgrade of RFC 9700 §2.1.1: a verifier for a code without challenge is refused (O-02). */
const checkVerifier = (code: HeldCode, verifier: string | undefined): void => {
  if (code.codeChallenge === null) {
    if (verifier !== undefined)
      throw refuse('invalid_grant', 'The code was asked for without a code_challenge.');
    return;
  }
  if (verifier === undefined) throw refuse('invalid_grant', 'The parameter code_verifier is missing.');
  if (!/^[\w.~-]{43,128}$/.test(verifier))
    throw refuse('invalid_grant', 'The code_verifier is not well formed.');
  const hash = createHash('sha256').update(verifier).digest('base64url');
  if (!equalInConstantTime(hash, code.codeChallenge))
    throw refuse('invalid_grant', 'The code_verifier does not fit.');
};

/** A code that comes twice has been seen by somebody else: what it gave dies with it (RFC 6749 §4.1.2, O-03). */
export const revokeReused = async (
  context: Context,
  kind: 'authorization_code' | 'device_code',
  given: { grantId: string; userId: string; applicationId: string },
): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    const wasAlive = await revokeGrant(tx, tenant.id, given.grantId, platform.clock.now());
    if (!wasAlive) return;
    await record(tx, context, {
      key: 'Token.ReuseDetected',
      result: 'Error',
      userId: given.userId,
      applicationId: given.applicationId,
      payload: { kind, grantId: given.grantId },
    });
  });
};

const readCode = async (context: Context, client: Client, parameters: Parameters): Promise<HeldCode> => {
  const presented = parameters.get('code');
  if (presented === undefined) throw refuse('invalid_request', 'The parameter code is missing.');
  const redirectUri = parameters.get('redirect_uri');
  if (redirectUri === undefined) throw refuse('invalid_request', 'The parameter redirect_uri is missing.');
  const { platform, tenant } = context;
  const code = await findAuthorizationCode(platform.db.queries, tenant.id, sha256(presented));
  if (!code || code.applicationId !== client.application.id) {
    throw refuse('invalid_grant', 'The authorization code is not known.');
  }
  if (code.consumedAt !== null) {
    await revokeReused(context, 'authorization_code', code);
    throw refuse('invalid_grant', USED);
  }
  if (code.expiresAt <= platform.clock.now())
    throw refuse('invalid_grant', 'The authorization code has expired.');
  if (code.redirectUri !== redirectUri)
    throw refuse('invalid_grant', 'The redirect_uri is not the one of the request.');
  checkVerifier(code, parameters.get('code_verifier'));
  checkHeld(code, platform.clock.now());
  if (code.dpopJkt !== null && code.dpopJkt !== client.jkt)
    throw refuse('invalid_grant', 'The code is bound to another key.');
  return code;
};

/** Stores the first refresh token of a grant. */
export const storeRefreshToken = (
  tx: Transaction,
  context: Context,
  held: Pick<Held, 'grantId' | 'userId' | 'scope'>,
  { application, authentication, jkt }: Client,
  bearer: Bearer,
): Promise<void> => {
  const now = context.platform.clock.now();
  return insertRefreshToken(tx, {
    tenantId: context.tenant.id,
    tokenHash: bearer.hash,
    grantId: held.grantId,
    applicationId: application.id,
    userId: held.userId,
    scope: held.scope,
    predecessorHash: null,
    clientAuthentication: authentication,
    dpopJkt: refreshBinding(application, jkt),
    createdAt: now,
    expiresAt: now + refreshTokenLife(application),
    familyCreatedAt: now,
    rotatedAt: null,
    usedAt: null,
  });
};

export const authorizationCode: GrantType = {
  name: 'authorization_code',
  allows: ({ type }) => type !== 'MachineToMachine',
  exchange: async ({ context }, client, parameters) => {
    const { platform, tenant } = context;
    const { application } = client;
    const code = await readCode(context, client, parameters);
    const tokens = await makeUserTokens(context, client, code, parameters, code);
    const refresh = code.offline ? createBearer() : undefined;
    const won = await platform.db.transaction(async (tx) => {
      const now = platform.clock.now();
      if (!(await consumeAuthorizationCode(tx, tenant.id, code.codeHash, now))) return false;
      if (tokens.accessToken) await insertAccessToken(tx, tokens.accessToken);
      if (refresh) await storeRefreshToken(tx, context, code, client, refresh);
      await record(tx, context, {
        key: 'ExchangeTokenBy.AuthorizationCode',
        userId: code.userId,
        applicationId: application.id,
        payload: {
          ...tokens.target,
          grantId: code.grantId,
          hasRefreshToken: refresh !== undefined,
          ...documentFacts(application),
        },
      });
      return true;
    });
    if (!won) {
      await revokeReused(context, 'authorization_code', code);
      throw refuse('invalid_grant', USED);
    }
    await noteActivity(context, code.userId);
    return refresh ? { ...tokens.response, refresh_token: refresh.value } : tokens.response;
  },
};
