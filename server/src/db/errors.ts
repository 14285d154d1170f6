import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'guard.unstorable_text': [400, 'The request contains a character (NUL) that cannot be stored.'],
});
