/**
 * Signed authorization requests (RFC 9101, OpenID Connect Core §6.1): parameters that nobody between app and server
 * could change. What is inside alone counts. Unsigned objects and clients without keys are refused; nothing is ever
 * fetched for a request but a client's registered key set (O-11).
 */
import { type CachedApplication, clientIdOf } from '../applications/index.ts';
import { HOUR, SECOND } from '../lib/clock.ts';
import type { Refusal } from '../lib/errors.ts';
import type { Context } from '../platform.ts';
import { hasKeys, verifyClientJwt } from './clients/client-keys.ts';
import { refuse } from './errors.ts';
import { type Parameters, readParameters } from './parameters.ts';

/** How far ahead a request object may end. */
const MAX_LIFE = HOUR;

const distrust = (reason: string, cause?: unknown): Refusal =>
  refuse('invalid_request_object', `The request object is not accepted: ${reason}.`, { cause });

/** Claims of the JWT itself; the others are the request. */
const OF_THE_JWT = new Set(['iss', 'aud', 'exp', 'nbf', 'iat', 'jti', 'sub']);

const textOf = (name: string, value: unknown): string => {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' && Number.isSafeInteger(value)) return String(value);
  if (name === 'claims' && typeof value === 'object') return JSON.stringify(value);
  throw distrust(`the member ${name.slice(0, 64)} is of the wrong kind`);
};

/** The request's members as parameters, under the same bounds as any other request. */
const toParameters = (members: Record<string, unknown>): Parameters => {
  const search = new URLSearchParams();
  for (const [name, value] of Object.entries(members)) {
    if (OF_THE_JWT.has(name)) continue;
    if (name === 'request' || name === 'request_uri') throw distrust('it refers to another request');
    const values = name === 'resource' && Array.isArray(value) ? value : [value];
    for (const one of values) search.append(name, textOf(name, one));
  }
  return readParameters(search);
};

/**
 * The parameters inside a request object. Refuses with `request_not_supported` where the client has no keys, with
 * `invalid_request_object` what is not signed by it, for this server, for this client, within the hour.
 */
export const readRequestObject = async (
  context: Context,
  application: CachedApplication,
  object: string,
): Promise<Parameters> => {
  if (!hasKeys(application)) {
    throw refuse('request_not_supported', 'The client has registered no keys to sign requests with.');
  }
  const types = ['jwt', 'oauth-authz-req+jwt'];
  const claims = await verifyClientJwt(context, application, object, { types, distrust });
  const audiences = Array.isArray(claims.aud) ? claims.aud : [claims.aud];
  if (!audiences.includes(context.tenant.issuer)) throw distrust('it is for another server');
  if ((claims.exp ?? 0) * SECOND > context.platform.clock.now() + MAX_LIFE) {
    throw distrust('it is good for more than an hour');
  }
  const parameters = toParameters(claims);
  if (parameters.get('client_id') !== clientIdOf(application)) throw distrust('it is another client’s');
  return parameters;
};
