/**
 * Limits on guessing, shared by all nodes through the database. An attempt is counted before it is evaluated and
 * given back when it was right or never evaluated, so that a parallel burst cannot pass the limit. Attempts on one user
 * have one counter, whatever identifier they come by (T-05); what nobody owns is counted by what was typed, under the
 * same limits, so that a lock does not tell who exists.
 */
import { isIP } from 'node:net';
import { recordRefusal } from '../audit/index.ts';
import type { Queries } from '../db/index.ts';
import { createCache } from '../lib/cache.ts';
import { DAY, HOUR, MINUTE } from '../lib/clock.ts';
import { sha256 } from '../lib/digest.ts';
import { Refusal } from '../lib/errors.ts';
import { createRate } from '../lib/rate.ts';
import type { Context, Platform } from '../platform.ts';
import { refuse } from './errors.ts';
import { type Identifier, readIdentifierKey } from './identifiers.ts';
import { blockedUntil, type Counter, countUse, forget, giveBack } from './throttle.store.ts';
import { findSentinelPolicy } from './users.store.ts';

export type Limit = {
  bucket: string;
  max: number;
  /** How long the counter is blocked once `max` is reached, then after each further use. */
  blocks: readonly number[];
  quiet: number;
  /** Whether every use renews the time after which the counter begins again. */
  slides: boolean;
};

/** Ten wrong attempts, then one after 1, 2, 4, 8 and every further 15 minutes; a right one clears it. */
const ACCOUNT: Limit = {
  bucket: 'attempts-account',
  max: 10,
  blocks: [MINUTE, 2 * MINUTE, 4 * MINUTE, 8 * MINUTE, 15 * MINUTE],
  quiet: DAY,
  slides: true,
};
/** Wrong attempts from one address on all accounts together: one password tried on many users. */
const ADDRESS: Limit = {
  bucket: 'attempts-address',
  max: 200,
  blocks: [10 * MINUTE],
  quiet: 10 * MINUTE,
  slides: false,
};
/** Names and passwords that one address proposes at sign-up: each looks a name up or costs a hash. */
const SIGN_UPS: Limit = {
  bucket: 'sign-ups-address',
  max: 200,
  blocks: [10 * MINUTE],
  quiet: 10 * MINUTE,
  slides: false,
};
/** Wrong codes of devices that one address enters; right ones do not count (RFC 8628 §5.1). */
const DEVICE_CODES: Limit = {
  bucket: 'device-codes-address',
  max: 10,
  blocks: [10 * MINUTE],
  quiet: 10 * MINUTE,
  slides: true,
};
/** What programs at one address may leave behind or have fetched without anybody's doing: waiting devices, documents, clients. */
const UNATTENDED: Readonly<Record<'devices' | 'documents' | 'registrations', Limit>> = {
  devices: {
    bucket: 'devices-address',
    max: 200,
    blocks: [10 * MINUTE],
    quiet: 10 * MINUTE,
    slides: false,
  },
  documents: {
    bucket: 'documents-address',
    max: 100,
    blocks: [10 * MINUTE],
    quiet: 10 * MINUTE,
    slides: false,
  },
  registrations: { bucket: 'registrations-address', max: 30, blocks: [HOUR], quiet: HOUR, slides: false },
};

/** The account's limit with what the tenant's sentinel policy says in its place. */
const accountLimits = createCache(async (platform: Platform, tenantId: string): Promise<Limit> => {
  const { maxAttempts, lockoutDuration } = await findSentinelPolicy(platform.db.queries, tenantId);
  return {
    ...ACCOUNT,
    max: maxAttempts ?? ACCOUNT.max,
    blocks: lockoutDuration === undefined ? ACCOUNT.blocks : [lockoutDuration * MINUTE],
  };
});
const accountLimit = ({ platform, tenant }: Context): Promise<Limit> =>
  accountLimits.get(platform, tenant.id);

const counterOf = (context: Context, limit: Limit, key: string): Counter => ({
  tenantId: context.tenant.id,
  bucket: limit.bucket,
  key,
});

/** Counts one use of a limit. Refuses with `session.too_many_attempts` and Retry-After once it is used up. */
export const use = async (tx: Queries, context: Context, limit: Limit, key: string): Promise<void> => {
  const { clock } = context.platform;
  const counter = counterOf(context, limit, key);
  if ((await countUse(tx, counter, limit, clock.now())) !== undefined) return;
  // The time now: this one may have waited for its turn at the counter.
  const seconds = Math.max(1, Math.ceil(((await blockedUntil(tx, counter)) - clock.now()) / 1000));
  throw refuse(
    'session.too_many_attempts',
    { retryAfter: seconds },
    { headers: { 'retry-after': String(seconds) } },
  );
};

