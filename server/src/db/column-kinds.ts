/** Which columns hold more than text and numbers. A name means one kind of value in every table. */

/** Column names whose text is JSON, in every table. */
export const JSON_COLUMNS: ReadonlySet<string> = new Set([
  'publicJwk',
  'profile',
  'customData',
  'detail',
  'config',
  'domains',
  'branding',
  'discovery',
  'metadata',
  'oidcClientMetadata',
  'customClientMetadata',
  'color',
  'languageInfo',
  'signIn',
  'signUp',
  'passwordPolicy',
  'settings',
  'methods',
  'request',
  'hints',
  'state',
  'resources',
  'payload',
  'logtoConfig',
  'details',
]);

/** Column names stored as 0/1, in every table. */
export const BOOLEAN_COLUMNS: ReadonlySet<string> = new Set([
  'emailVerified',
  'phoneVerified',
  'isPasswordExpired',
  'isSuspended',
  'syncProfile',
  'enableTokenStorage',
  'isThirdParty',
  'isBuiltIn',
  'isDefault',
  'isMfaRequired',
  'singleSignOnEnabled',
  'offline',
]);
