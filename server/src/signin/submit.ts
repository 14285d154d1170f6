/** The end of a sign-in or registration: user, audit row and browser session in one transaction. */
import { findApplication } from '../applications/index.ts';
import { record } from '../audit/index.ts';
import type { Transaction } from '../db/index.ts';
import { type Arrival, attachIdentity, registerExternalUser } from '../federation/index.ts';
import type { Incoming } from '../http/index.ts';
import { provisionMember } from '../organizations/index.ts';
import type { Context } from '../platform.ts';
import { findSession, startSession } from '../sessions/index.ts';
import { findUser, insertUser, newUserRow, noteSignIn, refuseUser } from '../users/index.ts';
import { enrichSignIn } from './actions.ts';
import type { InteractionEvent } from './boot.ts';
import { refuse } from './errors.ts';
import { eventOf, type Interaction, saveInteraction, type VerificationRecord } from './interaction.ts';
import { lastSubmission } from './last-submission.ts';
import { nextStep } from './next-step.ts';
import { allowEvent, audited, refuseEnforcedAddress, refuseEnforcedUser } from './policy.ts';
import { askedProfileFields } from './profile-fields.ts';
import { cachedSignInExperience, signUpDemands } from './sign-in-experience.ts';
import { missingAgreement } from './terms.ts';

type Identified = {
  userId: string;
  method: string;
  secondFactor?: boolean;
  passwordUpdatedAt?: number | null;
};

const identifiedBy = (interaction: Interaction): VerificationRecord | undefined =>
  interaction.state.records.find((record) => record.id === interaction.state.identifiedBy);

/** Whether the identity provider says that it asked for a second factor (RFC 8176). */
const hadSecondFactor = ({ identity }: Arrival): boolean =>
  Array.isArray(identity.detail.amr) && identity.detail.amr.includes('mfa');

const arrivalOf = (record: VerificationRecord | undefined): Arrival | null =>
  record?.type === 'EnterpriseSso' ? record.arrival : null;

/** Refuses unless nothing is missing any more. Decided by next-step alone. */
const checkComplete = async (context: Context, interaction: Interaction): Promise<void> => {
  const { state } = interaction;
  const event = eventOf(interaction);
  const experience = await cachedSignInExperience(context.platform, context.tenant.id);
  const outside = arrivalOf(identifiedBy(interaction)) !== null;
  allowEvent(experience, event, !outside);
  const terms = await missingAgreement(context, interaction, event);
  const next = nextStep({
    event,
    hasUser: interaction.row.userId !== null,
    registersOutsideIdentity: event === 'Register' && outside,
    profile: state.profile,
    lacksAnswers:
      event === 'Register' &&
      state.profile.extra === undefined &&
      (await askedProfileFields(context.platform, context.tenant.id)).some((field) => field.required),
    signUp: signUpDemands(experience),
    lacksAgreement: terms !== undefined,
  });
  if (next.step === 'identify') throw refuse('session.identifier_not_found');
  if (next.step === 'fill-profile') {
    throw refuse('user.missing_profile', { missing: next.missing.join(', '), missingProfile: next.missing });
  }
  if (next.step === 'agree-to-terms') throw refuse('user.terms_not_agreed', terms);
  await checkStillAllowed(context, interaction, { event, outside });
};

/** What was allowed when it was verified may be forbidden by now: a domain enforced, or the switch turned off. */
const checkStillAllowed = async (
  context: Context,
  { row, state }: Interaction,
  { event, outside }: { event: InteractionEvent; outside: boolean },
): Promise<void> => {
  const { platform, tenant } = context;
  if (outside) {
    const { singleSignOnEnabled } = await cachedSignInExperience(platform, tenant.id);
    if (!singleSignOnEnabled) throw refuse('user.sign_in_method_not_enabled');
    return;
  }
  if (event === 'Register') {
    if (state.profile.email !== undefined) await refuseEnforcedAddress(context, state.profile.email);
    return;
  }
  const user = row.userId === null ? undefined : await findUser(platform.db.queries, tenant.id, row.userId);
  if (user) await refuseEnforcedUser(context, user);
};