/** The key under which an address is counted: an IPv6 caller owns a /64, so that is what counts. */
export const addressKey = (ip: string): string => {
  const mapped = /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(ip)?.[1];
  if (mapped !== undefined) return mapped;
  if (isIP(ip) !== 6) return ip;
  const [head = '', tail] = ip.split('%')[0]?.split('::') ?? [];
  const left = head.split(':').filter(Boolean);
  const right = (tail ?? '').split(':').filter(Boolean);
  const zeros =
    tail === undefined ? [] : new Array<string>(Math.max(0, 8 - left.length - right.length)).fill('0');
  const groups = [...left, ...zeros, ...right].slice(0, 4);
  return `${groups.map((group) => Number.parseInt(group, 16).toString(16)).join(':')}::/64`;
};

/** The key under which an account is counted, whether it exists or not. */
export const accountKey = (identifier: Identifier | { type: 'phone'; value: string }): string =>
  sha256(
    `${identifier.type}:${readIdentifierKey(identifier) ?? identifier.value.normalize('NFKC').toLowerCase()}`,
  );

/** The key under which a user is counted, whatever identifier was typed. */
export const userKey = (userId: string): string => sha256(`user:${userId}`);

export type Attempt = { account: string; address: string };

/** A lock is told of once a minute for each account and node, however often somebody knocks. */
const lockouts = createRate({ perSecond: 1 / 60, burst: 1 });

const tellLockout = async (context: Context, account: string, about: Attempted): Promise<void> => {
  const { platform, tenant } = context;
  if (lockouts.take(platform, `${tenant.id}|${account}`, platform.clock.now()) > 0) return;
  await recordRefusal(context, {
    key: 'Identifier.Lockout',
    userId: about.userId ?? null,
    payload: { ...about },
  });
};

/** Whom an attempt is about, for the trail: what was typed, and the user it means. */
export type Attempted = {
  type?: string | undefined;
  value?: string | undefined;
  userId?: string | undefined;
};

/**
 * Counts an attempt on an account before it is evaluated. Refuses with `session.too_many_attempts` and Retry-After
 * when the account or the caller's address has had too many.
 */
export const reserveAttempt = async (
  context: Context,
  account: string,
  about: Attempted = {},
): Promise<Attempt> => {
  const address = addressKey(context.from.ip);
  const limit = await accountLimit(context);
  let isLocked = true;
  try {
    await context.platform.db.transaction(async (tx) => {
      await use(tx, context, limit, account);
      isLocked = false;
      await use(tx, context, ADDRESS, address);
    });
  } catch (error) {
    if (isLocked && error instanceof Refusal) await tellLockout(context, account, about);
    throw error;
  }
  return { account, address };
};

/** The attempt was right: the account's counter is cleared. */
export const clearAttempts = async (tx: Queries, context: Context, attempt: Attempt): Promise<void> => {
  await forget(tx, counterOf(context, ACCOUNT, attempt.account));
  await giveBack(tx, counterOf(context, ADDRESS, attempt.address), ADDRESS.max);
};

/** The attempt was never evaluated (the queue was full): it does not count. */
export const returnAttempt = async (tx: Queries, context: Context, attempt: Attempt): Promise<void> => {
  const { max } = await accountLimit(context);
  await giveBack(tx, counterOf(context, ACCOUNT, attempt.account), max);
  await giveBack(tx, counterOf(context, ADDRESS, attempt.address), ADDRESS.max);
};

/** Forgets what was counted on an account: an administrator unlocks it. */
export const forgetAccount = (tx: Queries, context: Context, account: string): Promise<void> =>
  forget(tx, counterOf(context, ACCOUNT, account));

/** Counts a name or password proposed at sign-up. Refuses like `reserveAttempt`. */
export const reserveSignUp = (context: Context): Promise<void> =>
  use(context.platform.db.queries, context, SIGN_UPS, addressKey(context.from.ip));

/** Counts a device's code that is being entered, on the address's own counter and the one of all attempts (T-05). */
export const reserveDeviceCode = async (context: Context): Promise<void> => {
  const address = addressKey(context.from.ip);
  await context.platform.db.transaction(async (tx) => {
    await use(tx, context, DEVICE_CODES, address);
    await use(tx, context, ADDRESS, address);
  });
};

/** The code was a device's: it does not count. */
export const returnDeviceCode = async (tx: Queries, context: Context): Promise<void> => {
  const address = addressKey(context.from.ip);
  await giveBack(tx, counterOf(context, DEVICE_CODES, address), DEVICE_CODES.max);
  await giveBack(tx, counterOf(context, ADDRESS, address), ADDRESS.max);
};

/** Counts what a program leaves behind. Refuses like `reserveAttempt`. */
export const reserveUnattended = (context: Context, kind: keyof typeof UNATTENDED): Promise<void> =>
  use(context.platform.db.queries, context, UNATTENDED[kind], addressKey(context.from.ip));
