/** What is kept of the claims that a provider sent: bounded, without those of the protocol. */
import type { Claims, ExternalIdentity } from './connector.ts';

const PROTOCOL = new Set([
  'iss',
  'aud',
  'azp',
  'exp',
  'iat',
  'nbf',
  'nonce',
  'at_hash',
  'c_hash',
  's_hash',
  'auth_time',
  'jti',
  'sid',
  'email',
  'name',
  'picture',
  'sub',
  '__proto__',
  'constructor',
  'prototype',
]);
const MAX_DETAIL = 8000;

const bounded = (value: unknown, length: number): string | null => {
  if (typeof value !== 'string') return null;
  const text = value.replace(/[\p{Cc}\u2028\u2029]/gu, ' ').trim();
  return text === '' || text.length > length ? null : text;
};

const isPicture = (value: string | null): value is string =>
  value !== null && URL.canParse(value) && new URL(value).protocol === 'https:';

const camelCase = (name: string): string =>
  name.replace(/_+([a-z0-9])/gi, (_, letter: string) => letter.toUpperCase());

const isAddress = (value: string): boolean => /^[^\s@<>"]{1,64}@[^\s@<>"]{1,189}$/.test(value);

/** Reads the parts of a person from merged claims; `carrier` is the answer that the address came with. */
export const readClaims = (
  claims: Claims,
  carrier: Claims,
): Pick<ExternalIdentity, 'email' | 'name' | 'avatar' | 'detail'> => {
  const address = bounded(carrier.email, 254);
  const email = address !== null && isAddress(address) ? address : null;
  const name = bounded(claims.name, 128);
  const picture = bounded(claims.picture, 2048);
  const avatar = isPicture(picture) ? picture : null;
  const rest = Object.entries(claims)
    .filter(([key]) => !PROTOCOL.has(key) && key.length <= 128)
    .map(([key, value]) => [camelCase(key), value] as const);
  const detail = { id: claims.sub, email, name, avatar };
  const whole = { ...detail, ...Object.fromEntries(rest.filter(([key]) => !(key in detail))) };
  return { email, name, avatar, detail: JSON.stringify(whole).length <= MAX_DETAIL ? whole : detail };
};
