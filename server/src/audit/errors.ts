/** Refusals about the audit trail. */
import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'log.not_found': [404, 'There is no row {id} in the audit trail.'],
});
