/**
 * Proof of possession (RFC 9449): a request carries a small JWT signed by a key of the client's, and the token given
 * for it works with that key alone. The server demands no nonce: a proof is good for five minutes, once, for one
 * method and one address, so a stolen one is worth nothing, and a client saves a round trip.
 */
import { type Incoming, refuse as refuseRequest } from '../../http/index.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { equalInConstantTime, sha256 } from '../../lib/digest.ts';
import { Refusal } from '../../lib/errors.ts';
import type { Context } from '../../platform.ts';
import { refuse } from '../errors.ts';
import { claimJwt } from '../requests.store.ts';

/** Asymmetric algorithms alone: a proof by a shared secret proves nothing to a third party. */
export const PROOF_ALGORITHMS = ['ES256', 'ES384', 'PS256', 'RS256', 'EdDSA', 'Ed25519'];

/** How old a proof may be, and how far ahead a client's clock. */
const MAX_AGE = 5 * MINUTE;
const MAX_AHEAD = MINUTE;
const MAX_PROOF = 4096;
const MAX_JTI = 256;

const distrust = (reason: string, cause?: unknown): Refusal =>
  refuse('invalid_dpop_proof', `The DPoP proof ${reason}.`, { cause });

/** RFC 9449 §4.3: compared without query and fragment, in the form that RFC 3986 makes equal. */
const isAddress = (claimed: unknown, origin: string, path: string): boolean => {
  if (typeof claimed !== 'string' || !URL.canParse(claimed)) return false;
  const url = new URL(claimed);
  return url.origin === new URL(origin).origin && url.pathname.replace(/^\/{2,}/, '/') === path;
};

const verify = async (context: Context, proof: string) => {
  const { EmbeddedJWK, calculateJwkThumbprint, jwtVerify } = await import('jose');
  try {
    const { payload, protectedHeader } = await jwtVerify(proof, EmbeddedJWK, {
      typ: 'dpop+jwt',
      algorithms: PROOF_ALGORITHMS,
      currentDate: new Date(context.platform.clock.now()),
      clockTolerance: MAX_AHEAD / SECOND,
    });
    const { jwk } = protectedHeader;
    if (!jwk || 'd' in jwk || 'k' in jwk) throw distrust('shows a key that must stay secret');
    return { payload, jkt: await calculateJwkThumbprint(jwk) };
  } catch (error) {
    throw error instanceof Refusal ? error : distrust('is not well formed or its signature is wrong', error);
  }
};

/**
 * The thumbprint of the key that a request proves to hold; undefined without a proof. `accessToken` is what the
 * request carries, when it carries one. Refuses with `invalid_dpop_proof`: several proofs, a wrong signature, method,
 * address or token, one that is too old or from the future, and one that came before (O-23).
 */
export const readProof = async (
  context: Context,
  incoming: Incoming,
  accessToken?: string,
): Promise<string | undefined> => {
  const proof = incoming.header('dpop');
  if (proof === undefined) return undefined;
  // Repeated headers arrive joined by commas, which no JWT contains.
  if (proof.length > MAX_PROOF || !/^[\w-]+\.[\w-]+\.[\w-]+$/.test(proof)) throw distrust('is not one JWT');
  const { platform, tenant } = context;
  const { payload, jkt } = await verify(context, proof);
  const { htm, htu, iat, jti, ath } = payload;
  if (htm !== incoming.method) throw distrust('is for another method');
  if (!isAddress(htu, tenant.origin, incoming.path)) throw distrust('is for another address');
  const now = platform.clock.now();
  if (typeof iat !== 'number' || iat * SECOND < now - MAX_AGE || iat * SECOND > now + MAX_AHEAD) {
    throw distrust('is too old or comes from the future');
  }
  if (
    accessToken !== undefined &&
    !(typeof ath === 'string' && equalInConstantTime(ath, sha256(accessToken)))
  ) {
    throw distrust('is for another access token');
  }
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_JTI) throw distrust('has no usable jti');
  const isFirst = await claimJwt(platform.db.queries, {
    tenantId: tenant.id,
    idHash: sha256(`dpop\n${jkt}\n${jti}`),
    expiresAt: iat * SECOND + MAX_AGE + MAX_AHEAD,
  });
  if (!isFirst) throw distrust('has been used');
  return jkt;
};

/** What a JWT says of the key that it is bound to (RFC 9449 §6.1), to be spread into its claims. */
export const confirmation = (jkt: string | null | undefined): { cnf?: { jkt: string } } =>
  jkt ? { cnf: { jkt } } : {};

/** `token_type` of a token. */
export const tokenType = (jkt: string | null | undefined): 'DPoP' | 'Bearer' => (jkt ? 'DPoP' : 'Bearer');

/** An access token as a request carries it. */
export type Presented = { scheme: 'bearer' | 'dpop'; token: string };

/**
 * Checks that a token is used as it was given: a bound one with a proof by its key, any other as a bearer token
 * (RFC 9449 §7). Refuses with `invalid_token` or `invalid_dpop_proof`.
 */
export const checkBinding = async (
  context: Context,
  incoming: Incoming,
  presented: Presented,
  jkt: string | null | undefined,
): Promise<void> => {
  if (!jkt) {
    if (presented.scheme === 'dpop') throw refuse('invalid_token', 'The access token is not bound to a key.');
    return;
  }
  if (presented.scheme !== 'dpop') {
    throw refuse('invalid_token', 'The access token is bound to a key: send it with the scheme DPoP.');
  }
  const proved = await readProof(context, incoming, presented.token);
  if (proved === undefined) throw distrust('is missing');
  if (proved !== jkt) throw distrust('is by another key than the access token’s');
};

/** The challenge that tells a client how a bound token has to come (RFC 9449 §7.1). */
export const proofChallenge = (error: string): string =>
  `DPoP error="${error}", algs="${PROOF_ALGORITHMS.join(' ')}"`;

/** As `checkBinding`, for the JSON API: refuses with `auth.unauthorized`. */
export const checkApiBinding = async (
  context: Context,
  incoming: Incoming,
  presented: Presented,
  jkt: string | null | undefined,
): Promise<void> => {
  try {
    await checkBinding(context, incoming, presented, jkt);
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    const name = error.code.replace(/^oidc\./, '');
    throw refuseRequest(
      'auth.unauthorized',
      { reason: error.message.replace(/\.$/, '') },
      { headers: { 'www-authenticate': proofChallenge(name) }, cause: error },
    );
  }
};

/** The key that a signed token of ours is bound to. */
export const boundKey = (claims: Record<string, unknown>): string | undefined => {
  const jkt = (claims.cnf as { jkt?: unknown } | undefined)?.jkt;
  return typeof jkt === 'string' ? jkt : undefined;
};
