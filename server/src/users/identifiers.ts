/**
 * Identifiers as typed and as compared. One key per identifier, made here and nowhere else, so that no two
 * spellings that look alike reach the same account and none reaches another one's (Unicode twins such as `ı`,
 * `ſ`, the Kelvin sign or fullwidth letters are refused, never folded).
 */
import { domainToASCII, domainToUnicode } from 'node:url';
import { refuse } from './errors.ts';

export type IdentifierType = 'username' | 'email';
export type Identifier = { type: IdentifierType; value: string };

const USERNAME = /^[A-Za-z_][A-Za-z0-9_]{0,127}$/;
const LOCAL_PART = /^[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*$/;
const LABEL = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
const MAX_EMAIL = 128;

/** The key of a username, or undefined when the text is not a username. ASCII only, so lower case is exact. */
export const readUsernameKey = (text: string): string | undefined =>
  USERNAME.test(text) ? text.toLowerCase() : undefined;

/** The key of a username. Refuses with `user.invalid_username`. */
export const usernameKey = (text: string): string => {
  const key = readUsernameKey(text);
  if (key === undefined) throw refuse('user.invalid_username');
  return key;
};

/** The A-label form of a domain in lower case; undefined for what maps to another spelling or is no domain. */
export const readDomainKey = (text: string): string | undefined => {
  if (text !== text.normalize('NFKC') || text.length > 253) return undefined;
  const lower = text.toLowerCase();
  const ascii = domainToASCII(lower);
  // Whatever the look-up table of IDNA would fold (ideographic full stop, long s …) does not come back the same.
  if (ascii === '' || (ascii !== lower && domainToUnicode(ascii) !== lower)) return undefined;
  const labels = ascii.split('.');
  const last = labels.at(-1) ?? '';
  return labels.length > 1 && labels.every((label) => LABEL.test(label)) && !/^\d+$/.test(last)
    ? ascii
    : undefined;
};

/** The key of an e-mail address: lower case, domain in A-labels; undefined when it is not one we accept. */
export const readEmailKey = (text: string): string | undefined => {
  const at = text.lastIndexOf('@');
  const local = text.slice(0, at);
  if (at < 1 || local.length > 64 || text.length > MAX_EMAIL || !LOCAL_PART.test(local)) return undefined;
  const domain = readDomainKey(text.slice(at + 1));
  return domain === undefined ? undefined : `${local.toLowerCase()}@${domain}`;
};

/** The key of an e-mail address. Refuses with `user.invalid_email`. */
export const emailKey = (text: string): string => {
  const key = readEmailKey(text);
  if (key === undefined) throw refuse('user.invalid_email');
  return key;
};

/** The key of an identifier, or undefined when it cannot belong to anybody. A number is its own: see phone.ts. */
export const readIdentifierKey = ({
  type,
  value,
}: Identifier | { type: 'phone'; value: string }): string | undefined => {
  if (type === 'username') return readUsernameKey(value);
  return type === 'email' ? readEmailKey(value) : /^\d{5,15}$/.exec(value)?.[0];
};
