/**
 * A tenant's sign-in experience: which identifiers, which ways, how it looks. Only settings that have an effect are
 * accepted; the shapes are the wire contract's.
 */
import { z } from 'zod';
import { colorSchema } from '../applications/index.ts';
import { differences, record } from '../audit/index.ts';
import { hasCustomUi } from '../branding/index.ts';
import type { JsonObject, Queries, Transaction } from '../db/index.ts';
import { createCache } from '../lib/cache.ts';
import type { Context, Platform } from '../platform.ts';
import { ADMIN_TENANT } from '../tenants/index.ts';
import {
  DEFAULT_MIN_LENGTH,
  holdUsernames,
  listUsernameConflicts,
  newPasswordPolicy,
  readPasswordPolicy,
  rekeyUsernames,
} from '../users/index.ts';
import type { Identifier } from './boot.ts';
import { cleanContent } from './custom-content.ts';
import { checkSources, refuseCustomUi } from './custom-ui-policy.ts';
import { refuse } from './errors.ts';
import { LOCALES, languageTagSchema } from './locale.ts';
import {
  changedParts,
  MORE_DEFAULTS,
  type MoreChange,
  type MoreParts,
  moreChanges,
  moreShapes,
} from './more-settings.ts';
import { acceptPasswordPolicy, passwordPolicyChangeSchema, passwordPolicySchema } from './password-policy.ts';
import { listPhrasesRows } from './phrases.store.ts';
import {
  findSignInExperienceRow,
  insertSignInExperience,
  type SignInExperiencePatch,
  type SignInExperienceRow,
  updateSignInExperienceRow,
} from './sign-in-experience.store.ts';

const identifierSchema = z.enum(['username', 'email']);
const webUrl = z.url({ protocol: /^https?$/ }).max(2048);
const optionalUrl = webUrl.nullable().or(z.literal('').transform(() => null));
const unique = <T>(items: readonly T[]) => new Set(items).size === items.length;

const signInSchema = z.strictObject({
  methods: z
    .array(
      z.strictObject({
        identifier: identifierSchema,
        password: z.literal(true),
        verificationCode: z.literal(false),
        isPasswordPrimary: z.literal(true),
      }),
    )
    .min(1)
    .refine((methods) => unique(methods.map((method) => method.identifier)), 'names an identifier twice'),
});
const signUpSchema = z
  .strictObject({
    identifiers: z.array(identifierSchema).min(1),
    password: z.literal(true),
    verify: z.boolean(),
    /** Asked for beside `identifiers`; `verify` of an address here is its own. */
    secondaryIdentifiers: z
      .array(z.strictObject({ identifier: identifierSchema, verify: z.boolean().optional() }))
      .optional(),
  })
  .refine(
    ({ identifiers, secondaryIdentifiers = [] }) =>
      unique([...identifiers, ...secondaryIdentifiers.map(({ identifier }) => identifier)]),
    'names an identifier twice',
  );

export const signInExperienceChangeSchema = z
  .strictObject({
    color: colorSchema,
    branding: z.strictObject({
      logoUrl: optionalUrl.optional(),
      darkLogoUrl: optionalUrl.optional(),
      favicon: optionalUrl.optional(),
      darkFavicon: optionalUrl.optional(),
    }),
    languageInfo: z.strictObject({ autoDetect: z.boolean(), fallbackLanguage: languageTagSchema }),
    signIn: signInSchema,
    signUp: signUpSchema,
    signInMode: z.enum(['SignIn', 'Register', 'SignInAndRegister']),
    passwordPolicy: passwordPolicyChangeSchema,
    singleSignOnEnabled: z.boolean(),
    ...moreChanges,
    termsOfUseUrl: optionalUrl,
    privacyPolicyUrl: optionalUrl,
  })
  .partial();
export type SignInExperienceChange = z.infer<typeof signInExperienceChangeSchema>;

