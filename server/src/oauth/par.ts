/**
 * Pushed authorization requests (RFC 9126): the client sends the request itself, authenticated, and the browser
 * carries only a reference, good once, for ninety seconds, for that client.
 */
import { type CachedApplication, isConfidential } from '../applications/index.ts';
import type { Endpoint } from '../http/index.ts';
import { SECOND } from '../lib/clock.ts';
import { sha256 } from '../lib/digest.ts';
import { createToken } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { limitBeginnings } from './beginnings.ts';
import { validateRequest } from './checks/index.ts';
import { readRedirectUri } from './checks/redirect-uri.ts';
import { authenticateClient } from './clients/client-auth.ts';
import { refuse } from './errors.ts';
import { exchangeEndpoint, preflightEndpoint } from './exchange.ts';
import { type Parameters, readForm, readParameters } from './parameters.ts';
import { readRequestObject } from './request-object.ts';
import { consumePushedRequest, insertPushedRequest } from './requests.store.ts';
import { readProof } from './tokens/dpop.ts';

const PREFIX = 'urn:ietf:params:oauth:request_uri:';
/** Seconds. */
const LIFE = 90;

/** What authenticates the client is no part of the request, and is not kept. */
const NOT_KEPT = new Set([
  'client_secret',
  'client_assertion',
  'client_assertion_type',
  'request',
  'dpop_jkt',
]);

/** Whether a `request_uri` is a reference of ours. Every other is somebody's address and never fetched (O-11). */
export const isOurReference = (uri: string): boolean => uri.startsWith(PREFIX);

/** Takes a pushed request, once, for the client that pushed it. Refuses with `invalid_request_uri`. */
export const takePushedRequest = async (
  { platform, tenant }: Context,
  application: CachedApplication,
  uri: string,
): Promise<Parameters> => {
  const pairs = await consumePushedRequest(
    platform.db.queries,
    tenant.id,
    sha256(uri.slice(PREFIX.length)),
    application.id,
    platform.clock.now(),
  );
  if (!pairs) {
    throw refuse('invalid_request_uri', 'The request_uri is not known, has been used or has expired.');
  }
  return readParameters(new URLSearchParams(pairs));
};

/** The key that the code shall be bound to: named, proved, or both and the same (RFC 9449 §10.1). */
const readBinding = (named: string | undefined, proved: string | undefined): string | undefined => {
  if (named !== undefined && proved !== undefined && named !== proved) {
    throw refuse('invalid_dpop_proof', 'The DPoP proof is by another key than dpop_jkt names.');
  }
  return named ?? proved;
};

const push = async (
  context: Context,
  application: CachedApplication,
  parameters: Parameters,
  dpopJkt: string | undefined,
): Promise<Record<string, unknown>> => {
  const { platform, tenant } = context;
  const now = platform.clock.now();
  const reference = createToken();
  const kept = parameters.entries.filter(([name]) => !NOT_KEPT.has(name));
  await insertPushedRequest(platform.db.queries, {
    tenantId: tenant.id,
    referenceHash: sha256(reference),
    applicationId: application.id,
    parameters: dpopJkt === undefined ? kept : [...kept, ['dpop_jkt', dpopJkt]],
    createdAt: now,
    expiresAt: now + LIFE * SECOND,
  });
  return { request_uri: `${PREFIX}${reference}`, expires_in: LIFE };
};

export const parEndpoints: readonly Endpoint[] = [
  exchangeEndpoint(
    'POST /oidc/request',
    'Authorize.Refusal',
    async (exchange) => {
      const { context, incoming } = exchange;
      const sent = await readForm(incoming);
      const { application } = await authenticateClient(exchange, sent);
      if (application.type === 'MachineToMachine') {
        throw refuse('unauthorized_client', 'This application is a machine; nobody can sign in to it.');
      }
      // Whoever has no secret is anybody, and every pushed request is kept for a while, as is every proof (DPoP).
      if (!isConfidential(application.type)) limitBeginnings(context);
      if (sent.get('request_uri') !== undefined) {
        throw refuse('invalid_request', 'A pushed request cannot refer to another one.');
      }
      const object = sent.get('request');
      const parameters = object === undefined ? sent : await readRequestObject(context, application, object);
      const redirectUri = readRedirectUri(application, parameters);
      const dpopJkt = readBinding(parameters.get('dpop_jkt'), await readProof(context, incoming));
      const sentAs = object === undefined ? 'pushed' : 'pushed-signed';
      await validateRequest({ context, application, parameters, redirectUri, sentAs });
      return push(context, application, parameters, dpopJkt);
    },
    201,
  ),
  preflightEndpoint('/oidc/request'),
];
