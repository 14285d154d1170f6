/**
 * What is still missing before a sign-in or registration may be submitted. PURE: settings and state in, answer out;
 * the one place that decides it, for every page and every protocol.
 */
import type { Identifier, InteractionEvent } from './boot.ts';

export type Situation = {
  event: InteractionEvent | null;
  /** A sign-in found its user. */
  hasUser: boolean;
  /** A registration is made for an outside identity; nothing of ours is asked then. */
  registersOutsideIdentity: boolean;
  profile: { username?: string; email?: string; emailVerified?: boolean; passwordHash?: string };
  /** A profile field must be answered and none was. */
  lacksAnswers?: boolean;
  signUp: { identifiers: readonly Identifier[]; verify: boolean };
  /** The terms have to be agreed to, and were not. */
  lacksAgreement?: boolean;
};

export type Missing = 'username' | 'email' | 'password' | 'extraProfile';
export type NextStep =
  | { step: 'choose-event' }
  | { step: 'identify' }
  | { step: 'fill-profile'; missing: Missing[] }
  | { step: 'agree-to-terms' }
  | { step: 'submit' };

/** The next step. `submit` is the only one in which a submit is accepted. */
export const nextStep = (situation: Situation): NextStep => {
  const next = stepToUser(situation);
  return next.step === 'submit' && situation.lacksAgreement ? { step: 'agree-to-terms' } : next;
};

const stepToUser = ({
  event,
  hasUser,
  registersOutsideIdentity,
  profile,
  lacksAnswers,
  signUp,
}: Situation): NextStep => {
  if (event === null) return { step: 'choose-event' };
  if (event === 'SignIn') return hasUser ? { step: 'submit' } : { step: 'identify' };
  if (registersOutsideIdentity) return { step: 'submit' };
  const hasEmail = profile.email !== undefined && (profile.emailVerified === true || !signUp.verify);
  const missing: Missing[] = [];
  if (signUp.identifiers.includes('username') && profile.username === undefined) missing.push('username');
  if (signUp.identifiers.includes('email') && !hasEmail) missing.push('email');
  if (profile.passwordHash === undefined) missing.push('password');
  if (lacksAnswers) missing.push('extraProfile');
  return missing.length > 0 ? { step: 'fill-profile', missing } : { step: 'submit' };
};
