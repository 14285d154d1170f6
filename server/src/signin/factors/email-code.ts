/**
 * Codes that prove an e-mail address: six digits, ten minutes, five guesses, one use, bound to the interaction, the
 * address and the purpose, and over as soon as a newer one is sent. Whether anybody owns the address changes nothing
 * in what is answered or sent; only who reads the mail learns more.
 */
import { record } from '../../audit/index.ts';
import type { Transaction } from '../../db/index.ts';
import { SECOND } from '../../lib/clock.ts';
import { equalInConstantTime, hmac256 } from '../../lib/digest.ts';
import { createDigits, createId } from '../../lib/ids.ts';
import { type MessageLanguage, sendCode } from '../../messaging/index.ts';
import type { Context } from '../../platform.ts';
import {
  accountKey,
  clearAttempts,
  emailKey,
  readEmailKey,
  reserveAttempt,
  withinMessageLimits,
} from '../../users/index.ts';
import type { InteractionEvent } from '../boot.ts';
import { refuse } from '../errors.ts';
import { eventOf, type Interaction, recordOf, saveInteraction, withRecord } from '../interaction.ts';
import {
  allowEvent,
  allowSignUpWith,
  audited,
  refuseBlockedAddress,
  refuseEnforcedAddress,
} from '../policy.ts';
import { cachedSignInExperience } from '../sign-in-experience.ts';
import { consumeCode, countGuess, insertVerificationCode } from './verification-codes.store.ts';

const LIFE_SECONDS = 600;
const MAX_ATTEMPTS = 5;

/** Six digits are guessed offline from a plain hash; the server's key makes it useless without it. */
const hashCode = (context: Context, id: string, code: string): string =>
  hmac256(context.platform.sealer.derive('verification codes'), `${context.tenant.id}/${id}/${code}`);

/** Sends a code to prove an address for a registration; answers the verification's id. */
export const sendEmailCode = (
  context: Context,
  interaction: Interaction,
  request: { event: InteractionEvent; email: string; language: MessageLanguage },
): Promise<string> => {
  const { event, email, language } = request;
  const key = `Interaction.${event}.Verification.EmailVerificationCode.Create` as const;
  const about = { interactionId: interaction.id, email };
  return audited(context, key, about, async () => {
    const { platform, tenant } = context;
    const address = emailKey(email);
    const experience = await cachedSignInExperience(platform, tenant.id);
    // The only purpose there is so far: nobody signs in with a code.
    if (event !== 'Register') throw refuse('user.sign_in_method_not_enabled');
    if (eventOf(interaction) !== event) throw refuse('session.verification_failed');
    allowEvent(experience, event, true);
    allowSignUpWith(experience, 'email');
    await refuseEnforcedAddress(context, email);
    refuseBlockedAddress(experience, email);
    const life = experience.verificationCodePolicy.expirationDuration ?? LIFE_SECONDS;
    const id = createId();
    const code = createDigits();
    const now = platform.clock.now();
    await withinMessageLimits(context, { channel: 'email', recipient: address }, async (tx) => {
      await insertVerificationCode(tx, {
        tenantId: tenant.id,
        id,
        interactionId: interaction.id,
        purpose: event,
        identifier: address,
        codeHash: hashCode(context, id, code),
        attempts: 0,
        createdAt: now,
        expiresAt: now + life * SECOND,
      });
      await saveInteraction(tx, interaction, {
        state: withRecord(interaction.state, {
          type: 'EmailVerificationCode',
          id,
          event,
          email,
          verified: false,
        }),
      });
      await sendCode(tx, context, {
        recipient: email,
        kind: 'Register',
        language,
        code,
        minutes: Math.floor(life / 60),
      });
      await record(tx, context, { key, payload: about });
    });
    return id;
  });
};

const guess = async (
  tx: Transaction,
  context: Context,
  interaction: Interaction,
  presented: { id: string; event: InteractionEvent; email: string; code: string; maxAttempts: number },
): Promise<boolean> => {
  const { platform, tenant } = context;
  const now = platform.clock.now();
  const which = {
    tenantId: tenant.id,
    id: presented.id,
    interactionId: interaction.id,
    purpose: presented.event,
    identifier: readEmailKey(presented.email) ?? '',
  };
  const row = await countGuess(tx, which, presented.maxAttempts, now);
  if (!row || !equalInConstantTime(row.codeHash, hashCode(context, row.id, presented.code))) return false;
  return consumeCode(tx, tenant.id, row.id, now);
};

/**
 * Checks a code; the address is then proved within this interaction. One refusal for every reason, so that a guess
 * learns nothing: wrong, expired, used, superseded, guessed at too often, or sent to another address.
 */
export const proveEmailCode = (
  context: Context,
  interaction: Interaction,
  presented: { verificationId: string; email: string; code: string },
): Promise<string> => {
  const { verificationId, email, code } = presented;
  const known = recordOf(interaction, verificationId, 'EmailVerificationCode');
  const key = `Interaction.${known.event}.Verification.EmailVerificationCode.Submit` as const;
  const about = { interactionId: interaction.id, email };
  return audited(context, key, about, async () => {
    const attempt = await reserveAttempt(context, accountKey({ type: 'email', value: `code:${email}` }), {
      type: 'email',
      value: email,
    });
    const { verificationCodePolicy } = await cachedSignInExperience(context.platform, context.tenant.id);
    const maxAttempts = verificationCodePolicy.maxRetryAttempts ?? MAX_ATTEMPTS;
    const said = { id: known.id, event: known.event, email, code, maxAttempts };
    // The count of guesses must stand whether the guess is right or not, so a wrong one does not roll back.
    const right = await context.platform.db.transaction(async (tx) => {
      if (!(await guess(tx, context, interaction, said))) return false;
      await clearAttempts(tx, context, attempt);
      await saveInteraction(tx, interaction, {
        state: withRecord(interaction.state, { ...known, verified: true }),
      });
      await record(tx, context, { key, payload: about });
      return true;
    });
    if (!right) throw refuse('verification_code.code_mismatch');
    return known.id;
  });
};
