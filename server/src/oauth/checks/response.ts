import { refuse } from '../errors.ts';
import type { Check } from './check.ts';

/** RFC 9700 §2.1.2: the code flow alone, answered in the query or by a form (Form Post 1.0). */
export const checkResponse: Check = ({ parameters, request }) => {
  const type = parameters.get('response_type');
  if (type === undefined) throw refuse('invalid_request', 'The parameter response_type is missing.');
  if (type !== 'code') throw refuse('unsupported_response_type', 'The only response_type is code.');
  const mode = parameters.get('response_mode');
  // A fragment stays in the browser's history and reaches every script of the page.
  if (mode !== undefined && mode !== 'query' && mode !== 'form_post') {
    throw refuse('unsupported_response_mode', 'The response_mode is query or form_post.');
  }
  request.responseMode = mode ?? 'query';
};
