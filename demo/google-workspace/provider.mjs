/**
 * A local stand-in for Google Workspace: a small OpenID provider for the demo and for tests. It behaves like Google
 * where a relying party can tell: the `hd` claim, a refresh token only with `access_type=offline` and consent, the
 * token endpoint and JWKS on another origin than the issuer, no new refresh token on refresh. `/cloud` on the issuer
 * is the page where an administrator registers redirect URIs. It lives in memory,
 * listens on loopback alone, and nothing of the product imports it.
 */
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { accounts, claimsOf, portrait } from './accounts.mjs';
import { chooserPage, clientPage, refusalPage } from './pages.mjs';

const codeLifetime = 60_000;
const knownScopes = ['openid', 'email', 'profile'];

/**
 * Starts the stand-in. `clients` is a list of `{ id, secret, name, redirectUris }`; ports default to free ones.
 * Gives `{ issuer, apiOrigin, clients, controls, close() }`; `controls` can be changed at any time, here or by
 * `POST /control` on the API origin: `down` (every endpoint answers 503), `slow` (ms before each answer),
 * `accessTokenSeconds`, `refuseRefresh` (refresh answers invalid_grant). `controls.counts` counts what was asked.
 */
export async function startProvider({ port = 0, apiPort = 0, clients = [], accessTokenSeconds = 3599 } = {}) {
  const { publicKey, privateKey } = await generateKeyPair('RS256');
  const key = {
    privateKey,
    jwk: { ...(await exportJWK(publicKey)), kid: randomId(8), use: 'sig', alg: 'RS256' },
  };
  const provider = {
    issuer: '',
    apiOrigin: '',
    key,
    clients,
    controls: { down: false, slow: 0, accessTokenSeconds, refuseRefresh: false, counts: {} },
    codes: new Map(),
    accessTokens: new Map(),
    refreshTokens: new Map(),
    consents: new Set(),
  };
  const front = await listen(provider, frontRoutes, port);
  const api = await listen(provider, apiRoutes, apiPort);
  provider.issuer = `http://localhost:${front.address().port}`;
  provider.apiOrigin = `http://localhost:${api.address().port}`;
  return {
    issuer: provider.issuer,
    apiOrigin: provider.apiOrigin,
    clients,
    controls: provider.controls,
    async close() {
      await Promise.all([front, api].map((server) => closeServer(server)));
    },
  };
}

const frontRoutes = {
  'GET /.well-known/openid-configuration': discovery,
  'GET /o/oauth2/v2/auth': authorize,
  'POST /o/oauth2/v2/auth/choose': choose,
  'GET /cloud': ({ clients }) => html(200, clientPage({ clients, saved: false })),
  'POST /cloud': register,
};

const apiRoutes = {
  'POST /token': token,
  'GET /oauth2/v3/certs': (provider) => json(200, { keys: [provider.key.jwk] }),
  'GET /v1/userinfo': userinfo,
  'POST /v1/userinfo': userinfo,
  'POST /revoke': revoke,
  ...Object.fromEntries(
    accounts.map((account) => [`GET /photos/${account.sub}`, () => svg(portrait(account))]),
  ),
  'GET /control': (provider) => json(200, provider.controls),
  'POST /control': control,
};

function discovery({ issuer, apiOrigin }) {
  return json(200, {
    issuer,
    authorization_endpoint: `${issuer}/o/oauth2/v2/auth`,
    token_endpoint: `${apiOrigin}/token`,
    userinfo_endpoint: `${apiOrigin}/v1/userinfo`,
    revocation_endpoint: `${apiOrigin}/revoke`,
    jwks_uri: `${apiOrigin}/oauth2/v3/certs`,
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    id_token_signing_alg_values_supported: ['RS256'],
    scopes_supported: knownScopes,
    token_endpoint_auth_methods_supported: ['client_secret_post', 'client_secret_basic'],
    claims_supported: [
      'aud',
      'email',
      'email_verified',
      'exp',
      'family_name',
      'given_name',
      'hd',
      'iat',
      'iss',
      'name',
      'picture',
      'sub',
    ],
    code_challenge_methods_supported: ['plain', 'S256'],
    grant_types_supported: ['authorization_code', 'refresh_token'],
  });
}

/** What is wrong with an authorization request, as `{ refuse }` for a page or `{ error }` for the redirect. */
function authorizationFault(provider, query) {
  const client = provider.clients.find(({ id }) => id === query.client_id);
  if (!client) return { refuse: ['invalid_client', 'The OAuth client was not found.'] };
  if (!client.redirectUris.includes(query.redirect_uri)) {
    return {
      refuse: [
        'redirect_uri_mismatch',
        `${query.redirect_uri ?? '(none)'} is not registered for this client.`,
      ],
    };
  }
  if (query.response_type !== 'code') return { error: 'unsupported_response_type' };
  if (!(query.scope ?? '').split(' ').includes('openid')) return { error: 'invalid_scope' };
  if (query.scope.split(' ').includes('offline_access')) return { error: 'invalid_scope' };
  if (query.code_challenge && query.code_challenge_method !== 'S256') return { error: 'invalid_request' };
  if (query.prompt === 'none') return { error: 'interaction_required' };
  return undefined;
}

