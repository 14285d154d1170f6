/** Texts of the development inbox, English and Japanese. */
const en = {
  title: 'Development inbox',
  subtitle: 'Messages that no provider took, to read here instead.',
  none: {
    title: 'No provider for messages is set up',
    text: 'So nothing leaves this server: verification codes and other messages are kept here for you to read. Do not run a public service this way.',
  },
  email: {
    title: 'E-mail is sent, text messages are not',
    text: (name: string) =>
      `E-mail leaves through ${name}. No provider for text messages is set up: those are kept here for you to read.`,
  },
  sms: {
    title: 'Text messages are sent, e-mail is not',
    text: (name: string) =>
      `Text messages leave through ${name}. No provider for e-mail is set up: it is kept here for you to read.`,
  },
  both: {
    title: 'Messages are sent',
    text: (email: string, sms: string) => `E-mail leaves through ${email}, text messages through ${sms}.`,
  },
  copies: 'Keep copies of sent messages here',
  copiesText: 'Copies hold verification codes that work. Keep them for trials only.',
  copiesOn: 'Copies of new messages are kept',
  copiesOff: 'No copies are kept any more',
  emptyTitle: 'No messages',
  emptyText: 'What no provider sends, such as the code of a sign-up, appears here within seconds.',
  clear: 'Delete all messages',
  clearTitle: 'Delete all messages?',
  clearText:
    'Codes that have not been entered yet keep working until they expire, but you can no longer read them here.',
  clearConfirm: 'Delete all',
  cleared: 'Messages deleted',
  code: 'Code',
  body: 'Show message',
  hideBody: 'Hide message',
  live: 'Refreshes by itself every 3 seconds',
  kinds: {
    SignIn: 'Sign-in code',
    Register: 'Sign-up code',
    ForgotPassword: 'Password reset code',
    OrganizationInvitation: 'Invitation to an organization',
    Generic: 'Verification code',
    UserPermissionValidation: 'Security code',
    BindNewIdentifier: 'Code for a new address or number',
    MfaVerification: 'Two-step verification code',
    BindMfa: 'Two-step set-up code',
  },
};

const ja: typeof en = {
  title: '開発用受信箱',
  subtitle: '外部に送信されなかったメッセージを、ここで読めます。',
  none: {
    title: 'メッセージのプロバイダーは設定されていません',
    text: 'そのため何も送信されません。確認コードなどのメッセージはここに保存され、読むことができます。この設定のまま公開サービスを運用しないでください。',
  },
  email: {
    title: 'メールは送信され、SMS は送信されません',
    text: (name) =>
      `メールは ${name} で送信されます。SMS のプロバイダーは設定されていないため、SMS はここに保存されます。`,
  },
  sms: {
    title: 'SMS は送信され、メールは送信されません',
    text: (name) =>
      `SMS は ${name} で送信されます。メールのプロバイダーは設定されていないため、メールはここに保存されます。`,
  },
  both: {
    title: 'メッセージは送信されます',
    text: (email, sms) => `メールは ${email}、SMS は ${sms} で送信されます。`,
  },
  copies: '送信したメッセージの控えをここに保存する',
  copiesText: '控えには有効な確認コードが含まれます。試用のときだけ使ってください。',
  copiesOn: '新しいメッセージの控えを保存します',
  copiesOff: '控えを保存しなくなりました',
  emptyTitle: 'メッセージはありません',
  emptyText: 'サインアップのコードなど、プロバイダーで送信されないものが数秒以内にここに表示されます。',
  clear: 'すべてのメッセージを削除',
  clearTitle: 'すべてのメッセージを削除しますか?',
  clearText: '未入力のコードは期限まで有効ですが、ここで読むことはできなくなります。',
  clearConfirm: 'すべて削除',
  cleared: 'メッセージを削除しました',
  code: 'コード',
  body: 'メッセージを表示',
  hideBody: 'メッセージを隠す',
  live: '3 秒ごとに自動更新されます',
  kinds: {
    SignIn: 'サインインコード',
    Register: 'サインアップコード',
    ForgotPassword: 'パスワード再設定コード',
    OrganizationInvitation: '組織への招待',
    Generic: '確認コード',
    UserPermissionValidation: 'アカウント保護コード',
    BindNewIdentifier: '連絡先追加コード',
    MfaVerification: '二段階認証コード',
    BindMfa: '二段階認証の設定コード',
  },
};

export const texts = { en, ja };
