/** Texts of what a tenant puts on the hosted pages, or in their place, English and Japanese. */
import { defineTexts } from '../../i18n/index.ts';

export const ownPagesTexts = defineTexts({
  en: {
    content: 'Content on the pages',
    contentText:
      'Markup of your own below what the page shows: words, lists, tables, links and pictures. What could run or send something is taken out when you save.',
    contentLabel: (page: string) => `Markup of: ${page}`,
    set: 'Set',
    tooLong: 'At most 16,384 characters a page.',
    pages: {
      '/sign-in': 'Sign-in',
      '/register': 'Sign-up',
      '/single-sign-on': 'Single sign-on',
      '/single-sign-on/connectors': 'Choice of the organization',
      '/verify-email': 'Verification code',
      '/callback': 'Return from an organization',
      '/consent': 'Consent',
      '/device': 'Connect a device',
      '/signed-out': 'Signed out',
      '/unknown-session': 'No running sign-in',
      '/error': 'Error page',
    } as Record<string, string>,
  },
  ja: {
    content: '画面に追加する内容',
    contentText:
      '画面の内容の下に表示される独自のマークアップです。文章、リスト、表、リンク、画像が使えます。実行や送信ができるものは、保存時に取り除かれます。',
    contentLabel: (page) => `${page} のマークアップ`,
    set: '設定済み',
    tooLong: '1 画面につき 16,384 文字以内で入力してください。',
    pages: {
      '/sign-in': 'サインイン',
      '/register': 'サインアップ',
      '/single-sign-on': 'シングルサインオン',
      '/single-sign-on/connectors': '組織の選択',
      '/verify-email': '確認コード',
      '/callback': '組織からの戻り',
      '/consent': '同意',
      '/device': 'デバイスの接続',
      '/signed-out': 'サインアウト後',
      '/unknown-session': '実行中のサインインなし',
      '/error': 'エラー画面',
    } as Record<string, string>,
  },
});
