/**
 * A protocol request that programs send (token, userinfo, introspection, revocation): one frame for parameters, the
 * union error body that every SDK reads, CORS on success and error alike, and the audit row of a refusal.
 */
import type { CachedApplication } from '../applications/index.ts';
import { type EventKey, recordRefusal } from '../audit/index.ts';
import { type Endpoint, endpoint, type Incoming } from '../http/index.ts';
import { Refusal } from '../lib/errors.ts';
import type { Context } from '../platform.ts';
import { corsHeaders, preflight } from './cors.ts';
import { protocolError } from './errors.ts';

/** One request being answered. `application` is set as soon as the client is known, also when it is refused later. */
export type Exchange = {
  readonly incoming: Incoming;
  readonly context: Context;
  application?: CachedApplication;
  /** What a refusal's audit row shall say beside the reason. */
  facts: Record<string, unknown>;
};

/** An answer that no cache may keep (RFC 6749 §5.1). */
export const answer = (value: Record<string, unknown>): Response =>
  new Response(JSON.stringify(value), {
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', pragma: 'no-cache' },
  });

/** `{error, error_description, code, message}`: what OAuth clients read and what the SDKs read, in one body. */
export const errorBody = (refusal: Refusal): Record<string, unknown> => {
  const error = protocolError(refusal);
  return {
    error,
    error_description: refusal.message.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "'"),
    code: `oidc.${error}`,
    message: refusal.message,
  };
};

const challenge = ({ incoming, context }: Exchange, refusal: Refusal): Record<string, string> => {
  const error = protocolError(refusal);
  const scheme = incoming.header('authorization')?.split(' ')[0]?.toLowerCase();
  if (error === 'invalid_client' && scheme === 'basic') {
    return { 'www-authenticate': `Basic realm="${context.tenant.issuer}"` };
  }
  if (error === 'invalid_token' || error === 'insufficient_scope') {
    const reason = errorBody(refusal).error_description;
    return {
      'www-authenticate': `Bearer realm="${context.tenant.issuer}", error="${error}", error_description="${reason}"`,
    };
  }
  return {};
};

const refused = (exchange: Exchange, refusal: Refusal): Response =>
  new Response(JSON.stringify(errorBody(refusal)), {
    status: refusal.status,
    headers: {
      'content-type': 'application/json',
      'cache-control': 'no-store',
      pragma: 'no-cache',
      ...refusal.headers,
      ...challenge(exchange, refusal),
    },
  });

/** Records a refusal; the actor is the client once it has proved who it is. */
export const auditRefusal = (exchange: Exchange, key: EventKey, refusal: Refusal): Promise<void> =>
  recordRefusal(exchange.context, {
    key,
    applicationId: exchange.application?.id ?? null,
    payload: { error: protocolError(refusal), reason: refusal.message, ...exchange.facts },
  });

/** The endpoints (the method's and OPTIONS) of a protocol address. `event` names the audit row of a refusal. */
export const exchangeEndpoint = (
  operation: Endpoint['operation'],
  event: EventKey,
  handle: (exchange: Exchange) => Promise<Response>,
): Endpoint =>
  endpoint(operation, async (incoming, context) => {
    const exchange: Exchange = { incoming, context, facts: {} };
    let response: Response;
    try {
      response = await handle(exchange);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await auditRefusal(exchange, event, error);
      response = refused(exchange, error);
    }
    const cors = await corsHeaders(context, incoming, exchange.application);
    for (const name in cors) response.headers.set(name, cors[name] as string);
    return response;
  });

/** The preflight of an address. */
export const preflightEndpoint = (path: `/${string}`): Endpoint => endpoint(`OPTIONS ${path}`, preflight);
