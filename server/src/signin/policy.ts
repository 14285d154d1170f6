/** Who may do what in a sign-in: which events and identifiers the tenant allows, and who must go through SSO. */

import { domainToUnicode } from 'node:url';
import type { EventKey } from '../audit/index.ts';
import { recordRefusal } from '../audit/index.ts';
import { isSsoEnforced } from '../federation/index.ts';
import { refuse as refuseRequest } from '../http/index.ts';
import { isDisposableMail } from '../lib/disposable-mail.ts';
import { Refusal } from '../lib/errors.ts';
import type { Context } from '../platform.ts';
import { readDomainKey } from '../users/index.ts';
import type { Identifier as IdentifierType, InteractionEvent, SsoChoice } from './boot.ts';
import { refuse } from './errors.ts';
import { type SignInExperience, signUpDemands } from './sign-in-experience.ts';

/** Refuses an event that the tenant's sign-in mode does not have. An outside identity may sign in in every mode. */
export const allowEvent = (experience: SignInExperience, event: InteractionEvent, isLocal: boolean): void => {
  const { signInMode } = experience;
  if (event === 'Register' && signInMode === 'SignIn') throw refuseRequest('auth.forbidden');
  if (event === 'SignIn' && isLocal && signInMode === 'Register') throw refuseRequest('auth.forbidden');
};

/** Refuses to sign in with an identifier that the tenant has not switched on. */
export const allowSignInWith = (experience: SignInExperience, type: IdentifierType): void => {
  if (!experience.signIn.methods.some((method) => method.identifier === type)) {
    throw refuse('user.sign_in_method_not_enabled');
  }
};

/** Refuses to sign up with an identifier that the tenant does not ask for. */
export const allowSignUpWith = (experience: SignInExperience, type: IdentifierType): void => {
  if (!signUpDemands(experience).identifiers.includes(type)) throw refuse('user.sign_in_method_not_enabled');
};

/** Whether a text fits a pattern in which `*` stands for anything, in time linear in both. */
const fits = (pattern: string, text: string): boolean => {
  const [first = '', ...rest] = pattern.split('*');
  const last = rest.pop();
  if (last === undefined) return text === first;
  if (!text.startsWith(first) || !text.endsWith(last) || text.length < first.length + last.length)
    return false;
  let at = first.length;
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found === -1 || found + part.length > text.length - last.length) return false;
    at = found + part.length;
  }
  return true;
};

/**
 * Refuses addresses that the tenant does not take at sign-up. An allowed one is taken whatever else is blocked. A domain
 * is the same in A-labels and in letters of its own, in the address as in the lists.
 */
export const refuseBlockedAddress = (experience: SignInExperience, email: string): void => {
  const policy = experience.emailBlocklistPolicy;
  const address = email.trim().toLowerCase();
  const at = address.lastIndexOf('@');
  const typed = address.slice(at + 1);
  const domain = readDomainKey(typed) ?? typed;
  const spellings = [domain, domainToUnicode(domain)];
  const isIn = (list: readonly string[] = []) =>
    list.some((entry) =>
      spellings.some((spelling) =>
        entry.indexOf('@') > 0
          ? fits(entry, `${address.slice(0, at)}@${spelling}`)
          : fits(entry.replace('@', ''), spelling),
      ),
    );
  if (isIn(policy.customAllowlist)) return;
  if (
    isIn(policy.customBlocklist) ||
    (policy.blockSubaddressing && address.slice(0, at).includes('+')) ||
    (policy.blockDisposableAddresses && isDisposableMail(domain))
  ) {
    throw refuse('user.email_not_allowed');
  }
};

/** Refuses usernames that are shorter or longer than the tenant takes at sign-up. */
export const refuseUsernameLength = (experience: SignInExperience, username: string): void => {
  const { minLength = 1, maxLength = 128 } = experience.usernamePolicy;
  const { length } = [...username];
  if (length < minLength || length > maxLength) {
    throw refuse('user.username_length', { minLength, maxLength });
  }
};

const DAY = 86_400_000;

/**
 * Whether a password is older than the tenant lets it become. Where the owner has not changed it since expiry was
 * switched on, the period begins then, so that nobody is locked out at that moment.
 */
export const hasPasswordExpired = (
  experience: SignInExperience,
  user: { passwordUpdatedAt: number | null },
  now: number,
): boolean => {
  const { enabled, validPeriodDays = 0, enabledAt = 0 } = experience.passwordExpiration;
  return enabled === true && now >= Math.max(user.passwordUpdatedAt ?? 0, enabledAt) + validPeriodDays * DAY;
};

const mustUse = (ssoConnectors: SsoChoice[]): void => {
  if (ssoConnectors.length > 0) throw refuse('session.sso_enabled', { ssoConnectors });
};

/**
 * Refuses an address in a domain that signs in through its organization. The answer hangs on the domain alone, so it
 * tells nothing about accounts and may be given before a password is looked at.
 */
export const refuseEnforcedAddress = async (context: Context, email: string): Promise<void> =>
  mustUse(await isSsoEnforced(context, { primaryEmail: email }));

/**
 * Refuses local credentials of a user whose primary address lies in such a domain, whatever identifier was typed. To
 * be asked only after the credential was right: before that it would tell which users there are.
 */
export const refuseEnforcedUser = async (
  context: Context,
  user: { primaryEmail: string | null },
): Promise<void> => mustUse(await isSsoEnforced(context, user));

/** Runs a step; a refusal leaves an audit row of that step with its reason. */
export const audited = async <T>(
  context: Context,
  key: EventKey,
  payload: Record<string, unknown>,
  step: () => Promise<T>,
): Promise<T> => {
  try {
    return await step();
  } catch (error) {
    if (error instanceof Refusal)
      await recordRefusal(context, { key, payload: { ...payload, reason: error.code } });
    throw error;
  }
};
