/** Signing in with a password, in Chromium over the scripted Experience API. */
import assert from 'node:assert/strict';
import { arrived, story, submitForm, withBrowser } from '../fixtures/browser.mjs';
import { bootOf } from '../fixtures/serve.mjs';

withBrowser();

const refusal = (status, code, message, headers) => () => ({ status, body: { code, message }, headers });

story('a username and a password lead back to the application', async ({ page, site }) => {
  await page.goto(`${site.url}/sign-in`);
  assert.equal(await page.textContent('h1'), 'Sign in to Bookstore');
  assert.equal(await page.title(), 'Sign in to Bookstore');
  assert.deepEqual(site.names(), [], 'the first paint asks the server nothing');
  await page.fill('[name=identifier]', ' hana ');
  await page.fill('[name=password]', 'correct horse');
  await submitForm(page);
  await arrived(page);
  assert.deepEqual(site.names(), [
    'PUT ',
    'POST /verification/password',
    'POST /identification',
    'POST /submit',
  ]);
  assert.deepEqual(site.calls[0].body, { interactionEvent: 'SignIn' });
  assert.deepEqual(site.calls[1].body, {
    identifier: { type: 'username', value: 'hana' },
    password: 'correct horse',
  });
  assert.deepEqual(site.calls[2].body, { verificationId: 'v-password' });
});

story('an address is sent as an address', async ({ page, site }) => {
  await page.goto(`${site.url}/sign-in`);
  await page.fill('[name=identifier]', 'hana@example.com');
  await page.fill('[name=password]', 'correct horse');
  await submitForm(page);
  await arrived(page);
  const call = site.calls.find(({ name }) => name === 'POST /verification/password');
  assert.deepEqual(call.body.identifier, { type: 'email', value: 'hana@example.com' });
});

story(
  'a wrong password is said once, aloud, and the password waits to be typed again',
  async ({ page, site }) => {
    await page.goto(`${site.url}/sign-in`);
    await page.fill('[name=identifier]', 'hana');
    await page.fill('[name=password]', 'wrong');
    await submitForm(page);
    await page.waitForSelector('[role=alert] .alert');
    assert.match(await page.textContent('[role=alert]'), /name or the password is wrong/);
    assert.equal(await page.evaluate(() => document.activeElement.getAttribute('name')), 'password');
    await page.keyboard.type('correct horse');
    await page.keyboard.press('Enter');
    await arrived(page);
  },
);

story('empty fields are marked, described and focused', async ({ page, site }) => {
  await page.goto(`${site.url}/sign-in`);
  await submitForm(page);
  await page.waitForSelector('#identifier-error');
  assert.equal(await page.getAttribute('[name=identifier]', 'aria-invalid'), 'true');
  assert.equal(await page.getAttribute('[name=identifier]', 'aria-describedby'), 'identifier-error');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('name')), 'identifier');
  await page.keyboard.type('ha');
  assert.equal(await page.isVisible('#identifier-error'), false);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('name')), 'identifier');
  assert.deepEqual(site.names(), []);
});

story('a locked account says how long to wait', async ({ page, site }) => {
  const locked = refusal(429, 'session.too_many_attempts', 'x', { 'retry-after': '290' });
  site.answer('POST /verification/password', locked);
  await page.goto(`${site.url}/sign-in`);
  await page.fill('[name=identifier]', 'hana');
  await page.fill('[name=password]', 'wrong');
  await submitForm(page);
  await page.waitForSelector('.alert');
  assert.match(await page.textContent('.alert'), /Try again in 5 minutes/);
});

story('an error without words of ours shows the words of the server', async ({ page, site }) => {
  site.answer('POST /submit', refusal(403, 'something.new', 'The moon is in the wrong place.'));
  await page.goto(`${site.url}/sign-in`);
  await page.fill('[name=identifier]', 'hana');
  await page.fill('[name=password]', 'correct horse');
  await submitForm(page);
  await page.waitForSelector('.alert');
  assert.equal((await page.textContent('.alert')).trim(), 'The moon is in the wrong place.');
});

story('a lost connection offers another try that works', async ({ page, site }) => {
  site.answer('POST /submit', () => ({ lost: true }));
  await page.goto(`${site.url}/sign-in`);
  await page.fill('[name=identifier]', 'hana');
  await page.fill('[name=password]', 'correct horse');
  await submitForm(page);
  await page.waitForSelector('.alert');
  assert.match(await page.textContent('button[type=submit]'), /Try again/);
  site.answer('POST /submit', () => ({ body: { redirectTo: `${site.url}/app` } }));
  await submitForm(page);
  await arrived(page);
});

