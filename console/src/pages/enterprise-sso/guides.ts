/**
 * What an administrator does at each identity provider, step by step. A line may hold `code` in backticks;
 * `copy` puts the connector's own value under the step, ready to copy.
 */
export type GuideStep = {
  title: string;
  lines: string[];
  copy?: 'redirectUri' | 'origin' | 'both';
  link?: { label: string; href: string };
};

export type GuideProvider = 'GoogleWorkspace' | 'AzureAdOidc' | 'Okta' | 'OIDC';

const google = {
  en: [
    {
      title: 'Choose a Google Cloud project',
      lines: [
        'Sign in to the Google Cloud console with an account of the company’s Google Workspace.',
        'Pick the project that will own the sign-in, or create a new one. The project must belong to the company’s organization, not to “No organization”.',
      ],
      link: { label: 'Google Cloud console', href: 'https://console.cloud.google.com/projectcreate' },
    },
    {
      title: 'Set up the consent screen as Internal',
      lines: [
        'Open *Google Auth Platform* and start the configuration. Give the app a name and a support address.',
        'As audience choose *Internal*: then only people of this Workspace can sign in, and Google asks for no review.',
      ],
      link: { label: 'Google Auth Platform', href: 'https://console.cloud.google.com/auth/overview' },
    },
    {
      title: 'Add the scopes',
      lines: [
        'Under *Data access* add `openid`, `.../auth/userinfo.email` and `.../auth/userinfo.profile`.',
        'Apps that will call Google’s API need its scopes here too, and again in *Additional scopes* of this page, with their full address such as `https://www.googleapis.com/auth/calendar.readonly`.',
      ],
    },
    {
      title: 'Create an OAuth client',
      lines: [
        'Under *Clients* create a client of type *Web application*.',
        'Paste the first value into *Authorized JavaScript origins* and the second into *Authorized redirect URIs*.',
      ],
      copy: 'both',
      link: { label: 'Create a client', href: 'https://console.cloud.google.com/auth/clients/create' },
    },
    {
      title: 'Bring the client back',
      lines: [
        'Google shows the client ID and the client secret. Copy both now: the secret is not shown again.',
        'Paste them into *Client ID* and *Client secret* on this page and save.',
      ],
    },
    {
      title: 'List the company’s domains',
      lines: [
        'On the tab *SSO experience* add the e-mail domains of the Workspace. Google accounts outside them are refused.',
        'Choose *Save and done*.',
      ],
    },
  ] satisfies GuideStep[],
  ja: [
    {
      title: 'Google Cloud のプロジェクトを選ぶ',
      lines: [
        '会社の Google Workspace のアカウントで Google Cloud コンソールにサインインします。',
        'サインインに使うプロジェクトを選ぶか、新しく作成します。プロジェクトは「組織なし」ではなく、会社の組織に属している必要があります。',
      ],
      link: { label: 'Google Cloud コンソール', href: 'https://console.cloud.google.com/projectcreate' },
    },
    {
      title: '同意画面を「内部」で設定する',
      lines: [
        '*Google Auth Platform* を開いて構成を始め、アプリ名とサポート用アドレスを入力します。',
        '対象には *内部* を選びます。この Workspace の人だけがサインインでき、Google の審査も不要です。',
      ],
      link: { label: 'Google Auth Platform', href: 'https://console.cloud.google.com/auth/overview' },
    },
    {
      title: 'スコープを追加する',
      lines: [
        '*データアクセス* で `openid`、`.../auth/userinfo.email`、`.../auth/userinfo.profile` を追加します。',
        'アプリが Google の API を呼び出す場合は、そのスコープもここに追加し、このページの *追加のスコープ* にも `https://www.googleapis.com/auth/calendar.readonly` のような完全な形で入力します。',
      ],
    },
    {
      title: 'OAuth クライアントを作成する',
      lines: [
        '*クライアント* で、種類が *ウェブ アプリケーション* のクライアントを作成します。',
        '1 つ目の値を *承認済みの JavaScript 生成元* に、2 つ目を *承認済みのリダイレクト URI* に貼り付けます。',
      ],
      copy: 'both',
      link: { label: 'クライアントを作成', href: 'https://console.cloud.google.com/auth/clients/create' },
    },
    {
      title: 'クライアントの値を持ち帰る',
      lines: [
        'Google がクライアント ID とクライアントシークレットを表示します。シークレットは再表示されないので、ここで両方をコピーします。',
        'このページの *クライアント ID* と *クライアントシークレット* に貼り付けて保存します。',
      ],
    },
    {
      title: '会社のドメインを登録する',
      lines: [
        '*SSO の表示と動作* タブで、Workspace のメールドメインを追加します。それ以外の Google アカウントは拒否されます。',
        '*保存して完了* を選びます。',
      ],
    },
  ] satisfies GuideStep[],
};

