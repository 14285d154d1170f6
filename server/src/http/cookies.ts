/**
 * Cookies. Cookies cross ports, so every name carries the tenant; values are random tokens looked up together with
 * the tenant, so one tenant's cookie means nothing to another. On https names begin with `__Host-` (no other host
 * or path can plant them); always HttpOnly and SameSite=Lax.
 */
import type { Tenant } from '../platform.ts';
import type { Incoming } from './incoming.ts';

export type CookieKind = 'session' | 'interaction';

const isSecure = (tenant: Tenant): boolean => tenant.origin.startsWith('https:');

/** The full name of a cookie of a tenant. */
const cookieName = (tenant: Tenant, kind: CookieKind): string =>
  `${isSecure(tenant) ? '__Host-' : ''}genkan-${kind}-${tenant.id}`;

/** Reads a cookie's value; undefined when absent or not of the form we hand out (43 base64url characters). */
export const readCookie = (incoming: Incoming, tenant: Tenant, kind: CookieKind): string | undefined => {
  const value = incoming.cookie(cookieName(tenant, kind));
  return value !== undefined && /^[\w-]{43}$/.test(value) ? value : undefined;
};

/** A `Set-Cookie` value. Without `maxAge` (seconds) the cookie ends with the browser. */
export const setCookie = (tenant: Tenant, kind: CookieKind, value: string, maxAge?: number): string =>
  `${cookieName(tenant, kind)}=${value}; Path=/; HttpOnly; SameSite=Lax${isSecure(tenant) ? '; Secure' : ''}${
    maxAge === undefined ? '' : `; Max-Age=${maxAge}`
  }`;

/** A `Set-Cookie` value that removes the cookie. */
export const clearCookie = (tenant: Tenant, kind: CookieKind): string => setCookie(tenant, kind, '', 0);
