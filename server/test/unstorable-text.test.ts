/** M-10: text that one of the databases cannot store is a bad request on both, never a failure of the server. */
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import { addUser, beginSignIn, choose, provePassword } from './sign-in.ts';
import { authorize, createClient, createTestUser, signedIn, startApp, type TestApp } from './spec/world.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

const NUL = '\u0000';

test('M-10 a NUL character in a body or query of the Management API is refused', async () => {
  const user = await addUser(app, { username: 'somebody' });
  const answers = [
    await app.management('POST', '/api/applications', { name: `a${NUL}b`, type: 'SPA' }),
    await app.management('POST', '/api/organizations', { name: `a${NUL}b` }),
    await app.management('PATCH', `/api/users/${user.id}`, { name: `a${NUL}b` }),
    await app.management('GET', '/api/users?search=a%00b'),
    await app.management('GET', '/api/logs?logKey=a%00b'),
  ];
  for (const { status, body } of answers) {
    assert.equal(status, 400, JSON.stringify(body));
    assert.equal(body.code, 'guard.unstorable_text');
  }
});

test('M-10 a NUL character in an authorization request is refused', async () => {
  const web = await createClient(app);
  const browser = await signedIn(app, (await createTestUser(app)).id);
  const response = await authorize(app, browser, web, { nonce: `a${NUL}b` });
  assert.equal(response.status, 303);
  const location = new URL(response.headers.get('location') ?? '');
  assert.equal(location.searchParams.get('error'), 'invalid_request');
});

test('M-10 a NUL character in an identifier is nobody’s, and in an address path nothing', async () => {
  const browser = app.browser();
  await beginSignIn(app, browser);
  await choose(browser, 'SignIn');
  const answer = await provePassword(browser, `some${NUL}body`, 'whatever it may be 42');
  assert.equal(answer.status, 422);
  assert.equal(answer.json.code, 'session.invalid_credentials');
  assert.equal((await browser.get('/callback/a%00b?state=x')).status, 200);
  assert.equal((await browser.get('/_signin/%E0%A4%A')).status, 404);
  assert.equal((await browser.get('/_signin/a%00b.js')).status, 404);
});
