/**
 * OpenID Connect as a relying party: authorization code flow with PKCE (S256), nonce, state and RFC 9207. The branded
 * connectors are this one with their own rules; see OidcKind. Also the generic connector itself.
 */
import { createHash, X509Certificate } from 'node:crypto';
import { importPKCS8 } from 'jose';
import * as client from 'openid-client';
import { z } from 'zod';
import { SECOND, systemClock } from '../lib/clock.ts';
import { Refusal } from '../lib/errors.ts';
import { createToken } from '../lib/ids.ts';
import { readClaims } from './claims.ts';
import type {
  Claims,
  Connector,
  ExternalIdentity,
  Memory,
  Services,
  Setup,
  UpstreamTokens,
} from './connector.ts';
import { coversAddress } from './domains.ts';
import { refuse } from './errors.ts';
import { checkIdToken } from './id-token.ts';
import { openidLogo } from './logos.ts';
import { asRefusal, describeProvider, discoverAnew, type ProviderMetadata } from './provider.ts';

const BASE_SCOPES = ['openid', 'profile', 'email'];

/** What makes one kind of OpenID provider different from another. */
export type OidcKind = Pick<
  Connector,
  'providerName' | 'name' | 'description' | 'logo' | 'logoDark' | 'config'
> & {
  /** The issuer when it is not typed by the administrator. */
  readonly fixedIssuer?: (services: Pick<Services, 'googleWorkspaceIssuer'>) => string;
  /** Whether offline access is asked for by the scope `offline_access` (OpenID Connect Core 1.0, section 11). */
  readonly offlineScope: boolean;
  /** Parameters of the authorization request beside the protocol's own. */
  readonly parameters?: (setup: Setup) => Record<string, string>;
  /** Whether the provider vouches for the address, by the claims of the token that carried it. */
  readonly vouches: (claims: Claims, setup: Setup) => boolean;
  /** A last look at the ID token; throws a Refusal where this kind demands more than the protocol. */
  readonly admit?: (claims: Claims, setup: Setup) => void;
};

/** Extra scopes: a list separated by spaces. `offline_access` is a switch of its own, not a scope to type. */
const scopeSchema = z
  .string()
  .max(1000)
  .regex(/^[\x21\x23-\x5b\x5d-\x7e ]*$/, 'must be scopes separated by spaces')
  .describe('Extra scopes, separated by spaces. openid, profile and email are always asked for.');

/** Settings that every kind has. The client secret is kept apart, sealed. */
export const commonSettings = {
  clientId: z.string().trim().min(1).max(512).describe('Client ID that the provider gave you.'),
  scope: scopeSchema.optional(),
  offlineAccess: z
    .boolean()
    .optional()
    .describe('Ask for a refresh token, so that stored access tokens can be renewed without the user.'),
};

const SIGNED = 'private_key_jwt';

/** How the connector proves itself, for providers that take more than a secret. */
export const signingSetting = {
  clientAuthentication: z
    .enum(['client_secret', SIGNED])
    .optional()
    .describe(
      'How this server proves itself to the provider: with the client secret, or with a signature by the active signing key (private_key_jwt).',
    ),
};

