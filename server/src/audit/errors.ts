/** Refusals about the audit trail. */
import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'log.no_sink': [404, 'The audit trail is streamed nowhere.'],
  'log.sink_refused': [422, 'The sink cannot be reached: {reason}.'],
  'log.sink_secrets_needed': [
    422,
    'Enter the headers and the signing key again: the stored ones were given for another host and are not sent to a new one.',
  ],
  'log.sink_failed': [422, 'The sink did not take the row: {reason}.'],
  'log.not_found': [404, 'There is no row {id} in the audit trail.'],
});
