/**
 * Introspection (RFC 7662): a client with a secret learns about tokens that were given to it, and a machine about
 * those for an API on which it holds a permission. Everything else is `{"active":false}`, without a reason.
 */
import { applicationScopesOnResource, findResourceByIndicator } from '../access/index.ts';
import { isConfidential } from '../applications/index.ts';
import type { Endpoint } from '../http/index.ts';
import { verifyJwt } from '../keys/index.ts';
import { SECOND } from '../lib/clock.ts';
import { sha256 } from '../lib/digest.ts';
import type { Context } from '../platform.ts';
import { authenticateClient } from './clients/client-auth.ts';
import { refuse } from './errors.ts';
import { exchangeEndpoint } from './exchange.ts';
import { readForm } from './parameters.ts';
import { findOpaqueToken } from './tokens/bearer.ts';
import { boundKey, confirmation, tokenType } from './tokens/dpop.ts';
import { findRefreshToken } from './tokens/refresh-tokens.store.ts';
import { standingScope } from './tokens/standing.ts';
import { actorOf } from './tokens/subject.ts';
import { ACCESS_TOKEN_TYPE } from './tokens/tokens.ts';

type Facts = Record<string, unknown>;

const seconds = (milliseconds: number): number => Math.floor(milliseconds / SECOND);

const describeOpaque = async (
  context: Context,
  token: string,
  clientId: string,
): Promise<Facts | undefined> => {
  const found = await findOpaqueToken(context, token);
  if (!found || found.applicationId !== clientId) return undefined;
  const actor = actorOf(found);
  return {
    active: true,
    iss: context.tenant.issuer,
    sub: found.userId,
    client_id: found.applicationId,
    scope: found.scope,
    token_type: tokenType(found.dpopJkt),
    ...confirmation(found.dpopJkt),
    iat: seconds(found.createdAt),
    exp: seconds(found.expiresAt),
    ...(actor === undefined ? {} : { act: { sub: actor } }),
  };
};

const describeRefresh = async (
  context: Context,
  token: string,
  clientId: string,
): Promise<Facts | undefined> => {
  const { platform, tenant } = context;
  const found = await findRefreshToken(platform.db.queries, tenant.id, sha256(token));
  const now = platform.clock.now();
  const isLive =
    found?.applicationId === clientId &&
    found.rotatedAt === null &&
    found.revokedAt === null &&
    !found.isSuspended &&
    found.expiresAt > now &&
    found.grantExpiresAt > now;
  if (!found || !isLive) return undefined;
  return {
    active: true,
    iss: tenant.issuer,
    sub: found.userId,
    client_id: found.applicationId,
    scope: found.scope,
    iat: seconds(found.createdAt),
    exp: seconds(found.expiresAt),
  };
};

const mayRead = async ({ platform, tenant }: Context, claims: Facts, clientId: string): Promise<boolean> => {
  if (claims.client_id === clientId) return true;
  const resource = await findResourceByIndicator(platform.db.queries, tenant.id, String(claims.aud));
  if (!resource) return false;
  return (
    (await applicationScopesOnResource(platform.db.queries, tenant.id, clientId, resource.id)).length > 0
  );
};

const describeJwt = async (context: Context, token: string, clientId: string): Promise<Facts | undefined> => {
  const claims = await verifyJwt(context.platform, context.tenant, token, { typ: ACCESS_TOKEN_TYPE });
  if (!claims || !(await mayRead(context, claims, clientId))) return undefined;
  const scope = await standingScope(context, claims);
  if (scope === undefined) return undefined;
  return { active: true, token_type: tokenType(boundKey(claims)), ...claims, scope };
};

export const introspectionEndpoints: readonly Endpoint[] = [
  exchangeEndpoint('POST /oidc/token/introspection', 'IntrospectToken.Refusal', async (exchange) => {
    const { context } = exchange;
    const parameters = await readForm(exchange.incoming);
    const { application } = await authenticateClient(exchange, parameters);
    if (!isConfidential(application.type))
      throw refuse('invalid_client', 'Only a client with a secret may introspect.');
    const token = parameters.get('token');
    if (token === undefined) throw refuse('invalid_request', 'The parameter token is missing.');
    const found = token.includes('.')
      ? await describeJwt(context, token, application.id)
      : ((await describeOpaque(context, token, application.id)) ??
        (await describeRefresh(context, token, application.id)));
    return found ?? { active: false };
  }),
];
