/** Phrases, profile fields, assets, domains and the smaller settings of the pages. */
import { packageOf } from '../zip.ts';
import type { Rows, Stage } from './stage.ts';

const fallback = (fallbackLanguage: string) => ({ autoDetect: true, fallbackLanguage });
const german = { params: { languageTag: 'de' } };
const withPhrases = async (stage: Stage) => {
  await stage.need('PUT', '/api/custom-phrases/de', { 'signIn.button': 'Anmelden' });
  return german;
};

const turnstile = { type: 'Turnstile', siteKey: 'site', secretKey: 'secret' };
const withCaptcha = async (stage: Stage) => {
  await stage.need('PUT', '/api/captcha-provider', { config: turnstile });
  return {};
};

/** One file of a form. */
const file = (content: string | Uint8Array) => ({
  text: new Uint8Array(
    Buffer.concat([
      Buffer.from('--edge\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n\r\n'),
      Buffer.from(content as string),
      Buffer.from('\r\n--edge--\r\n'),
    ]),
  ),
  headers: { 'content-type': 'multipart/form-data; boundary=edge' },
});

const textField = (name: string) => ({ name, type: 'Text', required: false });
const withField = async (stage: Stage) => {
  const name = stage.unique('field');
  await stage.need('POST', '/api/custom-profile-fields', textField(name));
  return { params: { name } };
};

export const experienceRows: Rows = {
  'GET /api/custom-phrases': { good: () => ({}) },
  'GET /api/custom-phrases/:languageTag': { good: withPhrases },
  'PUT /api/custom-phrases/:languageTag': {
    good: () => ({ ...german, body: { signIn: { button: 'Anmelden' } } }),
    refused: { 422: () => ({ body: { 'signIn.nothing': 'x' } }) },
  },
  'DELETE /api/custom-phrases/:languageTag': {
    good: withPhrases,
    refused: {
      409: async (stage) => {
        await stage.need('PUT', '/api/custom-phrases/nl', { 'signIn.button': 'Aanmelden' });
        await stage.need('PATCH', '/api/sign-in-exp', { languageInfo: fallback('nl') });
        return { params: { languageTag: 'nl' } };
      },
    },
    again: 404,
  },
  'GET /api/.well-known/phrases': {
    good: async (stage) => {
      await stage.need('PATCH', '/api/sign-in-exp', { languageInfo: fallback('en') });
      return { query: 'lng=ja' };
    },
  },
  'GET /api/user-assets/service-status': { good: () => ({}) },
  'POST /api/user-assets': {
    good: () => file('GIF89a a picture'),
    refused: { 413: () => file('x'.repeat(3_000_000)), 422: () => file('<svg><script/></svg>') },
  },
  'POST /api/sign-in-exp/default/custom-ui-assets': {
    good: () => file(packageOf()),
    refused: { 413: () => file('x'.repeat(11_000_000)), 422: () => file('no zip') },
  },
  'GET /api/custom-profile-fields': { good: () => ({}) },
  'POST /api/custom-profile-fields': {
    good: (stage) => ({ body: textField(stage.unique('field')) }),
    refused: { 422: () => ({ body: textField('username') }) },
  },
  'POST /api/custom-profile-fields/batch': {
    good: (stage) => ({ body: [textField(stage.unique('field')), textField(stage.unique('field'))] }),
    refused: { 422: () => ({ body: [textField('twice'), textField('twice')] }) },
  },
  'POST /api/custom-profile-fields/properties/sie-order': {
    good: async (stage) => ({
      body: { order: [{ name: (await withField(stage)).params.name, sieOrder: 1 }] },
    }),
    refused: { 404: () => ({ body: { order: [{ name: 'nothing', sieOrder: 1 }] } }) },
  },
  'GET /api/custom-profile-fields/:name': { good: withField },
  'PUT /api/custom-profile-fields/:name': {
    good: async (stage) => ({ ...(await withField(stage)), body: { type: 'Text', required: false } }),
    refused: {
      422: () => ({ body: { type: 'Regex', required: false, config: { format: '(a)\\1' } } }),
    },
  },
  'DELETE /api/custom-profile-fields/:name': { good: withField, again: 404 },
  'GET /api/sign-in-exp/username-policy/case-sensitivity-conflicts': { good: () => ({}) },
  'GET /api/captcha-provider': {
    good: withCaptcha,
    refused: { 404: () => ({ tenantId: 'admin' }) },
  },
  'PUT /api/captcha-provider': {
    good: () => ({ body: { config: turnstile } }),
    refused: {
      422: () => ({ tenantId: 'admin', body: { config: { ...turnstile, secretKey: '******' } } }),
    },
  },
  'DELETE /api/captcha-provider': { good: withCaptcha, again: 404 },
  'GET /api/account-center': { good: () => ({}) },
  'PATCH /api/account-center': {
    good: () => ({ body: { fields: { name: 'Edit' } } }),
    refused: { 422: () => ({ body: { enabled: true } }) },
  },
  'GET /api/.well-known/account-center': { good: () => ({}) },
  'GET /api/configs/admin-console': { good: () => ({}) },
  'PATCH /api/configs/admin-console': { good: () => ({ body: { organizationCreated: true } }) },
  'GET /api/systems/application': { good: () => ({}) },
};
