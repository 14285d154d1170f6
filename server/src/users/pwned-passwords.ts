/**
 * Whether a password is among those that have leaked, asked of a service by range: it hears the first five hexadecimal
 * digits of the SHA-1 alone and answers every ending it knows, padded so that not even the length of the answer tells.
 * A service that does not answer is no reason to refuse a password: it is written to the log, and not asked again for
 * a minute, so that nobody waits for it over and over.
 */
import { createHash } from 'node:crypto';
import { MINUTE } from '../lib/clock.ts';
import { Refusal } from '../lib/errors.ts';
import type { Context, Platform } from '../platform.ts';

const PREFIX = 5;
const TIMEOUT = 2000;
const MAX_BYTES = 256 * 1024;
const SILENCE = MINUTE;

const silentUntil = new WeakMap<Platform, number>();

/** `SUFFIX:COUNT` a line; padding has a count of 0. */
const isListed = (answer: string, suffix: string): boolean =>
  answer.split('\n').some((line) => {
    const [ending, count] = line.trim().split(':');
    return ending?.toUpperCase() === suffix && Number(count) > 0;
  });

/** Why there was no answer; without the address, which ends in digits of the hash. */
const reasonOf = (error: unknown): string => {
  const told = error instanceof Refusal ? (error.data as { reason?: string } | undefined)?.reason : undefined;
  return told ?? (error instanceof Refusal ? error.code : (error as Error).message);
};

/** Whether a password has leaked; false also where nobody could be asked. */
export const hasLeaked = async ({ platform, tenant }: Context, plain: string): Promise<boolean> => {
  const { pwnedPasswordsUrl } = platform.config;
  const now = platform.clock.now();
  if (pwnedPasswordsUrl === undefined || now < (silentUntil.get(platform) ?? 0)) return false;
  const digest = createHash('sha1').update(plain).digest('hex').toUpperCase();
  try {
    const answer = await platform.outgoing(`${pwnedPasswordsUrl}${digest.slice(0, PREFIX)}`, {
      headers: { 'add-padding': 'true', 'user-agent': 'Genkan' },
      timeout: TIMEOUT,
      maxBytes: MAX_BYTES,
    });
    if (!answer.ok) throw new Error(`it answered ${answer.status}`);
    return isListed(await answer.text(), digest.slice(PREFIX));
  } catch (error) {
    silentUntil.set(platform, now + SILENCE);
    platform.log.warn(
      { tenantId: tenant.id, reason: reasonOf(error) },
      'leaked passwords could not be looked up; passwords are taken without that for a minute',
    );
    return false;
  }
};
