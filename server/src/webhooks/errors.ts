/** Refusals about webhooks. Codes that the wire contract knows are spelt as there. */
import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'hook.not_found': [404, 'There is no webhook {id}.'],
  'hook.missing_events': [400, 'Name at least one event in `events`.'],
  'hook.event_unavailable': [422, 'Nothing on this server raises {events} yet.'],
  'hook.invalid_url': [422, 'The address {url} cannot be called: {reason}.'],
  'hook.invalid_header': [422, 'The header {name} cannot be sent: {reason}.'],
  'hook.headers_needed': [
    422,
    'Enter the values of the headers again: the stored ones were given for another host and are not sent to a new one.',
  ],
  'hook.send_test_payload_failed': [422, 'The test was not delivered: {message}.'],
  'hook.endpoint_responded_with_error': [422, 'The receiver answered the test with status {status}.'],
});
