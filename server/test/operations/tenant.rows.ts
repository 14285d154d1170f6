/** What a tenant has one of: sign-in experience, keys, audit trail, inbox; the console's front door; documents. */
import { PASSWORD, signIn } from '../sign-in.ts';
import type { Rows, Stage } from './stage.ts';

const ADMINISTRATOR = 'administrator';
const privateKeys = { keyType: 'private-keys' };
const setUp = (stage: Stage) => ({
  headers: { 'x-genkan-console': '1' },
  body: {
    token: new URL(String(stage.app.setupLink)).hash.replace('#token=', ''),
    username: ADMINISTRATOR,
    password: PASSWORD,
  },
});
const administrator = async (stage: Stage) => {
  const browser = stage.app.browser('admin');
  await signIn(stage.app, browser, ADMINISTRATOR, PASSWORD, 'admin');
  return { browser };
};
const keyWith = async (stage: Stage, status: string) => {
  const keys: { id: string; status: string }[] = await stage.need('GET', '/api/configs/oidc/private-keys');
  return { params: { ...privateKeys, keyId: String(keys.find((key) => key.status === status)?.id) } };
};

/** First of all: it makes the administrator. */
export const consoleRows: Rows = {
  'POST /console/api/set-up': {
    good: setUp,
    refused: {
      403: () => ({ headers: {} }),
      404: (stage) => ({ origin: stage.app.origin }),
      410: (stage) => ({ body: { ...setUp(stage).body, token: 'A'.repeat(43) } }),
      422: (stage) => ({ body: { ...setUp(stage).body, password: 'short' } }),
    },
    again: 409,
  },
  'GET /console/api/session': { good: administrator },
  'POST /console/api/sign-out': { good: administrator },
};

export const tenantRows: Rows = {
  'GET /api/sign-in-exp': { good: () => ({}) },
  'PATCH /api/sign-in-exp': {
    good: () => ({ body: { color: { primaryColor: '#112233' } } }),
    refused: {
      422: () => ({ body: { signUp: { identifiers: ['email'], password: true, verify: false } } }),
    },
  },
  'POST /api/sign-in-exp/default/check-password': { good: () => ({ body: { password: 'short' } }) },
  'GET /api/sign-in-exp/single-sign-on/affected-users': { good: () => ({}) },
  'GET /api/.well-known/sign-in-exp': { good: () => ({}) },
  'GET /api/.well-known/experience': { good: () => ({}) },
  'GET /api/development-inbox': { good: () => ({}) },
  'DELETE /api/development-inbox': { good: () => ({}) },
  'GET /api/configs/oidc/:keyType': { good: () => ({ params: privateKeys }) },
  'POST /api/configs/oidc/:keyType/rotate': {
    good: () => ({ params: privateKeys, body: { rotationGracePeriod: 0 } }),
    refused: { 422: () => ({ params: { keyType: 'cookie-keys' } }) },
  },
  'DELETE /api/configs/oidc/:keyType/:keyId': {
    good: async (stage) => {
      await stage.need('POST', '/api/configs/oidc/private-keys/rotate', { rotationGracePeriod: 0 });
      return keyWith(stage, 'Previous');
    },
    refused: { 422: (stage) => keyWith(stage, 'Current') },
  },
  'GET /api/logs': { good: () => ({}) },
  'GET /api/logs/:id': {
    good: async (stage) => ({ params: { id: (await stage.need('GET', '/api/logs'))[0].id } }),
  },
  'GET /api/configs/audit': { good: () => ({}) },
  'PATCH /api/configs/audit': { good: () => ({ body: { retentionDays: 30 } }) },
  'GET /api/status': { good: () => ({}) },
  'GET /api/swagger.json': { good: () => ({}) },
};
