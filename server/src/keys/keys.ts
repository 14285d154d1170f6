/**
 * A tenant's signing keys (RFC 7517, RFC 7518): made, published, rotated, used. Private keys are sealed at rest and
 * opened once per process. A key is published as soon as it exists and signs from its `activatesAt` on, so relying
 * parties that cache the key set know it first (O-31). Previous keys stay published until an administrator deletes
 * them.
 */
import {
  constants,
  createPrivateKey,
  createPublicKey,
  generateKeyPair,
  type KeyObject,
  type SignKeyObjectInput,
  sign,
  verify,
} from 'node:crypto';
import { promisify } from 'node:util';
import { record } from '../audit/index.ts';
import type { Queries, Transaction } from '../db/index.ts';
import { SECOND } from '../lib/clock.ts';
import { createId } from '../lib/ids.ts';
import type { Context, Platform, Tenant } from '../platform.ts';
import { refuse } from './errors.ts';
import { insertSigningKey, listSigningKeys, removeSigningKey, type SigningKeyRow } from './keys.store.ts';

export type SigningAlgorithm = 'ES256' | 'ES384' | 'RS256';
export type KeyStatus = 'Next' | 'Current' | 'Previous';

/** What a signature says of itself: the tenant's algorithm, or PS256 by an RSA key for clients of the FAPI profile. */
export type JwsAlgorithm = SigningAlgorithm | 'PS256';

/** Signs compact JWS with the tenant's current key. `sign(claims, typ)` is synchronous. */
export type Signer = {
  readonly kid: string;
  readonly algorithm: JwsAlgorithm;
  sign: (claims: Record<string, unknown>, typ: string) => string;
};

type LoadedKey = {
  id: string;
  algorithm: SigningAlgorithm;
  activatesAt: number;
  createdAt: number;
  publicJwk: Record<string, unknown>;
  publicKey: KeyObject;
  privateKey: KeyObject;
};

const HASH: Record<JwsAlgorithm, string> = {
  ES256: 'sha256',
  ES384: 'sha384',
  RS256: 'sha256',
  PS256: 'sha256',
};

/** How node:crypto is to sign and verify: ECDSA as the two numbers side by side, PSS with a salt of the hash's size. */
const signatureOptions = (key: KeyObject, algorithm: JwsAlgorithm): SignKeyObjectInput =>
  algorithm === 'PS256'
    ? { key, padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: constants.RSA_PSS_SALTLEN_DIGEST }
    : { key, dsaEncoding: 'ieee-p1363' };

/** Under this name an RSA key is published once more, for PS256 (RFC 7517 §4.4: a JWK has one `alg`). */
const pssKid = (id: string): string => `${id}-pss`;
/** Configuration may be this stale on a node. */
const CACHE_MS = SECOND;

const generate = promisify(generateKeyPair);

const makePair = async (algorithm: SigningAlgorithm) => {
  if (algorithm === 'RS256') return generate('rsa', { modulusLength: 3072 });
  return generate('ec', { namedCurve: algorithm === 'ES256' ? 'P-256' : 'P-384' });
};

const bindingOf = (tenantId: string, id: string) => ['signing-key', tenantId, id];

/** Makes a key's row (slow: outside transactions). Insert it with `addSigningKey`. */
export const makeSigningKey = async (
  platform: Platform,
  tenantId: string,
  algorithm: SigningAlgorithm,
  activatesAt: number,
): Promise<SigningKeyRow> => {
  const { publicKey, privateKey } = await makePair(algorithm);
  const id = createId(10);
  return {
    tenantId,
    id,
    algorithm,
    publicJwk: { ...publicKey.export({ format: 'jwk' }), kid: id, use: 'sig', alg: algorithm },
    sealedPrivateJwk: platform.sealer.seal(
      JSON.stringify(privateKey.export({ format: 'jwk' })),
      bindingOf(tenantId, id),
    ),
    createdAt: platform.clock.now(),
    activatesAt,
  };
};

export const addSigningKey = (tx: Queries | Transaction, row: SigningKeyRow): Promise<void> =>
  insertSigningKey(tx, row);

type Cached = { loadedAt: number; keys: LoadedKey[]; jwks: { keys: Record<string, unknown>[] } };
const caches = new WeakMap<Platform, Map<string, Cached>>();
const opened = new WeakMap<Platform, Map<string, KeyObject>>();

