/** Random identifiers and secrets. Alphanumeric only: SDKs put app ids and secrets into Basic headers unencoded. */
import { randomBytes } from 'node:crypto';

const ALPHABET = '0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ';
const LOWER = ALPHABET.slice(0, 36);

const POOL_SIZE = 8192;
let pool = Buffer.alloc(0);
let used = 0;

/** A random byte from a pool: asking the system for a few at a time costs more than all else an id does. */
const takeByte = (): number => {
  if (used === pool.length) {
    pool = randomBytes(POOL_SIZE);
    used = 0;
  }
  const byte = pool[used] as number;
  pool[used] = 0;
  used += 1;
  return byte;
};

/** `length` characters drawn uniformly from `alphabet` (rejection sampling, so no character is favoured). */
const draw = (length: number, alphabet: string): string => {
  const limit = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    const byte = takeByte();
    if (byte < limit) text += alphabet[byte % alphabet.length];
  }
  return text;
};

/** An id for a stored object: 21 lower-case alphanumeric characters, about 108 bits. */
export const createId = (length = 21): string => draw(length, LOWER);

const TIME_LENGTH = 9;

/**
 * An id for rows that only ever are added: of `createId`'s form, but it begins with the time (9 digits of base 36, then
 * 62 random bits), so that the primary key grows at its end. Random ids change a page of the index for every row:
 * thirty pages a commit instead of two.
 */
export const createSerialId = (now: number): string =>
  now.toString(36).padStart(TIME_LENGTH, '0') + draw(21 - TIME_LENGTH, LOWER);

/** A secret that users paste: 32 alphanumeric characters, about 190 bits. */
export const createSecret = (length = 32): string => draw(length, ALPHABET);

/** A bearer value (code, refresh token, cookie): 256 random bits as 43 base64url characters, no dot. */
export const createToken = (): string => randomBytes(32).toString('base64url');

/** What a person copies from one screen to another: eight letters, no vowels (no words) and no Y (RFC 8628 §6.1). */
export const createUserCode = (): string => draw(8, 'BCDFGHJKLMNPQRSTVWXZ');

/** A one-time code of `digits` decimal digits. */
export const createDigits = (digits = 6): string => draw(digits, '0123456789');
