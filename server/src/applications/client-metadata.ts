/**
 * What may be registered for an OAuth client: redirect addresses (RFC 6749 §3.1.2, RFC 9700 §4.1, RFC 8252 §7.1),
 * CORS origins, token lifetimes, keys and what requests have to be. Pure. Only settings that have an effect exist; unknown ones are refused.
 */
import { createPublicKey } from 'node:crypto';
import { z } from 'zod';
import { refuse } from './errors.ts';

const MAX_URI = 2048;
const MAX_LIST = 100;
/** Schemes that a browser executes or reads locally: a code sent there would run or stay. */
const DANGEROUS = new Set([
  'javascript:',
  'data:',
  'vbscript:',
  'file:',
  'blob:',
  'about:',
  'ws:',
  'wss:',
  'ftp:',
  'view-source:',
]);
const LOOPBACK = /^(localhost|127\.\d{1,3}\.\d{1,3}\.\d{1,3}|\[::1\]|.+\.localhost)$/;

const problemOfUrl = (text: string): string | undefined => {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is being refused.
  if (/[\u0000-\u0020\u007f-\u{10ffff}\\]/u.test(text))
    return 'must not contain spaces, backslashes or non-ASCII characters';
  if (!URL.canParse(text)) return 'must be an absolute URL';
  if (text.includes('*')) return 'must not contain a wildcard: register each address';
  if (text.includes('#')) return 'must not have a fragment';
  const url = new URL(text);
  if (url.username !== '' || url.password !== '') return 'must not carry a user name or password';
  return undefined;
};

/** Why an address cannot be a redirect target; undefined when it can. */
export const redirectUriProblem = (text: string): string | undefined => {
  const problem = problemOfUrl(text);
  if (problem) return problem;
  const { protocol, hostname } = new URL(text);
  if (protocol === 'https:') return undefined;
  if (protocol === 'http:') {
    return LOOPBACK.test(hostname) ? undefined : 'must use https; plain http is for loopback hosts alone';
  }
  return DANGEROUS.has(protocol) ? `must not use the scheme ${protocol}` : undefined;
};

/** Why an origin cannot be allowed to call us from a browser; undefined when it can. */
export const corsOriginProblem = (text: string): string | undefined => {
  const problem = problemOfUrl(text);
  if (problem) return problem;
  const url = new URL(text);
  if (url.origin === 'null') return 'must be an http or https origin';
  if (text !== url.origin) return `must be exactly an origin, such as ${url.origin}`;
  if (url.protocol === 'http:' && !LOOPBACK.test(url.hostname))
    return 'must use https; plain http is for loopback hosts alone';
  return undefined;
};

/**
 * What a client calls itself. People are shown where it comes from beside it, so no character in it may turn what follows
 * around or push it off the line.
 */
export const selfGivenName = z
  .string()
  .trim()
  .min(1)
  .max(256)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]*$/u, 'must be one line of plain characters');

const checked = (problemOf: (text: string) => string | undefined) =>
  z
    .string()
    .min(1)
    .max(MAX_URI)
    .superRefine((text, check) => {
      const message = problemOf(text);
      if (message) check.addIssue({ code: 'custom', message });
    });

const unique = (list: readonly string[]) => new Set(list).size === list.length;
const listOf = (problemOf: (text: string) => string | undefined) =>
  z.array(checked(problemOf)).max(MAX_LIST).refine(unique, 'must not name an address twice');

/** Why an address cannot be one of the web (keys, logo, logout notices); undefined when it can. */
const webUriProblem = (text: string): string | undefined => {
  const problem = redirectUriProblem(text);
  if (problem) return problem;
  return /^https?:/i.test(text) ? undefined : 'must be an http or https address';
};

const MAX_KEYS = 20;
const KEY_KINDS = new Set(['EC', 'RSA', 'OKP']);
const PRIVATE_PARTS = ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k', 'oth'];

/** Why a key cannot be a client's public key (RFC 7517 §4); undefined when it can. */
const jwkProblem = (key: Record<string, unknown>): string | undefined => {
  if (!KEY_KINDS.has(String(key.kty))) return 'must be an EC, RSA or OKP key';
  if (PRIVATE_PARTS.some((part) => part in key)) return 'must be a public key: the private part stays secret';
  try {
    createPublicKey({ key, format: 'jwk' });
    return undefined;
  } catch {
    return 'is not a key that can be read';
  }
};

const jwksInput = z.strictObject({
  keys: z
    .array(
      z.record(z.string(), z.unknown()).superRefine((key, check) => {
        const message = jwkProblem(key);
        if (message) check.addIssue({ code: 'custom', message });
      }),
    )
    .min(1)
    .max(MAX_KEYS)
    .refine((keys) => JSON.stringify(keys).length <= 32_768, 'must be at most 32 KiB of JSON'),
});

