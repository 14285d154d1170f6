/**
 * Revocation (RFC 7009). A refresh token takes its whole grant with it; an opaque access token goes alone; of a signed
 * one nobody is told who checks it, so its client is told that instead. Unknown tokens are answered with 200 all the same.
 */
import { record } from '../audit/index.ts';
import type { Endpoint } from '../http/index.ts';
import { verifyJwt } from '../keys/index.ts';
import { sha256 } from '../lib/digest.ts';
import type { Context } from '../platform.ts';
import { authenticateClient } from './clients/client-auth.ts';
import { refuse } from './errors.ts';
import { exchangeEndpoint, preflightEndpoint } from './exchange.ts';
import { revokeGrant } from './grants.store.ts';
import { readForm } from './parameters.ts';
import { removeAccessToken } from './tokens/access-tokens.store.ts';
import { findRefreshToken } from './tokens/refresh-tokens.store.ts';
import { ACCESS_TOKEN_TYPE } from './tokens/tokens.ts';

/** RFC 7009 §2.1: a client revokes what was given to it. */
const requireOwn = (token: { applicationId: string }, applicationId: string): void => {
  if (token.applicationId !== applicationId) {
    throw refuse('invalid_grant', 'The token was given to another client.');
  }
};

const refuseSigned = async (context: Context, token: string): Promise<void> => {
  if (await verifyJwt(context.platform, context.tenant, token, { typ: ACCESS_TOKEN_TYPE })) {
    throw refuse(
      'unsupported_token_type',
      'A signed access token ends with its time; revoke its refresh token.',
    );
  }
};

const revoke = (
  { platform, tenant, ...rest }: Context,
  token: string,
  applicationId: string,
): Promise<void> =>
  platform.db.transaction(async (tx) => {
    const context = { platform, tenant, ...rest };
    const hash = sha256(token);
    const refresh = await findRefreshToken(tx, tenant.id, hash);
    if (refresh) {
      requireOwn(refresh, applicationId);
      if (!(await revokeGrant(tx, tenant.id, refresh.grantId, platform.clock.now()))) return;
      await record(tx, context, {
        key: 'RevokeToken',
        userId: refresh.userId,
        applicationId,
        payload: { tokenKind: 'refresh_token', grantId: refresh.grantId },
      });
      return;
    }
    const access = await removeAccessToken(tx, tenant.id, hash);
    if (!access) return;
    // Thrown within the transaction: nothing is removed of another client's.
    requireOwn(access, applicationId);
    await record(tx, context, {
      key: 'RevokeToken',
      userId: access.userId,
      applicationId,
      payload: { tokenKind: 'access_token', grantId: access.grantId },
    });
  });

export const revocationEndpoints: readonly Endpoint[] = [
  exchangeEndpoint('POST /oidc/token/revocation', 'RevokeToken.Refusal', async (exchange) => {
    const parameters = await readForm(exchange.incoming);
    const { application } = await authenticateClient(exchange, parameters);
    const token = parameters.get('token');
    if (token === undefined) throw refuse('invalid_request', 'The parameter token is missing.');
    if (token.includes('.')) await refuseSigned(exchange.context, token);
    else await revoke(exchange.context, token, application.id);
    return {};
  }),
  preflightEndpoint('/oidc/token/revocation'),
];
