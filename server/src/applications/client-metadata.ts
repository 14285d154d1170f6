/**
 * What may be registered for an OAuth client: redirect addresses (RFC 6749 §3.1.2, RFC 9700 §4.1, RFC 8252 §7.1),
 * CORS origins and token lifetimes. Pure. Only settings that have an effect exist; unknown ones are refused.
 */
import { z } from 'zod';

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

/** Where the browser may be sent back to. A list that is left out stays as it is. */
export const oidcClientMetadataInput = z.strictObject({
  redirectUris: listOf(redirectUriProblem).optional(),
  postLogoutRedirectUris: listOf(redirectUriProblem).optional(),
});

/** Settings of one client; the whole object is replaced, and what is left out has the server's default. */
export const customClientMetadataInput = z.strictObject({
  /** Origins whose pages may call `/oidc` and `/api` from a browser. */
  corsAllowedOrigins: listOf(corsOriginProblem).optional(),
  /** Seconds an ID token is good for; 3600 unless told. */
  idTokenTtl: z.number().int().min(60).max(86_400).optional(),
  /** Days a family of refresh tokens lives; 14 unless told. */
  refreshTokenTtlInDays: z.number().int().min(1).max(180).optional(),
  /** Confidential clients: whether every use gives a new refresh token. Public clients rotate always. */
  rotateRefreshToken: z.boolean().optional(),
  /** Whether a refresh token is given without `prompt=consent` in the request. */
  alwaysIssueRefreshToken: z.boolean().optional(),
  /** First-party applications: whether they may exchange tokens (RFC 8693). */
  allowTokenExchange: z.boolean().optional(),
  /** Native applications: whether they run on devices that show a code (RFC 8628). */
  isDeviceFlow: z.boolean().optional(),
});

export type CustomClientMetadata = z.infer<typeof customClientMetadataInput>;