const cacheOf = (platform: Platform): Map<string, Cached> => {
  let cache = caches.get(platform);
  if (!cache) {
    cache = new Map();
    caches.set(platform, cache);
  }
  return cache;
};

const openPrivateKey = (platform: Platform, row: SigningKeyRow): KeyObject => {
  let known = opened.get(platform);
  if (!known) {
    known = new Map();
    opened.set(platform, known);
  }
  const name = `${row.tenantId}/${row.id}`;
  let key = known.get(name);
  if (!key) {
    const jwk = JSON.parse(platform.sealer.open(row.sealedPrivateJwk, bindingOf(row.tenantId, row.id)));
    key = createPrivateKey({ key: jwk, format: 'jwk' });
    known.set(name, key);
  }
  return key;
};

const load = async (platform: Platform, tenantId: string, fresh = false): Promise<Cached> => {
  const cache = cacheOf(platform);
  const known = cache.get(tenantId);
  const now = platform.clock.now();
  if (known && !fresh && now >= known.loadedAt && now - known.loadedAt < CACHE_MS) return known;
  const rows = await listSigningKeys(platform.db.queries, tenantId);
  const keys = rows.map((row) => ({
    id: row.id,
    algorithm: row.algorithm as SigningAlgorithm,
    activatesAt: row.activatesAt,
    createdAt: row.createdAt,
    publicJwk: row.publicJwk,
    publicKey: createPublicKey({ key: row.publicJwk as never, format: 'jwk' }),
    privateKey: openPrivateKey(platform, row),
  }));
  const published = keys.flatMap((key) =>
    key.algorithm === 'RS256'
      ? [key.publicJwk, { ...key.publicJwk, kid: pssKid(key.id), alg: 'PS256' }]
      : [key.publicJwk],
  );
  const loaded = { loadedAt: now, keys, jwks: { keys: published } };
  cache.set(tenantId, loaded);
  return loaded;
};

const currentOf = (keys: LoadedKey[], now: number): LoadedKey => {
  const active = keys.filter((key) => key.activatesAt <= now).at(-1);
  if (!active) throw new Error('the tenant has no active signing key');
  return active;
};

const encode = (value: unknown): string => Buffer.from(JSON.stringify(value)).toString('base64url');

/** The signer of the tenant's current key. With `fapi` an RSA key signs PS256 (FAPI 2.0 Security Profile §5.4.1). */
export const currentSigner = async (
  platform: Platform,
  tenantId: string,
  { fapi = false }: { fapi?: boolean } = {},
): Promise<Signer> => {
  const { keys } = await load(platform, tenantId);
  const key = currentOf(keys, platform.clock.now());
  const pss = fapi && key.algorithm === 'RS256';
  const algorithm: JwsAlgorithm = pss ? 'PS256' : key.algorithm;
  const kid = pss ? pssKid(key.id) : key.id;
  return {
    kid,
    algorithm,
    sign: (claims, typ) => {
      const input = `${encode({ alg: algorithm, typ, kid })}.${encode(claims)}`;
      const signature = sign(
        HASH[algorithm],
        Buffer.from(input),
        signatureOptions(key.privateKey, algorithm),
      );
      return `${input}.${signature.toString('base64url')}`;
    },
  };
};

/** The tenant's public key set (RFC 7517): every key that signs, will sign or has signed. */
export const publicJwks = async (
  platform: Platform,
  tenantId: string,
): Promise<{ keys: Record<string, unknown>[] }> => (await load(platform, tenantId)).jwks;

const decodePart = (part: string): Record<string, unknown> | undefined => {
  // Only the canonical encoding is accepted: base64url decoders ignore stray bits, so one signature would have
  // several spellings (O-21).
  const bytes = Buffer.from(part, 'base64url');
  if (bytes.toString('base64url') !== part) return undefined;
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'));
    return typeof value === 'object' && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
};

/** The key and algorithm that a header names, if we use the two together. */
const findSignature = (
  keys: LoadedKey[],
  { kid, alg }: Record<string, unknown>,
): { key: LoadedKey; algorithm: JwsAlgorithm } | undefined => {
  for (const key of keys) {
    if (key.id === kid && key.algorithm === alg) return { key, algorithm: key.algorithm };
    if (key.algorithm === 'RS256' && pssKid(key.id) === kid && alg === 'PS256')
      return { key, algorithm: 'PS256' };
  }
  return undefined;
};

