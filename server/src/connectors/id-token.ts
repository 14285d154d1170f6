/** Checking of ID tokens (OpenID Connect Core 1.0, section 3.1.3.7) with our own clock and the provider's keys. */
import { createHash } from 'node:crypto';
import { decodeProtectedHeader, errors, importJWK, jwtVerify } from 'jose';
import { MINUTE, SECOND } from '../lib/clock.ts';
import { equalInConstantTime } from '../lib/digest.ts';
import type { Claims, Services, Setup } from './connector.ts';
import { refuse } from './errors.ts';
import { findKey, type ProviderMetadata } from './provider.ts';

/** Asymmetric algorithms only: with HS256 the public key would be the secret, with `none` there is none. */
const ALGORITHMS = [
  'RS256',
  'RS384',
  'RS512',
  'PS256',
  'PS384',
  'PS512',
  'ES256',
  'ES384',
  'ES512',
  'EdDSA',
  'Ed25519',
];
const TOLERANCE = MINUTE;
const MAX_AGE = 10 * MINUTE;

const distrust = (reason: string, cause?: unknown) =>
  refuse('connector.answer_not_trusted', { reason }, { cause });

const readHeader = (token: string, metadata: ProviderMetadata): { alg: string; kid: string | undefined } => {
  let header: ReturnType<typeof decodeProtectedHeader>;
  try {
    header = decodeProtectedHeader(token);
  } catch (cause) {
    throw distrust('the ID token is not a signed token', cause);
  }
  const { alg, kid, typ } = header;
  if (typeof alg !== 'string' || !ALGORITHMS.includes(alg))
    throw distrust(`its ID token is signed with ${String(alg)}`);
  if (metadata.algorithms && !metadata.algorithms.includes(alg)) {
    throw distrust(`its ID token is signed with ${alg}, which it does not announce`);
  }
  if (typ !== undefined && !/^(application\/)?jwt$/i.test(String(typ)))
    throw distrust('its ID token is of another kind');
  return { alg, kid: typeof kid === 'string' ? kid : undefined };
};

const checkAudience = (claims: Claims, clientId: string): void => {
  const audiences = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (!audiences.includes(clientId)) throw distrust('its ID token is for another client');
  if (audiences.length > 1 && claims.azp === undefined) throw distrust('its ID token names several clients');
  if (claims.azp !== undefined && claims.azp !== clientId)
    throw distrust('its ID token was given to another client');
};

const checkTimes = (claims: Claims, now: number): void => {
  const { iat } = claims;
  if (typeof iat !== 'number') throw distrust('its ID token does not say when it was made');
  if (iat * SECOND > now + TOLERANCE) throw distrust('its ID token comes from the future');
  if (iat * SECOND < now - MAX_AGE) throw distrust('its ID token is too old');
};

const checkAccessTokenHash = (claims: Claims, alg: string, accessToken: string): void => {
  if (claims.at_hash === undefined || alg.startsWith('Ed')) return;
  const digest = createHash(`sha${alg.slice(2)}`)
    .update(accessToken)
    .digest();
  const half = digest.subarray(0, digest.length / 2).toString('base64url');
  if (claims.at_hash !== half) throw distrust('its ID token belongs to another access token');
};

const reasonOf = (error: unknown): string => {
  if (error instanceof errors.JWTExpired) return 'its ID token has expired';
  if (error instanceof errors.JWTClaimValidationFailed)
    return `the ID token's claim ${error.claim} is wrong or missing`;
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the signature of its ID token is wrong';
  return 'its ID token cannot be read';
};

/**
 * The claims of an ID token once signature, algorithm, issuer, audience, times and nonce are right. Refuses with
 * `connector.answer_not_trusted` and the reason.
 */
export const checkIdToken = async (
  services: Services,
  setup: Setup,
  metadata: ProviderMetadata,
  expected: { clientId: string; nonce: string; idToken: string; accessToken: string },
): Promise<Claims & { sub: string }> => {
  const header = readHeader(expected.idToken, metadata);
  const jwk = await findKey(services, setup, metadata.jwksUri, header);
  const now = services.clock.now();
  let claims: Claims;
  try {
    const verified = await jwtVerify(expected.idToken, await importJWK(jwk, header.alg), {
      algorithms: [header.alg],
      issuer: metadata.issuer,
      audience: expected.clientId,
      currentDate: new Date(now),
      clockTolerance: TOLERANCE / SECOND,
      requiredClaims: ['iss', 'sub', 'aud', 'exp', 'iat', 'nonce'],
    });
    claims = verified.payload;
  } catch (cause) {
    throw distrust(reasonOf(cause), cause);
  }
  checkAudience(claims, expected.clientId);
  checkTimes(claims, now);
  checkAccessTokenHash(claims, header.alg, expected.accessToken);
  if (typeof claims.nonce !== 'string' || !equalInConstantTime(claims.nonce, expected.nonce)) {
    throw distrust('its ID token belongs to another sign-in');
  }
  if (typeof claims.sub !== 'string' || claims.sub === '' || claims.sub.length > 255) {
    throw distrust('its ID token names no user');
  }
  return claims as Claims & { sub: string };
};
