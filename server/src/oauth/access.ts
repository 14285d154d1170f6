/**
 * Who calls the JSON API with a bearer token. Management: a machine's signed token for the tenant's Management API,
 * as long as the machine still holds the permission. Account: a user's opaque token. Nothing passes for the other.
 */
import { cachedApplicationScopes, cachedResource, managementIndicator } from '../access/index.ts';
import { cachedApplication } from '../applications/index.ts';
import { covers, type Incoming, refuse } from '../http/index.ts';
import { verifyJwt } from '../keys/index.ts';
import type { Actor, Context } from '../platform.ts';
import { limitsOf } from './consent/consent.ts';
import { words } from './parameters.ts';
import { findOpaqueToken, readAuthorization } from './tokens/bearer.ts';
import { boundKey, checkApiBinding, type Presented } from './tokens/dpop.ts';
import { ACCESS_TOKEN_TYPE } from './tokens/tokens.ts';

/** Where a client learns who gives tokens for the Management API (RFC 9728 §5.1). */
const challenge = (parameters: readonly string[]): { headers?: Record<string, string> } =>
  parameters.length === 0 ? {} : { headers: { 'www-authenticate': `Bearer ${parameters.join(', ')}` } };

const whereManagement = ({ tenant }: Context): string =>
  `resource_metadata="${tenant.origin}/.well-known/oauth-protected-resource/api"`;

const tokenOf = (incoming: Incoming, where: readonly string[] = []): Presented => {
  if (incoming.header('authorization') === undefined) {
    throw refuse('auth.authorization_header_missing', undefined, challenge(where));
  }
  const presented = readAuthorization(incoming);
  if (presented) return presented;
  throw refuse('auth.unauthorized', { reason: 'it is not a bearer token' }, challenge(where));
};

const unauthorized = (reason: string, where: readonly string[] = []) =>
  refuse('auth.unauthorized', { reason }, challenge(['error="invalid_token"', ...where]));

/**
 * A machine, with those scopes of its token that it still holds. 401 for what is no token of ours for this API, 403 for
 * users. Whether the scopes are enough for the operation is judged where it is mounted.
 */
export const authenticateManagement = async (context: Context, incoming: Incoming): Promise<Actor> => {
  const { platform, tenant } = context;
  const where = [whereManagement(context)];
  const presented = tokenOf(incoming, where);
  const { token } = presented;
  if (!token.includes('.')) {
    if (await findOpaqueToken(context, token)) throw refuse('auth.forbidden');
    throw unauthorized('it is unknown or has expired', where);
  }
  const claims = await verifyJwt(platform, tenant, token, { typ: ACCESS_TOKEN_TYPE });
  if (!claims) throw unauthorized('it is no access token of this tenant, or has expired', where);
  await checkApiBinding(context, incoming, presented, boundKey(claims));
  if (claims.sub !== claims.client_id) throw refuse('auth.forbidden');
  const indicator = managementIndicator(tenant.id);
  if (claims.aud !== indicator) throw unauthorized('it is for another API', where);
  const applicationId = String(claims.client_id);
  const application = await cachedApplication(platform, tenant.id, applicationId);
  if (!application) throw unauthorized('its application is gone', where);
  const scopes = words(String(claims.scope));
  const resource = await cachedResource(platform, tenant.id, indicator);
  const held = resource ? await cachedApplicationScopes(platform, tenant.id, applicationId, resource.id) : [];
  // What the machine no longer holds is gone at once, not with the next token.
  return { type: 'application', applicationId, scopes: scopes.filter((scope) => covers(held, scope)) };
};

/**
 * The owner of an opaque access token that covers `required`, of which a third-party application has only what it still
 * may ask for and the user still allows. Such applications read accounts and never change them; `identities` is for
 * first-party applications alone, by a token that the user signed in for: an administrator could exchange one of their
 * own making for it, and read what nobody but the user may (V-06).
 */
export const authenticateAccount = async (
  context: Context,
  incoming: Incoming,
  required: readonly string[],
): Promise<Actor> => {
  const presented = tokenOf(incoming);
  const token = await findOpaqueToken(context, presented.token);
  if (!token) throw unauthorized('it is unknown or has expired');
  await checkApiBinding(context, incoming, presented, token.dpopJkt);
  const { userId, applicationId, sessionId } = token;
  const application = await cachedApplication(context.platform, context.tenant.id, applicationId);
  if (!application) throw unauthorized('its application is gone');
  const limits = await limitsOf(context, application, userId, token.grantId);
  const scopes = token.scopes.filter((scope) => limits?.permitsUserScope(scope) ?? true);
  if (!required.every((scope) => scopes.includes(scope))) throw refuse('auth.forbidden');
  const isTheUsers = !application.isThirdParty && token.exchange === null;
  if (required.includes('identities') && !isTheUsers) throw refuse('auth.forbidden');
  const isRead = incoming.method === 'GET' || incoming.method === 'HEAD';
  if (application.isThirdParty && !isRead) throw refuse('auth.third_party');
  return { type: 'user', userId, applicationId, sessionId, scopes };
};
