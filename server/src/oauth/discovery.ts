/**
 * Who we are and what we can do: OpenID Connect Discovery §4, RFC 8414, and the key set (RFC 7517). Bodies are made
 * once; the document of an issuer never changes while the server runs, because SDKs keep it for good.
 */
import { isCimdEnabled } from '../applications/index.ts';
import { type Endpoint, endpoint } from '../http/index.ts';
import { publicJwks } from '../keys/index.ts';
import { createCache } from '../lib/cache.ts';
import type { Context, Platform } from '../platform.ts';
import { AUTHENTICATION_CONTEXTS } from './authentication.ts';
import { CLIENT_ALGORITHMS } from './clients/profile.ts';
import { registrationSettings } from './clients/registration.ts';
import { grantTypes } from './grants/index.ts';
import { managementAddress } from './management-address.ts';
import { CLAIMS, USER_SCOPES } from './tokens/claims.ts';
import { PROOF_ALGORITHMS } from './tokens/dpop.ts';

const CONFIDENTIAL_METHODS = ['client_secret_basic', 'client_secret_post', 'private_key_jwt'];

const describe = (issuer: string): Record<string, unknown> => ({
  issuer,
  authorization_endpoint: `${issuer}/auth`,
  token_endpoint: `${issuer}/token`,
  userinfo_endpoint: `${issuer}/me`,
  jwks_uri: `${issuer}/jwks`,
  end_session_endpoint: `${issuer}/session/end`,
  revocation_endpoint: `${issuer}/token/revocation`,
  introspection_endpoint: `${issuer}/token/introspection`,
  device_authorization_endpoint: `${issuer}/device/auth`,
  pushed_authorization_request_endpoint: `${issuer}/request`,
  response_types_supported: ['code'],
  response_modes_supported: ['query', 'form_post'],
  grant_types_supported: grantTypes,
  subject_types_supported: ['public'],
  id_token_signing_alg_values_supported: ['ES256', 'ES384', 'RS256'],
  scopes_supported: USER_SCOPES,
  claims_supported: CLAIMS,
  prompt_values_supported: ['none', 'login', 'consent', 'select_account'],
  ui_locales_supported: ['en', 'ja'],
  code_challenge_methods_supported: ['S256'],
  acr_values_supported: AUTHENTICATION_CONTEXTS,
  token_endpoint_auth_methods_supported: [...CONFIDENTIAL_METHODS, 'none'],
  token_endpoint_auth_signing_alg_values_supported: CLIENT_ALGORITHMS,
  introspection_endpoint_auth_methods_supported: CONFIDENTIAL_METHODS,
  introspection_endpoint_auth_signing_alg_values_supported: CLIENT_ALGORITHMS,
  revocation_endpoint_auth_methods_supported: [...CONFIDENTIAL_METHODS, 'none'],
  revocation_endpoint_auth_signing_alg_values_supported: CLIENT_ALGORITHMS,
  dpop_signing_alg_values_supported: PROOF_ALGORITHMS,
  request_object_signing_alg_values_supported: CLIENT_ALGORITHMS,
  authorization_response_iss_parameter_supported: true,
  backchannel_logout_supported: true,
  backchannel_logout_session_supported: true,
  claims_parameter_supported: true,
  claim_types_supported: ['normal'],
  request_parameter_supported: true,
  // References of pushed requests alone; nobody's address is fetched for a request.
  request_uri_parameter_supported: false,
  require_pushed_authorization_requests: false,
  require_signed_request_object: false,
  protected_resources: [managementAddress(issuer.replace(/\/oidc$/, ''))],
});

/**
 * What a tenant turns on for clients that nobody registers by hand. Such clients read the document each time they come;
 * the SDKs that keep it for good have been registered and never look for these members.
 */
type Features = { cimd: boolean; registration: boolean };
const features = createCache(async (platform: Platform, tenantId: string): Promise<Features> => {
  const db = platform.db.queries;
  const { enabled } = await registrationSettings(db, tenantId);
  return { cimd: await isCimdEnabled(db, tenantId), registration: enabled };
});

const documents = new Map<string, string>();
const documentOf = (issuer: string, { cimd, registration }: Features): string => {
  const key = `${issuer} ${cimd} ${registration}`;
  let document = documents.get(key);
  if (document === undefined) {
    document = JSON.stringify({
      ...describe(issuer),
      ...(cimd ? { client_id_metadata_document_supported: true } : {}),
      ...(registration ? { registration_endpoint: `${issuer}/register` } : {}),
    });
    if (documents.size >= 1000) documents.clear();
    documents.set(key, document);
  }
  return document;
};

// A plain object: building a Headers object per answer costs more than the rest of it.
export const PUBLIC = {
  'content-type': 'application/json',
  'cache-control': 'public, max-age=60',
  'access-control-allow-origin': '*',
};

const discovery = async (_: unknown, { platform, tenant }: Context): Promise<Response> =>
  new Response(documentOf(tenant.issuer, await features.get(platform, tenant.id)), { headers: PUBLIC });

const keySets = new WeakMap<object, string>();
const jwks = async (_: unknown, { platform, tenant }: Context): Promise<Response> => {
  const set = await publicJwks(platform, tenant.id);
  let body = keySets.get(set);
  if (body === undefined) {
    body = JSON.stringify(set);
    keySets.set(set, body);
  }
  return new Response(body, { headers: PUBLIC });
};

/** The answer to a preflight of a public document. */
export const openPreflight = (): Response =>
  new Response(null, {
    status: 204,
    headers: {
      'access-control-allow-origin': '*',
      'access-control-allow-methods': 'GET, OPTIONS',
      'access-control-allow-headers': 'authorization, content-type, dpop',
      'access-control-max-age': '600',
    },
  });

const PATHS = [
  ['/oidc/.well-known/openid-configuration', discovery],
  // RFC 8414 §3.1 puts the well-known part before the issuer's path; some clients append it instead.
  ['/.well-known/oauth-authorization-server/oidc', discovery],
  ['/.well-known/openid-configuration/oidc', discovery],
  ['/oidc/.well-known/oauth-authorization-server', discovery],
  ['/oidc/jwks', jwks],
] as const;

export const discoveryEndpoints: readonly Endpoint[] = PATHS.flatMap(([path, handle]) => [
  endpoint(`GET ${path}`, handle),
  endpoint(`OPTIONS ${path}`, openPreflight),
]);
