/**
 * Who the client is (RFC 6749 §2.3, OpenID Connect Core §9). Basic and post are both open to every confidential
 * client, `none` to public ones; a public client has no secret, so one that it sends is not looked at (an SDK sends
 * the word `None`). All failures read alike.
 */
import {
  type CachedApplication,
  cachedApplication,
  isConfidential,
  verifyClientSecret,
} from '../applications/index.ts';
import { refuse } from './errors.ts';
import type { Exchange } from './exchange.ts';
import type { Parameters } from './parameters.ts';

/** A client that has proved who it is. */
export type Client = {
  application: CachedApplication;
  /** How: `none`, `secret:<id>` or `key`. */
  authentication: string;
  /** Thumbprint of the key that the request proves to hold (RFC 9449): what is given is bound to it. */
  jkt?: string | undefined;
};

type Credentials = { id: string; secrets: string[]; fromHeader: boolean };

const FAILED = 'The client could not be authenticated.';
const CLIENT_ID = /^[\w.:-]{1,128}$/;
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
    secrets: [...new Set([formDecode(secret), secret])],
    fromHeader: true,
  };
};

const readCredentials = ({ incoming }: Exchange, parameters: Parameters): Credentials => {
  if (incoming.query.has('client_secret')) {
    throw refuse('invalid_client', 'A client secret must not travel in the address.');
  }
  if (
    parameters.get('client_assertion') !== undefined ||
    parameters.get('client_assertion_type') !== undefined
  ) {
    throw refuse('invalid_client', 'Client assertions are not supported.');
  }
  const id = parameters.get('client_id');
  const secret = parameters.get('client_secret');
  const header = incoming.header('authorization');
  if (header === undefined) {
    if (id === undefined) throw refuse('invalid_client', 'The request does not say which client sends it.');
    return { id, secrets: secret === undefined ? [] : [secret], fromHeader: false };
  }
  const basic = readBasic(header);
  if (id !== undefined && id !== basic.id) throw refuse('invalid_client', FAILED);
  return secret === undefined ? basic : { ...basic, secrets: [...basic.secrets, secret] };
};

/**
 * Authenticates the client of a request. Refuses with `invalid_client` (401): unknown client, wrong or expired
 * secret, a secret in the address, header and body at once, no secret for a confidential client.
 */
export const authenticateClient = async (exchange: Exchange, parameters: Parameters): Promise<Client> => {
  const { platform, tenant } = exchange.context;
  const { id, secrets, fromHeader } = readCredentials(exchange, parameters);
  exchange.facts = { ...exchange.facts, clientId: id.slice(0, 128) };
  const application = CLIENT_ID.test(id) ? await cachedApplication(platform, tenant.id, id) : undefined;
  if (!application) throw refuse('invalid_client', FAILED);
  exchange.application = application;
  if (!isConfidential(application.type)) return { application, authentication: 'none' };
  if (fromHeader && parameters.get('client_secret') !== undefined) {
    throw refuse('invalid_client', 'The client authenticated in two ways at once.');
  }
  for (const presented of secrets) {
    if (presented.length > MAX_SECRET) continue;
    const secret = verifyClientSecret(platform, tenant, application, presented);
    if (secret) return { application, authentication: `secret:${secret.id}` };
  }
  throw refuse('invalid_client', FAILED);
};