const entra = {
  en: [
    {
      title: 'Register an application',
      lines: [
        'In the Microsoft Entra admin center open *App registrations* and choose *New registration*.',
        'As supported account types choose *this organizational directory only* (single tenant).',
        'Under *Redirect URI* choose the platform *Web* and paste this value:',
      ],
      copy: 'redirectUri',
      link: { label: 'Microsoft Entra admin center', href: 'https://entra.microsoft.com/' },
    },
    {
      title: 'Copy the identifiers',
      lines: [
        'On the registration’s overview copy *Application (client) ID* into *Client ID*.',
        'Copy *Directory (tenant) ID* and build the issuer: `https://login.microsoftonline.com/<directory ID>/v2.0`.',
      ],
    },
    {
      title: 'Create a client secret',
      lines: [
        'Under *Certificates & secrets* create a client secret and copy its *Value* (not its ID) into *Client secret*.',
        'Note the day it expires: sign-in stops then, unless you replaced it before.',
      ],
    },
    {
      title: 'Let the token carry the address',
      lines: [
        'Under *Token configuration* add the optional claim `email` to the ID token.',
        'Under *API permissions* make sure that `openid`, `profile` and `email` of Microsoft Graph are listed.',
      ],
    },
    {
      title: 'Save and list the domains',
      lines: ['Save this page, then add the company’s e-mail domains on the tab *SSO experience*.'],
    },
  ] satisfies GuideStep[],
  ja: [
    {
      title: 'アプリケーションを登録する',
      lines: [
        'Microsoft Entra 管理センターで *アプリの登録* を開き、*新規登録* を選びます。',
        'サポートされるアカウントの種類は *この組織ディレクトリのみ* (シングルテナント) を選びます。',
        '*リダイレクト URI* でプラットフォーム *Web* を選び、次の値を貼り付けます。',
      ],
      copy: 'redirectUri',
      link: { label: 'Microsoft Entra 管理センター', href: 'https://entra.microsoft.com/' },
    },
    {
      title: '識別子をコピーする',
      lines: [
        '登録の概要から *アプリケーション (クライアント) ID* を *クライアント ID* にコピーします。',
        '*ディレクトリ (テナント) ID* から発行者を作ります: `https://login.microsoftonline.com/<ディレクトリ ID>/v2.0`',
      ],
    },
    {
      title: 'クライアントシークレットを作成する',
      lines: [
        '*証明書とシークレット* でクライアントシークレットを作成し、ID ではなく *値* を *クライアントシークレット* にコピーします。',
        '有効期限を控えておいてください。期限までに置き換えないと、サインインできなくなります。',
      ],
    },
    {
      title: 'トークンにアドレスを含める',
      lines: [
        '*トークン構成* で、ID トークンに省略可能な要求 `email` を追加します。',
        '*API のアクセス許可* に Microsoft Graph の `openid`、`profile`、`email` があることを確認します。',
      ],
    },
    {
      title: '保存してドメインを登録する',
      lines: ['このページを保存し、*SSO の表示と動作* タブで会社のメールドメインを追加します。'],
    },
  ] satisfies GuideStep[],
};

