/** How many sign-ins one address may begin, before anybody has proved anything (ADR 0009). */
import { isPublicAddress } from '../http/index.ts';
import { createRate } from '../lib/rate.ts';
import type { Context } from '../platform.ts';
import { addressKey } from '../users/index.ts';
import { refuse } from './errors.ts';

/** Each writes rows: the interaction of a request, or the request itself where it is pushed. */
const beginnings = createRate({ perSecond: 10, burst: 300 });

/**
 * Refuses an address that begins sign-ins faster than a large office does. Addresses that are not public are not
 * counted: they are one's own network, or a proxy whose word for the caller's address is not trusted.
 */
export const limitBeginnings = ({ platform, tenant, from }: Context): void => {
  if (!isPublicAddress(from.ip)) return;
  const key = `${tenant.id}|${addressKey(from.ip)}`;
  if (beginnings.take(platform, key, platform.clock.now()) === 0) return;
  throw refuse(
    'temporarily_unavailable',
    'Too many sign-ins were begun from this address. Try again shortly.',
    { headers: { 'retry-after': '1' } },
  );
};
