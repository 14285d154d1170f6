/**
 * What a tenant asks of a new password: how long, of how many kinds of characters, and what must not be in it. Whether
 * a password has leaked is asked of a service (pwned-passwords.ts) once nothing else is wrong with it.
 */
import type { JsonObject } from '../db/index.ts';
import { findRun, isCommonPassword } from '../lib/common-passwords.ts';
import type { Context } from '../platform.ts';
import { ADMIN_TENANT } from '../tenants/index.ts';
import { refuse } from './errors.ts';
import { canonical, isTooLong, MAX_LENGTH } from './password.ts';
import { hasLeaked } from './pwned-passwords.ts';
import { findPasswordPolicyRow } from './users.store.ts';

/** The least any tenant may ask for, and what is asked of a password that stands alone (no second factor yet). */
export const SHORTEST_MIN_LENGTH = 8;
export const DEFAULT_MIN_LENGTH = 15;
export const LONGEST_MAX_LENGTH = MAX_LENGTH;

export type PasswordPolicy = {
  length: { min: number; max: number };
  /** How many of: small letters, capitals, other letters, digits, anything else. */
  characterTypes: { min: number };
  rejects: {
    /** Known to have leaked somewhere. */
    pwned: boolean;
    /** What is left without repetitions and counting is shorter than `length.min`. */
    repetitionAndSequence: boolean;
    /** Holds the name, username, address or number of its owner. */
    userInfo: boolean;
    /** Holds one of these, in whatever case. */
    words: string[];
  };
};

/** The parts of a policy that are said; what is not said stays as it is. */
export type PasswordPolicyChange = {
  length?: { min?: number | undefined; max?: number | undefined } | undefined;
  characterTypes?: { min?: number | undefined } | undefined;
  rejects?:
    | { [Name in keyof PasswordPolicy['rejects']]?: PasswordPolicy['rejects'][Name] | undefined }
    | undefined;
};

/** What holds where a tenant's row says nothing. A service outside is asked only where a tenant wants that. */
const UNSAID: PasswordPolicy = {
  length: { min: DEFAULT_MIN_LENGTH, max: MAX_LENGTH },
  characterTypes: { min: 1 },
  rejects: { pwned: false, repetitionAndSequence: true, userInfo: true, words: [] },
};

/** A policy with parts of it changed. */
export const changedPasswordPolicy = (
  known: PasswordPolicy,
  { length, characterTypes, rejects }: PasswordPolicyChange,
): PasswordPolicy => ({
  length: { min: length?.min ?? known.length.min, max: length?.max ?? known.length.max },
  characterTypes: { min: characterTypes?.min ?? known.characterTypes.min },
  rejects: {
    pwned: rejects?.pwned ?? known.rejects.pwned,
    repetitionAndSequence: rejects?.repetitionAndSequence ?? known.rejects.repetitionAndSequence,
    userInfo: rejects?.userInfo ?? known.rejects.userInfo,
    words: rejects?.words ?? known.rejects.words,
  },
});

/** The policy as a tenant's row holds it, whole. */
export const readPasswordPolicy = (stored: JsonObject | undefined): PasswordPolicy =>
  changedPasswordPolicy(UNSAID, (stored ?? {}) as PasswordPolicyChange);

/** What a new tenant asks for: leaked passwords are refused where the operator lets a service be asked. */
export const newPasswordPolicy = (asksService: boolean): PasswordPolicy =>
  changedPasswordPolicy(UNSAID, { rejects: { pwned: asksService } });

/** The policy of the context's tenant. Administrators never below 15: a password alone guards them. */
const passwordPolicyOf = async ({ platform, tenant }: Context): Promise<PasswordPolicy> => {
  const policy = readPasswordPolicy(await findPasswordPolicyRow(platform.db.queries, tenant.id));
  if (tenant.id !== ADMIN_TENANT) return policy;
  const min = Math.max(policy.length.min, DEFAULT_MIN_LENGTH);
  return { ...policy, length: { min, max: Math.max(policy.length.max, min) } };
};

/** Whose password it is to be. */
export type PasswordOwner = {
  name?: string | null | undefined;
  username?: string | null | undefined;
  email?: string | null | undefined;
  phone?: string | null | undefined;
};

export type PasswordIssue = { code: string; interpolation?: { min?: number; max?: number; word?: string } };

