/**
 * What clients sign: their registered keys (RFC 7517), here or at an address of theirs, and the checking of a JWT
 * against them. A published set is kept for ten minutes; an unknown key id has it fetched anew, once a minute at most.
 */
import type { JWK, JWTPayload } from 'jose';
import { type CachedApplication, clientIdOf } from '../../applications/index.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { Refusal } from '../../lib/errors.ts';
import type { Context, Platform } from '../../platform.ts';
import { signatureAlgorithms } from './profile.ts';

const LIFETIME = 10 * MINUTE;
const REFETCH_PAUSE = MINUTE;
/** After a failure the address is left alone this long. */
const FAILURE_PAUSE = 5 * SECOND;
const MAX_SETS = 1000;
const MAX_KEYS = 50;
const MAX_BYTES = 65_536;
/** How far a client's clock may be off. */
export const CLOCK_TOLERANCE = 30;

type KeySet = { keys: JWK[]; at: number; refetchedAt: number; isFailure: boolean };
const fetched = new WeakMap<Platform, Map<string, Promise<KeySet>>>();

const setsOf = (platform: Platform): Map<string, Promise<KeySet>> => {
  let sets = fetched.get(platform);
  if (!sets) {
    sets = new Map();
    fetched.set(platform, sets);
  }
  return sets;
};

const isJwk = (value: unknown): value is JWK =>
  typeof value === 'object' && value !== null && typeof (value as JWK).kty === 'string' && !('d' in value);

const fetchKeys = async (platform: Platform, uri: string): Promise<JWK[] | undefined> => {
  try {
    const response = await platform.outgoing(uri, {
      headers: { accept: 'application/jwk-set+json, application/json' },
      maxBytes: MAX_BYTES,
    });
    if (!response.ok) return undefined;
    const { keys } = (await response.json()) as { keys?: unknown };
    return Array.isArray(keys) ? keys.filter(isJwk).slice(0, MAX_KEYS) : undefined;
  } catch (error) {
    platform.log.warn({ err: error, uri }, 'the keys of a client could not be fetched');
    return undefined;
  }
};

const keep = (platform: Platform, name: string, uri: string, refetchedAt: number): Promise<KeySet> => {
  const sets = setsOf(platform);
  const at = platform.clock.now();
  const set = fetchKeys(platform, uri).then((keys) => ({
    keys: keys ?? [],
    at,
    refetchedAt,
    isFailure: keys === undefined,
  }));
  if (sets.size >= MAX_SETS) sets.clear();
  sets.set(name, set);
  return set;
};

type Header = { alg: string; kid: string | undefined };

const KEY_TYPES: Record<string, string> = { ES: 'EC', PS: 'RSA', RS: 'RSA', Ed: 'OKP' };
const CURVES: Record<string, string> = {
  ES256: 'P-256',
  ES384: 'P-384',
  EdDSA: 'Ed25519',
  Ed25519: 'Ed25519',
};

const fits = (key: JWK, { alg, kid }: Header): boolean =>
  key.kty === KEY_TYPES[alg.slice(0, 2)] &&
  (CURVES[alg] === undefined || key.crv === CURVES[alg]) &&
  (kid === undefined || key.kid === kid) &&
  (key.use === undefined || key.use === 'sig') &&
  (key.alg === undefined || key.alg === alg);

const findKeys = async (
  { platform }: Context,
  application: CachedApplication,
  header: Header,
): Promise<JWK[]> => {
  const { jwks, jwksUri } = application.customClientMetadata;
  const fitting = (keys: readonly JWK[]) => keys.filter((key) => fits(key, header));
  if (jwks) return fitting(jwks.keys as JWK[]);
  if (jwksUri === undefined) return [];
  const name = `${application.tenantId}\n${application.id}\n${jwksUri}`;
  const now = platform.clock.now();
  let known = await setsOf(platform).get(name);
  if (!known || now - known.at >= (known.isFailure ? FAILURE_PAUSE : LIFETIME)) {
    known = await keep(platform, name, jwksUri, known?.refetchedAt ?? 0);
  }
  const found = fitting(known.keys);
  if (found.length > 0 || known.isFailure || now - known.refetchedAt < REFETCH_PAUSE) return found;
  return fitting((await keep(platform, name, jwksUri, now)).keys);
};

/** Whether a client has registered keys to sign with. */
export const hasKeys = ({ customClientMetadata }: CachedApplication): boolean =>
  customClientMetadata.jwks !== undefined || customClientMetadata.jwksUri !== undefined;

export type Expected = {
  /** Values that the header's `typ` may have; a left-out one is always good. */
  types: readonly string[];
  /** Makes the refusal from what is wrong. */
  distrust: (reason: string, cause?: unknown) => Refusal;
};

const readHeader = async (
  token: string,
  expected: Expected,
  algorithms: readonly string[],
): Promise<Header> => {
  const { decodeProtectedHeader } = await import('jose');
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(token);
  } catch (cause) {
    throw expected.distrust('it is not a signed JWT', cause);
  }
  const { alg, kid, typ } = header;
  if (typeof alg !== 'string' || !algorithms.includes(alg))
    throw expected.distrust('it is not signed with an algorithm that is accepted');
  const type = typ?.toLowerCase().replace(/^application\//, '');
  if (type !== undefined && !expected.types.includes(type))
    throw expected.distrust('it is a JWT of another kind');
  return { alg, kid: typeof kid === 'string' ? kid : undefined };
};

/**
 * The claims of a JWT that a client signed with one of its keys: algorithm on the list, signature right, issued by
 * the client, not expired. Throws what `distrust` makes for everything else.
 */
export const verifyClientJwt = async (
  context: Context,
  application: CachedApplication,
  token: string,
  expected: Expected,
): Promise<JWTPayload> => {
  const { importJWK, jwtVerify } = await import('jose');
  const header = await readHeader(token, expected, signatureAlgorithms(application));
  const keys = await findKeys(context, application, header);
  if (keys.length !== 1) throw expected.distrust('its key is not among the client’s keys');
  try {
    const { payload } = await jwtVerify(token, await importJWK(keys[0] as JWK, header.alg), {
      algorithms: [header.alg],
      issuer: clientIdOf(application),
      currentDate: new Date(context.platform.clock.now()),
      clockTolerance: CLOCK_TOLERANCE,
      requiredClaims: ['iss', 'aud', 'exp'],
    });
    return payload;
  } catch (cause) {
    throw cause instanceof Refusal
      ? cause
      : expected.distrust('its signature, issuer or time is wrong', cause);
  }
};