export const signInExperienceSchema = z.object({
  tenantId: z.string(),
  id: z.literal('default'),
  color: z.object({ primaryColor: z.string(), isDarkModeEnabled: z.boolean(), darkPrimaryColor: z.string() }),
  branding: z.object({
    logoUrl: z.string().optional(),
    darkLogoUrl: z.string().optional(),
    favicon: z.string().optional(),
    darkFavicon: z.string().optional(),
  }),
  languageInfo: z.object({ autoDetect: z.boolean(), fallbackLanguage: z.string() }),
  signIn: signInSchema,
  signUp: signUpSchema,
  signInMode: z.enum(['SignIn', 'Register', 'SignInAndRegister']),
  passwordPolicy: passwordPolicySchema,
  singleSignOnEnabled: z.boolean(),
  termsOfUseUrl: z.string().nullable(),
  privacyPolicyUrl: z.string().nullable(),
  ...moreShapes,
});
export type SignInExperience = z.infer<typeof signInExperienceSchema>;

type Color = SignInExperience['color'];

/** What was never set: dark where the browser prefers it, in the same colour. */
const toColor = (stored: JsonObject): Color => {
  const color = stored as Pick<Color, 'primaryColor'> & Partial<Color>;
  return { isDarkModeEnabled: true, darkPrimaryColor: color.primaryColor, ...color };
};

/** A dark colour that was the light one's follows it. */
const changedColor = (known: Color, change: Partial<Color>): Color => {
  const primaryColor = change.primaryColor ?? known.primaryColor;
  const isOwn = known.darkPrimaryColor !== known.primaryColor;
  return {
    primaryColor,
    isDarkModeEnabled: change.isDarkModeEnabled ?? known.isDarkModeEnabled,
    darkPrimaryColor: change.darkPrimaryColor ?? (isOwn ? known.darkPrimaryColor : primaryColor),
  };
};

const toExperience = (row: SignInExperienceRow): SignInExperience => {
  const more = row.more as Partial<MoreParts>;
  return {
    tenantId: row.tenantId,
    id: 'default',
    color: toColor(row.color),
    branding: Object.fromEntries(Object.entries(row.branding).filter(([, address]) => address)),
    languageInfo: row.languageInfo as SignInExperience['languageInfo'],
    signIn: row.signIn as SignInExperience['signIn'],
    signUp: row.signUp as SignInExperience['signUp'],
    signInMode: row.signInMode,
    passwordPolicy: readPasswordPolicy(row.passwordPolicy),
    singleSignOnEnabled: row.singleSignOnEnabled,
    termsOfUseUrl: row.termsOfUseUrl,
    privacyPolicyUrl: row.privacyPolicyUrl,
    ...MORE_DEFAULTS,
    ...more,
    usernamePolicy: { ...more.usernamePolicy, caseSensitive: row.usernamesCaseSensitive },
  };
};

/** A tenant's sign-in experience. */
export const getSignInExperience = async (
  db: Queries | Transaction,
  tenantId: string,
): Promise<SignInExperience> => {
  const row = await findSignInExperienceRow(db, tenantId);
  if (!row) throw new Error(`tenant ${tenantId} has no sign-in experience`);
  return toExperience(row);
};

const cache = createCache((platform: Platform, tenantId: string) =>
  getSignInExperience(platform.db.queries, tenantId),
);

/** The same, at most a second old. */
export const cachedSignInExperience = (platform: Platform, tenantId: string): Promise<SignInExperience> =>
  cache.get(platform, tenantId);

const passwordMethod = (identifier: 'username' | 'email') => ({
  identifier,
  password: true as const,
  verificationCode: false as const,
  isPasswordPrimary: true as const,
});

