/** Texts of a user's profile claims, English and Japanese. */
import { defineTexts } from '../../i18n/index.ts';

export const claimTexts = defineTexts({
  en: {
    title: 'Profile claims',
    text: 'What apps receive with the scopes profile and address. Empty fields are left out.',
    claims: {
      familyName: 'Family name',
      givenName: 'Given name',
      middleName: 'Middle name',
      nickname: 'Nickname',
      preferredUsername: 'Preferred username',
      gender: 'Gender',
      birthdate: 'Date of birth',
      zoneinfo: 'Time zone',
      locale: 'Language and region',
      website: 'Website',
      profile: 'Profile page',
    },
    addressTitle: 'Address',
    address: {
      streetAddress: 'Street',
      locality: 'City',
      region: 'State or prefecture',
      postalCode: 'Postal code',
      country: 'Country',
      formatted: 'Address as one text',
    },
  },
  ja: {
    title: 'プロフィールのクレーム',
    text: 'profile と address のスコープでアプリに渡される情報です。空の項目は渡されません。',
    claims: {
      familyName: '姓',
      givenName: '名',
      middleName: 'ミドルネーム',
      nickname: 'ニックネーム',
      preferredUsername: '表示用のユーザー名',
      gender: '性別',
      birthdate: '生年月日',
      zoneinfo: 'タイムゾーン',
      locale: '言語と地域',
      website: 'ウェブサイト',
      profile: 'プロフィールページ',
    },
    addressTitle: '住所',
    address: {
      streetAddress: '番地',
      locality: '市区町村',
      region: '都道府県・州',
      postalCode: '郵便番号',
      country: '国',
      formatted: '住所全体の表記',
    },
  },
});
