/**
 * The parts of the sign-in experience beyond identifiers and look: their shapes, what they are until somebody sets them,
 * and which values this server cannot carry out yet. Those are refused, never kept without effect.
 */
import { z } from 'zod';
import { profileFieldNameSchema } from '../users/index.ts';
import { MAX_CONTENT } from './custom-content.ts';
import { refuse } from './errors.ts';

const webUrl = z.url({ protocol: /^https?$/ }).max(2048);
const emptyAsNull = <T extends z.ZodType>(schema: T) =>
  schema.nullable().or(z.literal('').transform(() => null));
/** The wire contract says null for a list that nobody has chosen. */
const orNone = <T extends z.ZodType>(list: z.ZodArray<T>) =>
  list.nullable().transform((chosen) => chosen ?? []);
const DAYS = 3650;

/** A domain with or without `@` before it, or a whole address; `*` stands for anything in it. */
const mailPattern = z
  .string()
  .max(256)
  .regex(/^[^\s@]*@?[^\s@]+\.[^\s@]+$/, 'must be an address or a domain')
  .transform((text) => text.toLowerCase());

const signUpProfileFields = z
  .array(z.strictObject({ name: profileFieldNameSchema }))
  .max(100)
  .refine(
    (fields) => new Set(fields.map((field) => field.name)).size === fields.length,
    'names a field twice',
  );
const forgotPasswordMethods = z.array(z.enum(['EmailVerificationCode', 'PhoneVerificationCode'])).max(2);

/** What may be sent for each part. */
export const moreChanges = {
  hideLogtoBranding: z.boolean(),
  agreeToTermsPolicy: z.enum(['Automatic', 'ManualRegistrationOnly', 'Manual']),
  customCss: z.string().max(65_536).nullable(),
  supportEmail: emptyAsNull(z.email().max(256)),
  supportWebsiteUrl: emptyAsNull(webUrl),
  unknownSessionRedirectUrl: emptyAsNull(webUrl),
  sentinelPolicy: z.strictObject({
    maxAttempts: z.int().min(1).max(100).optional(),
    /** Minutes. */
    lockoutDuration: z.int().min(1).max(1440).optional(),
  }),
  emailBlocklistPolicy: z.strictObject({
    blockDisposableAddresses: z.boolean().optional(),
    blockSubaddressing: z.boolean().optional(),
    customAllowlist: z.array(mailPattern).max(500).optional(),
    customBlocklist: z.array(mailPattern).max(500).optional(),
  }),
  verificationCodePolicy: z.strictObject({
    /** Seconds. */
    expirationDuration: z.int().min(60).max(3600).optional(),
    maxRetryAttempts: z.int().min(1).max(10).optional(),
  }),
  passwordExpiration: z.strictObject({
    enabled: z.boolean().optional(),
    validPeriodDays: z.int().min(1).max(DAYS).optional(),
  }),
  usernamePolicy: z.strictObject({
    minLength: z.int().min(1).max(128).optional(),
    maxLength: z.int().min(1).max(128).optional(),
    caseSensitive: z.boolean().optional(),
  }),
  signUpProfileFields: orNone(signUpProfileFields),
  socialSignIn: z.strictObject({
    automaticAccountLinking: z.boolean().optional(),
    skipRequiredIdentifiers: z.boolean().optional(),
  }),
  socialSignInConnectorTargets: z.array(z.string().max(128)).max(100),
  /** Page → markup; custom-content.ts says which pages and what stays of it. */
  customContent: z.record(z.string().max(128), z.string().max(MAX_CONTENT)),
  mfa: z.strictObject({
    factors: z.array(
      z.enum(['Totp', 'WebAuthn', 'BackupCode', 'EmailVerificationCode', 'PhoneVerificationCode']),
    ),
    policy: z.enum([
      'UserControlled',
      'Mandatory',
      'PromptOnlyAtSignIn',
      'PromptAtSignInAndSignUp',
      'NoPrompt',
      'PromptAtSignInAndSignUpMandatory',
      'PromptOnlyAtSignInMandatory',
    ]),
    organizationRequiredMfaPolicy: z.enum(['NoPrompt', 'Mandatory']).optional(),
  }),
  adaptiveMfa: z.strictObject({ enabled: z.boolean().optional() }),
  captchaPolicy: z.strictObject({ enabled: z.boolean().optional() }),
  forgotPasswordMethods: orNone(forgotPasswordMethods),
  passkeySignIn: z.strictObject({
    enabled: z.boolean().optional(),
    showPasskeyButton: z.boolean().optional(),
    allowAutofill: z.boolean().optional(),
  }),
  customUiAssets: z.strictObject({ id: z.string().max(64), createdAt: z.number() }).nullable(),
  customUiCsp: z.strictObject({
    scriptSrc: z.array(z.string().max(256)).max(20).optional(),
    connectSrc: z.array(z.string().max(256)).max(20).optional(),
  }),
};

