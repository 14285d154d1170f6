/**
 * What messages say, in English and Japanese. Addresses in a text come from the tenant's configured origin alone,
 * never from a request's headers (a poisoned Host would otherwise lead people elsewhere).
 */
import type { Tenant } from '../platform.ts';

export type MessageLanguage = 'en' | 'ja';
export type MessageKind = 'register-code';

type Facts = { code: string; minutes: number; origin: string };
type Text = { subject: (facts: Facts) => string; body: (facts: Facts) => string };

const TEMPLATES: Record<MessageKind, Record<MessageLanguage, Text>> = {
  'register-code': {
    en: {
      subject: ({ code }) => `${code} is your sign-up code`,
      body: ({ code, minutes, origin }) =>
        `Your sign-up code is ${code}. It is good for ${minutes} minutes, for one use.\n\nSomebody asked for it at ${origin}. If it was not you, you can ignore this message.`,
    },
    ja: {
      subject: ({ code }) => `登録用の確認コード: ${code}`,
      body: ({ code, minutes, origin }) =>
        `登録用の確認コードは ${code} です。${minutes} 分以内に一度だけ使えます。\n\n${origin} で登録の手続きが行われました。心当たりがない場合は、このメールを破棄してください。`,
    },
  },
};

/** Subject and body of a message with a code. */
export const writeCodeMessage = (
  tenant: Tenant,
  language: MessageLanguage,
  kind: MessageKind,
  facts: { code: string; minutes: number },
): { subject: string; body: string } => {
  const text = TEMPLATES[kind][language];
  const all = { ...facts, origin: tenant.origin };
  return { subject: text.subject(all), body: text.body(all) };
};
