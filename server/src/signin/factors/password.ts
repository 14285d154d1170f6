/** The password as a factor: proving a known one, and proposing a new one with a registration. */
import { record } from '../../audit/index.ts';
import { createId } from '../../lib/ids.ts';
import type { Context } from '../../platform.ts';
import {
  accountKey,
  clearAttempts,
  emailKey,
  findUserByUsername,
  findUserByVerifiedEmail,
  hashPassword,
  type Identifier,
  type PasswordOwner,
  refuseUser,
  refuseWeakPassword,
  replaceImportedHash,
  reserveAttempt,
  reserveSignUp,
  returnAttempt,
  type User,
  userKey,
  usernameKey,
  verifyPassword,
  withinGate,
} from '../../users/index.ts';
import { acceptFromElsewhere } from '../actions.ts';
import { refuse } from '../errors.ts';
import { eventOf, type Interaction, saveInteraction, withRecord } from '../interaction.ts';
import {
  allowEvent,
  allowSignInWith,
  allowSignUpWith,
  audited,
  hasPasswordExpired,
  refuseBlockedAddress,
  refuseEnforcedAddress,
  refuseEnforcedUser,
  refuseUsernameLength,
} from '../policy.ts';
import { cachedSignInExperience, signUpDemands } from '../sign-in-experience.ts';

type Credentials = { identifier: Identifier; password: string };

const findOwner = (context: Context, { type, value }: Identifier): Promise<User | undefined> => {
  const { queries } = context.platform.db;
  const find = type === 'username' ? findUserByUsername : findUserByVerifiedEmail;
  return find(queries, context.tenant.id, value);
};

/**
 * Evaluates a password once it has been counted. The same answer, after the same work, for unknown users. Attempts on
 * one user count together, by whichever identifier they come (T-05).
 */
const evaluate = (context: Context, { identifier, password }: Credentials) =>
  withinGate(async () => {
    const user = await findOwner(context, identifier);
    const attempt = await reserveAttempt(context, user ? userKey(user.id) : accountKey(identifier), {
      ...identifier,
      userId: user?.id,
    });
    const right = await verifyPassword(user, password).catch(async (error: unknown) => {
      await returnAttempt(context.platform.db.queries, context, attempt);
      throw error;
    });
    if (user && right) return { user, attempt };
    const adopted = await acceptFromElsewhere(context, { identifier, password }, user);
    if (!adopted) throw refuseUser('session.invalid_credentials');
    return { user: adopted, attempt };
  });

/** Our own hash of a password that another system hashed, now that it is known; undefined where ours stands already. */
const ownHash = (user: User, password: string): Promise<string> | undefined =>
  user.passwordAlgorithm === null ? undefined : hashPassword(password);

/**
 * Proves a password and remembers it in the interaction; answers the verification's id. Refuses a wrong password and
 * an unknown user alike, suspended users, users who must go through their organization, passwords that have expired, and too many attempts.
 */
export const provePassword = (
  context: Context,
  interaction: Interaction,
  credentials: Credentials,
): Promise<string> => {
  const { identifier } = credentials;
  const key = 'Interaction.SignIn.Verification.Password.Submit';
  const about = { interactionId: interaction.id, identifier };
  return audited(context, key, about, async () => {
    const { platform, tenant } = context;
    if (eventOf(interaction) !== 'SignIn') throw refuse('session.verification_failed');
    const experience = await cachedSignInExperience(platform, tenant.id);
    allowEvent(experience, 'SignIn', true);
    allowSignInWith(experience, identifier.type);
    if (identifier.type === 'email') await refuseEnforcedAddress(context, identifier.value);
    const { user, attempt } = await evaluate(context, credentials);
    if (user.isSuspended) throw refuseUser('user.suspended');
    await refuseEnforcedUser(context, user);
    if (user.isPasswordExpired || hasPasswordExpired(experience, user, platform.clock.now()))
      throw refuseUser('password.expired');
    const passwordHash = await ownHash(user, credentials.password);
    const id = createId();
    await platform.db.transaction(async (tx) => {
      await clearAttempts(tx, context, attempt);
      if (passwordHash !== undefined) await replaceImportedHash(tx, user, passwordHash);
      await saveInteraction(tx, interaction, {
        state: withRecord(interaction.state, {
          type: 'Password',
          id,
          identifier,
          userId: user.id,
          passwordUpdatedAt: user.passwordUpdatedAt,
        }),
      });
      await record(tx, context, { key, userId: user.id, payload: about });
    });
    return id;
  });
};

/** The hash of a password that the tenant's policy takes. */
export const acceptNewPassword = async (
  context: Context,
  password: string,
  owner: PasswordOwner,
): Promise<string> => {
  await refuseWeakPassword(context, password, owner);
  return hashPassword(password);
};

/** Refuses a username that is none or is taken. That a username is taken cannot be hidden from who wants it. */
export const refuseTakenUsername = async (context: Context, username: string): Promise<void> => {
  usernameKey(username);
  const { queries } = context.platform.db;
  if (await findUserByUsername(queries, context.tenant.id, username)) {
    throw refuseUser('user.username_already_in_use');
  }
};

/**
 * Proposes identifier and password of a registration; answers the verification's id. An address is taken on trust
 * only where the tenant does not have addresses verified; it then finds and blocks nobody, so whether it is taken
 * is neither asked nor told.
 */
export const proposePassword = (
  context: Context,
  interaction: Interaction,
  { identifier, password }: Credentials,
): Promise<string> => {
  const key = 'Interaction.Register.Verification.NewPasswordIdentity.Submit';
  const about = { interactionId: interaction.id, identifier };
  return audited(context, key, about, async () => {
    const { platform, tenant } = context;
    if (eventOf(interaction) !== 'Register') throw refuse('session.verification_failed');
    const experience = await cachedSignInExperience(platform, tenant.id);
    allowEvent(experience, 'Register', true);
    allowSignUpWith(experience, identifier.type);
    await reserveSignUp(context);
    if (identifier.type === 'username') {
      refuseUsernameLength(experience, identifier.value);
      await refuseTakenUsername(context, identifier.value);
    } else {
      emailKey(identifier.value);
      if (signUpDemands(experience).verify) throw refuse('user.sign_in_method_not_enabled');
      await refuseEnforcedAddress(context, identifier.value);
      refuseBlockedAddress(experience, identifier.value);
    }
    const passwordHash = await acceptNewPassword(context, password, { [identifier.type]: identifier.value });
    const id = createId();
    await platform.db.transaction(async (tx) => {
      await saveInteraction(tx, interaction, {
        state: withRecord(interaction.state, { type: 'NewPasswordIdentity', id, identifier, passwordHash }),
      });
      await record(tx, context, { key, payload: about });
    });
    return id;
  });
};
