/** Texts of the tenant's settings, English and Japanese. */
import { defineTexts } from '../../i18n/index.ts';

export const texts = defineTexts({
  en: {
    title: 'Keys and tokens',
    subtitle: 'What this tenant signs with, how long sessions last, and what tokens carry.',
    apiReference: 'API reference',
    tabs: {
      signingKeys: 'Signing keys',
      cookieKeys: 'Cookie keys',
      sessions: 'Sessions',
      idToken: 'ID tokens',
      scripts: 'Scripts',
    },
    keys: {
      id: 'Key',
      state: 'State',
      states: { Next: 'Next', Current: 'Current', Previous: 'Previous' },
      algorithm: 'Algorithm',
      created: 'Created',
      effective: (when: string) => `Signs from ${when}`,
      delete: (id: string) => `Delete key ${id}`,
      deleted: 'Key deleted',
      rotate: 'Rotate',
      rotated: 'Keys rotated',
    },
    signing: {
      title: 'Signing keys',
      text: 'ID tokens and access tokens are signed with the current key. All keys listed here are published, so that apps can verify what was signed before.',
      rotateTitle: 'Rotate the signing keys',
      rotateText:
        'A new key is published now and signs after the grace period, so that apps can learn of it first. The current key then becomes a previous one.',
      grace: 'Grace period',
      graces: {
        '3600': '1 hour',
        '21600': '6 hours',
        '86400': '1 day',
        '604800': '7 days',
        '0': 'None: sign with it at once',
      },
      graceWarning:
        'Apps that cached the published keys do not know the new one yet. They refuse new tokens until they read the keys again, often for minutes. Do this only when the current key is no longer safe.',
      deleteTitle: 'Delete this signing key?',
      deleteText:
        'Tokens that it signed can no longer be verified: their holders have to sign in or refresh again.',
    },
    cookies: {
      title: 'Cookie keys',
      text: 'Session cookies of this tenant are authenticated with these keys. Cookies of the previous key stay good until it is deleted.',
      rotateTitle: 'Rotate the cookie key?',
      rotateText:
        'New cookies use a new key. Cookies of the present key stay good; whoever still has a cookie of an older one is signed out.',
      deleteTitle: 'Delete this cookie key?',
      deleteText:
        'Everyone whose browser was last signed in before the rotation is signed out at once and has to sign in again. If this is the administrators’ tenant, that can include you.',
    },
    sessions: {
      title: 'Session lifetime',
      text: 'How long a browser stays signed in. Sessions that are open now keep the lifetime they began with.',
      length: 'Length',
      unit: 'Unit',
      units: { '60': 'Minutes', '3600': 'Hours', '86400': 'Days' },
      empty: 'Enter a whole number from 1.',
      tooLong: 'A session lasts a year at most.',
      saved: 'Session lifetime saved',
    },
    idToken: {
      title: 'Claims in ID tokens',
      text: 'Large claims can make tokens too long for cookies and addresses. The userinfo endpoint has all of them either way, as far as the scopes allow.',
      claims: {
        roles: ['Roles', 'roles: names of the user’s roles'],
        organizations: ['Organizations', 'organizations: IDs of the user’s organizations'],
        organization_roles: ['Organization roles', 'organization_roles: roles in each organization'],
        organization_data: ['Organization details', 'organization_data: names and descriptions'],
        custom_data: ['Custom data', 'custom_data: the JSON object of the user'],
        identities: ['Social identities', 'identities: accounts at social providers'],
        sso_identities: ['Enterprise identities', 'sso_identities: accounts at companies’ providers'],
      },
      saved: 'Claims saved',
    },
    scripts: {
      title: 'Hosts that scripts may reach',
      text: 'Scripts for claims and actions may fetch from these hosts, and from no other.',
      label: 'Hosts',
      placeholder: 'api.example.com',
      invalid: 'Only the name in lower case, with a port where it is not the usual one.',
      saved: 'Hosts saved',
    },
  },
  ja: {
    title: 'キーとトークン',
    subtitle: 'このテナントの署名キー、セッションの長さ、トークンの内容を管理します。',
    apiReference: 'API リファレンス',
    tabs: {
      signingKeys: '署名キー',
      cookieKeys: 'Cookie キー',
      sessions: 'セッション',
      idToken: 'ID トークン',
      scripts: 'スクリプト',
    },
    keys: {
      id: 'キー',
      state: '状態',
      states: { Next: '次', Current: '現在', Previous: '以前' },
      algorithm: 'アルゴリズム',
      created: '作成日時',
      effective: (when: string) => `${when} から署名に使用`,
      delete: (id: string) => `キー ${id} を削除`,
      deleted: 'キーを削除しました',
      rotate: 'ローテーション',
      rotated: 'キーをローテーションしました',
    },
    signing: {
      title: '署名キー',
      text: 'ID トークンとアクセストークンは現在のキーで署名されます。以前の署名もアプリが検証できるよう、ここにあるキーはすべて公開されます。',
      rotateTitle: '署名キーのローテーション',
      rotateText:
        '新しいキーを今すぐ公開し、猶予期間の後に署名を始めるので、アプリは先にキーを知ることができます。現在のキーはその後、以前のキーになります。',
      grace: '猶予期間',
      graces: {
        '3600': '1 時間',
        '21600': '6 時間',
        '86400': '1 日',
        '604800': '7 日',
        '0': 'なし: すぐに署名に使う',
      },
      graceWarning:
        '公開キーをキャッシュしているアプリは新しいキーをまだ知らないため、再取得するまで (多くは数分間) 新しいトークンを拒否します。現在のキーが安全でなくなった場合にだけ選んでください。',
      deleteTitle: 'この署名キーを削除しますか?',
      deleteText:
        'このキーで署名されたトークンは検証できなくなり、サインインまたはトークンの更新が必要になります。',
    },
    cookies: {
      title: 'Cookie キー',
      text: 'このテナントのセッション Cookie を認証するキーです。以前のキーの Cookie は、そのキーを削除するまで有効です。',
      rotateTitle: 'Cookie キーをローテーションしますか?',
      rotateText:
        '新しい Cookie には新しいキーを使います。現在のキーの Cookie は引き続き有効ですが、さらに古いキーの Cookie を持つ人はサインアウトされます。',
      deleteTitle: 'この Cookie キーを削除しますか?',
      deleteText:
        'ローテーションより前に最後のサインインをしたブラウザーはすべてサインアウトされ、再度サインインが必要になります。管理者のテナントでは、あなた自身も含まれることがあります。',
    },
    sessions: {
      title: 'セッションの長さ',
      text: 'ブラウザーがサインインしたままでいられる時間です。すでに開いているセッションの長さは変わりません。',
      length: '長さ',
      unit: '単位',
      units: { '60': '分', '3600': '時間', '86400': '日' },
      empty: '1 以上の整数を入力してください。',
      tooLong: 'セッションは最長 1 年です。',
      saved: 'セッションの長さを保存しました',
    },
    idToken: {
      title: 'ID トークンのクレーム',
      text: '大きなクレームがあると、トークンが Cookie やアドレスに収まらないことがあります。userinfo エンドポイントでは、スコープが許すかぎり常にすべて取得できます。',
      claims: {
        roles: ['ロール', 'roles: ユーザーのロール名'],
        organizations: ['組織', 'organizations: ユーザーの組織の ID'],
        organization_roles: ['組織ロール', 'organization_roles: 各組織でのロール'],
        organization_data: ['組織の詳細', 'organization_data: 名前と説明'],
        custom_data: ['カスタムデータ', 'custom_data: ユーザーの JSON オブジェクト'],
        identities: ['ソーシャルアイデンティティ', 'identities: ソーシャルプロバイダーのアカウント'],
        sso_identities: [
          'エンタープライズアイデンティティ',
          'sso_identities: 会社のプロバイダーのアカウント',
        ],
      },
      saved: 'クレームを保存しました',
    },
    scripts: {
      title: 'スクリプトが接続できるホスト',
      text: 'クレームとアクションのスクリプトは、ここにあるホストにだけ接続できます。',
      label: 'ホスト',
      placeholder: 'api.example.com',
      invalid: 'ホスト名を小文字で入力し、標準以外のポートの場合だけポートを付けてください。',
      saved: 'ホストを保存しました',
    },
  },
});
