import { refuse } from '../errors.ts';
import { type Parameters, words } from '../parameters.ts';
import type { Check } from './check.ts';

const MAX_LENGTH = 2048;
const MAX_SCOPES = 200;

/** Unknown and repeated scopes are no error (SDKs send both); too many are, before anything looks them up (O-24). */
export const readScope = (parameters: Parameters): string => {
  const asked = parameters.get('scope') ?? '';
  if (asked.length > MAX_LENGTH) throw refuse('invalid_scope', 'The scope is too long.');
  // RFC 6749 §3.3: printable ASCII without quotes and backslashes.
  if (!/^[\x20-\x21\x23-\x5b\x5d-\x7e]*$/.test(asked))
    throw refuse('invalid_scope', 'The scope contains characters it may not.');
  const scopes = words(asked);
  if (scopes.length > MAX_SCOPES) throw refuse('invalid_scope', 'The request asks for too many scopes.');
  return scopes.join(' ');
};

export const checkScope: Check = ({ parameters, request }) => {
  request.scope = readScope(parameters);
};
