/**
 * A guide is data: steps with text, code and fields. The values of the application stand in the code already;
 * `guide-view.tsx` renders it and masks the secret until it is asked for.
 */
import type { Language } from '../../../i18n/index.ts';

/** What a guide's code is filled with. */
export type Values = {
  /** The tenant's origin, without a slash at the end. */
  endpoint: string;
  issuer: string;
  /** Name of the tenant's Management API as a resource. */
  managementApi: string;
  id: string;
  /** Empty for apps without one. */
  secret: string;
  /** The first redirect URI that is registered, or the guide's suggestion. */
  redirectUri: string;
  /** The same for the address after signing out. */
  signOutUri: string;
};

export type Words = Record<Language, string>;

/** Text with `code` in backquotes. */
export type Block =
  | { kind: 'text'; text: Words }
  | { kind: 'code'; file: string; code: (values: Values) => string }
  | { kind: 'addresses' };

export type Step = { title: Words; blocks: Block[] };

export type Guide = {
  /** Registered on a click; the code uses them until others are registered. Absent for machines. */
  suggested?: { redirectUri: string; signOutUri: string };
  steps: Step[];
  /** How to try it, above the check-point that waits for the first tokens. */
  trial: Block[];
};

export const text = (en: string, ja: string): Block => ({ kind: 'text', text: { en, ja } });
export const code = (file: string, content: (values: Values) => string): Block => ({
  kind: 'code',
  file,
  code: content,
});
export const addresses: Block = { kind: 'addresses' };
export const step = (en: string, ja: string, ...blocks: Block[]): Step => ({ title: { en, ja }, blocks });

/** The step that every guide of an app with people has: where they may be sent back to. */
export const addressesStep = (): Step =>
  step(
    'Register the addresses of your app',
    'アプリのアドレスを登録する',
    text(
      'After signing in and after signing out, people are sent back only to addresses that stand here, letter by letter. Changes are saved at once.',
      'サインイン後とサインアウト後の戻り先は、ここに登録したアドレスと一字一句同じものだけです。変更はすぐに保存されます。',
    ),
    addresses,
  );

/** Scheme, host and port of an address; the address itself where it has none. */
export const originOf = (uri: string): string => {
  if (!URL.canParse(uri)) return uri;
  const { origin } = new URL(uri);
  return origin === 'null' ? uri : origin;
};

/** Path of an address. */
export const pathOf = (uri: string): string => (URL.canParse(uri) ? new URL(uri).pathname : '/callback');

/** Port of an address, or the usual one. */
export const portOf = (uri: string, usual: string): string =>
  (URL.canParse(uri) && new URL(uri).port) || usual;
