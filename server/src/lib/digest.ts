/** Hashing of high-entropy values and comparison without timing differences. Passwords are not for here. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** SHA-256 as base64url. For values of at least 128 random bits, which need no salt and no slow hash. */
export const sha256 = (value: string | Uint8Array): string =>
  createHash('sha256').update(value).digest('base64url');

/** HMAC-SHA-256 as base64url. */
export const hmac256 = (key: Buffer, value: string): string =>
  createHmac('sha256', key).update(value).digest('base64url');

/** Whether two strings are equal, in time that depends on neither's content. */
export const equalInConstantTime = (a: string, b: string): boolean =>
  timingSafeEqual(createHash('sha256').update(a).digest(), createHash('sha256').update(b).digest());
