/** Refusals that belong to HTTP itself. */
import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'guard.invalid_input': [400, 'The request is not valid: {reason}.'],
  'guard.invalid_pagination': [400, 'The paging parameters are not valid: {reason}.'],
  'request.body_too_large': [413, 'The request body is larger than {limit} bytes.'],
  'request.unsupported_media_type': [415, 'Send the request body as {expected}.'],
  'request.not_found': [404, 'There is nothing at this address.'],
  'request.method_not_allowed': [405, 'This address does not answer {method}.'],
  'request.cross_site': [403, 'The request came from another site.'],
  'request.too_many': [429, 'Too many requests. Try again in a moment.'],
  'auth.authorization_header_missing': [401, 'Send an access token in the Authorization header.'],
  'auth.unauthorized': [401, 'The access token is not valid: {reason}.'],
  'auth.forbidden': [403, 'You are not allowed to do this.'],
  'auth.third_party': [403, 'Applications of others may read an account, but not change it.'],
  'auth.scope_missing': [403, 'This needs the scope {scope}, which the caller does not have.'],
  'tenant.not_found': [404, 'No tenant is served at {origin}.'],
  'server.internal': [500, 'The server made a mistake. It was logged as {requestId}.'],
  'server.unavailable': [503, 'The server cannot answer now. Try again in a moment.'],
});
