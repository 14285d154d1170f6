/**
 * How many messages may be sent: to one recipient, because of one caller, for one tenant. Against bombing of somebody's
 * address and against numbers that cost the tenant money (T-07).
 */
import { recordRefusal } from '../audit/index.ts';
import type { Queries, Transaction } from '../db/index.ts';
import { HOUR } from '../lib/clock.ts';
import { sha256 } from '../lib/digest.ts';
import { Refusal } from '../lib/errors.ts';
import type { Context } from '../platform.ts';
import { findTenantSettings } from '../tenants/index.ts';
import { refuse } from './errors.ts';
import { addressKey, type Limit, use } from './throttle.ts';

type Channel = 'email' | 'sms';

const hourly = (bucket: string, max: number): Limit => ({
  bucket,
  max,
  blocks: [HOUR],
  quiet: HOUR,
  slides: false,
});
const RECIPIENT = hourly('messages-recipient', 5);
const SENDER = hourly('messages-address', 60);

/** Name of the tenant's setting. */
export const MESSAGE_LIMITS_SETTING = 'message-limits';

/** How many messages of each kind a tenant sends in an hour; the settings of `PATCH /api/configs/message-limits`. */
export const messageLimits = async (
  db: Queries,
  tenantId: string,
): Promise<{ emailsPerHour: number; smsPerHour: number }> => {
  const found = await findTenantSettings(db, tenantId, MESSAGE_LIMITS_SETTING);
  return {
    emailsPerHour: Number(found?.emailsPerHour ?? 5000),
    smsPerHour: Number(found?.smsPerHour ?? 500),
  };
};

const useTenants = async (tx: Queries, context: Context, channel: Channel): Promise<void> => {
  const { emailsPerHour, smsPerHour } = await messageLimits(tx, context.tenant.id);
  await use(
    tx,
    context,
    hourly('messages-tenant', channel === 'email' ? emailsPerHour : smsPerHour),
    channel,
  );
};

/**
 * Counts a message that an administrator's system sends: who receives it counts, and the tenant. Refuses like
 * `reserveAttempt`.
 */
export const reserveMessageTo = async (
  tx: Queries,
  context: Context,
  recipient: string,
  channel: Channel = 'email',
): Promise<void> => {
  await use(tx, context, RECIPIENT, sha256(recipient));
  await useTenants(tx, context, channel);
};

/** Numbers that nobody reads text messages at, and that cost who sends there. */
const COSTLY = new Set(['PREMIUM_RATE', 'SHARED_COST', 'PAGER', 'VOICEMAIL', 'UAN', 'TOLL_FREE']);

/** Refuses a number whose only use to a caller is what it costs the tenant. `phone` as `phoneNumber` gives it. */
const refuseCostlyNumber = async (phone: string): Promise<void> => {
  const { parsePhoneNumberFromString } = await import('libphonenumber-js/max');
  if (COSTLY.has(parsePhoneNumberFromString(`+${phone}`)?.getType() ?? ''))
    throw refuse('user.invalid_phone');
};

const isMachine = ({ actor }: Context): boolean =>
  actor.type === 'application' || actor.type === 'administrator' || actor.type === 'system';

/**
 * Runs a transaction that sends one message, once it is counted; `recipient` in its one form. The same refusal whether
 * anybody owns the address or not: `session.too_many_attempts`, with an audit row that administrators are told of.
 * Callers with a token of the Management API send for many people, so where they come from does not count.
 */
export const withinMessageLimits = async <T>(
  context: Context,
  { channel, recipient }: { channel: Channel; recipient: string },
  work: (tx: Transaction) => Promise<T>,
): Promise<T> => {
  if (channel === 'sms') await refuseCostlyNumber(recipient);
  let reserved = false;
  try {
    return await context.platform.db.transaction(async (tx) => {
      await reserveMessageTo(tx, context, recipient, channel);
      if (!isMachine(context)) await use(tx, context, SENDER, addressKey(context.from.ip));
      reserved = true;
      return work(tx);
    });
  } catch (error) {
    if (!reserved && error instanceof Refusal) {
      await recordRefusal(context, { key: 'Message.RateLimited', payload: { channel, recipient } });
    }
    throw error;
  }
};
