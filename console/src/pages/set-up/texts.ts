import { defineTexts } from '../../i18n/index.ts';

export const texts = defineTexts({
  en: {
    title: 'Set up Genkan',
    subtitle: 'Create the first administrator. More can be added later.',
    invitedTitle: 'Welcome to Genkan',
    invitedSubtitle: 'You were invited as an administrator. Choose how you will sign in.',
    invitedSubmit: 'Accept the invitation',
    username: 'Username',
    usernameHint: 'Letters, digits and underscore; does not begin with a digit.',
    usernameInvalid: 'Use letters, digits and underscore, and do not begin with a digit.',
    password: 'Password',
    passwordHint: (least: number) => `At least ${least} characters. A few random words are a good choice.`,
    passwordLength: (now: number, least: number) => `${now} of at least ${least} characters`,
    passwordShort: (least: number) => `The password needs at least ${least} characters.`,
    confirm: 'Repeat the password',
    confirmDiffers: 'The two passwords differ.',
    submit: 'Create administrator',
    dead: {
      noToken: {
        title: 'Open the link that the server printed',
        text: 'This page needs the whole link, with everything after the # sign.',
      },
      expired: {
        title: 'This set-up link has expired',
        text: 'A link lives for 24 hours and is replaced when the server starts.',
      },
      taken: {
        title: 'An administrator exists already',
        text: 'The set-up link has done its work. Sign in with the account that was created.',
      },
    },
    deadInvitation: {
      title: 'This invitation is no longer good',
      text: 'It was used, taken back or has expired. If you have an account, sign in; otherwise ask whoever invited you for a new link.',
    },
    newLink:
      'Restart the server: while no administrator exists, it prints a new link. Without a browser, create the administrator in the terminal:',
    resetHint: 'Lost the password? Give the administrator a new one in the terminal:',
    signIn: 'Sign in',
  },
  ja: {
    title: 'Genkan のセットアップ',
    subtitle: '最初の管理者を作成します。管理者は後から追加できます。',
    invitedTitle: 'Genkan へようこそ',
    invitedSubtitle: '管理者として招待されました。サインインに使うユーザー名とパスワードを決めてください。',
    invitedSubmit: '招待を受け入れる',
    username: 'ユーザー名',
    usernameHint: '英字・数字・アンダースコア。数字では始められません。',
    usernameInvalid: '英字・数字・アンダースコアを使い、数字以外で始めてください。',
    password: 'パスワード',
    passwordHint: (least: number) => `${least} 文字以上。いくつかの単語をランダムに並べるのがおすすめです。`,
    passwordLength: (now: number, least: number) => `${now} 文字 (${least} 文字以上)`,
    passwordShort: (least: number) => `パスワードは ${least} 文字以上にしてください。`,
    confirm: 'パスワード (確認)',
    confirmDiffers: '2 つのパスワードが一致しません。',
    submit: '管理者を作成',
    dead: {
      noToken: {
        title: 'サーバーが表示したリンクを開いてください',
        text: 'このページには、# 以降も含めたリンク全体が必要です。',
      },
      expired: {
        title: 'セットアップ用リンクの期限が切れています',
        text: 'リンクの有効期間は 24 時間で、サーバーの起動ごとに新しくなります。',
      },
      taken: {
        title: '管理者はすでに作成されています',
        text: 'セットアップ用リンクは役目を終えました。作成したアカウントでサインインしてください。',
      },
    },
    deadInvitation: {
      title: 'この招待は使えません',
      text: '使用済みか、取り消されたか、期限が切れています。アカウントがある場合はサインインしてください。ない場合は、招待した人に新しいリンクを依頼してください。',
    },
    newLink:
      'サーバーを再起動してください。管理者がいない間は新しいリンクが表示されます。ブラウザーを使わない場合は、ターミナルで管理者を作成できます:',
    resetHint: 'パスワードを忘れた場合は、ターミナルで新しいものを設定できます:',
    signIn: 'サインイン',
  },
});
