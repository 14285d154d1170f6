/**
 * What is measured. Each scenario is one task for the load generator that checks its own answer's status and body.
 * Every request carries a user agent of its own; `acknowledged` collects those whose answer promises an audit row.
 */
import { createHash, randomBytes } from 'node:crypto';
import { cookieHeader, header, keepCookies, openConnection } from './client.mjs';

const password = 'bench-8f2a-correct-horse';
const managementApi = 'https://default.logto.app/api';
const api = 'https://bench.example/api';
const organizationRequest = {
  scope: 'openid offline_access profile urn:logto:scope:organizations',
  resource: 'urn:logto:resource:organizations',
};
const redirectUri = 'http://localhost:3000/callback';
const userCount = 40;
const formType = 'application/x-www-form-urlencoded';

let serial = 0;
const nextAgent = () => `bench/${process.pid}-${++serial}`;

function expect(answer, status, wanted) {
  if (answer.status !== status || (wanted && !wanted.test(answer.body))) {
    throw new Error(
      `expected ${status}, got ${answer.status}: ${answer.head.split('\r\n')[0]} ${answer.body.slice(0, 400)}`,
    );
  }
  return answer;
}

/** Makes users, a traditional app, a single-page app and an M2M client through the Management API. */
export async function prepare(connection, machine) {
  const basic = Buffer.from(`${machine.id}:${machine.secret}`).toString('base64');
  const given = await connection.request('POST', '/oidc/token', {
    headers: { 'content-type': formType, authorization: `Basic ${basic}` },
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      resource: managementApi,
      scope: 'all',
    }).toString(),
  });
  const token = JSON.parse(expect(given, 200).body).access_token;
  const call = async (method, path, value) => {
    const answer = await connection.request(method, `/api/${path}`, {
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      body: JSON.stringify(value),
    });
    if (answer.status >= 300) throw new Error(`${method} ${path}: ${answer.status} ${answer.body}`);
    return answer.body ? JSON.parse(answer.body) : undefined;
  };
  const oidcClientMetadata = { redirectUris: [redirectUri], postLogoutRedirectUris: [] };
  const web = await call('POST', 'applications', {
    name: 'Bench web',
    type: 'Traditional',
    oidcClientMetadata,
  });
  const spa = await call('POST', 'applications', { name: 'Bench SPA', type: 'SPA', oidcClientMetadata });
  const users = Array.from({ length: userCount }, (_, index) => `bench_user_${index}`);
  const made = [];
  for (const username of users) made.push(await call('POST', 'users', { username, password }));
  const exchanger = await call('POST', 'applications', {
    name: 'Bench exchange',
    type: 'Traditional',
    oidcClientMetadata,
    customClientMetadata: { allowTokenExchange: true },
  });
  const organization = await call('POST', 'organizations', { name: 'Bench' });
  await call('POST', `organizations/${organization.id}/users`, { userIds: made.map(({ id }) => id) });
  const resource = await call('POST', 'resources', { name: 'Bench API', indicator: api });
  const { value: personalToken } = await call('POST', `users/${made[0].id}/personal-access-tokens`, {
    name: 'bench',
  });
  return { basic, web, spa, exchanger, organization, resource, personalToken, users, token, port: undefined };
}

const basicOf = ({ id, secret }) => `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}`;
const form = (values) => new URLSearchParams(values).toString();

/** A resource server asks about a user's opaque access token (RFC 7662). */
export async function introspection(world, port) {
  const ahead = openConnection(port);
  const { access_token: token } = await signIn(ahead, port, world.web, world.users[0]);
  ahead.close();
  const headers = { 'content-type': formType, authorization: basicOf(world.web) };
  return async (connection) => {
    const answer = await connection.request('POST', '/oidc/token/introspection', {
      headers,
      body: form({ token }),
    });
    expect(answer, 200, /"active":true/);
  };
}

/** A confidential client's refresh token for an organization token: membership and roles are read at each issue. */
export async function organizationToken(world, port, connections = 32) {
  const ahead = openConnection(port);
  const held = [];
  for (let worker = 0; worker < connections; worker += 1) {
    const user = world.users[worker % userCount];
    held.push((await signIn(ahead, port, world.web, user, nextAgent(), organizationRequest)).refresh_token);
  }
  ahead.close();
  const headers = { 'content-type': formType, authorization: basicOf(world.web) };
  return async (connection, worker) => {
    const answer = await connection.request('POST', '/oidc/token', {
      headers,
      body: form({
        grant_type: 'refresh_token',
        refresh_token: held[worker],
        organization_id: world.organization.id,
      }),
    });
    expect(answer, 200, /"access_token":"[\w-]+\.[\w-]+\.[\w-]+"/);
  };
}

/** A personal access token for a signed one of an API (RFC 8693). */
export function tokenExchange(world) {
  const headers = { 'content-type': formType, authorization: basicOf(world.exchanger) };
  const body = form({
    grant_type: 'urn:ietf:params:oauth:grant-type:token-exchange',
    subject_token: world.personalToken,
    subject_token_type: 'urn:logto:token-type:personal_access_token',
    resource: api,
  });
  return async (connection) => {
    const answer = await connection.request('POST', '/oidc/token', { headers, body });
    expect(answer, 200, /"access_token":"[\w-]+\.[\w-]+\.[\w-]+"/);
  };
}

/** Machine to machine: one JWT access token for the Management API. */
export function clientCredentials({ basic }, acknowledged) {
  const body = new URLSearchParams({
    grant_type: 'client_credentials',
    resource: managementApi,
    scope: 'all',
  }).toString();
  return async (connection) => {
    const agent = nextAgent();
    const answer = await connection.request('POST', '/oidc/token', {
      headers: { 'content-type': formType, authorization: `Basic ${basic}`, 'user-agent': agent },
      body,
    });
    expect(answer, 200, /"access_token":"[\w-]+\.[\w-]+\.[\w-]+"/);
    acknowledged?.add(agent);
  };
}

