/** Whether a request was caused by our own pages, as far as the browser says (Fetch standard: `Origin`). */
import type { Tenant } from '../platform.ts';
import type { Incoming } from './incoming.ts';

/**
 * Browsers name the origin of every request that changes something; one without was not caused by a page. On loopback
 * the names of this machine are one tenant, so there the host that was asked counts too. The scheme always does: a
 * page over plain http is whoever stands in between.
 */
export const comesFromOwnOrigin = (tenant: Tenant, incoming: Incoming): boolean => {
  const origin = incoming.header('origin');
  if (origin === undefined || origin === tenant.origin) return true;
  const asked = (incoming.header('host') ?? '').toLowerCase();
  return tenant.origin.startsWith('http:') && origin === `http://${asked}`;
};
