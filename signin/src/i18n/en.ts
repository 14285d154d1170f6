/** Every word of the pages, in English. Its shape is the contract for the other languages. */

/** What an error's words may speak of. `said` is a part of the server's data, '' where it named none. */
export type ErrorFacts = { seconds: number | null; minLength: number; said: (name: string) => string };

const wait = (seconds: number | null): string => {
  if (seconds === null) return 'a little later';
  if (seconds < 60) return `in ${seconds} ${seconds === 1 ? 'second' : 'seconds'}`;
  const minutes = Math.ceil(seconds / 60);
  return `in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}`;
};

export const en = {
  language: 'Language',
  working: 'One moment…',
  tryAgain: 'Try again',
  toSignIn: 'Back to sign-in',
  details: 'Details',
  reference: 'Error code',
  or: 'or',
  checkFields: 'Please check the marked field.',

  signIn: {
    title: (name: string) => (name ? `Sign in to ${name}` : 'Sign in'),
    button: 'Sign in',
    noAccount: 'New here?',
    register: 'Create an account',
    sso: 'Continue with SSO',
  },
  fields: {
    username: 'Username',
    email: 'E-mail address',
    usernameOrEmail: 'Username or e-mail address',
    password: 'Password',
    code: 'Verification code',
    showPassword: 'Show password',
    hidePassword: 'Hide password',
  },
  wrong: {
    usernameMissing: 'Enter your username.',
    emailMissing: 'Enter your e-mail address.',
    usernameOrEmailMissing: 'Enter your username or e-mail address.',
    emailForm: 'Enter an e-mail address like name@example.com.',
    usernameForm: 'Use letters, digits and “_”, and do not start with a digit.',
    passwordMissing: 'Enter your password.',
    newPasswordMissing: 'Choose a password.',
    passwordShort: (length: number) => `Use at least ${length} characters.`,
    codeMissing: 'Enter all six digits of the code.',
  },
  sso: {
    detected: 'Your organization signs you in',
    detectedText: 'This address uses single sign-on, so no password is needed here.',
    title: 'Single sign-on',
    text: 'Enter your work e-mail address, and we will take you to the place where your organization signs you in.',
    button: 'Continue',
    none: 'No single sign-on is set up for this address. Check the spelling, or sign in another way.',
    otherWay: 'Sign in another way',
    chooseTitle: 'Choose where to sign in',
    chooseText: (email: string) => (email ? `${email} can be used with more than one service.` : ''),
    leaving: 'Taking you to your organization…',
  },
  register: {
    title: 'Create your account',
    subtitle: (name: string) => (name ? `to continue to ${name}` : ''),
    button: 'Create account',
    next: 'Continue',
    haveAccount: 'Already have an account?',
    signIn: 'Sign in',
    passwordHint: (length: number) => `At least ${length} characters. A sentence works well.`,
    typed: (typed: number, length: number) => `${typed} / ${length}`,
    longEnough: 'Long enough',
    agree: 'By creating an account you agree to:',
    iAgree: 'I agree to:',
    agreeFirst: 'Please agree to the terms first.',
    agreeTitle: 'One more thing',
    terms: 'Terms of use',
    privacy: 'Privacy policy',
    passwordTitle: 'Choose a password',
    profileTitle: 'Choose a username and a password',
    verified: 'Verified',
  },
  code: {
    title: 'Check your e-mail',
    sent: 'We sent a six-digit code to',
    button: 'Verify',
    resend: 'Send a new code',
    resendIn: (seconds: number) => `New code in ${seconds} s`,
    resent: 'A new code is on its way. Older codes no longer work.',
    other: 'Use another address',
    spam: 'Nothing there? Look into your spam folder as well.',
  },
  exists: {
    title: 'You already have an account',
    text: 'There is an account with this e-mail address. Sign in to it instead.',
    other: 'Use another address',
  },
  extraProfile: {
    title: 'A little more about you',
    button: 'Create account',
    missing: (label: string) => `Please fill in: ${label}`,
  },
  support: 'Help:',
  callback: {
    title: (name: string) => (name ? `Signing you in with ${name}` : 'Signing you in'),
    text: 'This takes only a moment.',
    failed: 'You could not be signed in',
  },
  linkFirst: {
    title: 'Sign in the usual way first',
    text: 'An account with this e-mail address exists already, and it is not linked to your organization’s sign-in. Sign in the way you always did; after that the two can be linked.',
    button: 'Sign in the usual way',
  },
  error: { title: 'Something went wrong', cancelled: 'Sign-in was cancelled' },
  unknownSession: {
    title: 'This sign-in is no longer running',
    text: 'It may have taken too long, or the page was opened from a bookmark. Go back to the application and start signing in from there.',
  },
  signedOut: {
    title: 'You are signed out',
    text: 'You can close this window now.',
  },
  device: {
    title: 'Connect a device',
    text: 'Enter the code that your device shows.',
    code: 'Code',
    next: 'Continue',
    codeMissing: 'Enter all eight letters of the code.',
    over: 'That page was too old or had been answered. Enter the code again.',
    confirmTitle: (name: string) => `Let ${name} in?`,
    confirmText:
      'Go on only if this code is on a device in front of you. If somebody sent it to you, refuse: they would act in your name.',
    asks: (name: string) => `${name} will be able to:`,
    signedInAs: 'You are signed in as',
    approve: 'Let it in',
    deny: 'Refuse',
    doneTitle: 'Your device is connected',
    doneText: 'Go back to it. You can close this window.',
    deniedTitle: 'The device was refused',
    deniedText: 'It got nothing. You can close this window.',
  },
  consent: {
    title: (name: string) => `Let ${name} use your account?`,
    organizations: 'Organizations to share',
    oneOrganization: 'Organization to share',
    noOrganization: 'None',
    withinOrganizations: 'Within the organizations you share',
    approve: 'Allow',
    deny: 'Cancel',
    returnsTo: (host: string) => `Afterwards you go to ${host}.`,
  },
  scopes: {
    openid: 'Know who you are',
    offline_access: 'Stay signed in until you end it',
    profile: 'See your name, picture and profile',
    email: 'See your e-mail address',
    phone: 'See your phone number',
    address: 'See your postal address',
    custom_data: 'See further data about you that is kept here',
    identities: 'See the other services you sign in with',
    roles: 'See your roles',
    'urn:logto:scope:organizations': 'See the organizations you belong to',
    'urn:logto:scope:organization_roles': 'See your roles in these organizations',
    'urn:logto:scope:sessions': 'See where you are signed in',
  },

  errors: {
    'consent.not_waiting': 'Nothing waits for an answer in this browser. Start again from the app.',
    'consent.another_request': 'This browser is asked for something else by now. Start again from the app.',
    'consent.not_a_member': 'Only organizations that you belong to can be shared.',
    'consent.one_organization': 'This app works for one organization at a time. Choose one at most.',
    'device.code_not_found': 'No device waits with this code. Check it, or start again on the device.',
    'device.confirmation_over': 'This page has been answered, or it is too old. Enter the code again.',
    network: 'The server could not be reached. Check your connection and try again.',
    'session.invalid_credentials': 'The sign-in name or the password is wrong.',
    'session.too_many_attempts': ({ seconds }: ErrorFacts) =>
      `Too many attempts. Try again ${wait(seconds)}.`,
    'session.busy': 'Many people are signing in at this moment. Try again in a few seconds.',
    'request.too_many': 'Too many requests. Try again in a moment.',
    'server.unavailable': 'The server cannot answer right now. Try again in a moment.',
    'server.internal':
      'The server made a mistake. Please try again; if it happens again, tell your administrator.',
    'session.sso_enabled': 'This address signs in with single sign-on.',
    'session.verification_failed': 'This could not be verified. Please start again.',
    'user.username_already_in_use': 'This username is taken. Choose another one.',
    'user.email_already_in_use': 'This e-mail address is in use already.',
    'user.suspended': 'This account is suspended. Please ask your administrator.',
    'user.identity_not_exist': 'No account belongs to this sign-in, and new accounts are not accepted here.',
    'user.invalid_username': 'This cannot be a username. Use letters, digits and “_” only.',
    'user.invalid_email': 'This e-mail address cannot be used. Check its spelling.',
    'password.expired': 'This password has expired. Please ask your administrator for a new one.',
    'password_rejected.too_short': ({ minLength }: ErrorFacts) => `Use at least ${minLength} characters.`,
    'password_rejected.too_long': 'This password is too long.',
    'password_rejected.restricted': 'This password is too easy to guess. Choose another one.',
    'password_rejected.character_types': ({ said }: ErrorFacts) =>
      `Use at least ${said('min')} of these: small letters, capitals, digits, other characters.`,
    'password_rejected.restricted.repetition': 'This password repeats too much. Choose another one.',
    'password_rejected.restricted.sequence': 'Too much of this password is counting or neighbouring keys.',
    'password_rejected.restricted.user_info': 'Leave your name, username, address and number out of it.',
    'password_rejected.restricted.words': ({ said }: ErrorFacts) => `“${said('word')}” may not be in it.`,
    'password_rejected.pwned': 'This password is known from a data leak. Choose another one.',
    'session.verification_session_not_found': 'This step is no longer valid. Please start again.',
    'session.interaction_not_found': 'This step is no longer valid. Please start again.',
    'session.changed': 'This sign-in was continued elsewhere at the same moment. Try again.',
    'user.sign_in_method_not_enabled': 'This way of signing in is not available here.',
    'user.email_not_allowed': 'This e-mail address is not accepted here. Use another one.',
    'user.username_length': 'This username is too short or too long here.',
    'custom_profile_fields.value_invalid':
      'A field has a value that does not fit. Please check what you entered.',
    'custom_profile_fields.value_missing':
      'A field is still missing. Please fill in everything that is required.',
    'user.missing_profile': 'Something is still missing. Please start again.',
    'single_sign_on.connector_not_available': 'Your organization’s sign-in is not available at the moment.',
    'single_sign_on.connector_not_found': 'This way of signing in no longer exists.',
    'single_sign_on.disabled': 'Single sign-on is switched off here.',
    'verification_code.code_mismatch':
      'This code is not right, or it has expired. Check it, or ask for a new one.',
    'auth.forbidden': 'This is not allowed here.',
    'connector.provider_refused': 'Your organization did not let you in. Nothing has changed.',
    'connector.provider_unavailable':
      'Your organization’s sign-in cannot be reached at the moment. Try again later.',
    'connector.discovery_invalid':
      'Your organization’s sign-in is not set up correctly. Please tell your administrator.',
    'connector.hosts_changed':
      'Your organization’s sign-in is not set up correctly. Please tell your administrator.',
    'connector.state_mismatch': 'This answer belongs to another sign-in. Please start again.',
    'connector.answer_not_trusted':
      'The answer of your organization’s sign-in could not be trusted. Please start again.',
    'connector.hosted_domain': ({ said }: ErrorFacts) =>
      said('hd').includes('.')
        ? `This Google account belongs to ${said('hd')}, which is not let in here. Use your work account.`
        : 'This Google account does not belong to an organization that is let in here. Use your work account.',
    'connector.email_domain': ({ said }: ErrorFacts) =>
      `${said('email') || 'Your address'} is outside the domains that sign in this way.`,
    access_denied:
      'Sign-in was cancelled at your organization, or it did not let you in. Nothing has changed.',
    temporarily_unavailable: 'Your organization’s sign-in is busy at the moment. Try again later.',
    unknown: 'Something unexpected happened. Please try again.',
  },
};

export type Words = typeof en;