/** An issuer that an administrator types: an absolute address without query and fragment. */
export const issuerSchema = z
  .string()
  .trim()
  .max(512)
  .refine(
    (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
    'must be an https address',
  )
  .refine((value) => !/[?#]/.test(value), 'must have no query and no fragment')
  .describe('Issuer of the provider: the address below which its discovery document lies.');

const scopesOf = (config: Claims, offlineScope: boolean): string => {
  const extra = typeof config.scope === 'string' ? config.scope.split(' ').filter(Boolean) : [];
  const offline = offlineScope && config.offlineAccess === true ? ['offline_access'] : [];
  return [...new Set([...BASE_SCOPES, ...extra, ...offline])].join(' ');
};

const textOf = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null);

/** Whether a configuration names the key as what the client proves itself with. */
const signs: Connector['signs'] = (config) => config.clientAuthentication === SIGNED;

/**
 * An assertion signed with the connector's key (RFC 7523). Providers find the key by the thumbprint of its
 * certificate, in the newer spelling or the older one, or by `kid`. It is meant for the token endpoint (OpenID Connect
 * Core 1.0, section 9); no other connector has the key, so it is good nowhere else.
 */
const signedProof = async ({ signingKey }: Setup, metadata: ProviderMetadata): Promise<client.ClientAuth> => {
  if (!signingKey) throw refuse('connector.signing_key_missing');
  const { privateKey, certificate, thumbprint } = signingKey;
  const known = metadata.raw.token_endpoint_auth_signing_alg_values_supported;
  const pss = Array.isArray(known) && known.includes('PS256') && !known.includes('RS256');
  const key = await importPKCS8(privateKey, pss ? 'PS256' : 'RS256');
  const der = new X509Certificate(certificate).raw;
  return client.PrivateKeyJwt(
    { key, kid: thumbprint },
    {
      [client.modifyAssertion]: (header, payload) => {
        header.x5t = createHash('sha1').update(der).digest('base64url');
        header['x5t#S256'] = thumbprint;
        payload.aud = metadata.tokenEndpoint;
      },
    },
  );
};

const secretProof = ({ secret }: Setup, metadata: ProviderMetadata): client.ClientAuth => {
  const methods = metadata.clientAuthentication;
  const post = methods?.includes('client_secret_post') && !methods.includes('client_secret_basic');
  return post ? client.ClientSecretPost(secret) : client.ClientSecretBasic(secret);
};

const clientOf = async (
  services: Services,
  setup: Setup,
  metadata: ProviderMetadata,
): Promise<client.Configuration> => {
  const isSigned = signs(setup.config);
  // The library reads the system's time; ours is the process's one clock. Never ahead of it: a proof from the next
  // second is refused.
  const system = systemClock.now();
  const skew = Math.floor((services.clock.now() - system) / SECOND);
  const configuration = new client.Configuration(
    metadata.raw as unknown as client.ServerMetadata,
    String(setup.config.clientId),
    {
      ...(isSigned ? {} : { client_secret: setup.secret }),
      [client.clockSkew]: skew,
      [client.clockTolerance]: 60,
    },
    isSigned ? await signedProof(setup, metadata) : secretProof(setup, metadata),
  );
  // safe-fetch decides about plain http: only hosts that the operator allowed are reached that way.
  client.allowInsecureRequests(configuration);
  configuration[client.customFetch] = (url, options) =>
    services.outgoing(url, {
      method: options.method,
      headers: options.headers,
      body: options.body as string | URLSearchParams | undefined,
    });
  return configuration;
};

const unavailable = (reason: string, cause: unknown) =>
  refuse('connector.provider_unavailable', { reason }, { cause });
const distrust = (reason: string, cause: unknown) =>
  refuse('connector.answer_not_trusted', { reason }, { cause });

const CHECKS: Record<string, string> = {
  OAUTH_JWT_CLAIM_COMPARISON_FAILED: 'a claim of its ID token is wrong',
  OAUTH_JWT_TIMESTAMP_CHECK_FAILED: 'a time in its ID token is wrong',
  OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED: 'its answers speak of different users',
  OAUTH_INVALID_RESPONSE: 'its answer is not complete, or comes from another provider',
  OAUTH_UNSUPPORTED_OPERATION: 'its answer uses something that is not allowed',
  OAUTH_PARSE_ERROR: 'its answer cannot be read',
  OAUTH_RESPONSE_IS_NOT_CONFORM: 'it answered with an unexpected status',
  OAUTH_RESPONSE_IS_NOT_JSON: 'it did not answer with JSON',
};
const TRANSPORT = /^OAUTH_(PARSE_ERROR|RESPONSE_IS_NOT)/;

const clean = (value: unknown): string | undefined =>
  typeof value === 'string' ? value.replace(/[^\x20-\x7e\u00a0-\uffff]/g, ' ').slice(0, 300) : undefined;

/** Refusals for what the library throws. Its messages may quote the provider, so only its codes are used. */
const translate = (error: unknown): Refusal => {
  for (let inner: unknown = error; inner instanceof Error; inner = inner.cause) {
    if (inner instanceof Refusal) return asRefusal(inner);
  }
  if (error instanceof client.AuthorizationResponseError) {
    const data = { error: clean(error.error) ?? 'unknown', errorDescription: clean(error.error_description) };
    return refuse('connector.provider_refused', data, { cause: error });
  }
  if (error instanceof client.ResponseBodyError) {
    return unavailable(`its token endpoint said ${clean(error.error) ?? 'no'}`, error);
  }
  const code = (error as { code?: unknown }).code;
  if (typeof code === 'string') {
    const reason = CHECKS[code] ?? 'its answer is not as the protocol says';
    return TRANSPORT.test(code) ? unavailable(reason, error) : distrust(reason, error);
  }
  return unavailable('its answer is not as the protocol says', error);
};

const tokensOf = (
  answer: client.TokenEndpointResponse,
  now: number,
  before?: UpstreamTokens,
): UpstreamTokens => {
  const lifetime = Number(answer.expires_in);
  return {
    accessToken: answer.access_token,
    refreshToken: textOf(answer.refresh_token) ?? before?.refreshToken ?? null,
    idToken: textOf(answer.id_token) ?? before?.idToken ?? null,
    scope: textOf(answer.scope) ?? before?.scope ?? null,
    tokenType: /^bearer$/i.test(answer.token_type) ? 'Bearer' : answer.token_type,
    expiresAt: Number.isFinite(lifetime) && lifetime > 0 ? now + Math.floor(lifetime) * SECOND : null,
  };
};

const callbackOf = (arrival: Readonly<Record<string, unknown>>, memory: Memory): URL => {
  const url = new URL(memory.redirectUri);
  for (const [name, value] of Object.entries(arrival)) {
    for (const one of Array.isArray(value) ? value : [value]) {
      if (typeof one === 'string') url.searchParams.append(name, one);
    }
  }
  const states = url.searchParams.getAll('state');
  if (states.length !== 1 || states[0] !== memory.state) throw refuse('connector.state_mismatch');
  return url;
};

/** Makes a connector of a kind of OpenID provider. */
export const oidcConnector = (kind: OidcKind): Connector => {
  const issuer: Connector['issuer'] = (config, services) =>
    kind.fixedIssuer?.(services) ?? textOf(config.issuer) ?? undefined;

  const metadataOf = async (services: Services, setup: Setup): Promise<ProviderMetadata> => {
    try {
      return await describeProvider(services, setup, String(issuer(setup.config, services)));
    } catch (error) {
      throw asRefusal(error);
    }
  };

  const begin: Connector['begin'] = async (services, setup, { redirectUri, state, email }) => {
    const metadata = await metadataOf(services, setup);
    const memory = {
      issuer: metadata.issuer,
      state,
      nonce: createToken(),
      codeVerifier: createToken(),
      redirectUri,
    };
    const departure = client.buildAuthorizationUrl(await clientOf(services, setup, metadata), {
      scope: scopesOf(setup.config, kind.offlineScope),
      redirect_uri: redirectUri,
      state,
      nonce: memory.nonce,
      code_challenge: await client.calculatePKCECodeChallenge(memory.codeVerifier),
      code_challenge_method: 'S256',
      ...(kind.offlineScope && setup.config.offlineAccess === true ? { prompt: 'consent' } : {}),
      ...kind.parameters?.(setup),
      ...(email !== null && coversAddress(setup.domains, email) ? { login_hint: email } : {}),
    });
    return { departure: departure.href, memory };
  };

  const finish: Connector['finish'] = async (services, setup, arrival, memory) => {
    const callback = callbackOf(arrival, memory);
    const metadata = await metadataOf(services, setup);
    if (metadata.issuer !== memory.issuer) throw refuse('connector.state_mismatch');
    const configuration = await clientOf(services, setup, metadata);
    try {
      const answer = await client.authorizationCodeGrant(configuration, callback, {
        pkceCodeVerifier: memory.codeVerifier,
        expectedNonce: memory.nonce,
        expectedState: memory.state,
        idTokenExpected: true,
      });
      const idClaims = await checkIdToken(services, setup, metadata, {
        clientId: String(setup.config.clientId),
        nonce: memory.nonce,
        idToken: String(answer.id_token),
        accessToken: answer.access_token,
      });
      kind.admit?.(idClaims, setup);
      const userinfo: Claims = metadata.userinfoEndpoint
        ? await client.fetchUserInfo(configuration, answer.access_token, idClaims.sub)
        : {};
      return {
        identity: identityOf(kind, setup, metadata, idClaims, userinfo),
        tokens: tokensOf(answer, services.clock.now()),
      };
    } catch (error) {
      throw translate(error);
    }
  };

  const refresh: Connector['refresh'] = async (services, setup, tokens) => {
    const metadata = await metadataOf(services, setup);
    if (tokens.refreshToken === null) throw refuse('connector.refresh_rejected');
    try {
      const configuration = await clientOf(services, setup, metadata);
      const answer = await client.refreshTokenGrant(configuration, tokens.refreshToken);
      return tokensOf(answer, services.clock.now(), tokens);
    } catch (error) {
      if (error instanceof client.ResponseBodyError && error.error === 'invalid_grant') {
        throw refuse('connector.refresh_rejected', undefined, { cause: error });
      }
      throw translate(error);
    }
  };

  return {
    ...kind,
    providerType: 'oidc',
    canSign: 'clientAuthentication' in kind.config.shape,
    signs,
    issuer,
    missing: (config) =>
      [...(kind.fixedIssuer ? [] : ['issuer']), 'clientId'].filter((name) => textOf(config[name]) === null),
    check: async (services, setup) => {
      const { algorithms, clientAuthentication, raw, ...checked } = await discoverAnew(
        services,
        setup,
        String(issuer(setup.config, services)),
      );
      if (signs(setup.config) && clientAuthentication && !clientAuthentication.includes(SIGNED)) {
        throw refuse('connector.discovery_invalid', {
          issuer: checked.issuer,
          reason: `its token endpoint takes no ${SIGNED}`,
        });
      }
      return checked;
    },
    begin,
    finish,
    refresh,
  };
};

const identityOf = (
  kind: OidcKind,
  setup: Setup,
  metadata: ProviderMetadata,
  idClaims: Claims & { sub: string },
  userinfo: Claims,
): ExternalIdentity => {
  // An address and the word for it must come from the same answer.
  const carrier = textOf(idClaims.email) === null ? userinfo : idClaims;
  return {
    issuer: metadata.issuer,
    subject: idClaims.sub,
    ...readClaims({ ...idClaims, ...userinfo }, carrier),
    emailVouched: textOf(carrier.email) !== null && kind.vouches(carrier, setup),
  };
};

/** A true claim, also in the spellings that providers use. */
export const isTrue = (value: unknown): boolean =>
  value === true || value === 'true' || value === 1 || value === '1';

/** `email_verified`, or the administrator's trust where the provider says nothing. An explicit `false` stays false. */
export const vouchesOrTrusted: OidcKind['vouches'] = (claims, { config }) =>
  isTrue(claims.email_verified) ||
  (claims.email_verified === undefined && config.trustUnverifiedEmail === true);

export const trustSetting = {
  trustUnverifiedEmail: z
    .boolean()
    .optional()
    .describe('Believe addresses of this provider although it does not say whether they were verified.'),
};

export const genericOidc = oidcConnector({
  providerName: 'OIDC',
  name: 'OpenID Connect',
  description: 'Any identity provider that speaks OpenID Connect.',
  ...openidLogo,
  config: z.object({ ...commonSettings, ...signingSetting, issuer: issuerSchema, ...trustSetting }),
  offlineScope: true,
  vouches: vouchesOrTrusted,
});
