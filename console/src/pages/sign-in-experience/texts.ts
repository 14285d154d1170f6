/** Texts of the Sign-in experience page, English and Japanese. */
const en = {
  title: 'Sign-in experience',
  subtitle: 'What people meet when an app sends them here to sign in or sign up.',
  tabs: {
    methods: 'Sign-up and sign-in',
    branding: 'Branding',
    password: 'Password policy',
    content: 'Content',
  },
  methods: {
    signUp: 'Sign-up',
    signUpText: 'What a new account is made of.',
    mode: 'Who may come in',
    modes: {
      SignInAndRegister: 'Sign-in and sign-up',
      SignIn: 'Sign-in only: accounts are made by administrators or Enterprise SSO',
      Register: 'Sign-up only',
    },
    identifiers: 'Sign-up identifier',
    identifierChoices: {
      username: 'Username',
      email: 'E-mail address',
      both: 'Username and e-mail address',
    },
    verify: 'Verify the e-mail address at sign-up',
    verifyAlways:
      'Always on where the e-mail address is the only identifier: otherwise nobody could sign in.',
    verifyHint:
      'A code is sent to the address. An address stays unverified until the code is entered; unverified addresses cannot sign in.',
    signIn: 'Sign-in',
    signInText: 'What people may type together with their password.',
    signInIdentifiers: 'Sign-in identifiers',
    username: 'Username',
    email: 'E-mail address',
    atLeastOne: 'Choose at least one identifier.',
    sso: 'Enterprise SSO',
    ssoText: 'People whose e-mail domain belongs to an enterprise connector sign in there, and only there.',
    ssoSwitch: 'Enterprise SSO',
    ssoHint:
      'Shows “Continue with SSO” on the sign-in page and sends addresses of listed domains to their provider.',
    ssoManage: 'Manage enterprise connectors',
    affectedLoading: 'Counting the users this touches…',
    affectedOn: (count: number) =>
      count === 0
        ? 'No existing user is touched by turning this on.'
        : count === 1
          ? '1 existing user has an address in a connector’s domains. It can then sign in only with its company’s provider.'
          : `${count} existing users have an address in a connector’s domains. They can then sign in only with their company’s provider.`,
    affectedOff: (count: number) =>
      count === 0
        ? 'No existing user is touched by turning this off.'
        : count === 1
          ? '1 existing user signs in with its company’s provider today. It will need a password afterwards.'
          : `${count} existing users sign in with their company’s provider today. They will need a password afterwards.`,
    affectedUnknown: 'The number of touched users could not be counted.',
  },
  branding: {
    name: 'Colour and logo',
    text: 'Colour and logos of the sign-in page.',
    color: 'Primary colour',
    colorHint: 'Buttons and links. Six hexadecimal digits, such as #5b5bd6.',
    logo: 'Logo address',
    darkLogo: 'Logo address for dark pages',
    logoHint: 'Begins with https://. Empty: no logo, the name alone.',
    darkLogoHint: 'Shown to people whose device is in dark mode. Empty: the logo above.',
    preview: 'Preview',
    light: 'Light',
    dark: 'Dark',
  },
  password: {
    text: 'What a new password must satisfy. Existing passwords keep working.',
    min: 'Minimum length',
    minHint: 'Characters. Length protects better than rules about kinds of characters.',
  },
  content: {
    legal: 'Legal pages',
    legalText: 'Linked at the foot of the sign-in and sign-up pages.',
    terms: 'Terms of use address',
    privacy: 'Privacy policy address',
    language: 'Language',
    autoDetect: 'Follow the language of people’s browsers',
    fallback: 'Default language',
    fallbackHint: 'Used when the browser asks for a language that is not offered, or when following is off.',
    languages: { en: 'English', ja: '日本語 (Japanese)' },
  },
  invalidUrl: 'Write a full address that begins with https:// (http:// only on localhost).',
};

