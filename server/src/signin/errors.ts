/** Refusals of a sign-in under way. */
import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'session.action_answer_invalid': [
    422,
    'A rule of this tenant gave an answer that cannot be used. Ask the administrator.',
  ],
  'session.not_found': [
    400,
    'No sign-in is running in this browser, or it has ended. Start again from the app.',
  ],
  'session.changed': [409, 'This sign-in was continued elsewhere at the same moment. Try again.'],
  'session.verification_session_not_found': [404, 'There is no such verification in this sign-in.'],
  'session.verification_failed': [400, 'This could not be verified. Start again.'],
  'session.identifier_not_found': [404, 'Nobody has been identified in this sign-in yet.'],
  'session.sso_enabled': [422, 'This account signs in through its organization.'],
  'session.interaction_not_found': [400, 'Say first whether this is a sign-in or a registration.'],
  'user.sign_in_method_not_enabled': [422, 'This way of signing in is not switched on.'],
  'user.terms_not_agreed': [422, 'The terms must be agreed to first.'],
  'session.no_terms': [422, 'There are no terms to agree to.'],
  'user.identity_not_exist': [404, 'No account belongs to this identity yet.'],
  'user.missing_profile': [422, 'Something is still missing: {missing}.'],
  'verification_code.code_mismatch': [400, 'The code is not right, or it is no longer good.'],
  'custom_phrases.not_found': [404, 'There are no own words for this language.'],
  'custom_phrases.unknown_key': [
    422,
    'No page says {key}. GET /api/.well-known/phrases lists what they say.',
  ],
  'custom_phrases.too_many': [
    422,
    'Own words of all languages together go with every page: these are too many.',
  ],
  'custom_phrases.fallback_language': [
    409,
    'The pages fall back to this language. Choose another one for that first.',
  ],
  'sign_in_experiences.admin_sign_up': [422, 'Nobody can sign up to the administration by themselves.'],
  'sign_in_experiences.admin_username': [
    422,
    'Administrators sign in with their username; it cannot be switched off.',
  ],
  'sign_in_experiences.email_requires_verification': [
    422,
    'Where the e-mail address is all that is asked for at sign-up, it must be verified.',
  ],
  'sign_in_experiences.not_available': [
    422,
    'This server does not do this yet: {part} must stay switched off.',
  ],
  'sign_in_experiences.valid_period_missing': [
    422,
    'For how many days is a password valid (validPeriodDays)?',
  ],
  'sign_in_experiences.password_lengths': [422, 'No password is within these lengths.'],
  'sign_in_experiences.usernames_collide': [
    422,
    '{count} usernames are the same but for case. GET /api/sign-in-exp/username-policy/case-sensitivity-conflicts lists them.',
  ],
  'sign_in_experiences.username_lengths': [422, 'No username is within these lengths.'],
  'user.email_not_allowed': [422, 'This e-mail address is not accepted here. Use another one.'],
  'user.username_length': [422, 'Usernames have {minLength} to {maxLength} characters here.'],
  'sign_in_experiences.no_phrases': [
    422,
    'The pages have no words in {tag}. Set own words for it first (PUT /api/custom-phrases/{tag}).',
  ],
  'sign_in_experiences.admin_custom_ui': [
    422,
    'The administrators keep the built-in pages: own ones could act on the console.',
  ],
  'sign_in_experiences.custom_ui_host': [
    422,
    'Own pages need a host of their own: cookies cross ports, and the console or another tenant is at {host} too.',
  ],
  'sign_in_experiences.custom_ui_not_found': [422, 'No own pages were uploaded under {id}.'],
  'sign_in_experiences.source_is_ours': [
    422,
    'Own pages may not reach another tenant or the console: {source}.',
  ],
  'sign_in_experiences.source_not_allowed': [
    422,
    'Not a source: {source}. Name https origins, such as https://cdn.example.com or https://*.example.com.',
  ],
  'sign_in_experiences.no_such_page': [422, 'No page has the path {path}. There are: {pages}.'],
  'sign_in_experiences.content_too_large': [
    422,
    'The pages carry at most {limit} characters of own content together.',
  ],
  'sign_in_experiences.nothing_to_sign_in_with': [
    422,
    'What is asked for at sign-up must be something one can sign in with.',
  ],
  'sign_in_experiences.password_too_short': [422, 'Passwords of this tenant need at least {min} characters.'],
});
