/** Fields of phrases, profile fields, assets, domains and the smaller settings of the pages. */
import assert from 'node:assert/strict';
import { bootOf, type Effects } from './effects.ts';
import type { Stage } from './stage.ts';

const PUT_PHRASES = 'PUT /api/custom-phrases/:languageTag';
const PHRASES = 'GET /api/.well-known/phrases';

const phrases = async (stage: Stage): Promise<void> => {
  const body = { 'signIn.button': 'Se connecter', errors: { network: 'Pas de réseau' } };
  await stage.call(PUT_PHRASES, { params: { languageTag: 'fr-CA' }, body }, 201);
  const boot = await bootOf(await stage.begun(), '/sign-in', 'fr-CA');
  assert.equal(boot.locale, 'fr-CA');
  assert.deepEqual(boot.phrases['fr-CA'], {
    'signIn.button': 'Se connecter',
    'errors.network': 'Pas de réseau',
  });
};

const wellKnownPhrases = async (stage: Stage): Promise<void> => {
  const { body } = await stage.call(PHRASES, { query: 'lng=ja&ns=signIn,fields' }, 200);
  assert.equal(body['signIn.button'], 'サインイン');
  assert.deepEqual([body['fields.username'], body['code.title']], ['ユーザー名', undefined]);
};

export const experienceEffects: Effects = {
  [PUT_PHRASES]: { '*': phrases },
  [PHRASES]: { '?lng': wellKnownPhrases, '?ns': wellKnownPhrases },
};