story('a sign-in that is no longer running ends on its page', async ({ page, site }) => {
  site.answer('PUT ', refusal(400, 'session.not_found', 'x'));
  await page.goto(`${site.url}/sign-in`);
  await page.fill('[name=identifier]', 'hana');
  await page.fill('[name=password]', 'correct horse');
  await submitForm(page);
  await page.getByRole('heading', { name: 'This sign-in is no longer running' }).waitFor();
});

story('while sending the button is busy and a second press sends nothing', async ({ page, site }) => {
  let answer;
  const held = new Promise((resolve) => {
    answer = () => resolve({ body: { verificationId: 'v' } });
  });
  site.answer('POST /verification/password', () => held);
  await page.goto(`${site.url}/sign-in`);
  await page.fill('[name=identifier]', 'hana');
  await page.fill('[name=password]', 'correct horse');
  await submitForm(page);
  await page.waitForSelector('button[aria-busy=true]');
  await page.locator('button[type=submit]').click({ force: true });
  await page.keyboard.press('Enter');
  answer();
  await arrived(page);
  assert.equal(site.names().filter((name) => name === 'PUT ').length, 1);
});

story('the keyboard alone is enough', async ({ page, site }) => {
  await page.goto(`${site.url}/sign-in`);
  await page.waitForSelector('h1');
  await page.keyboard.type('hana');
  await page.keyboard.press('Tab');
  await page.keyboard.type('correct horse');
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Show password');
  await page.keyboard.press('Space');
  assert.equal(await page.getAttribute('[name=password]', 'type'), 'text');
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('aria-label')), 'Hide password');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await arrived(page);
});

story('password managers find their fields', async ({ page, site }) => {
  await page.goto(`${site.url}/sign-in`);
  assert.equal(await page.getAttribute('[name=identifier]', 'autocomplete'), 'username');
  assert.equal(await page.getAttribute('[name=password]', 'autocomplete'), 'current-password');
});

story('the language changes in place and keeps what was typed', async ({ page, site }) => {
  await page.goto(`${site.url}/sign-in`);
  await page.fill('[name=identifier]', 'hana');
  await page.fill('[name=password]', 'secret');
  await page.getByRole('button', { name: '日本語' }).click();
  assert.equal(await page.textContent('h1'), 'Bookstore にサインイン');
  assert.equal(await page.getAttribute('html', 'lang'), 'ja');
  assert.equal(await page.inputValue('[name=identifier]'), 'hana');
  assert.equal(await page.inputValue('[name=password]'), 'secret');
  await page.goto(`${site.url}/register`);
  assert.equal(await page.textContent('h1'), 'アカウントを作成');
});

story(
  'the server’s language, the login hint and the narrowed identifiers are honoured',
  async ({ page, site }) => {
    await page.goto(`${site.url}/sign-in`);
    assert.equal(await page.getAttribute('html', 'lang'), 'ja');
    assert.equal(await page.textContent('label[for=identifier]'), 'メールアドレス');
    assert.equal(await page.inputValue('[name=identifier]'), 'hana@example.com');
    assert.equal(await page.getAttribute('[name=identifier]', 'type'), 'email');
  },
  {
    boot: bootOf({
      locale: 'ja',
      interaction: { event: 'SignIn', loginHint: 'hana@example.com', identifiers: ['email'] },
    }),
  },
);

story(
  'sign-in only: no way to register, none to SSO',
  async ({ page, site }) => {
    await page.goto(`${site.url}/sign-in`);
    await page.waitForSelector('h1');
    assert.equal(await page.locator('a').count(), 0);
    assert.equal(await page.textContent('label[for=identifier]'), 'Username');
  },
  {
    boot: bootOf({
      settings: { signInMode: 'SignIn', signIn: { identifiers: ['username'] }, singleSignOnEnabled: false },
    }),
  },
);

story('Back returns from registration to sign-in', async ({ page, site }) => {
  await page.goto(`${site.url}/sign-in`);
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.waitForURL('**/register');
  await page.goBack();
  assert.equal(await page.textContent('h1'), 'Sign in to Bookstore');
  await page.goForward();
  assert.equal(await page.textContent('h1'), 'Create your account');
});
