/** Every word of the pages, in Japanese. */
import type { Words } from './en.ts';

const wait = (seconds: number | null): string => {
  if (seconds === null) return 'しばらくしてから';
  return seconds < 60 ? `${seconds} 秒後に` : `${Math.ceil(seconds / 60)} 分後に`;
};

export const ja: Words = {
  language: '言語',
  working: 'お待ちください…',
  tryAgain: 'もう一度試す',
  toSignIn: 'サインインに戻る',
  details: '詳細',
  reference: 'エラーコード',
  or: 'または',
  checkFields: '入力内容を確認してください。',

  signIn: {
    title: (name) => (name ? `${name} にサインイン` : 'サインイン'),
    button: 'サインイン',
    noAccount: 'はじめての方は',
    register: 'アカウントを作成',
    sso: 'SSO で続ける',
  },
  fields: {
    username: 'ユーザー名',
    email: 'メールアドレス',
    usernameOrEmail: 'ユーザー名またはメールアドレス',
    password: 'パスワード',
    code: '確認コード',
    showPassword: 'パスワードを表示',
    hidePassword: 'パスワードを隠す',
  },
  wrong: {
    usernameMissing: 'ユーザー名を入力してください。',
    emailMissing: 'メールアドレスを入力してください。',
    usernameOrEmailMissing: 'ユーザー名またはメールアドレスを入力してください。',
    emailForm: 'name@example.com のような形式で入力してください。',
    usernameForm: '半角の英字・数字・「_」が使えます。数字から始めることはできません。',
    passwordMissing: 'パスワードを入力してください。',
    newPasswordMissing: 'パスワードを決めてください。',
    passwordShort: (length) => `${length} 文字以上にしてください。`,
    codeMissing: '6 桁のコードをすべて入力してください。',
  },
  sso: {
    detected: '所属組織のサインインを使います',
    detectedText: 'このアドレスはシングルサインオンの対象です。ここでのパスワード入力は不要です。',
    title: 'シングルサインオン',
    text: '仕事用のメールアドレスを入力すると、所属組織のサインイン画面へ移動します。',
    button: '続ける',
    none: 'このアドレスではシングルサインオンを利用できません。つづりを確認するか、別の方法でサインインしてください。',
    otherWay: '別の方法でサインイン',
    chooseTitle: 'サインイン先を選択',
    chooseText: (email) => (email ? `${email} は複数のサービスで利用できます。` : ''),
    leaving: '所属組織のサインイン画面へ移動しています…',
  },
  register: {
    title: 'アカウントを作成',
    subtitle: (name) => (name ? `${name} の利用を始めます` : ''),
    button: 'アカウントを作成',
    next: '続ける',
    haveAccount: 'アカウントをお持ちの方は',
    signIn: 'サインイン',
    passwordHint: (length) => `${length} 文字以上。短い文章にすると覚えやすくなります。`,
    typed: (typed, length) => `${typed} / ${length}`,
    longEnough: '十分な長さです',
    agree: 'アカウントを作成すると、次の内容に同意したものとみなされます。',
    terms: '利用規約',
    privacy: 'プライバシーポリシー',
    passwordTitle: 'パスワードを決める',
    profileTitle: 'ユーザー名とパスワードを決める',
    verified: '確認済み',
  },
  code: {
    title: 'メールを確認してください',
    sent: '6 桁のコードの送信先',
    button: '確認する',
    resend: '新しいコードを送る',
    resendIn: (seconds) => `${seconds} 秒後に再送できます`,
    resent: '新しいコードを送りました。以前のコードは使えません。',
    other: '別のアドレスを使う',
    spam: '届かない場合は、迷惑メールフォルダーもご確認ください。',
  },
  exists: {
    title: 'アカウントがすでにあります',
    text: 'このメールアドレスのアカウントはすでにあります。そのアカウントでサインインしてください。',
    other: '別のアドレスを使う',
  },
  callback: {
    title: (name) => (name ? `${name} でサインインしています` : 'サインインしています'),
    text: 'まもなく完了します。',
    failed: 'サインインできませんでした',
  },
  linkFirst: {
    title: 'これまでの方法でサインインしてください',
    text: 'このメールアドレスのアカウントはすでにありますが、所属組織のサインインとはまだ連携されていません。まず、いつもの方法でサインインしてください。そのあとで連携できます。',
    button: 'いつもの方法でサインイン',
  },
  error: { title: '問題が発生しました', cancelled: 'サインインは中止されました' },
  unknownSession: {
    title: 'このサインインは終了しています',
    text: '時間が経ちすぎたか、ブックマークからページが開かれました。アプリケーションに戻り、もう一度サインインを始めてください。',
  },
  signedOut: {
    title: 'サインアウトしました',
    text: 'このウィンドウは閉じてかまいません。',
  },
  device: {
    title: 'デバイスを接続',
    text: 'デバイスに表示されているコードを入力してください。',
    code: 'コード',
    next: '続ける',
    codeMissing: '8 文字のコードをすべて入力してください。',
    over: '前のページは期限が切れたか、回答済みです。もう一度コードを入力してください。',
    confirmTitle: (name) => `${name} を許可しますか？`,
    confirmText:
      '手元のデバイスに同じコードが表示されている場合にだけ続けてください。他の人から送られてきたコードの場合は拒否してください。あなたの名前で操作されるおそれがあります。',
    asks: (name) => `${name} ができるようになること：`,
    signedInAs: 'サインイン中のユーザー：',
    approve: '許可する',
    deny: '拒否する',
    doneTitle: 'デバイスを接続しました',
    doneText: 'デバイスに戻ってください。このウィンドウは閉じてかまいません。',
    deniedTitle: 'デバイスを拒否しました',
    deniedText: 'デバイスには何も渡されていません。このウィンドウは閉じてかまいません。',
  },
  scopes: {
    openid: 'あなたが誰であるかを知る',
    offline_access: '終了するまでサインインしたままにする',
    profile: '名前・画像・プロフィールを見る',
    email: 'メールアドレスを見る',
    phone: '電話番号を見る',
    address: '住所を見る',
    custom_data: 'ここに保存されているその他のデータを見る',
    identities: 'サインインに使っている他のサービスを見る',
    roles: 'ロールを見る',
    'urn:logto:scope:organizations': '所属している組織を見る',
    'urn:logto:scope:organization_roles': '組織でのロールを見る',
    'urn:logto:scope:sessions': 'サインインしている場所を見る',
  },

  errors: {
    'device.code_not_found':
      'このコードで待っているデバイスはありません。コードを確認するか、デバイスで最初からやり直してください。',
    'device.confirmation_over':
      'このページは回答済みか、期限が切れています。もう一度コードを入力してください。',
    network: 'サーバーに接続できません。接続を確認して、もう一度お試しください。',
    'session.invalid_credentials': 'サインイン名またはパスワードが正しくありません。',
    'session.too_many_attempts': ({ seconds }) =>
      `試行回数が多すぎます。${wait(seconds)}もう一度お試しください。`,
    'session.busy': 'サインインが混み合っています。数秒後にもう一度お試しください。',
    'request.too_many': 'リクエストが多すぎます。少し待ってからお試しください。',
    'server.unavailable': 'サーバーが応答できません。少し待ってからお試しください。',
    'server.internal':
      'サーバーで問題が発生しました。もう一度お試しください。繰り返し起きる場合は、管理者にお知らせください。',
    'session.sso_enabled': 'このアドレスはシングルサインオンでサインインします。',
    'session.verification_failed': '確認できませんでした。最初からやり直してください。',
    'user.username_already_in_use': 'このユーザー名は使われています。別の名前にしてください。',
    'user.email_already_in_use': 'このメールアドレスはすでに使われています。',
    'user.suspended': 'このアカウントは停止されています。管理者にお問い合わせください。',
    'user.identity_not_exist':
      'このサインインに対応するアカウントがなく、新しいアカウントは受け付けていません。',
    'user.invalid_username': 'ユーザー名に使えない文字があります。半角の英字・数字・「_」を使ってください。',
    'user.invalid_email': 'このメールアドレスは使えません。つづりを確認してください。',
    'password.expired':
      'このパスワードは有効期限が切れています。管理者に新しいパスワードの設定をご依頼ください。',
    'password_rejected.too_short': ({ minLength }) => `${minLength} 文字以上にしてください。`,
    'password_rejected.too_long': 'パスワードが長すぎます。',
    'password_rejected.restricted': '推測されやすいパスワードです。別のものにしてください。',
    'session.verification_session_not_found': 'この手順は無効になりました。最初からやり直してください。',
    'session.interaction_not_found': 'この手順は無効になりました。最初からやり直してください。',
    'session.changed': 'このサインインは別の場所で同時に進められました。もう一度お試しください。',
    'user.sign_in_method_not_enabled': 'このサインイン方法はここでは使えません。',
    'user.missing_profile': '入力が足りません。最初からやり直してください。',
    'single_sign_on.connector_not_available': '所属組織のサインインは現在使えません。',
    'single_sign_on.connector_not_found': 'このサインイン方法はなくなりました。',
    'single_sign_on.disabled': 'シングルサインオンは無効になっています。',
    'verification_code.code_mismatch':
      'コードが違うか、有効期限が切れています。確認するか、新しいコードを送ってください。',
    'auth.forbidden': 'ここではこの操作はできません。',
    'connector.provider_refused': '所属組織でサインインが許可されませんでした。何も変更されていません。',
    'connector.provider_unavailable':
      '所属組織のサインインに接続できません。しばらくしてからお試しください。',
    'connector.discovery_invalid': '所属組織のサインインの設定に問題があります。管理者にお知らせください。',
    'connector.hosts_changed': '所属組織のサインインの設定に問題があります。管理者にお知らせください。',
    'connector.state_mismatch': 'この応答は別のサインインのものです。最初からやり直してください。',
    'connector.answer_not_trusted':
      '所属組織のサインインからの応答を確認できませんでした。最初からやり直してください。',
    'connector.hosted_domain': ({ said }) =>
      said('hd').includes('.')
        ? `この Google アカウントは ${said('hd')} のもので、ここでは使えません。仕事用のアカウントを使ってください。`
        : 'この Google アカウントは、ここで使える組織のものではありません。仕事用のアカウントを使ってください。',
    'connector.email_domain': ({ said }) =>
      `${said('email') || 'このアドレス'} は、この方法でサインインできるドメインのものではありません。`,
    access_denied: '所属組織でサインインが中止されたか、許可されませんでした。何も変更されていません。',
    temporarily_unavailable: '所属組織のサインインが混み合っています。しばらくしてからお試しください。',
    unknown: '予期しない問題が発生しました。もう一度お試しください。',
  },
};
