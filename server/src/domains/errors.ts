/** Refusals about custom domains. */
import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'domain.not_found': [404, 'There is no such domain.'],
  'domain.domain_is_not_allowed': [422, '{domain} cannot be a custom domain: {reason}.'],
  'domain.hostname_already_exists': [422, '{domain} is one of your domains already.'],
  'domain.too_many': [422, 'A tenant has at most {limit} custom domains.'],
  'domain.file_not_allowed': [422, 'The file {path} cannot be served: {reason}.'],
});
