/**
 * A stand-in for an OpenID provider on loopback, for tests: correct until a test bends it. It signs what it is told
 * to sign, so that every forgery of the requirements can be tried, and counts who asked for what.
 */
import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createLocalJWKSet,
  exportJWK,
  generateKeyPair,
  type JWK,
  jwtVerify,
  type ProtectedHeaderParameters,
  SignJWT,
} from 'jose';

type Json = Record<string, unknown>;
type Name = 'discovery' | 'jwks' | 'authorize' | 'token' | 'userinfo';
type Key = { kid: string; privateKey: CryptoKey; jwk: JWK };

/** What a test bends; reset by `straighten`. */
export type Bend = {
  discovery?: (document: Json) => Json;
  claims?: (claims: Json) => Json;
  header?: (header: Json) => Json;
  /** Makes the whole ID token. */
  idToken?: (claims: Json, key: Key) => Promise<string> | string;
  token?: (answer: Json) => Json;
  userinfo?: (claims: Json) => Json;
  /** Changes the parameters of the way back. */
  callback?: (parameters: URLSearchParams) => void;
  keys?: (keys: JWK[]) => unknown[];
  status?: Partial<Record<Name, number>>;
  body?: Partial<Record<Name, string>>;
  redirect?: Partial<Record<Name, string>>;
  /** Milliseconds before the answer. */
  delay?: Partial<Record<Name, number>>;
  /** Seconds that access tokens live. */
  lifetime?: number;
  /** Whether refresh tokens may be used once only. */
  rotate?: boolean;
};

type Grant = {
  nonce: string | undefined;
  scope: string;
  offline: boolean;
  person: Json;
  challenge: string;
  redirectUri: string;
};

export type FakeIdp = {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Claims of whoever signs in next. */
  person: Json;
  bend: Bend;
  readonly counts: Record<Name, number>;
  /** The last authorization request that came. */
  readonly seen: {
    authorize: URLSearchParams | undefined;
    refreshTokens: string[];
    /** Headers of the client's assertions that were good. */
    assertions: ProtectedHeaderParameters[];
    /** Secrets that came in forms and headers. */
    secrets: number;
  };
  /** The client's public keys; with one, its assertions are believed (RFC 7523), each once. */
  clientKeys: JWK[];
  /** New signing key; the old one is no longer published. */
  rotateKeys: () => Promise<void>;
  /** What a browser does at the provider: asks, signs in as `person`, and is sent back. Answers the way back. */
  authorize: (departure: string) => Promise<URL>;
  straighten: () => void;
  close: () => Promise<void>;
};

const createKey = async (): Promise<Key> => {
  const { publicKey, privateKey } = await generateKeyPair('ES256', { extractable: true });
  const kid = randomUUID();
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg: 'ES256', use: 'sig' } };
};

const readBody = async (request: IncomingMessage): Promise<URLSearchParams> => {
  let text = '';
  for await (const chunk of request) text += chunk;
  return new URLSearchParams(text);
};

