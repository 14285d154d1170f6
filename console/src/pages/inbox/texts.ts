/** Texts of the development inbox, English and Japanese. */
const en = {
  title: 'Development inbox',
  subtitle: 'Messages that this server would have sent.',
  noteTitle: 'No e-mail provider is set up',
  note: 'So nothing leaves this server: verification codes and other messages are kept here for you to read. Do not run a public service this way.',
  emptyTitle: 'No messages',
  emptyText: 'Sign up with an e-mail address, and the verification code appears here within seconds.',
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
    'register-code': 'Sign-up code',
  },
};

const ja: typeof en = {
  title: '開発用受信箱',
  subtitle: 'このサーバーが送信するはずだったメッセージです。',
  noteTitle: 'メールプロバイダーは設定されていません',
  note: 'そのため何も送信されません。確認コードなどのメッセージはここに保存され、読むことができます。この設定のまま公開サービスを運用しないでください。',
  emptyTitle: 'メッセージはありません',
  emptyText: 'メールアドレスでサインアップすると、数秒以内に確認コードがここに表示されます。',
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
    'register-code': 'サインアップコード',
  },
};

export const texts = { en, ja };
