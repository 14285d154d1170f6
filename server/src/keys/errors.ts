import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'oidc.key_not_found': [404, 'There is no key with this id.'],
  'oidc.not_of_cookie_keys': [422, 'Cookie keys have neither an algorithm nor a grace period.'],
  'oidc.key_in_use': [422, 'Only a previous key can be deleted.'],
});
