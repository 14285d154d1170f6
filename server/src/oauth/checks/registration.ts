import { refuse } from '../errors.ts';
import type { Check } from './check.ts';

/** OpenID Connect Core §7.2.1: self-issued providers alone register clients within a request. */
export const checkRegistration: Check = ({ parameters }) => {
  if (parameters.get('registration') !== undefined) {
    throw refuse('registration_not_supported', 'The parameter registration is not supported.');
  }
};