/** Gives a new tenant its sign-in experience. Nobody can sign up to tenant `admin` by themselves. */
export const seedSignInExperience = (
  tx: Transaction,
  { config }: Platform,
  tenantId: string,
  now: number,
): Promise<void> =>
  insertSignInExperience(tx, {
    tenantId,
    color: { primaryColor: '#5b5bd6' },
    branding: {},
    languageInfo: { autoDetect: true, fallbackLanguage: 'en' },
    signIn: {
      methods:
        tenantId === ADMIN_TENANT
          ? [passwordMethod('username')]
          : [passwordMethod('username'), passwordMethod('email')],
    },
    signUp: { identifiers: ['username'], password: true, verify: false },
    signInMode: tenantId === ADMIN_TENANT ? 'SignIn' : 'SignInAndRegister',
    passwordPolicy: newPasswordPolicy(config.pwnedPasswordsUrl !== undefined),
    singleSignOnEnabled: false,
    updatedAt: now,
  });

/** What a new account is asked for, first and second identifiers alike, and whether its address is to be proved. PURE. */
export const signUpDemands = ({
  signUp,
}: SignInExperience): { identifiers: Identifier[]; verify: boolean } => {
  const { identifiers, secondaryIdentifiers = [], verify } = signUp;
  const second = secondaryIdentifiers.find(({ identifier }) => identifier === 'email');
  return {
    identifiers: [...identifiers, ...secondaryIdentifiers.map(({ identifier }) => identifier)],
    verify: second ? (second.verify ?? false) : verify,
  };
};

/** Refuses settings that would let people sign up and never in. */
const checkWhole = (tenantId: string, whole: SignInExperience): void => {
  const { signIn, signInMode, passwordPolicy } = whole;
  const signUp = signUpDemands(whole);
  if (!signUp.identifiers.includes('username') && !signUp.verify) {
    throw refuse('sign_in_experiences.email_requires_verification');
  }
  const ways = signIn.methods.map((method) => method.identifier);
  const proved = signUp.identifiers.filter((identifier) => identifier === 'username' || signUp.verify);
  if (signInMode !== 'SignIn' && !proved.some((identifier) => ways.includes(identifier))) {
    throw refuse('sign_in_experiences.nothing_to_sign_in_with');
  }
  if (tenantId === ADMIN_TENANT && passwordPolicy.length.min < DEFAULT_MIN_LENGTH) {
    throw refuse('sign_in_experiences.password_too_short', { min: DEFAULT_MIN_LENGTH });
  }
  // Administrators are made with a username; without it none of them could come in again (M-08).
  if (tenantId === ADMIN_TENANT && !ways.includes('username')) {
    throw refuse('sign_in_experiences.admin_username');
  }
  if (tenantId === ADMIN_TENANT && signInMode !== 'SignIn') {
    throw refuse('sign_in_experiences.admin_sign_up');
  }
};

type Part = keyof MoreParts;
const PARTS = Object.keys(MORE_DEFAULTS) as Part[];

/** What has a column of its own, and the further parts. */
const splitChange = (change: SignInExperienceChange): { columns: object; parts: MoreChange } => {
  const entries = Object.entries(change).filter(([, value]) => value !== undefined);
  const isPart = ([name]: [string, unknown]) => PARTS.includes(name as Part);
  return {
    columns: Object.fromEntries(entries.filter((entry) => !isPart(entry))),
    parts: Object.fromEntries(entries.filter(isPart)),
  };
};

/** The further parts as they are stored: whether case tells usernames apart has a column of its own. */
const storedMore = (known: SignInExperience, change: MoreChange): MoreChange => {
  const { usernamePolicy, ...more } = {
    ...Object.fromEntries(PARTS.map((part) => [part, known[part]])),
    ...change,
  };
  const { caseSensitive: _, ...lengths } = usernamePolicy ?? {};
  return { ...more, usernamePolicy: lengths };
};

/** The members that a change named, as they are now. */
const changedAs = (experience: SignInExperience, change: SignInExperienceChange): Record<string, unknown> =>
  Object.fromEntries(Object.keys(change).map((name) => [name, experience[name as keyof SignInExperience]]));

/** Refuses a fallback in which the pages have nothing to say. */
const checkFallback = async (tx: Transaction, tenantId: string, tag: string): Promise<void> => {
  if (LOCALES.some((locale) => locale === tag)) return;
  const own = await listPhrasesRows(tx, tenantId);
  if (!own.some((row) => row.languageTag === tag)) throw refuse('sign_in_experiences.no_phrases', { tag });
};

