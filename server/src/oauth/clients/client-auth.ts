/**
 * Who the client is (RFC 6749 §2.3, OpenID Connect Core §9). Basic, post and assertions are open to every confidential
 * client that is equipped for them, unless it is held to one; `none` to public ones; a public client has no secret, so one that it sends is not looked at (an SDK sends
 * the word `None`). All failures read alike.
 */
import { type CachedApplication, isConfidential, verifyClientSecret } from '../../applications/index.ts';
import type { Context } from '../../platform.ts';
import { refuse } from '../errors.ts';
import type { Exchange } from '../exchange.ts';
import type { Parameters } from '../parameters.ts';
import { ASSERTION_TYPE, namedByAssertion, verifyAssertion } from './client-assertion.ts';
import { findKnownClient } from './client-id-metadata.ts';
import { isFapi } from './profile.ts';

/** A client that has proved who it is. */
export type Client = {
  application: CachedApplication;
  /** How: `none`, `secret:<id>` or `key`. */
  authentication: string;
  /** Thumbprint of the key that the request proves to hold (RFC 9449): what is given is bound to it. */
  jkt?: string | undefined;
};

type Method = 'none' | 'client_secret_basic' | 'client_secret_post' | 'private_key_jwt';
type Credentials = { id: string; method: Method; secrets: string[]; assertion?: string };

const FAILED = 'The client could not be authenticated.';
const TWO_WAYS = 'The client authenticated in two ways at once.';
const MAX_SECRET = 256;

const formDecode = (text: string): string => {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
};

/** RFC 6749 §2.3.1 encodes each part as a form value; half of the clients do not. Both readings are tried. */
const readBasic = (header: string): Credentials => {
  const [scheme, encoded = '', ...rest] = header.split(' ');
  if (scheme?.toLowerCase() !== 'basic' || rest.length > 0 || !/^[A-Za-z0-9+/_-]+=*$/.test(encoded)) {
    throw refuse('invalid_client', FAILED);
  }
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) throw refuse('invalid_client', FAILED);
  const secret = text.slice(colon + 1);
  return {
    id: formDecode(text.slice(0, colon)),
    method: 'client_secret_basic',
    secrets: [...new Set([formDecode(secret), secret])],
  };
};

const readAssertion = async (parameters: Parameters, assertion: string | undefined): Promise<Credentials> => {
  if (assertion === undefined || parameters.get('client_assertion_type') !== ASSERTION_TYPE) {
    throw refuse('invalid_client', 'A client assertion and its type belong together.');
  }
  if (parameters.get('client_secret') !== undefined) throw refuse('invalid_client', TWO_WAYS);
  const id = await namedByAssertion(assertion);
  const named = parameters.get('client_id');
  if (named !== undefined && named !== id) throw refuse('invalid_client', FAILED);
  return { id, method: 'private_key_jwt', secrets: [], assertion };
};

const readCredentials = async ({ incoming }: Exchange, parameters: Parameters): Promise<Credentials> => {
  if (incoming.query.has('client_secret')) {
    throw refuse('invalid_client', 'A client secret must not travel in the address.');
  }
  const header = incoming.header('authorization');
  const assertion = parameters.get('client_assertion');
  if (assertion !== undefined || parameters.get('client_assertion_type') !== undefined) {
    if (header !== undefined) throw refuse('invalid_client', TWO_WAYS);
    return readAssertion(parameters, assertion);
  }
  const id = parameters.get('client_id');
  const secret = parameters.get('client_secret');
  if (header === undefined) {
    if (id === undefined) throw refuse('invalid_client', 'The request does not say which client sends it.');
    return secret === undefined
      ? { id, method: 'none', secrets: [] }
      : { id, method: 'client_secret_post', secrets: [secret] };
  }
  const basic = readBasic(header);
  if (id !== undefined && id !== basic.id) throw refuse('invalid_client', FAILED);
  return secret === undefined ? basic : { ...basic, secrets: [...basic.secrets, secret] };
};

/** The way an application is held to; undefined where it may choose. */
const demandedMethod = (application: CachedApplication): Method | undefined =>
  isFapi(application) ? 'private_key_jwt' : application.customClientMetadata.tokenEndpointAuthMethod;

/** Checks what a client with a secret or key brings, and answers what tokens remember of it. */
const proveConfidential = async (
  context: Context,
  application: CachedApplication,
  { method, secrets, assertion }: Credentials,
): Promise<string> => {
  const demanded = demandedMethod(application);
  if (demanded !== undefined && demanded !== method) throw refuse('invalid_client', FAILED);
  if (assertion !== undefined) {
    await verifyAssertion(context, application, assertion);
    return 'key';
  }
  for (const presented of secrets) {
    if (presented.length > MAX_SECRET) continue;
    const secret = verifyClientSecret(context.platform, context.tenant, application, presented);
    if (secret) return `secret:${secret.id}`;
  }
  throw refuse('invalid_client', FAILED);
};

/**
 * Authenticates the client of a request. Refuses with `invalid_client` (401): unknown client, wrong or expired
 * secret, an assertion that is not accepted, a secret in the address, two ways at once, nothing from a confidential
 * client, and another way than the application is held to.
 */
export const authenticateClient = async (exchange: Exchange, parameters: Parameters): Promise<Client> => {
  const { context } = exchange;
  const credentials = await readCredentials(exchange, parameters);
  const { id, method } = credentials;
  exchange.facts = { ...exchange.facts, clientId: id.slice(0, 128) };
  const application = await findKnownClient(context, id);
  if (!application) throw refuse('invalid_client', FAILED);
  exchange.application = application;
  if (!isConfidential(application.type)) {
    if (method === 'private_key_jwt') throw refuse('invalid_client', FAILED);
    return { application, authentication: 'none' };
  }
  if (method === 'client_secret_basic' && parameters.get('client_secret') !== undefined) {
    throw refuse('invalid_client', TWO_WAYS);
  }
  return { application, authentication: await proveConfidential(context, application, credentials) };
};
