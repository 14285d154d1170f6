/**
 * What an app would like the sign-in pages to show. Nothing here can make a request fail: real apps send free text,
 * so values we do not know are dropped (wire contract §3.3).
 */
import type { Hints } from '../signin/index.ts';
import { type Parameters, words } from './parameters.ts';

const FIRST_SCREENS: Readonly<Record<string, string>> = {
  signIn: 'sign_in',
  sign_in: 'sign_in',
  register: 'register',
  reset_password: 'reset_password',
  'identifier:sign_in': 'identifier:sign_in',
  'identifier:sign-in': 'identifier:sign_in',
  'identifier:register': 'identifier:register',
  single_sign_on: 'single_sign_on',
};
const MAX_HINT = 256;

const short = (value: string | undefined): string | undefined =>
  value === undefined || value.length > MAX_HINT ? undefined : value;

/** Reads the hints; `first_screen` wins over the older `interaction_mode`. */
export const readHints = (parameters: Parameters): Hints => {
  const mode = parameters.get('interaction_mode');
  const firstScreen =
    FIRST_SCREENS[parameters.get('first_screen') ?? ''] ??
    (mode === 'signUp' ? 'register' : mode === 'signIn' ? 'sign_in' : undefined);
  const identifiers = words(short(parameters.get('identifier'))).filter(
    (word) => word === 'username' || word === 'email',
  );
  const directSignIn = short(parameters.get('direct_sign_in'));
  const loginHint = short(parameters.get('login_hint'));
  const uiLocales = short(parameters.get('ui_locales'));
  const organizationId = short(parameters.get('organization_id'));
  return {
    ...(firstScreen === undefined ? {} : { firstScreen }),
    ...(identifiers.length === 0 ? {} : { identifiers }),
    ...(directSignIn === undefined ? {} : { directSignIn }),
    ...(loginHint === undefined ? {} : { loginHint }),
    ...(uiLocales === undefined ? {} : { uiLocales }),
    ...(organizationId === undefined ? {} : { organizationId }),
  };
};
