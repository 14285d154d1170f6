/** Templates that tenants write: which one is taken, what is filled in, and what values cannot do. */
import assert from 'node:assert/strict';
import test, { after, before, beforeEach } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import { sendMessage } from './index.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());
beforeEach(async () => {
  await app.management('DELETE', '/api/email-templates');
  await app.management('DELETE', '/api/development-inbox');
});

const put = (...templates: object[]) => app.management('PUT', '/api/email-templates', { templates });
const template = (languageTag: string, templateType: string, details: object = {}) => ({
  languageTag,
  templateType,
  details: { subject: `${languageTag} ${templateType}`, content: 'Code {{code}}', ...details },
});
const sent = async (language: string, variables: Record<string, string> = { code: '1' }) => {
  const context = await app.context();
  await app.platform.db.transaction((tx) =>
    sendMessage(tx, context, {
      channel: 'email',
      recipient: 'taro@example.com',
      template: 'SignIn',
      variables,
      language,
    }),
  );
  const [message] = (await app.management('GET', '/api/development-inbox?page_size=1')).body;
  await app.management('DELETE', '/api/development-inbox');
  return message as { subject: string; body: string };
};

test('exact language, then the fallback language, then its generic one, then the built-in text', async () => {
  assert.match((await sent('ja')).subject, /サインインの確認コード/);
  await put(template('en', 'Generic'));
  assert.equal((await sent('ja')).subject, 'en Generic');
  await put(template('en', 'SignIn'), template('zh-cn', 'SignIn'), template('ja', 'Generic'));
  assert.equal((await sent('ja')).subject, 'en SignIn');
  assert.equal((await sent('zh-CN')).subject, 'zh-cn SignIn');
  await put(template('ja', 'SignIn'));
  assert.equal((await sent('ja')).subject, 'ja SignIn');
  const fallback = (fallbackLanguage: string) =>
    app.management('PATCH', '/api/sign-in-exp', { languageInfo: { autoDetect: true, fallbackLanguage } });
  await fallback('ja');
  assert.equal((await sent('fr')).subject, 'ja SignIn');
  await fallback('en');
});

test('values are text: escaped in HTML, never read again, never a new header', async () => {
  const content = '<p>{{ user.name }} {{code}} {{missing}} {{constructor}} {{origin}}</p>';
  await put(template('en', 'SignIn', { subject: 'For {{user.name}}', content, contentType: 'text/html' }));
  const evil = 'A<img src=x onerror="x()">\r\nBcc: all@example.com {{code}}';
  const { subject, body } = await sent('en', { code: '1', 'user.name': evil });
  assert.equal(subject, 'For A<img src=x onerror="x()"> Bcc: all@example.com {{code}}');
  assert.match(
    body,
    /^<p>A&lt;img src=x onerror=&quot;x\(\)&quot;&gt;\s+Bcc: all@example.com \{\{code\}\} 1 {3}/,
  );
  assert.ok(body.includes(app.origin) && !body.includes('<img'));
  await put(template('en', 'SignIn', { content: 'Hi {{user.name}}', contentType: 'text/plain' }));
  assert.match((await sent('en', { 'user.name': 'A & <B>' })).body, /^Hi A & <B>$/);
});

test('one template for each language and kind, read, changed and removed', async () => {
  const made = await put(
    template('en', 'SignIn', { replyTo: 'help@example.com' }),
    template('ja', 'Register'),
  );
  assert.equal(made.status, 200, JSON.stringify(made.body));
  const [first] = made.body;
  const again = await put(template('en', 'SignIn', { subject: 'New' }));
  assert.equal(again.body[0].id, first.id);
  const changed = await app.management('PATCH', `/api/email-templates/${first.id}/details`, {
    content: 'Changed {{code}}',
  });
  assert.deepEqual(changed.body.details, { subject: 'New', content: 'Changed {{code}}' });
  const listed = await app.management('GET', '/api/email-templates?languageTag=ja');
  assert.deepEqual(
    listed.body.map(({ templateType }: { templateType: string }) => templateType),
    ['Register'],
  );
  assert.equal((await put(template('not a tag', 'SignIn'))).status, 400);
  assert.equal((await put(template('en', 'Nothing'))).status, 400);
  assert.equal((await put(template('en', 'SignIn', { replyTo: 'a\r\nBcc: b' }))).status, 400);
  assert.equal((await app.management('DELETE', `/api/email-templates/${first.id}`)).status, 204);
  assert.equal((await app.management('GET', `/api/email-templates/${first.id}`)).status, 404);
  const removed = await app.management('DELETE', '/api/email-templates?templateType=Register');
  assert.deepEqual(removed.body, { rowCount: 1 });
});

test('templates as long as they may be are taken, several languages at once; more than that is not read', async () => {
  const row = '<tr><td style="color:#333">認証コード {{code}}</td></tr>\n';
  const content = row.repeat(Math.floor(100_000 / row.length));
  const long = (language: string) => template(language, 'SignIn', { content, contentType: 'text/html' });
  const made = await put(...['en', 'ja', 'fr', 'de'].map(long));
  assert.equal(made.status, 200, JSON.stringify(made.body).slice(0, 200));
  const [first] = made.body;
  const changed = await app.management('PATCH', `/api/email-templates/${first.id}/details`, { content });
  assert.equal(changed.body.details.content, content);
  const tooLong = await put(...Array.from({ length: 12 }, () => long('en')));
  assert.deepEqual([tooLong.status, tooLong.body.code], [413, 'request.body_too_large']);
  const anonymous = await fetch(`${app.origin}/api/email-templates`, {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ templates: Array.from({ length: 12 }, () => long('en')) }),
  });
  assert.equal(anonymous.status, 401);
});
