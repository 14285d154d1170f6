/**
 * private_key_jwt (RFC 7523 §3, OpenID Connect Core §9): a client proves itself by a JWT that it signs with a key of
 * its own. The JWT is for this server, lives minutes and is good once (O-10).
 */
import { type CachedApplication, clientIdOf } from '../../applications/index.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { sha256 } from '../../lib/digest.ts';
import type { Refusal } from '../../lib/errors.ts';
import type { Context } from '../../platform.ts';
import { refuse } from '../errors.ts';
import { claimJwt } from '../requests.store.ts';
import { CLOCK_TOLERANCE, hasKeys, verifyClientJwt } from './client-keys.ts';
import { isFapi } from './profile.ts';

export const ASSERTION_TYPE = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

/** How far ahead an assertion may end. */
const MAX_LIFE = 5 * MINUTE;
const MAX_JTI = 256;

const distrust = (reason: string, cause?: unknown): Refusal =>
  refuse('invalid_client', `The client assertion is not accepted: ${reason}.`, { cause });

/** The client that an assertion names, unverified: it says only whose keys to look at. */
export const namedByAssertion = async (assertion: string): Promise<string> => {
  const { decodeJwt } = await import('jose');
  try {
    const { sub } = decodeJwt(assertion);
    if (typeof sub === 'string') return sub;
  } catch (cause) {
    throw distrust('it is not a JWT', cause);
  }
  throw distrust('it names no client');
};

/** One audience, in one of its two spellings; FAPI 2.0 §5.3.2.1 knows the issuer alone. */
const isForUs = ({ tenant }: Context, application: CachedApplication, audience: unknown): boolean => {
  const named =
    Array.isArray(audience) && audience.length === 1 && !isFapi(application) ? audience[0] : audience;
  return named === tenant.issuer || (named === `${tenant.issuer}/token` && !isFapi(application));
};

/** Refuses with `invalid_client` whatever is not a fresh assertion of this application for this server. */
export const verifyAssertion = async (
  context: Context,
  application: CachedApplication,
  assertion: string,
): Promise<void> => {
  const { platform, tenant } = context;
  if (!hasKeys(application)) throw distrust('the client has registered no keys');
  const types = ['jwt', 'client-authentication+jwt'];
  const { sub, aud, exp, iat, jti } = await verifyClientJwt(context, application, assertion, {
    types,
    distrust,
  });
  const now = platform.clock.now();
  if (sub !== clientIdOf(application)) throw distrust('iss and sub differ');
  if (!isForUs(context, application, aud)) throw distrust('it is for another server');
  const end = (exp ?? 0) * SECOND;
  if (end > now + MAX_LIFE + CLOCK_TOLERANCE * SECOND)
    throw distrust('it is good for more than five minutes');
  if (iat !== undefined && iat * SECOND > now + CLOCK_TOLERANCE * SECOND)
    throw distrust('it comes from the future');
  if (typeof jti !== 'string' || jti === '' || jti.length > MAX_JTI) throw distrust('it has no usable jti');
  const isFirst = await claimJwt(platform.db.queries, {
    tenantId: tenant.id,
    idHash: sha256(`assertion\n${application.id}\n${jti}`),
    expiresAt: end + CLOCK_TOLERANCE * SECOND,
  });
  if (!isFirst) throw distrust('it has been used');
};