/** The same as they are shown. */
export const moreShapes = {
  ...moreChanges,
  signUpProfileFields,
  forgotPasswordMethods,
  supportEmail: z.string().nullable(),
  supportWebsiteUrl: z.string().nullable(),
  unknownSessionRedirectUrl: z.string().nullable(),
  passwordExpiration: moreChanges.passwordExpiration.extend({ enabledAt: z.number().optional() }),
  emailBlocklistPolicy: z.object({
    blockDisposableAddresses: z.boolean().optional(),
    blockSubaddressing: z.boolean().optional(),
    customAllowlist: z.array(z.string()).optional(),
    customBlocklist: z.array(z.string()).optional(),
  }),
};

const shapes = z.object(moreShapes);
export type MoreParts = z.infer<typeof shapes>;
export type MoreChange = Partial<MoreParts>;

/** What holds until somebody sets it. An empty list of profile fields asks for all of them. */
export const MORE_DEFAULTS: MoreParts = {
  hideLogtoBranding: false,
  agreeToTermsPolicy: 'Automatic',
  customCss: null,
  supportEmail: null,
  supportWebsiteUrl: null,
  unknownSessionRedirectUrl: null,
  sentinelPolicy: {},
  emailBlocklistPolicy: {},
  verificationCodePolicy: {},
  passwordExpiration: { enabled: false },
  usernamePolicy: {},
  signUpProfileFields: [],
  socialSignIn: {},
  socialSignInConnectorTargets: [],
  customContent: {},
  mfa: { factors: [], policy: 'NoPrompt' },
  adaptiveMfa: {},
  captchaPolicy: {},
  forgotPasswordMethods: [],
  passkeySignIn: {},
  customUiAssets: null,
  customUiCsp: {},
};

const isOn = (value: unknown): boolean => value === true || (Array.isArray(value) && value.length > 0);

/** Whether a change switches on what this server does not do yet. */
const UNAVAILABLE: { [Part in keyof MoreParts]?: (value: NonNullable<MoreParts[Part]>) => boolean } = {
  socialSignIn: (value) => Object.values(value).some(isOn),
  socialSignInConnectorTargets: isOn,
  mfa: ({ factors, policy, organizationRequiredMfaPolicy }) =>
    isOn(factors) || policy !== 'NoPrompt' || (organizationRequiredMfaPolicy ?? 'NoPrompt') !== 'NoPrompt',
  adaptiveMfa: ({ enabled }) => isOn(enabled),
  captchaPolicy: ({ enabled }) => isOn(enabled),
  forgotPasswordMethods: isOn,
  passkeySignIn: (value) => Object.values(value).some(isOn),
};

/** Refuses with `sign_in_experiences.not_available` what would have no effect. */
const refuseUnavailable = (change: MoreChange): void => {
  for (const part of Object.keys(UNAVAILABLE) as (keyof MoreParts)[]) {
    const value = change[part];
    const unavailable = UNAVAILABLE[part] as ((value: unknown) => boolean) | undefined;
    if (value !== undefined && value !== null && unavailable?.(value)) {
      throw refuse('sign_in_experiences.not_available', { part });
    }
  }
};

/** The stored parts after a change. What is set remembers since when passwords expire. */
export const changedParts = (known: MoreParts, change: MoreChange, now: number): MoreChange => {
  refuseUnavailable(change);
  const { passwordExpiration, usernamePolicy } = change;
  const parts: MoreChange = { ...change };
  if (passwordExpiration?.enabled) {
    if (passwordExpiration.validPeriodDays === undefined) {
      throw refuse('sign_in_experiences.valid_period_missing');
    }
    const enabledAt = known.passwordExpiration.enabled ? known.passwordExpiration.enabledAt : now;
    parts.passwordExpiration = { ...passwordExpiration, enabledAt };
  }
  if (usernamePolicy && (usernamePolicy.minLength ?? 1) > (usernamePolicy.maxLength ?? 128)) {
    throw refuse('sign_in_experiences.username_lengths');
  }
  return parts;
};