const finishSignIn = async (
  tx: Transaction,
  context: Context,
  interaction: Interaction,
): Promise<Identified> => {
  const { userId } = interaction.row;
  const by = identifiedBy(interaction);
  if (userId === null || !by) throw refuse('session.identifier_not_found');
  if (by.type === 'Password' && by.userId === userId) {
    return { userId, method: 'password', passwordUpdatedAt: by.passwordUpdatedAt };
  }
  const arrival = arrivalOf(by);
  if (!arrival) throw refuse('session.verification_failed');
  await attachIdentity(tx, context, userId, arrival);
  return { userId, method: `sso:${arrival.connectorId}`, secondFactor: hadSecondFactor(arrival) };
};

/** Through which application somebody signed up; one that a metadata document describes is named by its address. */
const cameThrough = async (tx: Transaction, { tenant }: Context, applicationId: string | undefined) => {
  const application =
    applicationId === undefined ? undefined : await findApplication(tx, tenant.id, applicationId);
  const cimdClientId = application?.cimdClientId ?? null;
  return { applicationId: cimdClientId === null ? (applicationId ?? null) : null, cimdClientId };
};

const finishRegistration = async (
  tx: Transaction,
  context: Context,
  interaction: Interaction,
): Promise<Identified> => {
  const { profile } = interaction.state;
  const arrival = arrivalOf(identifiedBy(interaction));
  if (arrival) {
    const user = await registerExternalUser(tx, context, arrival);
    return { userId: user.id, method: `sso:${arrival.connectorId}`, secondFactor: hadSecondFactor(arrival) };
  }
  const user = await insertUser(
    tx,
    newUserRow(context, {
      username: profile.username,
      primaryEmail: profile.email,
      emailVerified: profile.emailVerified ?? false,
      passwordHash: profile.passwordHash ?? null,
      profile: profile.extra?.profile,
      customData: profile.extra?.customData,
      ...(await cameThrough(tx, context, interaction.hints.applicationId)),
    }),
  );
  // Only a verified address has a key: whoever merely typed one belongs nowhere because of it (M-15).
  const emailDomain = user.emailKey?.slice(user.emailKey.lastIndexOf('@') + 1);
  await provisionMember(tx, context, { userId: user.id, emailDomain });
  return { userId: user.id, method: 'password', passwordUpdatedAt: user.passwordUpdatedAt };
};

export type Submitted = { redirectTo: string; cookie: string };

/**
 * Completes the interaction: makes the account where it is a registration, starts a session under a new id in place of
 * the browser's old one, and says where to go. Everything in one transaction, so nothing is left half made; a user
 * suspended or given a new password since the verification does not come in.
 */
export const submit = (
  context: Context,
  incoming: Incoming,
  interaction: Interaction,
): Promise<Submitted> => {
  const { platform, tenant } = context;
  const event = eventOf(interaction);
  const key = `Interaction.${event}.Submit` as const;
  const about = { interactionId: interaction.id };
  return audited(context, key, about, async () => {
    await checkComplete(context, interaction);
    const replaces = await findSession(context, incoming);
    const finish = event === 'SignIn' ? finishSignIn : finishRegistration;
    const enrich = event === 'SignIn' ? await enrichSignIn(context, interaction) : undefined;
    const now = platform.clock.now();
    return platform.db.transaction(async (tx) => {
      const { userId, method, secondFactor, passwordUpdatedAt } = await finish(tx, context, interaction);
      if (!(await noteSignIn(tx, tenant.id, userId, now, passwordUpdatedAt)))
        throw refuseUser('user.suspended');
      await enrich?.(tx);
      const { session, cookie } = await startSession(tx, context, {
        userId,
        methods: secondFactor ? [method, 'mfa'] : [method],
        submission: lastSubmission(context, interaction, event, userId),
        replaces,
      });
      await saveInteraction(tx, interaction, {
        userId,
        completedAt: now,
        // What was collected has served; hashes and tokens do not stay behind.
        state: { records: [], profile: {}, identifiedBy: null, sessionId: session.id },
      });
      await record(tx, context, {
        key,
        userId,
        applicationId: interaction.hints.applicationId ?? null,
        payload: { ...about, method, sessionId: session.id, agreement: interaction.state.agreement },
      });
      return { redirectTo: `${tenant.origin}${interaction.row.returnTo}`, cookie };
    });
  });
};