/** Where the browser may be sent back to and what else is fetched from or sent to the client. What is left out stays. */
export const oidcClientMetadataInput = z.strictObject({
  redirectUris: listOf(redirectUriProblem).optional(),
  postLogoutRedirectUris: listOf(redirectUriProblem).optional(),
  /** Where the end of a session is told (OpenID Connect Back-Channel Logout 1.0 §2.2); empty takes it away. */
  backchannelLogoutUri: checked(webUriProblem).or(z.literal('')).optional(),
  /** Whether ID tokens and logout notices name the session (`sid`). */
  backchannelLogoutSessionRequired: z.boolean().optional(),
  /** The logo that the consent page shows; empty takes it away. */
  logoUri: checked(webUriProblem).or(z.literal('')).optional(),
});

type OidcClientMetadata = {
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  backchannelLogoutUri?: string;
  backchannelLogoutSessionRequired?: boolean;
  logoUri?: string;
};

/** What is known with what is said now; an empty address takes itself away. */
export const mergeClientMetadata = (
  known: OidcClientMetadata,
  said: z.infer<typeof oidcClientMetadataInput> = {},
): OidcClientMetadata => {
  const merged = Object.entries({ ...known, ...said }).map(
    ([name, value]) => [name, value ?? known[name as keyof OidcClientMetadata]] as const,
  );
  return Object.fromEntries(
    merged.filter(([, value]) => value !== undefined && value !== ''),
  ) as OidcClientMetadata;
};

/** Settings of one client; the whole object is replaced, and what is left out has the server's default. */
export const customClientMetadataInput = z.strictObject({
  /** Origins whose pages may call `/oidc` and `/api` from a browser. */
  corsAllowedOrigins: listOf(corsOriginProblem).optional(),
  /** Seconds an ID token is good for; 3600 unless told. */
  idTokenTtl: z.number().int().min(60).max(86_400).optional(),
  /** Seconds a refresh token is good for, where no days are told; the wire contract's older way. */
  refreshTokenTtl: z.number().int().min(60).max(15_552_000).optional(),
  /** Days a family of refresh tokens lives; 14 unless told. */
  refreshTokenTtlInDays: z.number().int().min(1).max(180).optional(),
  /** Confidential clients: whether every use gives a new refresh token. Public clients rotate always. */
  rotateRefreshToken: z.boolean().optional(),
  /** Whether a refresh token is given without `prompt=consent` in the request. */
  alwaysIssueRefreshToken: z.boolean().optional(),
  /** First-party applications: whether they may exchange tokens (RFC 8693). */
  allowTokenExchange: z.boolean().optional(),
  /** Devices (browser sessions) on which a user may be signed in at once; the longest signed in goes first. */
  maxAllowedGrants: z.number().int().min(1).max(1000).optional(),
  /** Native applications: whether they run on devices that show a code (RFC 8628). */
  isDeviceFlow: z.boolean().optional(),
  /** The one way the client may authenticate (RFC 7591 §2 names); every way it is equipped for unless told. */
  tokenEndpointAuthMethod: z
    .enum(['client_secret_basic', 'client_secret_post', 'private_key_jwt', 'none'])
    .optional(),
  /** Public keys with which the client signs its assertions and request objects; or `jwksUri`, where they are. */
  jwks: jwksInput.optional(),
  jwksUri: checked(webUriProblem).optional(),
  /** Whether authorization requests have to be pushed first (RFC 9126 §6). */
  requirePushedAuthorizationRequests: z.boolean().optional(),
  /** Whether authorization requests have to be signed (RFC 9101 §10.5). */
  requireSignedRequestObject: z.boolean().optional(),
  /** Whether every access token has to be bound to a key (RFC 9449 §5.2). */
  dpopBoundAccessTokens: z.boolean().optional(),
  /** FAPI 2.0 Security Profile: pushed requests, PKCE, private_key_jwt, bound tokens. */
  fapi2SecurityProfile: z.boolean().optional(),
});

export type CustomClientMetadata = z.infer<typeof customClientMetadataInput>;

/**
 * Refuses settings that contradict each other or the kind of client, whose every request would fail
 * (422 `application.contradicting_settings`).
 */
export const checkClientSettings = (isConfidential: boolean, settings: CustomClientMetadata): void => {
  const contradiction = (reason: string) => refuse('application.contradicting_settings', { reason });
  const { jwks, jwksUri, tokenEndpointAuthMethod: method, fapi2SecurityProfile } = settings;
  const hasKeys = jwks !== undefined || jwksUri !== undefined;
  if (jwks !== undefined && jwksUri !== undefined) throw contradiction('jwks and jwksUri exclude each other');
  if (method !== undefined && (method === 'none') === isConfidential) {
    throw contradiction(`tokenEndpointAuthMethod ${method} does not suit this type of application`);
  }
  if (fapi2SecurityProfile) {
    if (!isConfidential) throw contradiction('fapi2SecurityProfile is for applications that can keep a key');
    if (!hasKeys) throw contradiction('fapi2SecurityProfile needs jwks or jwksUri');
    if (method !== undefined && method !== 'private_key_jwt') {
      throw contradiction('fapi2SecurityProfile allows private_key_jwt alone');
    }
  }
  if (method === 'private_key_jwt' && !hasKeys) throw contradiction('private_key_jwt needs jwks or jwksUri');
  if (settings.requireSignedRequestObject && !hasKeys) {
    throw contradiction('requireSignedRequestObject needs jwks or jwksUri');
  }
};
