import { refuse } from '../errors.ts';
import type { Check } from './check.ts';

/** RFC 9700 §2.1.2: the code flow alone, answered in the query. */
export const checkResponse: Check = ({ parameters }) => {
  const type = parameters.get('response_type');
  if (type === undefined) throw refuse('invalid_request', 'The parameter response_type is missing.');
  if (type !== 'code') throw refuse('unsupported_response_type', 'The only response_type is code.');
  const mode = parameters.get('response_mode');
  if (mode !== undefined && mode !== 'query') {
    throw refuse('unsupported_response_mode', 'The only response_mode is query.');
  }
};
