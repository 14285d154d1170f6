/**
 * Revocation (RFC 7009). A refresh token takes its whole grant with it; an opaque access token goes alone. Unknown,
 * foreign and signed tokens change nothing and are answered with 200 all the same.
 */
import { record } from '../audit/index.ts';
import type { Endpoint } from '../http/index.ts';
import { sha256 } from '../lib/digest.ts';
import type { Context } from '../platform.ts';
import { authenticateClient } from './client-auth.ts';
import { refuse } from './errors.ts';
import { exchangeEndpoint, preflightEndpoint } from './exchange.ts';
import { findRefreshToken, removeAccessToken, revokeGrant } from './grants.store.ts';
import { readForm } from './parameters.ts';

const revoke = (
  { platform, tenant, ...rest }: Context,
  token: string,
  applicationId: string,
): Promise<void> =>
  platform.db.transaction(async (tx) => {
    const context = { platform, tenant, ...rest };
    const hash = sha256(token);
    const refresh = await findRefreshToken(tx, tenant.id, hash);
    if (refresh && refresh.applicationId === applicationId) {
      if (!(await revokeGrant(tx, tenant.id, refresh.grantId, platform.clock.now()))) return;
      await record(tx, context, {
        key: 'RevokeToken',
        userId: refresh.userId,
        applicationId,
        payload: { tokenKind: 'refresh_token', grantId: refresh.grantId },
      });
      return;
    }
    const access = await removeAccessToken(tx, tenant.id, hash, applicationId);
    if (!access) return;
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
    await revoke(exchange.context, token, application.id);
    return {};
  }),
  preflightEndpoint('/oidc/token/revocation'),
];
