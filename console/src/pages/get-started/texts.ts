import { defineTexts } from '../../i18n/index.ts';

export const texts = defineTexts({
  en: {
    title: 'Get started',
    subtitle: 'From an empty tenant to a company signing in with its own identity provider.',
    progress: (done: number, all: number) => `${done} of ${all} done`,
    done: 'Done',
    open: 'To do',
    viewAll: 'View all',
    steps: {
      application: {
        title: 'Register an application',
        text: 'Choose your framework; a guide with your own values follows.',
        action: 'Choose a framework',
        again: 'Applications',
      },
      user: {
        title: 'Sign in for the first time',
        text: 'Follow the application’s guide, then sign up through it. People appear under Users.',
        action: 'Open the applications',
        again: 'Users',
      },
      connector: {
        title: 'Connect an identity provider',
        text: 'Google Workspace, Microsoft Entra ID, Okta or any OpenID Connect provider of a company you serve.',
        action: 'Add an enterprise connector',
        again: 'Enterprise SSO',
      },
      switch: {
        title: 'Turn on Enterprise SSO',
        text: 'People whose e-mail domain belongs to a connector then sign in through it, and only through it.',
        action: 'Open sign-up and sign-in',
        again: 'Sign-in experience',
      },
      organization: {
        title: 'Create an organization',
        text: 'Group the people of one customer and give them roles there.',
        action: 'Create an organization',
        again: 'Organizations',
      },
    },
    useful: 'Useful while you build',
    inbox: 'Development inbox',
    inboxText: 'Codes that would be sent by e-mail land here.',
    logs: 'Audit logs',
    logsText: 'Every step of a sign-in, and why one was refused.',
  },
  ja: {
    title: 'はじめに',
    subtitle: '空のテナントから、企業が自社の ID プロバイダーでサインインするまでの手順です。',
    progress: (done: number, all: number) => `${all} 件中 ${done} 件完了`,
    done: '完了',
    open: '未完了',
    viewAll: 'すべて見る',
    steps: {
      application: {
        title: 'アプリケーションを登録する',
        text: 'フレームワークを選ぶと、ご自身の値が入ったガイドに進みます。',
        action: 'フレームワークを選ぶ',
        again: 'アプリケーション',
      },
      user: {
        title: '初めてサインインする',
        text: 'アプリケーションのガイドに従い、そこからサインアップしてください。新しいユーザーは「ユーザー」に表示されます。',
        action: 'アプリケーションを開く',
        again: 'ユーザー',
      },
      connector: {
        title: 'ID プロバイダーを接続する',
        text: '顧客企業の Google Workspace、Microsoft Entra ID、Okta、その他の OpenID Connect プロバイダーを接続します。',
        action: 'エンタープライズコネクターを追加',
        again: 'エンタープライズ SSO',
      },
      switch: {
        title: 'エンタープライズ SSO を有効にする',
        text: 'メールのドメインがコネクターに属する人は、そのコネクター経由でのみサインインするようになります。',
        action: 'サインアップとサインインを開く',
        again: 'サインイン画面',
      },
      organization: {
        title: '組織を作る',
        text: '顧客企業ごとにユーザーをまとめ、その中でのロールを割り当てます。',
        action: '組織を作成',
        again: '組織',
      },
    },
    useful: '開発中に役立つもの',
    inbox: '開発用受信箱',
    inboxText: 'メールで送られるはずのコードがここに届きます。',
    logs: '監査ログ',
    logsText: 'サインインの各段階と、拒否された理由が分かります。',
  },
});