const ja: typeof en = {
  title: 'サインイン画面',
  subtitle: 'アプリからサインインやサインアップに送られた人に表示される画面を設定します。',
  tabs: {
    methods: 'サインアップとサインイン',
    branding: 'ブランディング',
    password: 'パスワードポリシー',
    content: 'コンテンツ',
  },
  methods: {
    signUp: 'サインアップ',
    signUpText: '新しいアカウントに必要な項目です。',
    mode: '受け付ける操作',
    modes: {
      SignInAndRegister: 'サインインとサインアップ',
      SignIn: 'サインインのみ (アカウントは管理者またはエンタープライズ SSO が作成)',
      Register: 'サインアップのみ',
    },
    identifiers: 'サインアップの識別子',
    identifierChoices: {
      username: 'ユーザー名',
      email: 'メールアドレス',
      both: 'ユーザー名とメールアドレス',
    },
    verify: 'サインアップ時にメールアドレスを確認する',
    verifyAlways: 'メールアドレスだけを識別子にする場合は常にオンです。オフではサインインできなくなります。',
    verifyHint:
      'アドレスに確認コードを送ります。コードが入力されるまでアドレスは未確認のままで、未確認のアドレスではサインインできません。',
    signIn: 'サインイン',
    signInText: 'パスワードと組み合わせて入力できる項目です。',
    signInIdentifiers: 'サインインの識別子',
    username: 'ユーザー名',
    email: 'メールアドレス',
    atLeastOne: '識別子を 1 つ以上選んでください。',
    sso: 'エンタープライズ SSO',
    ssoText:
      'メールドメインがエンタープライズコネクターに属する人は、そのプロバイダーでのみサインインします。',
    ssoSwitch: 'エンタープライズ SSO',
    ssoHint:
      'サインイン画面に「SSO で続ける」を表示し、登録済みドメインのアドレスをそのプロバイダーに送ります。',
    ssoManage: 'エンタープライズコネクターを管理',
    affectedLoading: '影響を受けるユーザーを数えています…',
    affectedOn: (count) =>
      count === 0
        ? 'オンにしても、影響を受ける既存のユーザーはいません。'
        : `既存のユーザー ${count} 人のアドレスがコネクターのドメインに属しています。オンにすると、会社のプロバイダーでのみサインインできるようになります。`,
    affectedOff: (count) =>
      count === 0
        ? 'オフにしても、影響を受ける既存のユーザーはいません。'
        : `既存のユーザー ${count} 人が会社のプロバイダーでサインインしています。オフにすると、パスワードが必要になります。`,
    affectedUnknown: '影響を受けるユーザーの数を取得できませんでした。',
  },
  branding: {
    name: '色とロゴ',
    text: 'サインイン画面の色とロゴです。',
    color: 'メインカラー',
    colorHint: 'ボタンとリンクの色です。#5b5bd6 のように 16 進数 6 桁で入力します。',
    logo: 'ロゴのアドレス',
    darkLogo: 'ダークモード用ロゴのアドレス',
    logoHint: 'https:// で始まるアドレス。空欄の場合は名前だけが表示されます。',
    darkLogoHint: '端末がダークモードのときに表示されます。空欄の場合は上のロゴが使われます。',
    preview: 'プレビュー',
    light: 'ライト',
    dark: 'ダーク',
  },
  password: {
    text: '新しいパスワードの条件です。既存のパスワードはそのまま使えます。',
    min: '最小文字数',
    minHint: '文字の種類を制限するよりも、長くするほうが安全です。',
  },
  content: {
    legal: '規約',
    legalText: 'サインイン画面とサインアップ画面の下部にリンクされます。',
    terms: '利用規約のアドレス',
    privacy: 'プライバシーポリシーのアドレス',
    language: '言語',
    autoDetect: 'ブラウザーの言語に従う',
    fallback: '既定の言語',
    fallbackHint: 'ブラウザーの言語が提供されていない場合、または自動検出がオフの場合に使われます。',
    languages: { en: 'English (英語)', ja: '日本語' },
  },
  invalidUrl: 'https:// で始まる完全なアドレスを入力してください (http:// は localhost のみ)。',
};

export const texts = { en, ja };
