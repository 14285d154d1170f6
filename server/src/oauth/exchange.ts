/**
 * A protocol request that programs send (token, userinfo, introspection, revocation): one frame for parameters, the
 * union error body that every SDK reads, CORS on success and error alike, and the audit row of a refusal.
 */
import { type CachedApplication, documentFacts } from '../applications/index.ts';
import { type EventKey, recordRefusal } from '../audit/index.ts';
import { type Endpoint, endpoint, type Incoming } from '../http/index.ts';
import { Refusal } from '../lib/errors.ts';
import type { Context } from '../platform.ts';
import { corsHeaders, preflight } from './clients/cors.ts';
import { protocolError } from './errors.ts';
import { proofChallenge } from './tokens/dpop.ts';

/** One request being answered. `application` is set as soon as the client is known, also when it is refused later. */
export type Exchange = {
  readonly incoming: Incoming;
  readonly context: Context;
  application?: CachedApplication;
  /** What a refusal's audit row shall say beside the reason. */
  facts: Record<string, unknown>;
};

/** Headers of an answer that no cache may keep (RFC 6749 §5.1). */
const PRIVATE = { 'content-type': 'application/json', 'cache-control': 'no-store', pragma: 'no-cache' };

/** `{error, error_description, code, message}`: what OAuth clients read and what the SDKs read, in one body. */
const errorBody = (refusal: Refusal): Record<string, unknown> => {
  const error = protocolError(refusal);
  return {
    error,
    error_description: refusal.message.replace(/[^\x20-\x21\x23-\x5b\x5d-\x7e]/g, "'"),
    code: `oidc.${error}`,
    message: refusal.message,
  };
};

/** Userinfo is a protected resource: a bad proof there is a 401 with a challenge (RFC 9449 §7.1). */
const isResource = ({ incoming }: Exchange): boolean => incoming.path === '/oidc/me';

const challenge = (exchange: Exchange, refusal: Refusal): Record<string, string> => {
  const { incoming, context } = exchange;
  const error = protocolError(refusal);
  const scheme = incoming.header('authorization')?.split(' ')[0]?.toLowerCase();
  if (error === 'invalid_client' && scheme === 'basic') {
    return { 'www-authenticate': `Basic realm="${context.tenant.issuer}"` };
  }
  if (isResource(exchange) && (scheme === 'dpop' || error === 'invalid_dpop_proof')) {
    return { 'www-authenticate': proofChallenge(error) };
  }
  if (error === 'invalid_token' || error === 'insufficient_scope') {
    const reason = errorBody(refusal).error_description;
    return {
      'www-authenticate': `Bearer realm="${context.tenant.issuer}", error="${error}", error_description="${reason}"`,
    };
  }
  return {};
};

/**
 * Records a refusal; the actor is the client once it has proved who it is. A device that asks in time whether it was
 * let in yet is told to wait, not refused.
 */
const auditRefusal = async (exchange: Exchange, key: EventKey, refusal: Refusal): Promise<void> => {
  if (protocolError(refusal) === 'authorization_pending') return;
  await recordRefusal(exchange.context, {
    key,
    applicationId: exchange.application?.id ?? null,
    payload: {
      error: protocolError(refusal),
      reason: refusal.message,
      ...(exchange.application && documentFacts(exchange.application)),
      ...exchange.facts,
    },
  });
};

/** What a refused request is answered with. */
const refusedAnswer = (exchange: Exchange, refusal: Refusal) => ({
  status: isResource(exchange) && protocolError(refusal) === 'invalid_dpop_proof' ? 401 : refusal.status,
  value: errorBody(refusal),
  headers: { ...challenge(exchange, refusal), ...refusal.headers },
});

/**
 * The endpoint of a protocol address. `handle` answers the JSON value of success, sent with the status `success`; `event` names the audit row of a
 * refusal. The Response is made once with all its headers: changing one afterwards costs more than the rest of it.
 */
export const exchangeEndpoint = (
  operation: Endpoint['operation'],
  event: EventKey,
  handle: (exchange: Exchange) => Promise<Record<string, unknown>>,
  success: 200 | 201 = 200,
): Endpoint =>
  endpoint(operation, async (incoming, context) => {
    const exchange: Exchange = { incoming, context, facts: {} };
    let answer: { status: number; value: Record<string, unknown>; headers: Record<string, string> };
    try {
      answer = { status: success, value: await handle(exchange), headers: {} };
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      await auditRefusal(exchange, event, error);
      answer = refusedAnswer(exchange, error);
    }
    const cors = await corsHeaders(context, incoming, exchange.application);
    return new Response(JSON.stringify(answer.value), {
      status: answer.status,
      headers: { ...PRIVATE, ...answer.headers, ...cors },
    });
  });

/** The preflight of an address. */
export const preflightEndpoint = (path: `/${string}`): Endpoint => endpoint(`OPTIONS ${path}`, preflight);
