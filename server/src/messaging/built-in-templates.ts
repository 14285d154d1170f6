/**
 * What messages say unless a tenant has written its own, in English and Japanese. Addresses in a text come from the
 * tenant's configured origin alone, never from a request's headers (a poisoned Host would otherwise lead people
 * elsewhere, L-09).
 */
import type { MessageKind, MessageLanguage } from './kinds.ts';

type Text = { subject: string; content: string; sms: string };

/** A code for something that somebody is doing at the tenant's pages. */
const codeInEnglish = (what: string, doing: string): Text => ({
  subject: `{{code}} is your ${what} code`,
  content: `Your ${what} code is {{code}}. It is good for {{minutes}} minutes, for one use. Nobody from {{application.name}} will ever ask you for it.\n\nSomebody asked for it at {{origin}} ${doing}. If it was not you, you can ignore this message.`,
  sms: `{{code}} is your ${what} code for {{application.name}}. Good for {{minutes}} minutes. Do not share it.`,
});

const codeInJapanese = (what: string, doing: string): Text => ({
  subject: `${what}の確認コード: {{code}}`,
  content: `${what}の確認コードは {{code}} です。{{minutes}} 分以内に一度だけ使えます。{{application.name}} の担当者がこのコードをお尋ねすることはありません。\n\n{{origin}} で${doing}の手続きが行われました。心当たりがない場合は、このメールを破棄してください。`,
  sms: `{{application.name}} の${what}の確認コード: {{code}}({{minutes}} 分間有効)。他の人に教えないでください。`,
});

export const BUILT_IN_TEMPLATES: Record<MessageKind, Record<MessageLanguage, Text>> = {
  SignIn: {
    en: codeInEnglish('sign-in', 'to sign in'),
    ja: codeInJapanese('サインイン', 'サインイン'),
  },
  Register: {
    en: codeInEnglish('sign-up', 'to create an account'),
    ja: codeInJapanese('登録用', '登録'),
  },
  ForgotPassword: {
    en: codeInEnglish('password reset', 'to choose a new password'),
    ja: codeInJapanese('パスワード再設定', 'パスワード再設定'),
  },
  OrganizationInvitation: {
    en: {
      subject: 'You are invited to {{organization.name}}',
      content:
        'You are invited to join {{organization.name}}.\n\nAccept the invitation here:\n{{link}}\n\nIf you do not know {{organization.name}}, you can ignore this message.',
      sms: 'You are invited to {{organization.name}}: {{link}}',
    },
    ja: {
      subject: '{{organization.name}} への招待',
      content:
        '{{organization.name}} に招待されました。\n\n次のリンクから招待を承諾できます。\n{{link}}\n\n{{organization.name}} に心当たりがない場合は、このメールを破棄してください。',
      sms: '{{organization.name}} に招待されました: {{link}}',
    },
  },
  Generic: {
    en: codeInEnglish('verification', 'to verify this address'),
    ja: codeInJapanese('本人確認', '本人確認'),
  },
  UserPermissionValidation: {
    en: codeInEnglish('security', 'to change the settings of your account'),
    ja: codeInJapanese('アカウント保護', 'アカウント設定の変更'),
  },
  BindNewIdentifier: {
    en: codeInEnglish('confirmation', 'to add this address or number to an account'),
    ja: codeInJapanese('連絡先追加', '連絡先の追加'),
  },
  MfaVerification: {
    en: codeInEnglish('two-step verification', 'as the second step of a sign-in'),
    ja: codeInJapanese('二段階認証', '二段階認証'),
  },
  BindMfa: {
    en: codeInEnglish('two-step set-up', 'to set up two-step verification'),
    ja: codeInJapanese('二段階認証の設定', '二段階認証の設定'),
  },
};
