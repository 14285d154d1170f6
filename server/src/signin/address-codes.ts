/**
 * Codes that an API caller has sent to an address or a number, to have its owner prove it outside of a sign-in: six
 * digits, ten minutes, five guesses, one use, and over as soon as a newer one is sent.
 */
import { record } from '../audit/index.ts';
import { MINUTE } from '../lib/clock.ts';
import { equalInConstantTime, hmac256 } from '../lib/digest.ts';
import { createDigits } from '../lib/ids.ts';
import { type Channel, fallbackLanguage, sendMessage } from '../messaging/index.ts';
import type { Context } from '../platform.ts';
import {
  accountKey,
  clearAttempts,
  emailKey,
  phoneNumber,
  reserveAttempt,
  withinMessageLimits,
} from '../users/index.ts';
import { countAddressGuess, putAddressCode, takeAddressCode } from './address-codes.store.ts';
import { refuse } from './errors.ts';
import { audited } from './policy.ts';

const LIFE_MINUTES = 10;
const MAX_ATTEMPTS = 5;

export type Address = { email: string } | { phone: string };

type Place = { channel: Channel; recipient: string; key: string; identifier: string };

/** Where a code goes and under which one form of it the code is kept. */
const placeOf = async (address: Address): Promise<Place> => {
  if ('email' in address) {
    const key = emailKey(address.email);
    return { channel: 'email', recipient: address.email, key, identifier: `email:${key}` };
  }
  const phone = await phoneNumber(address.phone);
  return { channel: 'sms', recipient: phone, key: phone, identifier: `phone:${phone}` };
};

/** Six digits are guessed offline from a plain hash; the server's key makes it useless without it. */
const hashCode = ({ platform, tenant }: Context, identifier: string, code: string): string =>
  hmac256(platform.sealer.derive('address codes'), `${tenant.id}/${identifier}/${code}`);

/** Sends a code. Refuses addresses that are none and what is too much (`session.too_many_attempts`). */
export const sendAddressCode = async (context: Context, address: Address): Promise<void> => {
  const { platform, tenant } = context;
  const { channel, recipient, key, identifier } = await placeOf(address);
  const code = createDigits();
  const now = platform.clock.now();
  const expiresAt = now + LIFE_MINUTES * MINUTE;
  const language = await fallbackLanguage(platform.db.queries, tenant.id);
  const codeHash = hashCode(context, identifier, code);
  await withinMessageLimits(context, { channel, recipient: key }, async (tx) => {
    await putAddressCode(tx, {
      tenantId: tenant.id,
      identifier,
      codeHash,
      attempts: 0,
      createdAt: now,
      expiresAt,
    });
    await sendMessage(tx, context, {
      channel,
      recipient,
      template: 'Generic',
      variables: { code, minutes: String(LIFE_MINUTES) },
      language,
      expiresAt,
    });
    await record(tx, context, { key: 'VerificationCode.Create', payload: { channel, recipient } });
  });
};

/**
 * Checks a code. One refusal for every reason, so that a guess learns nothing: wrong, expired, used, superseded, guessed
 * at too often, or sent to another address.
 */
export const proveAddressCode = async (context: Context, address: Address, code: string): Promise<void> => {
  const { platform, tenant } = context;
  const { channel, key: value, recipient, identifier } = await placeOf(address);
  const about = { channel, recipient };
  await audited(context, 'VerificationCode.Submit', about, async () => {
    const type = channel === 'email' ? ('email' as const) : ('phone' as const);
    const attempt = await reserveAttempt(context, accountKey({ type, value: `code:${value}` }), {
      type,
      value,
    });
    const presented = hashCode(context, identifier, code);
    // The count of guesses must stand whether the guess is right or not, so a wrong one does not roll back.
    const right = await platform.db.transaction(async (tx) => {
      const key = { tenantId: tenant.id, identifier };
      const row = await countAddressGuess(tx, key, MAX_ATTEMPTS, platform.clock.now());
      if (!row || !equalInConstantTime(row.codeHash, presented)) return false;
      if (!(await takeAddressCode(tx, row))) return false;
      await clearAttempts(tx, context, attempt);
      await record(tx, context, { key: 'VerificationCode.Submit', payload: about });
      return true;
    });
    if (!right) throw refuse('verification_code.code_mismatch');
  });
};