/** Lets case tell usernames apart, or no longer, unless there are some that nothing but case tells apart. */
const changeUsernameKeys = async (
  tx: Transaction,
  tenantId: string,
  isCaseSensitive: boolean,
): Promise<void> => {
  const { total } = isCaseSensitive ? { total: 0 } : await listUsernameConflicts(tx, tenantId, 0);
  if (total > 0) throw refuse('sign_in_experiences.usernames_collide', { count: total });
  await rekeyUsernames(tx, tenantId, isCaseSensitive);
};

/** Own pages that are there, on a tenant that may have such, which reach nothing they should not. */
const checkCustomUi = async (context: Context, change: SignInExperienceChange): Promise<void> => {
  const { customUiAssets, customUiCsp } = change;
  const sources = Object.values(customUiCsp ?? {}).flat();
  if (customUiAssets || sources.length > 0) await refuseCustomUi(context);
  if (customUiAssets && !(await hasCustomUi(context, customUiAssets.id)))
    throw refuse('sign_in_experiences.custom_ui_not_found', { id: customUiAssets.id });
  if (customUiCsp) await checkSources(context, customUiCsp);
};

/** The change as it is kept. Outside of the transaction, where nothing but the database is waited for. */
const prepared = async (
  context: Context,
  change: SignInExperienceChange,
): Promise<SignInExperienceChange> => {
  await checkCustomUi(context, change);
  return change.customContent
    ? { ...change, customContent: await cleanContent(change.customContent) }
    : change;
};

/** Changes the experience; parts not named stay as they are. */
export const changeSignInExperience = async (
  context: Context,
  asked: SignInExperienceChange,
): Promise<SignInExperience> => {
  const { platform, tenant } = context;
  const change = await prepared(context, asked);
  const changed = await platform.db.transaction(async (tx) => {
    const caseSensitive = change.usernamePolicy?.caseSensitive;
    const isSwitch = ({ usernamePolicy }: SignInExperience) =>
      caseSensitive !== undefined && caseSensitive !== usernamePolicy.caseSensitive;
    let known = await getSignInExperience(tx, tenant.id);
    const isHeld = isSwitch(known);
    // Users are held for a switch alone: everybody's sign-ins wait for it.
    if (isHeld) {
      await holdUsernames(platform.db, tx);
      known = await getSignInExperience(tx, tenant.id);
    }
    const switched = isHeld && isSwitch(known) ? caseSensitive : undefined;
    const { columns, parts } = splitChange(change);
    const now = platform.clock.now();
    const more = storedMore(known, changedParts(known, parts, now));
    const patch: SignInExperiencePatch = {
      ...(columns as JsonObject as SignInExperiencePatch),
      ...(Object.keys(parts).length > 0 ? { more: more as JsonObject } : {}),
      ...(change.color ? { color: changedColor(known.color, change.color) } : {}),
      ...(change.branding ? { branding: { ...known.branding, ...change.branding } } : {}),
      ...(change.passwordPolicy
        ? { passwordPolicy: acceptPasswordPolicy(platform, known.passwordPolicy, change.passwordPolicy) }
        : {}),
      ...(switched === undefined ? {} : { usernamesCaseSensitive: switched }),
      updatedAt: now,
    };
    if (switched !== undefined) await changeUsernameKeys(tx, tenant.id, switched);
    const experience = toExperience(await updateSignInExperienceRow(tx, tenant.id, patch));
    checkWhole(tenant.id, experience);
    if (change.languageInfo) await checkFallback(tx, tenant.id, change.languageInfo.fallbackLanguage);
    await record(tx, context, {
      key: 'SignInExperience.Update',
      payload: differences(known, { ...changedAs(experience, change) }),
    });
    return experience;
  });
  cache.forget(platform, tenant.id);
  return changed;
};