/**
 * Verifies a compact JWS of our own: header exactly `alg`, `typ` and `kid` of one of the tenant's keys (no `jwk`,
 * `jku`, `crit`; O-22), `typ` as asked (an ID token is no access token, O-20), one of the tenant's issuers, and `exp`. Answers the claims,
 * or undefined for anything else. `allowExpired` is for hints that only name somebody.
 */
export const verifyJwt = async (
  platform: Platform,
  tenant: Tenant,
  token: string,
  expected: { typ: string; allowExpired?: boolean },
): Promise<Record<string, unknown> | undefined> => {
  const parts = token.split('.');
  const [head, body, signature] = parts;
  if (parts.length !== 3 || !head || !body || !signature || token.length > 16_384) return undefined;
  const header = decodePart(head);
  if (!header || Object.keys(header).some((name) => !['alg', 'typ', 'kid'].includes(name))) return undefined;
  if (header.typ !== expected.typ) return undefined;
  const { keys } = await load(platform, tenant.id);
  const named = findSignature(keys, header);
  if (!named) return undefined;
  const bytes = Buffer.from(signature, 'base64url');
  if (bytes.toString('base64url') !== signature) return undefined;
  const genuine = verify(
    HASH[named.algorithm],
    Buffer.from(`${head}.${body}`),
    signatureOptions(named.key.publicKey, named.algorithm),
    bytes,
  );
  const claims = genuine ? decodePart(body) : undefined;
  if (typeof claims?.iss !== 'string' || !tenant.issuers.includes(claims.iss)) return undefined;
  if (typeof claims.exp !== 'number') return undefined;
  if (!expected.allowExpired && claims.exp * SECOND <= platform.clock.now()) return undefined;
  return claims;
};

export type KeyDescription = {
  id: string;
  algorithm: SigningAlgorithm;
  status: KeyStatus;
  createdAt: number;
  /** From when on it signs. */
  effectiveAt: number;
};

/** A tenant's keys, newest first, with their status. */
export const listKeys = async (context: Context): Promise<KeyDescription[]> => {
  const { keys } = await load(context.platform, context.tenant.id, true);
  const now = context.platform.clock.now();
  const current = currentOf(keys, now);
  return keys
    .map((key) => ({
      id: key.id,
      algorithm: key.algorithm,
      status: (key === current ? 'Current' : key.activatesAt > now ? 'Next' : 'Previous') as KeyStatus,
      createdAt: key.createdAt,
      effectiveAt: key.activatesAt,
    }))
    .reverse();
};

/** Publishes a new key that takes over after `gracePeriod` milliseconds; a key still waiting is replaced. */
export const rotateSigningKey = async (
  context: Context,
  options: { algorithm: SigningAlgorithm; gracePeriod: number },
): Promise<KeyDescription[]> => {
  const { platform, tenant } = context;
  const row = await makeSigningKey(
    platform,
    tenant.id,
    options.algorithm,
    platform.clock.now() + options.gracePeriod,
  );
  await platform.db.transaction(async (tx) => {
    const now = platform.clock.now();
    for (const known of await listSigningKeys(tx, tenant.id)) {
      if (known.activatesAt > now) await removeSigningKey(tx, tenant.id, known.id);
    }
    await insertSigningKey(tx, row);
    await record(tx, context, {
      key: 'SigningKey.Rotate',
      payload: { keyId: row.id, algorithm: options.algorithm },
    });
  });
  return listKeys(context);
};

/** Removes a previous key: tokens it signed no longer verify. Refuses the current and the next key. */
export const deleteSigningKey = async (context: Context, id: string): Promise<void> => {
  const known = (await listKeys(context)).find((key) => key.id === id);
  if (!known) throw refuse('oidc.key_not_found');
  if (known.status !== 'Previous') throw refuse('oidc.key_in_use');
  await context.platform.db.transaction(async (tx) => {
    await removeSigningKey(tx, context.tenant.id, id);
    await record(tx, context, { key: 'SigningKey.Delete', payload: { keyId: id } });
  });
  cacheOf(context.platform).delete(context.tenant.id);
};