function authorize(provider, { query }) {
  const fault = authorizationFault(provider, query);
  if (fault?.refuse) return html(400, refusalPage(...fault.refuse));
  if (fault) return backToApp(query, { error: fault.error });
  const client = provider.clients.find(({ id }) => id === query.client_id);
  const scopes = query.scope.split(' ');
  return html(
    200,
    chooserPage({
      accounts,
      fields: query,
      clientName: client.name ?? client.id,
      scopes,
      hint: query.login_hint,
      asksConsent: promptsOf(query).includes('consent'),
    }),
  );
}

function choose(provider, { form }) {
  const { account: sub, ...query } = form;
  // The form could have been changed on its way: everything is checked again.
  const fault = authorizationFault(provider, query);
  if (fault?.refuse) return html(400, refusalPage(...fault.refuse));
  if (fault) return backToApp(query, { error: fault.error });
  const account = accounts.find((candidate) => candidate.sub === sub);
  if (!account) return backToApp(query, { error: 'access_denied' });
  const consented = `${account.sub} ${query.client_id}`;
  const asked = promptsOf(query).includes('consent') || !provider.consents.has(consented);
  provider.consents.add(consented);
  const code = `4/${randomId(32)}`;
  provider.codes.set(code, {
    account,
    clientId: query.client_id,
    redirectUri: query.redirect_uri,
    scopes: query.scope.split(' '),
    nonce: query.nonce,
    challenge: query.code_challenge,
    offline: query.access_type === 'offline' && asked,
    expires: Date.now() + codeLifetime,
  });
  return backToApp(query, {
    code,
    scope: query.scope,
    authuser: '0',
    prompt: 'none',
    ...(account.hd ? { hd: account.hd } : {}),
  });
}

/** The page of the OAuth client: an administrator pastes the redirect URIs of the relying party here. */
function register({ clients }, { form }) {
  const client = clients.find(({ id }) => id === form.client_id);
  if (!client) return html(404, refusalPage('invalid_client', 'The OAuth client was not found.'));
  const uris = (form.uris ?? '').split(/\s+/).filter(Boolean);
  const wrong = uris.find((uri) => !URL.canParse(uri) || uri.includes('#'));
  if (wrong)
    return html(
      400,
      refusalPage('invalid_redirect_uri', `${wrong} is not an absolute address without a fragment.`),
    );
  client.redirectUris.splice(0, client.redirectUris.length, ...uris);
  return html(200, clientPage({ clients, saved: true }));
}

async function token(provider, { form, headers }) {
  const credentials = clientCredentials(form, headers);
  const client = provider.clients.find(({ id }) => id === credentials.id);
  if (!client || client.secret !== credentials.secret) {
    return json(401, { error: 'invalid_client', error_description: 'Unauthorized' });
  }
  count(provider, `token:${form.grant_type}`);
  if (form.grant_type === 'authorization_code') return codeGrant(provider, client, form);
  if (form.grant_type === 'refresh_token') return refreshGrant(provider, client, form);
  return json(400, { error: 'unsupported_grant_type' });
}

function codeGrant(provider, client, form) {
  const grant = provider.codes.get(form.code);
  provider.codes.delete(form.code);
  const fits =
    grant &&
    grant.expires > Date.now() &&
    grant.clientId === client.id &&
    grant.redirectUri === form.redirect_uri &&
    (!grant.challenge || grant.challenge === s256(form.code_verifier ?? ''));
  if (!fits) return json(400, { error: 'invalid_grant', error_description: 'Bad Request' });
  let refreshToken;
  if (grant.offline) {
    refreshToken = `1//${randomId(48)}`;
    provider.refreshTokens.set(refreshToken, grant);
  }
  return tokens(provider, grant, { nonce: grant.nonce, refreshToken });
}

function refreshGrant(provider, client, form) {
  const grant = provider.refreshTokens.get(form.refresh_token);
  if (!grant || grant.clientId !== client.id || provider.controls.refuseRefresh) {
    return json(400, { error: 'invalid_grant', error_description: 'Token has been expired or revoked.' });
  }
  return tokens(provider, grant, {});
}