/** Letters without case and of other scripts are a kind of their own. */
const KINDS = [/\p{Ll}/u, /\p{Lu}/u, /[\p{Lo}\p{Lt}\p{Lm}]/u, /\p{N}/u, /[^\p{L}\p{N}]/u];
const SHORTEST_OWN_WORD = 4;

const folded = (text: string): string => text.normalize('NFKC').toLowerCase();

/** Everything by which its owner is known, in small letters. */
const ownWords = ({ name, username, email, phone }: PasswordOwner): string[] =>
  [username, email, email?.split('@')[0], phone, name, ...(name?.split(/\s+/) ?? [])]
    .filter((word): word is string => Boolean(word))
    .map(folded);

const listRestricted = (
  plain: string,
  { length, rejects }: PasswordPolicy,
  owner: PasswordOwner,
): PasswordIssue[] => {
  const text = folded(plain);
  const own = rejects.userInfo ? ownWords(owner) : [];
  const word = rejects.words.find((each) => text.includes(folded(each)));
  const run = rejects.repetitionAndSequence ? findRun(text, length.min) : undefined;
  return [
    ...(run ? [{ code: `password_rejected.restricted.${run}` }] : []),
    ...(own.some((each) => each.length >= SHORTEST_OWN_WORD && text.includes(each))
      ? [{ code: 'password_rejected.restricted.user_info' }]
      : []),
    ...(word === undefined ? [] : [{ code: 'password_rejected.restricted.words', interpolation: { word } }]),
    ...(isCommonPassword(plain, [...own, 'genkan']) ? [{ code: 'password_rejected.restricted' }] : []),
  ];
};

/** What is wrong with a password by itself; the one that says most first. */
export const listPasswordIssues = (
  password: string,
  policy: PasswordPolicy,
  owner: PasswordOwner = {},
): PasswordIssue[] => {
  const { length, characterTypes } = policy;
  if (isTooLong(password, length.max)) {
    return [{ code: 'password_rejected.too_long', interpolation: { max: length.max } }];
  }
  const plain = canonical(password);
  if ([...plain].length < length.min) {
    return [{ code: 'password_rejected.too_short', interpolation: { min: length.min } }];
  }
  const kinds = KINDS.filter((kind) => kind.test(plain)).length;
  return [
    ...(kinds < characterTypes.min
      ? [{ code: 'password_rejected.character_types', interpolation: { min: characterTypes.min } }]
      : []),
    ...listRestricted(plain, policy, owner),
  ];
};

/** Everything that is wrong with a password in the context's tenant; nothing when it may be used. */
export const findPasswordIssues = async (
  context: Context,
  password: string,
  owner: PasswordOwner,
): Promise<PasswordIssue[]> => {
  const policy = await passwordPolicyOf(context);
  const issues = listPasswordIssues(password, policy, owner);
  if (issues.length > 0 || !policy.rejects.pwned) return issues;
  return (await hasLeaked(context, canonical(password))) ? [{ code: 'password_rejected.pwned' }] : [];
};

const REASONS: Record<string, (issue: PasswordIssue) => string> = {
  'password_rejected.too_long': ({ interpolation }) => `it has more than ${interpolation?.max} characters`,
  'password_rejected.too_short': ({ interpolation }) => `it has fewer than ${interpolation?.min} characters`,
  'password_rejected.character_types': ({ interpolation }) =>
    `it has fewer than ${interpolation?.min} kinds of characters (small letters, capitals, digits, others)`,
  'password_rejected.restricted': () => 'it is one of those that are guessed first',
  'password_rejected.restricted.repetition': () => 'it repeats too much',
  'password_rejected.restricted.sequence': () => 'too much of it is counting or a row of keys',
  'password_rejected.restricted.user_info': () =>
    'it holds the name, username, address or number of its owner',
  'password_rejected.restricted.words': ({ interpolation }) =>
    `it holds “${interpolation?.word}”, which is not taken here`,
  'password_rejected.pwned': () => 'it is among passwords that have leaked',
};

/** Refuses with `password.rejected` what the tenant does not take; `data.issues` lists what is wrong. */
export const refuseWeakPassword = async (
  context: Context,
  password: string,
  owner: PasswordOwner,
): Promise<void> => {
  const issues = await findPasswordIssues(context, password, owner);
  if (issues.length === 0) return;
  const reason = issues.map((issue) => REASONS[issue.code]?.(issue) ?? issue.code).join(', ');
  throw refuse('password.rejected', { reason, issues });
};
