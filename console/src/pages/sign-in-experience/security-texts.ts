/** Texts of what guards sign-in and sign-up, English and Japanese. */
import { defineTexts } from '../../i18n/index.ts';

export const securityTexts = defineTexts({
  en: {
    lock: 'Wrong passwords',
    lockText:
      'After too many wrong attempts an account takes no password for a while; a right one clears the count.',
    attempts: 'Attempts',
    attemptsHint: 'Wrong passwords in a row before the account waits. Empty: 10.',
    wait: 'Wait in minutes',
    waitHint: 'Empty: 1 minute at first, more after each further wrong password, up to 15.',
    codes: 'Verification codes',
    codesText: 'Codes that are sent to prove an e-mail address.',
    life: 'Lifetime in seconds',
    lifeHint: 'From 60 to 3,600. Empty: 600, which is ten minutes.',
    tries: 'Tries per code',
    triesHint: 'Wrong entries before a code is void. Empty: 5.',
    addresses: 'E-mail addresses',
    addressesText: 'Which addresses may sign up. Existing accounts keep theirs.',
    subaddressing: 'Refuse addresses with a plus sign',
    subaddressingHint: 'Such as name+anything@example.com, with which one mailbox makes many accounts.',
    disposable: 'Refuse disposable addresses',
    disposableHint: 'Domains of known services that hand out addresses for a few minutes.',
    allowed: 'Always allowed',
    allowedHint:
      'Whole addresses or domains; * stands for anything in them. They pass whatever else is refused.',
    blocked: 'Refused',
    blockedHint: 'Whole addresses or domains; * stands for anything in them.',
    pattern: 'Write a domain such as example.com, or a whole address.',
  },
  ja: {
    lock: '誤ったパスワード',
    lockText:
      '誤ったパスワードが続くと、そのアカウントは一定時間パスワードを受け付けません。正しいパスワードで回数は元に戻ります。',
    attempts: '回数',
    attemptsHint: '待ち時間が始まるまでの連続した誤りの回数。空欄の場合は 10 回です。',
    wait: '待ち時間 (分)',
    waitHint: '空欄の場合は 1 分から始まり、誤りが続くごとに最長 15 分まで延びます。',
    codes: '確認コード',
    codesText: 'メールアドレスの確認のために送るコードです。',
    life: '有効期間 (秒)',
    lifeHint: '60 から 3,600 まで。空欄の場合は 600 秒 (10 分) です。',
    tries: 'コードごとの入力回数',
    triesHint: 'コードが無効になるまでの誤入力の回数。空欄の場合は 5 回です。',
    addresses: 'メールアドレス',
    addressesText: 'サインアップに使えるアドレスを制限します。既存のアカウントには影響しません。',
    subaddressing: 'プラス記号を含むアドレスを拒否する',
    subaddressingHint:
      'name+anything@example.com のように、1 つのメールボックスで多数のアカウントを作れるアドレスです。',
    disposable: '使い捨てアドレスを拒否する',
    disposableHint: '短時間だけ使えるアドレスを配布する既知のサービスのドメインです。',
    allowed: '常に許可',
    allowedHint: 'アドレスまたはドメイン (* は任意の文字列)。ほかの条件にかかわらず許可されます。',
    blocked: '拒否',
    blockedHint: 'アドレスまたはドメイン (* は任意の文字列)。',
    pattern: 'example.com のようなドメイン、または完全なメールアドレスを入力してください。',
  },
});
