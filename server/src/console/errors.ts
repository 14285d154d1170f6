/** Refusals of the console's front door. */
import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'console.not_signed_in': [401, 'Sign in as an administrator.'],
  'console.forbidden_tenant': [403, 'You do not administer this tenant.'],
  'setup.link_expired': [410, 'This set-up link is no longer good. Start the server again to get a new one.'],
  'setup.administrator_exists': [409, 'An administrator exists already. Sign in instead.'],
  'console.username_required': [422, 'An administrator needs a username.'],
});
