/** Keeps secrets and control characters out of the audit trail (M-11, M-18). */

const SECRET = /secret|password|^code$|token$|^state$|nonce|verifier|assertion|authorization|cookie|^sealed/i;
/** Named after a secret without being one: what is done about it, where it goes, when it changed. */
const HARMLESS = new Set([
  'tokenType',
  'hasRefreshToken',
  'secretName',
  'secretId',
  'tokenKind',
  'hasPassword',
  'enableTokenStorage',
  'passwordPolicy',
  'passwordExpiration',
  'passwordUpdatedAt',
  'passwordAlgorithm',
  'forgotPasswordMethods',
  'authorizationEndpoint',
]);
const MAX_TEXT = 512;
const MAX_ITEMS = 100;

const clean = (text: string): string => text.slice(0, MAX_TEXT).replace(/[\p{Cc}\u2028\u2029]/gu, '\ufffd');

/** A copy of `value` with secret-like members masked, texts made safe for logs and long lists cut. */
export const maskSecrets = (value: unknown, maxItems = MAX_ITEMS, depth = 0): unknown => {
  if (typeof value === 'string') return clean(value);
  if (value === null || typeof value !== 'object') return value;
  if (depth > 6) return '…';
  if (Array.isArray(value))
    return value.slice(0, maxItems).map((item) => maskSecrets(item, maxItems, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, member]) => member !== undefined)
      .map(([name, member]) => [
        clean(name),
        SECRET.test(name) && !HARMLESS.has(name) && member !== null && typeof member !== 'boolean'
          ? '******'
          : maskSecrets(member, maxItems, depth + 1),
      ]),
  );
};
