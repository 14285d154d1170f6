/** Refusals about users, their identifiers and their passwords. */
import { defineErrors } from '../lib/errors.ts';

export const refuse = defineErrors({
  'user.user_not_exist': [404, 'There is no such user.'],
  'user.username_already_in_use': [422, 'This username is already in use.'],
  'user.email_already_in_use': [422, 'This e-mail address is already in use.'],
  'user.invalid_username': [
    422,
    'A username has 1 to 128 letters, digits or underscores and does not begin with a digit.',
  ],
  'user.invalid_email': [422, 'This is not an e-mail address that can be used.'],
  'user.suspended': [401, 'This account is suspended.'],
  'user.sign_in_first_to_link': [
    409,
    'There is an account with this address already. Sign in to it in the way you did until now.',
  ],
  'password.rejected': [422, 'This password cannot be used: {reason}.'],
  'session.invalid_credentials': [422, 'The account or the password is not correct.'],
  'session.too_many_attempts': [429, 'Too many attempts. Try again later.'],
  'session.busy': [429, 'Too many people are signing in at this moment. Try again shortly.'],
  'session.not_exist': [404, 'There is no such session.'],
  'administrator.last': [422, 'This is the last administrator who can sign in; make another one first.'],
  'administrator.own_access': [403, 'You cannot take your own access away.'],
});
