/** Who it is: the step from a verification to a user, or to what a registration is made of. */
import { record } from '../audit/index.ts';
import { findLinkedUser } from '../federation/index.ts';
import type { Context } from '../platform.ts';
import {
  findUser,
  findUserByVerifiedEmail,
  readProfileValues,
  refuseUser,
  reserveSignUp,
  type User,
} from '../users/index.ts';
import type { InteractionEvent } from './boot.ts';
import { refuse } from './errors.ts';
import { acceptNewPassword, refuseTakenUsername } from './factors/password.ts';
import {
  eventOf,
  type Interaction,
  type InteractionChange,
  type InteractionState,
  type Profile,
  recordOf,
  saveInteraction,
  type VerificationRecord,
} from './interaction.ts';
import {
  allowEvent,
  allowSignUpWith,
  audited,
  refuseBlockedAddress,
  refuseEnforcedAddress,
  refuseEnforcedUser,
  refuseUsernameLength,
} from './policy.ts';
import { askedProfileFields } from './profile-fields.ts';
import { cachedSignInExperience, signUpDemands } from './sign-in-experience.ts';

const findRecord = (interaction: Interaction, id: string): VerificationRecord => {
  const found = interaction.state.records.find((record) => record.id === id);
  if (!found) throw refuse('session.verification_session_not_found');
  return found;
};

/** Somebody who may come in: there and not suspended. */
const getActiveUser = async (context: Context, userId: string): Promise<User> => {
  const user = await findUser(context.platform.db.queries, context.tenant.id, userId);
  if (!user) throw refuseUser('user.user_not_exist');
  if (user.isSuspended) throw refuseUser('user.suspended');
  return user;
};

const identifySignIn = async (context: Context, verification: VerificationRecord): Promise<string> => {
  if (verification.type === 'Password') {
    const user = await getActiveUser(context, verification.userId);
    await refuseEnforcedUser(context, user);
    return user.id;
  }
  if (verification.type !== 'EnterpriseSso' || verification.arrival === null) {
    throw refuse('session.verification_failed');
  }
  const found = await findLinkedUser(context, verification.arrival);
  if (found === undefined) throw refuse('user.identity_not_exist');
  if (found === 'sign-in-first') throw refuseUser('user.sign_in_first_to_link');
  return (await getActiveUser(context, found)).id;
};

/** Takes a proved address into the profile. Only who has proved it hears that it is taken. */
const claimEmail = async (context: Context, verification: VerificationRecord): Promise<Profile> => {
  if (
    verification.type !== 'EmailVerificationCode' ||
    !verification.verified ||
    verification.event !== 'Register'
  ) {
    throw refuse('session.verification_failed');
  }
  const { email } = verification;
  await refuseEnforcedAddress(context, email);
  if (await findUserByVerifiedEmail(context.platform.db.queries, context.tenant.id, email)) {
    throw refuseUser('user.email_already_in_use');
  }
  return { email, emailVerified: true };
};

const identifyRegistration = async (
  context: Context,
  state: InteractionState,
  verification: VerificationRecord | undefined,
): Promise<InteractionState> => {
  const profile = (part: Profile) => ({ ...state, profile: { ...state.profile, ...part } });
  switch (verification?.type) {
    case undefined:
      return state;
    case 'NewPasswordIdentity': {
      const { identifier, passwordHash, id } = verification;
      const part =
        identifier.type === 'username'
          ? { username: identifier.value, passwordHash }
          : { email: identifier.value, emailVerified: false, passwordHash };
      return { ...profile(part), identifiedBy: id };
    }
    case 'EmailVerificationCode':
      return profile(await claimEmail(context, verification));
    case 'EnterpriseSso': {
      if (verification.arrival === null) throw refuse('session.verification_failed');
      const found = await findLinkedUser(context, verification.arrival);
      if (found !== undefined) throw refuseUser('user.sign_in_first_to_link');
      const { email } = verification.arrival.identity;
      if (email)
        refuseBlockedAddress(await cachedSignInExperience(context.platform, context.tenant.id), email);
      return { ...state, identifiedBy: verification.id };
    }
    default:
      throw refuse('session.verification_failed');
  }
};

