/** How many sign-ins one address may begin, before anybody has proved anything (ADR 0009). */
import { isPublicAddress } from '../http/index.ts';
import { createRate } from '../lib/rate.ts';
import type { Context } from '../platform.ts';
import { addressKey } from '../users/index.ts';

/** Each writes rows: the interaction of a request, or the request itself where it is pushed. */
const beginnings = createRate({ perSecond: 10, burst: 300 });

/**
 * Counts a beginning; false for an address that begins faster than a large office does. Addresses that are not public
 * are not counted: they are one's own network, or a proxy whose word for the caller's address is not trusted.
 */
export const mayBegin = ({ platform, tenant, from }: Context): boolean => {
  if (!isPublicAddress(from.ip)) return true;
  const key = `${tenant.id}|${addressKey(from.ip)}`;
  return beginnings.take(platform, key, platform.clock.now()) === 0;
};
