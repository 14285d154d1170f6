import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'oidc.key_not_found': [404, 'There is no signing key with this id.'],
  'oidc.key_in_use': [422, 'Only a previous key can be deleted.'],
});
