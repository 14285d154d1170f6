import { refuse } from '../errors.ts';
import type { Check } from './check.ts';

/** OpenID Connect Core §6: request objects are not supported; nothing is fetched or parsed (O-11). */
export const checkRequestObject: Check = ({ parameters }) => {
  if (parameters.get('request') !== undefined)
    throw refuse('request_not_supported', 'Request objects are not supported.');
  if (parameters.get('request_uri') !== undefined) {
    throw refuse('request_uri_not_supported', 'Requests by reference are not supported.');
  }
  if (parameters.get('registration') !== undefined) {
    throw refuse('invalid_request', 'The parameter registration is not supported.');
  }
};
