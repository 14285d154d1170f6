import { defineErrors } from '../lib/errors.ts';

/** Refusals of templates and of trying a connector. */
export const refuse = defineErrors({
  'email_template.not_found': [404, 'There is no such template.'],
  'connector.test_failed': [400, 'The test message was not taken: {reason}.'],
  'connector.test_recipient': [400, 'Say where to send the test message: {expected}.'],
});
