/**
 * Cookies. Cookies cross ports, so every name carries the tenant; values are random tokens looked up together with
 * the tenant, so one tenant's cookie means nothing to another. On https names begin with `__Host-` (no other host
 * or path can plant them); always HttpOnly and SameSite=Lax. In the browser a value is `token.key.mac`: the MAC covers
 * name and token, so what we did not hand out is as none before anything is looked up (O-18), and removing a key ends
 * every cookie made under it. The frame (mount.ts) adds and checks the MAC; everybody else sees the token alone.
 */
import { equalInConstantTime, hmac256 } from '../lib/digest.ts';
import type { Tenant } from '../platform.ts';
import type { Incoming } from './incoming.ts';

export type CookieKind = 'session' | 'interaction';

/** The keys that authenticate a tenant's cookies. */
export type CookieKeys = {
  /** The key for new cookies. */
  readonly currentId: string;
  secretOf: (id: string) => Buffer | undefined;
};

const OURS = /^(?:__Host-)?genkan-(?:session|interaction)-/;
const SEALED = /^([\w-]{43})\.(\w{1,32})\.([\w-]{43})$/;

/** Whether a Cookie header carries one of ours. */
export const carriesOurCookie = (header: string | null): boolean => header?.includes('genkan-') === true;

const macOf = (secret: Buffer, name: string, token: string): string => hmac256(secret, `${name}=${token}`);

/** The token of a cookie's value; undefined unless it was made under one of the keys, for this name. */
export const openCookie = (keys: CookieKeys, name: string, value: string): string | undefined => {
  const [, token, keyId, mac] = SEALED.exec(value) ?? [];
  if (token === undefined || keyId === undefined || mac === undefined) return undefined;
  const secret = keys.secretOf(keyId);
  return secret && equalInConstantTime(macOf(secret, name, token), mac) ? token : undefined;
};

/** A Set-Cookie value with the MAC of its cookie; anything but a new cookie of ours stays as it is. */
export const sealCookie = (keys: CookieKeys, line: string): string => {
  const [, name = '', token = '', rest = ''] = /^([^=]+)=([\w-]{43})(;.*)$/.exec(line) ?? [];
  const secret = keys.secretOf(keys.currentId);
  if (!OURS.test(name) || !secret) return line;
  return `${name}=${token}.${keys.currentId}.${macOf(secret, name, token)}${rest}`;
};

const carried = new WeakMap<Response, readonly string[]>();

/**
 * The response, with these `Set-Cookie` values. The frame adds them, authenticated. Noted beside the response, because
 * looking for them among the headers of every answer would cost more than the rest of the answer.
 */
export const withCookies = (response: Response, cookies: readonly string[]): Response => {
  if (cookies.length > 0) carried.set(response, cookies);
  return response;
};

/** The cookies that are still to be authenticated and added to a response; given once. */
export const takeCookies = (response: Response): readonly string[] => {
  const cookies = carried.get(response) ?? [];
  if (cookies.length > 0) carried.delete(response);
  return cookies;
};

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