/** Each connection renews its own grant again and again; the public client's refresh token rotates every time. */
export async function refresh(world, port, acknowledged, connections = 32) {
  const ahead = openConnection(port);
  const held = [];
  for (let worker = 0; worker < connections; worker += 1) {
    held.push((await signIn(ahead, port, world.spa, world.users[worker % userCount])).refresh_token);
  }
  ahead.close();
  return async (connection, worker) => {
    const agent = nextAgent();
    const answer = await connection.request('POST', '/oidc/token', {
      headers: { 'content-type': formType, 'user-agent': agent },
      body: new URLSearchParams({
        grant_type: 'refresh_token',
        client_id: world.spa.id,
        refresh_token: held[worker],
      }).toString(),
    });
    const { refresh_token: next, access_token: token } = JSON.parse(expect(answer, 200).body);
    if (!next || next === held[worker] || !token)
      throw new Error(`the refresh token did not rotate: ${answer.body}`);
    held[worker] = next;
    acknowledged?.add(agent);
  };
}

/** A whole password sign-in by a new browser: authorization, Experience API, code, tokens. */
export function passwordSignIn(world, port, acknowledged) {
  return async (connection, worker) => {
    const agent = nextAgent();
    await signIn(connection, port, world.web, world.users[worker % userCount], agent);
    acknowledged?.add(agent);
  };
}

export function discovery() {
  return async (connection) => {
    expect(
      await connection.request('GET', '/oidc/.well-known/openid-configuration'),
      200,
      /"token_endpoint"/,
    );
  };
}

/** The page itself, as a browser with a running interaction asks for it. */
export async function signInPage(connection, world) {
  const jar = new Map();
  await authorize(connection, jar, world.web, 'x'.repeat(43), nextAgent());
  const cookie = cookieHeader(jar);
  return async (other) => {
    expect(
      await other.request('GET', '/sign-in', { headers: { cookie, accept: 'text/html' } }),
      200,
      /genkan-boot/,
    );
  };
}

/** Scripts and styles of the sign-in page as a browser loads them: their number, and their size gzipped. */
export async function signInPageWeight(connection, world, gzip) {
  const jar = new Map();
  await authorize(connection, jar, world.web, 'x'.repeat(43), nextAgent());
  const page = await connection.request('GET', '/sign-in', {
    headers: { cookie: cookieHeader(jar), accept: 'text/html' },
  });
  const assets = [...expect(page, 200).body.matchAll(/(?:src|href)="(\/[^"]+\.(?:js|css))"/g)].map(
    ([, path]) => path,
  );
  let bytes = 0;
  for (const path of new Set(assets)) {
    bytes += gzip(expect(await connection.request('GET', path), 200).body).length;
  }
  return { requests: 1 + new Set(assets).size, gzipBytes: bytes, htmlGzipBytes: gzip(page.body).length };
}

const challengeOf = (verifier) => createHash('sha256').update(verifier).digest('base64url');

async function authorize(connection, jar, app, verifier, agent, more = {}) {
  const query = new URLSearchParams({
    client_id: app.id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid offline_access profile',
    prompt: 'consent',
    code_challenge: challengeOf(verifier),
    code_challenge_method: 'S256',
    state: 'bench',
    ...more,
  });
  const answer = await connection.request('GET', `/oidc/auth?${query}`, { headers: { 'user-agent': agent } });
  if (answer.status !== 302 && answer.status !== 303) expect(answer, 303);
  keepCookies(jar, answer);
}

async function signIn(connection, port, app, username, agent = nextAgent(), more = {}) {
  const jar = new Map();
  const verifier = randomBytes(32).toString('base64url');
  await authorize(connection, jar, app, verifier, agent, more);
  const call = async (method, path, value) => {
    const answer = await connection.request(method, `/api/experience${path}`, {
      headers: {
        'content-type': 'application/json',
        cookie: cookieHeader(jar),
        origin: `http://localhost:${port}`,
        'user-agent': agent,
      },
      body: value === undefined ? undefined : JSON.stringify(value),
    });
    keepCookies(jar, answer);
    if (answer.status >= 300) expect(answer, 200);
    return answer.body ? JSON.parse(answer.body) : undefined;
  };
  await call('PUT', '', { interactionEvent: 'SignIn' });
  const identifier = { type: 'username', value: username };
  const { verificationId } = await call('POST', '/verification/password', { identifier, password });
  await call('POST', '/identification', { verificationId });
  const { redirectTo } = await call('POST', '/submit');
  const { pathname, search } = new URL(redirectTo, `http://localhost:${port}`);
  const back = await connection.request('GET', pathname + search, {
    headers: { cookie: cookieHeader(jar), 'user-agent': agent },
  });
  const location = header(back, 'location') ?? '';
  const code = URL.canParse(location) ? new URL(location).searchParams.get('code') : null;
  if (!code) throw new Error(`no code came back: ${back.status} ${location} ${back.body.slice(0, 300)}`);
  const answer = await connection.request('POST', '/oidc/token', {
    headers: { 'content-type': formType, 'user-agent': agent },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: app.id,
      ...(app.secret ? { client_secret: app.secret } : {}),
      code,
      code_verifier: verifier,
      redirect_uri: redirectUri,
    }).toString(),
  });
  const tokens = JSON.parse(expect(answer, 200, /"id_token"/).body);
  if (!tokens.refresh_token) throw new Error('no refresh token came');
  return tokens;
}