/** Starts a provider. `clock` is the application's, so that both agree when a test turns it. */
export const startIdp = async (
  clock: { now: () => number } = { now: () => Date.now() },
): Promise<FakeIdp> => {
  let key = await createKey();
  let issuer = '';
  const clientId = 'client-of-genkan';
  const clientSecret = `planted-${randomUUID()}`;
  const codes = new Map<string, Grant>();
  const refreshTokens = new Map<string, Grant>();
  const accessTokens = new Map<string, Json>();
  const counts = { discovery: 0, jwks: 0, authorize: 0, token: 0, userinfo: 0 };
  const seen: FakeIdp['seen'] = { authorize: undefined, refreshTokens: [], assertions: [], secrets: 0 };
  const assertionIds = new Set<string>();

  const seconds = () => Math.floor(clock.now() / 1000);

  const discovery = (): Json => ({
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    userinfo_endpoint: `${issuer}/userinfo`,
    jwks_uri: `${issuer}/jwks`,
    id_token_signing_alg_values_supported: ['ES256', 'RS256'],
    response_types_supported: ['code'],
    subject_types_supported: ['public'],
    token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'private_key_jwt'],
    authorization_response_iss_parameter_supported: true,
  });

  const authorize = (query: URLSearchParams): string => {
    seen.authorize = query;
    const redirectUri = query.get('redirect_uri') ?? '';
    const code = randomUUID();
    const scope = query.get('scope') ?? '';
    codes.set(code, {
      nonce: query.get('nonce') ?? undefined,
      scope,
      offline:
        query.get('prompt') === 'consent' &&
        (query.get('access_type') === 'offline' || scope.split(' ').includes('offline_access')),
      person: { ...idp.person },
      challenge: query.get('code_challenge') ?? '',
      redirectUri,
    });
    const back = new URL(redirectUri);
    back.searchParams.set('code', code);
    back.searchParams.set('state', query.get('state') ?? '');
    back.searchParams.set('iss', issuer);
    idp.bend.callback?.(back.searchParams);
    return back.href;
  };

  const signIdToken = async (grant: Grant): Promise<string> => {
    const honest: Json = {
      iss: issuer,
      aud: clientId,
      iat: seconds(),
      exp: seconds() + 600,
      ...(grant.nonce === undefined ? {} : { nonce: grant.nonce }),
      ...grant.person,
    };
    const claims = idp.bend.claims?.(honest) ?? honest;
    if (idp.bend.idToken) return idp.bend.idToken(claims, key);
    const header = { alg: 'ES256', kid: key.kid, typ: 'JWT' };
    return new SignJWT(claims)
      .setProtectedHeader((idp.bend.header?.(header) ?? header) as { alg: string })
      .sign(key.privateKey);
  };

  const giveTokens = async (
    grant: Grant,
    withIdToken: boolean,
    refreshToken: string | undefined,
  ): Promise<Json> => {
    const accessToken = `upstream-access-${randomUUID()}`;
    accessTokens.set(accessToken, grant.person);
    if (refreshToken) refreshTokens.set(refreshToken, grant);
    const answer: Json = {
      access_token: accessToken,
      token_type: 'Bearer',
      expires_in: idp.bend.lifetime ?? 3600,
      scope: grant.scope,
      ...(refreshToken ? { refresh_token: refreshToken } : {}),
      ...(withIdToken ? { id_token: await signIdToken(grant) } : {}),
    };
    return idp.bend.token?.(answer) ?? answer;
  };

  const isAssertion = async (assertion: string): Promise<boolean> => {
    const keys = createLocalJWKSet({ keys: idp.clientKeys });
    const verified = await jwtVerify(assertion, keys, {
      issuer: clientId,
      subject: clientId,
      audience: `${issuer}/token`,
      requiredClaims: ['exp', 'iat', 'jti'],
      currentDate: new Date(clock.now()),
    }).catch(() => undefined);
    const id = verified?.payload.jti;
    if (!verified || !id || assertionIds.has(id)) return false;
    assertionIds.add(id);
    seen.assertions.push(verified.protectedHeader);
    return true;
  };

  const isClient = async (request: IncomingMessage, form: URLSearchParams): Promise<boolean> => {
    if (request.headers.authorization || form.has('client_secret')) seen.secrets += 1;
    if (form.get('client_assertion_type') === 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer')
      return isAssertion(form.get('client_assertion') ?? '');
    const basic = /^Basic (.+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (basic) {
      const [id, secret] = Buffer.from(basic, 'base64').toString().split(':').map(decodeURIComponent);
      return id === clientId && secret === clientSecret;
    }
    return form.get('client_id') === clientId && form.get('client_secret') === clientSecret;
  };

  const token = async (request: IncomingMessage): Promise<[number, Json]> => {
    const form = await readBody(request);
    if (!(await isClient(request, form))) return [401, { error: 'invalid_client' }];
    if (form.get('grant_type') === 'refresh_token') {
      const presented = form.get('refresh_token') ?? '';
      seen.refreshTokens.push(presented);
      const grant = refreshTokens.get(presented);
      if (!grant) return [400, { error: 'invalid_grant' }];
      if (idp.bend.rotate) refreshTokens.delete(presented);
      return [
        200,
        await giveTokens(grant, false, idp.bend.rotate ? `upstream-refresh-${randomUUID()}` : undefined),
      ];
    }
    const grant = codes.get(form.get('code') ?? '');
    codes.delete(form.get('code') ?? '');
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url');
    if (!grant || grant.challenge !== challenge || grant.redirectUri !== form.get('redirect_uri')) {
      return [400, { error: 'invalid_grant' }];
    }
    return [
      200,
      await giveTokens(grant, true, grant.offline ? `upstream-refresh-${randomUUID()}` : undefined),
    ];
  };

  const userinfo = (request: IncomingMessage): [number, Json] => {
    const person = accessTokens.get((request.headers.authorization ?? '').replace(/^Bearer /, ''));
    return person ? [200, idp.bend.userinfo?.(person) ?? person] : [401, { error: 'invalid_token' }];
  };

  const nameOf = (path: string): Name | undefined =>
    path === '/.well-known/openid-configuration'
      ? 'discovery'
      : (['jwks', 'authorize', 'token', 'userinfo'] as const).find((name) => path === `/${name}`);

  const content = async (name: Name, request: IncomingMessage): Promise<[number, unknown]> => {
    switch (name) {
      case 'discovery':
        return [200, idp.bend.discovery?.(discovery()) ?? discovery()];
      case 'jwks':
        return [200, { keys: idp.bend.keys?.([key.jwk]) ?? [key.jwk] }];
      case 'token':
        return token(request);
      default:
        return userinfo(request);
    }
  };

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const url = new URL(request.url ?? '/', issuer);
    const name = nameOf(url.pathname);
    if (!name) return void response.writeHead(404).end();
    counts[name] += 1;
    const { delay, redirect, status, body } = idp.bend;
    if (delay?.[name]) await new Promise((resolve) => setTimeout(resolve, delay[name]));
    if (redirect?.[name]) return void response.writeHead(302, { location: redirect[name] }).end();
    if (name === 'authorize' && status?.authorize === undefined) {
      return void response.writeHead(302, { location: authorize(url.searchParams) }).end();
    }
    const [code, value] = await content(name, request);
    response.writeHead(status?.[name] ?? code, { 'content-type': 'application/json' });
    response.end(body?.[name] ?? JSON.stringify(value));
  };

  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

  const idp: FakeIdp = {
    issuer,
    clientId,
    clientSecret,
    person: { sub: 'person-1', email: 'taro@acme.test', email_verified: true, name: 'Taro', hd: 'acme.test' },
    bend: {},
    clientKeys: [],
    counts,
    seen,
    rotateKeys: async () => {
      key = await createKey();
    },
    authorize: async (departure) => {
      const answer = await fetch(departure, { redirect: 'manual' });
      const location = answer.headers.get('location');
      if (!location) throw new Error(`the provider answered ${answer.status}: ${await answer.text()}`);
      return new URL(location);
    },
    straighten: () => {
      idp.bend = {};
    },
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return idp;
};
