/** The userinfo endpoint (OpenID Connect Core §5.3): JSON, by GET or POST, for opaque access tokens with `openid`. */
import { cachedApplication } from '../applications/index.ts';
import type { Endpoint } from '../http/index.ts';
import { listSocialIdentities, toSocialIdentitiesWire } from '../users/index.ts';
import { limitsOf } from './consent/consent.ts';
import { refuse } from './errors.ts';
import { type Exchange, exchangeEndpoint, preflightEndpoint } from './exchange.ts';
import { readForm } from './parameters.ts';
import { findOpaqueToken, readAuthorization, refuseMissing } from './tokens/bearer.ts';
import { listSsoIdentityClaims } from './tokens/claims.store.ts';
import { loadAffiliations, requestedClaims, userinfoClaims } from './tokens/claims.ts';
import type { ClaimsRequest } from './tokens/claims-request.ts';
import { checkBinding, type Presented } from './tokens/dpop.ts';

const FORM = /^application\/x-www-form-urlencoded/i;

/** RFC 6750 §2.1 and, for POST, §2.2. */
const readToken = async ({ incoming, context }: Exchange): Promise<Presented> => {
  const fromHeader = readAuthorization(incoming);
  const isForm = incoming.method === 'POST' && FORM.test(incoming.header('content-type') ?? '');
  const fromBody = isForm ? (await readForm(incoming)).get('access_token') : undefined;
  if (fromHeader !== undefined && fromBody !== undefined) {
    throw refuse('invalid_request', 'The access token was sent in two ways at once.');
  }
  if (fromHeader) return fromHeader;
  if (fromBody === undefined) throw refuseMissing(context);
  return { scheme: 'bearer', token: fromBody };
};

const userinfo = async (exchange: Exchange): Promise<Record<string, unknown>> => {
  const { context } = exchange;
  const { platform, tenant } = context;
  const presented = await readToken(exchange);
  const token = await findOpaqueToken(context, presented.token);
  if (!token) throw refuse('invalid_token', 'The access token is not valid here, or no longer.');
  exchange.application = await cachedApplication(platform, tenant.id, token.applicationId);
  await checkBinding(context, exchange.incoming, presented, token.dpopJkt);
  const { userId, grantId } = token;
  const limits = exchange.application && (await limitsOf(context, exchange.application, userId, grantId));
  const scopes = new Set(token.scopes.filter((scope) => limits?.permitsUserScope(scope) ?? true));
  if (!scopes.has('openid'))
    throw refuse('insufficient_scope', 'The access token does not cover the scope openid.');
  const db = platform.db.queries;
  const affiliations = await loadAffiliations(db, tenant.id, token.userId, scopes, limits);
  const hasIdentities = scopes.has('identities');
  const identities = {
    sso: hasIdentities ? await listSsoIdentityClaims(db, tenant.id, token.userId) : [],
    social: hasIdentities
      ? toSocialIdentitiesWire(await listSocialIdentities(db, tenant.id, [token.userId]))
      : {},
  };
  const subject = { ...token, createdAt: token.userCreatedAt, updatedAt: token.userUpdatedAt };
  const asked = token.claimsRequest as ClaimsRequest | null;
  const within = exchange.application?.isThirdParty ? scopes : undefined;
  return {
    ...(asked ? requestedClaims(subject, asked.userinfo, within) : {}),
    ...userinfoClaims(subject, scopes, affiliations, identities),
  };
};

export const userinfoEndpoints: readonly Endpoint[] = [
  exchangeEndpoint('GET /oidc/me', 'UserInfo.Refusal', userinfo),
  exchangeEndpoint('POST /oidc/me', 'UserInfo.Refusal', userinfo),
  preflightEndpoint('/oidc/me'),
];
