/** What a message may be about, in the words of the wire contract. */
export const MESSAGE_KINDS = [
  'SignIn',
  'Register',
  'ForgotPassword',
  'OrganizationInvitation',
  'Generic',
  'UserPermissionValidation',
  'BindNewIdentifier',
  'MfaVerification',
  'BindMfa',
] as const;

export type MessageKind = (typeof MESSAGE_KINDS)[number];

export type Channel = 'email' | 'sms';

/** Languages that the built-in texts are written in; a tenant's own templates may have any. */
export type MessageLanguage = 'en' | 'ja';
