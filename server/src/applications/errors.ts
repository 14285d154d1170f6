/** Refusals about applications and their secrets. */
import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'application.not_found': [404, 'There is no application {id}.'],
  'application.built_in': [
    403,
    'This application belongs to the installation; it cannot be changed or deleted.',
  ],
  'application.own_access': [403, 'A client cannot take its own access away.'],
  'application.stronger': [
    403,
    'The application may do on the Management API what you may not yourself: {scopes}.',
  ],
  'application.sign_in_experience_not_found': [404, 'The application changes nothing of the pages.'],
  'application.secret_not_found': [404, 'The application has no secret named {name}.'],
  'application.secret_name_exists': [422, 'The application already has a secret named {name}.'],
  'application.secret_expired': [422, 'A secret cannot expire in the past.'],
  'application.public_has_no_secret': [
    422,
    'An application of type {type} runs on its user’s device, where no secret stays secret: it has none.',
  ],
  'application.contradicting_settings': [422, 'The settings contradict each other: {reason}.'],
  'application.third_party_type': [
    422,
    'A machine acts for itself: no user could consent to what a third-party machine does.',
  ],
  'application.third_party_application_only': [422, 'Only users of third-party applications are asked.'],
  'application.user_consent_scopes_not_found': [422, 'There is no permission {invalidScopes}.'],
  'application.consent_scope_not_found': [404, 'The application may not ask for this anyway.'],
  'application.access_control_unknown': [422, 'Nothing a user could have is called {ids}.'],
  'application.too_many_secrets': [422, 'The application already has {limit} secrets; delete one first.'],
});
