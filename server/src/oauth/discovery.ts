/**
 * Who we are and what we can do: OpenID Connect Discovery §4, RFC 8414, and the key set (RFC 7517). Bodies are made
 * once; the document of an issuer never changes while the server runs, because SDKs keep it for good.
 */
import { type Endpoint, endpoint } from '../http/index.ts';
import { publicJwks } from '../keys/index.ts';
import type { Context } from '../platform.ts';
import { AUTHENTICATION_CONTEXTS } from './authentication.ts';
import { CLAIMS, USER_SCOPES } from './claims.ts';
import { PROOF_ALGORITHMS } from './dpop.ts';
import { grantTypes } from './grants/index.ts';
import { managementAddress } from './management-address.ts';
import { CLIENT_ALGORITHMS } from './profile.ts';

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
  claims_parameter_supported: true,
  claim_types_supported: ['normal'],
  request_parameter_supported: true,
  // References of pushed requests alone; nobody's address is fetched for a request.
  request_uri_parameter_supported: false,
  require_pushed_authorization_requests: false,
  require_signed_request_object: false,
  protected_resources: [managementAddress(issuer.replace(/\/oidc$/, ''))],
});

const documents = new Map<string, string>();
const documentOf = (issuer: string): string => {
  let document = documents.get(issuer);
  if (document === undefined) {
    document = JSON.stringify(describe(issuer));
    if (documents.size >= 1000) documents.clear();
    documents.set(issuer, document);
  }
  return document;
};

// A plain object: building a Headers object per answer costs more than the rest of it.
export const PUBLIC = {
  'content-type': 'application/json',
  'cache-control': 'public, max-age=60',
  'access-control-allow-origin': '*',
};

const discovery = (_: unknown, context: Context): Response =>
  new Response(documentOf(context.tenant.issuer), { headers: PUBLIC });

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