const decide = async (
  context: Context,
  interaction: Interaction,
  event: InteractionEvent,
  verificationId: string | undefined,
): Promise<InteractionChange> => {
  const { platform, tenant } = context;
  const { state } = interaction;
  const experience = await cachedSignInExperience(platform, tenant.id);
  const verification = verificationId === undefined ? undefined : findRecord(interaction, verificationId);
  allowEvent(experience, event, verification?.type !== 'EnterpriseSso');
  if (event === 'Register') return { state: await identifyRegistration(context, state, verification) };
  if (!verification) throw refuse('session.verification_session_not_found');
  const userId = await identifySignIn(context, verification);
  return { userId, state: { ...state, identifiedBy: verification.id } };
};

/**
 * Identifies the user of a sign-in, or fixes what a registration is made of. A verification of another interaction or
 * of a kind that does not fit the event is refused: no step can be skipped by naming somebody else's.
 */
export const identify = (
  context: Context,
  interaction: Interaction,
  verificationId: string | undefined,
): Promise<void> => {
  const event = eventOf(interaction);
  const key = `Interaction.${event}.Identifier.Submit` as const;
  const about = { interactionId: interaction.id, verificationId };
  return audited(context, key, about, async () => {
    const change = await decide(context, interaction, event, verificationId);
    await context.platform.db.transaction(async (tx) => {
      await saveInteraction(tx, interaction, change);
      await record(tx, context, { key, userId: change.userId ?? null, payload: about });
    });
  });
};

export type ProfilePart =
  | { type: 'username'; value: string }
  | { type: 'password'; value: string }
  | { type: 'email'; verificationId: string }
  | { type: 'email'; value: string }
  | { type: 'extraProfile'; values: Record<string, unknown> };

const acceptPart = async (
  context: Context,
  interaction: Interaction,
  part: ProfilePart,
): Promise<Profile> => {
  const experience = await cachedSignInExperience(context.platform, context.tenant.id);
  allowEvent(experience, 'Register', true);
  if (part.type === 'password') {
    await reserveSignUp(context);
    const { username, email } = interaction.state.profile;
    return { passwordHash: await acceptNewPassword(context, part.value, { username, email }) };
  }
  if (part.type === 'extraProfile') {
    await reserveSignUp(context);
    const fields = await askedProfileFields(context.platform, context.tenant.id);
    return { extra: readProfileValues(fields, part.values) };
  }
  allowSignUpWith(experience, part.type);
  if (part.type === 'username') {
    await reserveSignUp(context);
    refuseUsernameLength(experience, part.value);
    await refuseTakenUsername(context, part.value);
    return { username: part.value };
  }
  if ('verificationId' in part) {
    return claimEmail(context, recordOf(interaction, part.verificationId, 'EmailVerificationCode'));
  }
  if (signUpDemands(experience).verify) throw refuse('user.sign_in_method_not_enabled');
  await refuseEnforcedAddress(context, part.value);
  refuseBlockedAddress(experience, part.value);
  return { email: part.value, emailVerified: false };
};

/** Adds a part to the profile of a registration. */
export const fillProfile = (context: Context, interaction: Interaction, part: ProfilePart): Promise<void> => {
  const key = 'Interaction.Register.Profile.Update';
  const about = { interactionId: interaction.id, part: part.type };
  return audited(context, key, about, async () => {
    if (eventOf(interaction) !== 'Register') throw refuse('session.verification_failed');
    const accepted = await acceptPart(context, interaction, part);
    const { state } = interaction;
    await context.platform.db.transaction(async (tx) => {
      await saveInteraction(tx, interaction, {
        state: { ...state, profile: { ...state.profile, ...accepted } },
      });
      await record(tx, context, { key, payload: about });
    });
  });
};
