import { isFapi, needsPush, needsSignature } from '../clients/profile.ts';
import { refuse } from '../errors.ts';
import type { Check, SentAs } from './check.ts';

const PUSHED: ReadonlySet<SentAs> = new Set(['pushed', 'pushed-signed', 'taken']);
/** Of a pushed request the signature was checked when it came. */
const SIGNED: ReadonlySet<SentAs> = new Set(['signed', 'pushed-signed', 'taken']);

/** RFC 9126 §6, RFC 9101 §10.5, RFC 9449 §10 and FAPI 2.0 §5.3.2.2: what the application's settings demand. */
export const checkDemands: Check = ({ application, parameters, request, sentAs }) => {
  if (needsPush(application) && !PUSHED.has(sentAs)) {
    throw refuse('invalid_request', 'This application must push its requests (RFC 9126).');
  }
  if (needsSignature(application) && !SIGNED.has(sentAs)) {
    throw refuse('invalid_request', 'This application must sign its requests (RFC 9101).');
  }
  if (isFapi(application) && request.codeChallenge === null) {
    throw refuse('invalid_request', 'This application must send a code_challenge (PKCE).');
  }
  const jkt = parameters.get('dpop_jkt');
  if (jkt !== undefined && !/^[\w-]{43}$/.test(jkt)) {
    throw refuse('invalid_request', 'The dpop_jkt is not a SHA-256 in base64url.');
  }
  request.dpopJkt = jkt ?? null;
};
