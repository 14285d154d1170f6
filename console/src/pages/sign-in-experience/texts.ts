/** Texts of the Sign-in experience page, English and Japanese. */
const en = {
  title: 'Sign-in experience',
  subtitle: 'What people meet when an app sends them here to sign in or sign up.',
  tabs: {
    methods: 'Sign-up and sign-in',
    'profile-fields': 'Profile fields',
    branding: 'Look',
    content: 'Content',
    words: 'Words',
    'own-pages': 'Own pages',
    'password-policy': 'Passwords',
    security: 'Security',
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
    usernames: 'Usernames',
    usernamesText: 'What a new username must satisfy. Existing ones stay as they are.',
    shortest: 'Minimum length',
    shortestHint: 'Empty: 1.',
    longest: 'Maximum length',
    longestHint: 'Empty: 128.',
    caseSensitive: 'Capital and small letters make different usernames',
    caseSensitiveHint: 'Off: Hanako and hanako are the same person.',
    conflicts: (count: number) =>
      count === 1
        ? 'Two or more users have names that differ in nothing but case. This cannot be switched off before they are renamed.'
        : `${count} groups of users have names that differ in nothing but case. This cannot be switched off before they are renamed.`,
  },
  amount: (min: number, max: number) => `Write a whole number from ${min} to ${max}.`,
  invalidUrl: 'Write a full address that begins with https:// (http:// only on localhost).',
};

const ja: typeof en = {
  title: 'サインイン画面',
  subtitle: 'アプリからサインインやサインアップに送られた人に表示される画面を設定します。',
  tabs: {
    methods: 'サインアップとサインイン',
    'profile-fields': 'プロフィール項目',
    branding: '外観',
    content: 'コンテンツ',
    words: '文言',
    'own-pages': '独自の画面',
    'password-policy': 'パスワード',
    security: 'セキュリティ',
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
    usernames: 'ユーザー名',
    usernamesText: '新しいユーザー名の条件です。既存のユーザー名は変わりません。',
    shortest: '最小文字数',
    shortestHint: '空欄の場合は 1 文字です。',
    longest: '最大文字数',
    longestHint: '空欄の場合は 128 文字です。',
    caseSensitive: '大文字と小文字を区別する',
    caseSensitiveHint: 'オフの場合、Hanako と hanako は同じ人になります。',
    conflicts: (count) =>
      `大文字と小文字だけが異なるユーザー名が ${count} 組あります。変更するまでオフにはできません。`,
  },
  amount: (min, max) => `${min} から ${max} までの整数を入力してください。`,
  invalidUrl: 'https:// で始まる完全なアドレスを入力してください (http:// は localhost のみ)。',
};

export const texts = { en, ja };