async function tokens(provider, grant, { nonce, refreshToken }) {
  const seconds = provider.controls.accessTokenSeconds;
  const accessToken = `ya29.${randomId(40)}`;
  provider.accessTokens.set(accessToken, { grant, expires: Date.now() + seconds * 1000 });
  const idToken = await new SignJWT({
    azp: grant.clientId,
    ...claimsOf(grant.account, grant.scopes, `${provider.apiOrigin}/photos`),
    ...(nonce === undefined ? {} : { nonce }),
    at_hash: createHash('sha256').update(accessToken).digest().subarray(0, 16).toString('base64url'),
  })
    .setProtectedHeader({ alg: 'RS256', kid: provider.key.jwk.kid, typ: 'JWT' })
    .setIssuer(provider.issuer)
    .setAudience(grant.clientId)
    .setIssuedAt()
    .setExpirationTime('1h')
    .sign(provider.key.privateKey);
  return json(200, {
    access_token: accessToken,
    expires_in: seconds,
    scope: grant.scopes.join(' '),
    token_type: 'Bearer',
    id_token: idToken,
    ...(refreshToken ? { refresh_token: refreshToken } : {}),
  });
}

function userinfo(provider, { headers }) {
  const presented = /^Bearer (.+)$/i.exec(headers.authorization ?? '')?.[1];
  const held = provider.accessTokens.get(presented);
  if (!held || held.expires <= Date.now())
    return json(401, { error: 'invalid_request', error_description: 'Invalid Credentials' });
  return json(200, claimsOf(held.grant.account, held.grant.scopes, `${provider.apiOrigin}/photos`));
}

function revoke(provider, { form }) {
  provider.accessTokens.delete(form.token);
  provider.refreshTokens.delete(form.token);
  return json(200, {});
}

const controlTypes = {
  down: 'boolean',
  slow: 'number',
  accessTokenSeconds: 'number',
  refuseRefresh: 'boolean',
};

function control(provider, { body }) {
  const wanted = JSON.parse(body || '{}');
  const unknown = Object.keys(wanted).filter((name) => typeof wanted[name] !== controlTypes[name]);
  if (unknown.length > 0)
    return json(400, { error: `not a control, or of the wrong type: ${unknown.join(', ')}` });
  Object.assign(provider.controls, wanted);
  return json(200, provider.controls);
}

function listen(provider, routes, port) {
  const server = createServer(async (request, response) => {
    const answer = await reply(provider, routes, request).catch((error) =>
      json(500, { error: String(error.message) }),
    );
    response.writeHead(answer.status, { 'cache-control': 'no-store', ...answer.headers });
    response.end(answer.body);
  });
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, 'localhost', () => resolve(server));
  });
}

async function reply(provider, routes, request) {
  const { pathname, searchParams } = new URL(request.url, 'http://localhost');
  const route = routes[`${request.method} ${pathname}`];
  if (!route) return json(404, { error: 'not_found' });
  // A page of somebody else must not work the controls of a stand-in that happens to run.
  const { origin } = request.headers;
  if (origin && origin !== provider.issuer && origin !== provider.apiOrigin)
    return json(403, { error: 'foreign_origin' });
  count(provider, pathname);
  const body = request.method === 'POST' ? await readBody(request) : '';
  if (pathname !== '/control') {
    if (provider.controls.slow > 0)
      await new Promise((resolve) => setTimeout(resolve, provider.controls.slow));
    if (provider.controls.down) return json(503, { error: 'temporarily_unavailable' });
  }
  const form = Object.fromEntries(new URLSearchParams(body));
  return route(provider, { query: Object.fromEntries(searchParams), form, body, headers: request.headers });
}

async function readBody(request) {
  let body = '';
  for await (const chunk of request) {
    body += chunk;
    if (body.length > 100_000) throw new Error('the body is too large');
  }
  return body;
}

function closeServer(server) {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(resolve));
}

function clientCredentials(form, headers) {
  const basic = /^Basic (.+)$/i.exec(headers.authorization ?? '')?.[1];
  if (!basic) return { id: form.client_id, secret: form.client_secret };
  const [id, secret] = Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
  return { id, secret };
}

function backToApp(query, values) {
  const target = new URL(query.redirect_uri);
  for (const [name, value] of Object.entries({ state: query.state, ...values })) {
    if (value !== undefined) target.searchParams.set(name, value);
  }
  return { status: 302, headers: { location: target.href }, body: '' };
}

const promptsOf = (query) => (query.prompt ?? '').split(' ');
const randomId = (bytes) => randomBytes(bytes).toString('base64url');
const s256 = (verifier) => createHash('sha256').update(verifier).digest('base64url');
const json = (status, value) => ({
  status,
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(value),
});
const svg = (body) => ({ status: 200, headers: { 'content-type': 'image/svg+xml' }, body });
const html = (status, body) => ({ status, headers: { 'content-type': 'text/html; charset=utf-8' }, body });

function count(provider, name) {
  const { counts } = provider.controls;
  counts[name] = (counts[name] ?? 0) + 1;
}
