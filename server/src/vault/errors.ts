import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'vault.secret_unreadable': [500, 'The stored secret cannot be opened. It was not used.'],
  'vault.secret_not_exist': [404, 'There is no such secret.'],
});
