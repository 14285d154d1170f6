/** How many sign-ins one address may begin, and steps it may take in them, before anybody has proved anything (ADR 0009). */
import { isPublicAddress, refuse } from '../http/index.ts';
import { createRate, type Rate } from '../lib/rate.ts';
import type { Context } from '../platform.ts';
import { addressKey } from '../users/index.ts';

/** Each writes rows: the interaction of a request, or the request itself where it is pushed. */
const beginnings = createRate({ perSecond: 10, burst: 300 });
/** Each writes a row in the trail, and one sign-in can be led through its first steps for ever: five for a beginning. */
const steps = createRate({ perSecond: 50, burst: 1500 });

/**
 * Addresses that are not public are not counted: they are one's own network, or a proxy whose word for the caller's
 * address is not trusted.
 */
const isLetThrough = (rate: Rate, { platform, tenant, from }: Context): boolean =>
  !isPublicAddress(from.ip) ||
  rate.take(platform, `${tenant.id}|${addressKey(from.ip)}`, platform.clock.now()) === 0;

/** Counts a beginning; false for an address that begins faster than a large office does. */
export const mayBegin = (context: Context): boolean => isLetThrough(beginnings, context);

/** Counts a step. Refuses with `request.too_many`. */
export const limitSteps = (context: Context): void => {
  if (isLetThrough(steps, context)) return;
  throw refuse('request.too_many', undefined, { headers: { 'retry-after': '1' } });
};
