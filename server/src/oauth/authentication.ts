/**
 * How well a user has proved who they are: `amr` (RFC 8176) from the session's methods, and `acr`. Two values of our
 * own: `urn:genkan:acr:1fa`, one factor, and `urn:genkan:acr:mfa`, one factor and a second. Who did more has done less.
 */
import type { Session } from '../sessions/index.ts';

const ONE_FACTOR = 'urn:genkan:acr:1fa';
export const MULTI_FACTOR = 'urn:genkan:acr:mfa';

/** Every authentication context that can be asked for. */
export const AUTHENTICATION_CONTEXTS: readonly string[] = [ONE_FACTOR, MULTI_FACTOR];

/** Methods that only ever come after a first one; `mfa` is what an identity provider says it asked for. */
const SECOND_FACTORS = new Set(['totp', 'webauthn', 'backup-code', 'mfa']);

const REFERENCES: Record<string, string> = {
  password: 'pwd',
  'email-code': 'otp',
  'phone-code': 'sms',
  'one-time-token': 'otp',
  totp: 'otp',
  webauthn: 'hwk',
  passkey: 'hwk',
  'backup-code': 'otp',
};

/** `sso:<connector>` is a method by its kind. */
const kindOf = (method: string): string => method.split(':')[0] ?? method;

/** Whether somebody proved who they are by more than one factor, ours or their identity provider's. */
export const isMultiFactor = (methods: readonly string[]): boolean =>
  methods.length > 1 && methods.some((method) => SECOND_FACTORS.has(kindOf(method)));

/** Authentication method references of a session. An outside identity provider is `fed`. */
export const referencesOf = (methods: readonly string[]): string[] => {
  const known = methods.map((method) => {
    const kind = kindOf(method);
    return kind === 'sso' || kind === 'social' ? 'fed' : REFERENCES[kind];
  });
  return [
    ...new Set([...known.filter((one) => one !== undefined), ...(isMultiFactor(methods) ? ['mfa'] : [])]),
  ];
};

const reached = (methods: readonly string[]): string[] =>
  isMultiFactor(methods) ? [MULTI_FACTOR, ONE_FACTOR] : [ONE_FACTOR];

/** What tokens say in `acr`: the first of the wanted contexts that was reached, or the best that was. */
export const contextOf = (methods: readonly string[], wanted: readonly string[]): string => {
  const all = reached(methods);
  return wanted.find((context) => all.includes(context)) ?? (all[0] as string);
};

/** Whether a session reaches one of the wanted contexts. */
export const reaches = ({ methods }: Pick<Session, 'methods'>, wanted: readonly string[]): boolean =>
  reached(methods).some((context) => wanted.includes(context));

/** Whether signing in anew could ever reach one of the contexts. */
export const isReachable = (wanted: readonly string[]): boolean =>
  wanted.some((context) => AUTHENTICATION_CONTEXTS.includes(context));
