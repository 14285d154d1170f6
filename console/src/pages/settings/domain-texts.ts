/** Texts of the tenant's custom domains, English and Japanese. */
import { defineTexts } from '../../i18n/index.ts';

export const domainTexts = defineTexts({
  en: {
    tab: 'Domains',
    title: 'Custom domains',
    text: 'Addresses of your own at which users sign in, such as login.example.com. Apps that are set up with a custom domain get tokens from that domain’s issuer.',
    add: 'Add domain',
    name: 'Domain',
    namePlaceholder: 'login.example.com',
    nameHelp: 'A host name, without https:// and without a path.',
    nameEmpty: 'Enter a host name.',
    added: 'Domain added',
    none: 'No custom domain yet',
    noneText: 'Users sign in at the address of this server until you add a domain of your own.',
    statuses: {
      PendingVerification: 'Waiting for DNS',
      PendingSsl: 'Waiting for https',
      Active: 'In use',
      Error: 'Out of use',
    },
    problems: {
      txt_missing: 'The TXT record is not there yet. Changes of DNS can take a few minutes, sometimes hours.',
      txt_other: 'The TXT record is there, but its value is not the one below.',
      address_missing:
        'The TXT record is right. The domain itself has no address yet: set the second record.',
      unreachable: 'DNS is right, but https://{domain}/ gives no usable answer: {reason}.',
      foreign:
        'DNS is right, but https://{domain}/ is answered by another server, or by a proxy that does not pass on the Host header.',
      taken:
        'Another tenant of this server is in use at this domain. Once its TXT record has been gone for an hour, this one takes over.',
      dns_failed: 'DNS gave no answer. It is asked again by itself.',
      leaving:
        'The TXT record is gone, or its value is another one. Put it back: otherwise the domain goes out of use within an hour.',
      gone: 'The domain went out of use because its TXT record is gone, or has another value. Put it back, and the domain comes back by itself.',
    },
    notYet: 'Set these two records where the DNS of your domain is kept, then check.',
    recordsText:
      'Both stay for as long as the domain is used. The second one leads to this server; any other way that leads here over https will do too.',
    recordName: (type: string) => `Name of the ${type} record`,
    recordValue: (type: string) => `Value of the ${type} record`,
    issuer: 'Issuer',
    check: 'Check again',
    checkNamed: (domain: string) => `Check again: ${domain}`,
    checked: 'Checked just now',
    show: 'Show DNS records',
    hide: 'Hide DNS records',
    remove: 'Delete',
    removeNamed: (domain: string) => `Delete ${domain}`,
    removeTitle: 'Delete this domain?',
    removeText:
      'Nobody can sign in at this address any more, and tokens that were given there are refused at once. Apps that are set up with it have to be changed first.',
    removePendingText: 'Its TXT record proves nothing any more: adding the domain again needs another one.',
    removed: 'Domain deleted',
    files: {
      open: 'Files',
      openNamed: (domain: string) => `Files of ${domain}`,
      title: (domain: string) => `Files of ${domain}`,
      text: 'What others look for below /.well-known/ of this domain: apple-app-site-association, assetlinks.json, security.txt. They are served as text or JSON once the domain is in use.',
      path: 'Name below /.well-known/',
      pathEmpty: 'Enter a name.',
      pathTwice: 'Another file has this name.',
      content: 'Content',
      add: 'Add file',
      remove: (number: number) => `Remove file ${number}`,
      save: 'Save',
      saved: 'Files saved',
    },
  },
  ja: {
    tab: 'ドメイン',
    title: 'カスタムドメイン',
    text: 'login.example.com のような、ユーザーがサインインする独自のアドレスです。カスタムドメインで設定したアプリには、そのドメインの発行者からトークンが渡されます。',
    add: 'ドメインを追加',
    name: 'ドメイン',
    namePlaceholder: 'login.example.com',
    nameHelp: 'https:// やパスを含まないホスト名です。',
    nameEmpty: 'ホスト名を入力してください。',
    added: 'ドメインを追加しました',
    none: 'カスタムドメインはまだありません',
    noneText: '独自のドメインを追加するまで、ユーザーはこのサーバーのアドレスでサインインします。',
    statuses: {
      PendingVerification: 'DNS 待ち',
      PendingSsl: 'https 待ち',
      Active: '使用中',
      Error: '停止中',
    },
    problems: {
      txt_missing:
        'TXT レコードがまだありません。DNS の変更が反映されるまで数分、場合によっては数時間かかります。',
      txt_other: 'TXT レコードはありますが、値が下のものと違います。',
      address_missing:
        'TXT レコードは正しく設定されています。ドメイン自体のアドレスがまだないため、2 つ目のレコードを設定してください。',
      unreachable: 'DNS は正しく設定されていますが、https://{domain}/ から使える応答がありません: {reason}。',
      foreign:
        'DNS は正しく設定されていますが、https://{domain}/ に別のサーバーが応答しているか、プロキシが Host ヘッダーを引き継いでいません。',
      taken:
        'このサーバーの別のテナントがこのドメインを使用中です。そのテナントの TXT レコードがなくなってから 1 時間後に、こちらに切り替わります。',
      dns_failed: 'DNS から応答がありませんでした。自動的に再確認します。',
      leaving:
        'TXT レコードがないか、値が変わっています。元に戻さないと、1 時間以内にこのドメインは使えなくなります。',
      gone: 'TXT レコードがないか、値が変わったため、このドメインは停止しました。元に戻すと自動的に再開します。',
    },
    notYet: 'ドメインの DNS を管理している場所で次の 2 つのレコードを設定してから、確認してください。',
    recordsText:
      'ドメインを使う間は、どちらも残しておいてください。2 つ目はこのサーバーにつなぐためのもので、https でここに届くなら別の方法でもかまいません。',
    recordName: (type: string) => `${type} レコードの名前`,
    recordValue: (type: string) => `${type} レコードの値`,
    issuer: '発行者',
    check: '再確認',
    checkNamed: (domain: string) => `再確認: ${domain}`,
    checked: '確認しました',
    show: 'DNS レコードを表示',
    hide: 'DNS レコードを隠す',
    remove: '削除',
    removeNamed: (domain: string) => `${domain} を削除`,
    removeTitle: 'このドメインを削除しますか?',
    removeText:
      'このアドレスではサインインできなくなり、ここで渡されたトークンはすぐに使えなくなります。このドメインで設定したアプリは、先に変更してください。',
    removePendingText:
      '今の TXT レコードは無効になります。もう一度追加するときは、新しいレコードが必要です。',
    removed: 'ドメインを削除しました',
    files: {
      open: 'ファイル',
      openNamed: (domain: string) => `${domain} のファイル`,
      title: (domain: string) => `${domain} のファイル`,
      text: 'apple-app-site-association、assetlinks.json、security.txt など、このドメインの /.well-known/ で外部から参照されるファイルです。ドメインが使用中になると、テキストか JSON として配信します。',
      path: '/.well-known/ より後の名前',
      pathEmpty: '名前を入力してください。',
      pathTwice: '同じ名前のファイルがほかにあります。',
      content: '内容',
      add: 'ファイルを追加',
      remove: (number: number) => `ファイル ${number} を取り除く`,
      save: '保存',
      saved: 'ファイルを保存しました',
    },
  },
});
