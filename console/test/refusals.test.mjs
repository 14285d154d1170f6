/** The server's refusals in Japanese: all that administrators meet, each with its facts. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ApiFailure } from '../../server/src/http/client.ts';
import { listErrorCodes } from '../../server/src/lib/errors.ts';
import { refusalsJa } from '../src/i18n/refusals.ja.ts';
import { translateFailure, translateReason } from '../src/i18n/refusals.ts';

await import('../../server/src/app.ts');
const english = new Map(listErrorCodes().map(({ code, message }) => [code, message]));
const factsOf = (text) => [...text.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);

/** The areas that the console has pages for. */
const administered =
  /^(administrator|administrator_role|application|console|custom_phrases|custom_profile_fields|custom_ui|domain|invitation|log|organization|password|registration|resource|role|scope|setup|sign_in_experiences|single_sign_on|tenant|user|user_assets|vault)\./;
/** Said to end users alone, on the pages of the sign-in. */
const elsewhere = new Set([
  'single_sign_on.third_party',
  'user.sign_in_first_to_link',
  'user.terms_not_agreed',
]);

test('every refusal an administrator can meet has Japanese words', () => {
  const missing = [...english.keys()].filter(
    (code) => administered.test(code) && !elsewhere.has(code) && !(code in refusalsJa),
  );
  assert.deepEqual(missing, []);
});

test('the Japanese words belong to a refusal and name nothing that it does not carry', () => {
  for (const [code, text] of Object.entries(refusalsJa)) {
    const original = english.get(code);
    assert.ok(original, `no server says ${code}`);
    for (const fact of factsOf(text)) assert.ok(factsOf(original).includes(fact), `${code}: {${fact}}`);
  }
});

test('facts and reasons stand in the translated message; English stays as the server says it', () => {
  const taken = new ApiFailure(422, 'role.name_in_use', 'Another role …', { name: 'Support' });
  assert.equal(translateFailure(taken, 'ja').message, 'Support という名前のロールがすでにあります。');
  assert.equal(translateFailure(taken, 'en'), taken);
  const weak = new ApiFailure(422, 'password.rejected', 'This password …', {
    reason:
      'it has fewer than 3 kinds of characters (small letters, capitals, digits, others), it repeats too much',
    issues: [{ code: 'password_rejected.character_types' }],
  });
  assert.equal(
    translateFailure(weak, 'ja').message,
    'このパスワードは使えません: 文字の種類が 3 種類未満です (小文字・大文字・数字・その他)、同じ文字の繰り返しが多すぎます',
  );
});

test('what is wrong with a field is told at the field, unknown words as they are', () => {
  const issues = [
    { path: 'name', message: 'Too big: expected string to have <=128 characters' },
    { path: 'shelf', message: 'must be a shelf' },
  ];
  const refused = translateFailure(new ApiFailure(400, 'guard.invalid_input', 'No.', { issues }), 'ja');
  assert.deepEqual(
    refused.data.issues.map(({ message }) => message),
    ['128 文字以内で入力してください。', 'must be a shelf'],
  );
  assert.match(refused.message, /^入力内容が正しくありません: name: 128 文字以内/);
  const unknown = new ApiFailure(400, 'nobody.knows', 'Nobody knows this.');
  assert.equal(translateFailure(unknown, 'ja').message, 'Nobody knows this.');
});

test('a reason that the server keeps is translated with the reason inside of it', () => {
  const said = 'The address https://siem.example.com/in gave no usable answer: its name cannot be resolved.';
  assert.equal(
    translateReason(said, 'ja'),
    'https://siem.example.com/in から利用できる応答がありません: 名前を解決できません',
  );
  assert.equal(translateReason(said, 'en'), said);
});
