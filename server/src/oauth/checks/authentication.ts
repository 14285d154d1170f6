import { isReachable } from '../authentication.ts';
import { refuse } from '../errors.ts';
import { words } from '../parameters.ts';
import { readClaimsRequest } from '../tokens/claims-request.ts';
import type { Check } from './check.ts';

const MAX_CONTEXTS = 20;

/**
 * OpenID Connect Core §5.5 and `acr_values`, RFC 9470: which claims, which user, how well proved. A context that is
 * essential and that nobody can reach here is refused at once; one that is only wished for is passed over.
 */
export const checkAuthentication: Check = ({ parameters, request }) => {
  const text = parameters.get('claims');
  const read = text === undefined ? undefined : readClaimsRequest(text);
  const demanded = read?.demands;
  const wanted = demanded?.contexts.length ? demanded.contexts : words(parameters.get('acr_values'));
  if (wanted.length > MAX_CONTEXTS) throw refuse('invalid_request', 'The request names too many acr values.');
  request.claims = read?.claims ?? null;
  request.subject = demanded?.subject ?? null;
  request.contexts = isReachable(wanted) ? wanted : [];
  request.isContextEssential = demanded?.isContextEssential ?? false;
  if (request.isContextEssential && !isReachable(wanted)) {
    throw refuse('unmet_authentication_requirements', 'No way of signing in here reaches the acr.');
  }
};