const okta = {
  en: [
    {
      title: 'Create an app integration',
      lines: [
        'In the Okta admin console open *Applications* → *Applications* and choose *Create App Integration*.',
        'Choose *OIDC - OpenID Connect* and *Web Application*.',
      ],
    },
    {
      title: 'Register the redirect URI',
      lines: ['Give it a name, keep *Authorization Code*, and paste this as *Sign-in redirect URI*:'],
      copy: 'redirectUri',
    },
    {
      title: 'Assign people',
      lines: ['Under *Assignments* choose who may use it: everyone, or the groups you name.'],
    },
    {
      title: 'Bring the client back',
      lines: [
        'Copy *Client ID* and *Client secret* of the new integration into this page.',
        'The issuer is your Okta address, such as `https://acme.okta.com` (without `-admin`).',
      ],
    },
    {
      title: 'Save and list the domains',
      lines: ['Save this page, then add the company’s e-mail domains on the tab *SSO experience*.'],
    },
  ] satisfies GuideStep[],
  ja: [
    {
      title: 'アプリ統合を作成する',
      lines: [
        'Okta 管理コンソールで *Applications* → *Applications* を開き、*Create App Integration* を選びます。',
        '*OIDC - OpenID Connect* と *Web Application* を選びます。',
      ],
    },
    {
      title: 'リダイレクト URI を登録する',
      lines: [
        '名前を付け、*Authorization Code* はそのままにして、*Sign-in redirect URI* に次の値を貼り付けます。',
      ],
      copy: 'redirectUri',
    },
    {
      title: 'ユーザーを割り当てる',
      lines: ['*Assignments* で、利用できる人 (全員または指定したグループ) を選びます。'],
    },
    {
      title: 'クライアントの値を持ち帰る',
      lines: [
        '作成した統合の *Client ID* と *Client secret* をこのページにコピーします。',
        '発行者は `https://acme.okta.com` のような Okta のアドレスです (`-admin` は付けません)。',
      ],
    },
    {
      title: '保存してドメインを登録する',
      lines: ['このページを保存し、*SSO の表示と動作* タブで会社のメールドメインを追加します。'],
    },
  ] satisfies GuideStep[],
};

const generic = {
  en: [
    {
      title: 'Register a client at the provider',
      lines: [
        'Create a confidential web client that uses the authorization code flow with PKCE.',
        'Register this redirect URI:',
      ],
      copy: 'redirectUri',
    },
    {
      title: 'Allow the scopes',
      lines: ['The client must be allowed to ask for `openid`, `profile` and `email`.'],
    },
    {
      title: 'Bring the values back',
      lines: [
        'Copy client ID and client secret into this page.',
        'The issuer is the `issuer` value of the provider’s `/.well-known/openid-configuration`, exactly as it stands there.',
      ],
    },
    {
      title: 'Save and list the domains',
      lines: [
        'Saving reads the discovery document at once and shows what was found.',
        'Then add the e-mail domains on the tab *SSO experience*.',
      ],
    },
  ] satisfies GuideStep[],
  ja: [
    {
      title: 'プロバイダーにクライアントを登録する',
      lines: [
        'PKCE 付きの認可コードフローを使う、機密の Web クライアントを作成します。',
        '次のリダイレクト URI を登録します。',
      ],
      copy: 'redirectUri',
    },
    {
      title: 'スコープを許可する',
      lines: ['クライアントが `openid`、`profile`、`email` を要求できるようにします。'],
    },
    {
      title: '値を持ち帰る',
      lines: [
        'クライアント ID とクライアントシークレットをこのページにコピーします。',
        '発行者は、プロバイダーの `/.well-known/openid-configuration` にある `issuer` の値そのものです。',
      ],
    },
    {
      title: '保存してドメインを登録する',
      lines: [
        '保存するとすぐにディスカバリードキュメントを読み込み、結果を表示します。',
        'その後、*SSO の表示と動作* タブでメールドメインを追加します。',
      ],
    },
  ] satisfies GuideStep[],
};

export const guides: Record<GuideProvider, { en: GuideStep[]; ja: GuideStep[] }> = {
  GoogleWorkspace: google,
  AzureAdOidc: entra,
  Okta: okta,
  OIDC: generic,
};
