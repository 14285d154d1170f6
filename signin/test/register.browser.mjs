/** Making an account, in Chromium over the scripted Experience API. */
import assert from 'node:assert/strict';
import { arrived, story, submitForm, withBrowser } from '../fixtures/browser.mjs';
import { bootOf } from '../fixtures/serve.mjs';

withBrowser();

const collecting = (identifiers, verify) => ({
  boot: bootOf({ settings: { signUp: { identifiers, verify } } }),
});
const password = 'a long enough sentence';

const toCode = async (page, site) => {
  await page.goto(`${site.url}/register`);
  await page.fill('[name=email]', 'hana@example.com');
  await submitForm(page);
  await page.waitForSelector('[name=code]');
};

story('an address is proved by its code, then a password makes the account', async ({ page, site }) => {
  await toCode(page, site);
  assert.equal(new URL(page.url()).pathname, '/verify-email');
  assert.equal(await page.getAttribute('[name=code]', 'autocomplete'), 'one-time-code');
  await page.fill('[name=code]', '123456');
  await page.waitForSelector('[name=password]');
  assert.equal(await page.getAttribute('[name=password]', 'autocomplete'), 'new-password');
  assert.equal(await page.inputValue('[name=email]'), 'hana@example.com');
  await page.fill('[name=password]', password);
  await submitForm(page);
  await arrived(page);
  const asked = site.calls.filter(({ name }) => name !== 'GET /sso-connectors');
  assert.deepEqual(
    asked.map(({ name }) => name),
    [
      'PUT ',
      'POST /verification/verification-code',
      'POST /verification/verification-code/verify',
      'POST /profile',
      'POST /profile',
      'POST /identification',
      'POST /submit',
    ],
  );
  assert.deepEqual(asked[0].body, { interactionEvent: 'Register' });
  assert.deepEqual(asked[1].body, {
    interactionEvent: 'Register',
    identifier: { type: 'email', value: 'hana@example.com' },
  });
  assert.deepEqual(asked[3].body, { type: 'email', verificationId: 'v-code' });
  assert.deepEqual(asked[4].body, { type: 'password', value: password });
});

story('a code pasted with a space in full-width digits is understood', async ({ page, site }) => {
  await toCode(page, site);
  await page.focus('[name=code]');
  await page.evaluate(() => document.execCommand('insertText', false, '１２３ ４５６'));
  await page.waitForSelector('[name=password]');
});

story('a wrong code is said beside its field; the mended one is sent by Enter', async ({ page, site }) => {
  await toCode(page, site);
  await page.fill('[name=code]', '000000');
  await page.waitForSelector('#code-error');
  assert.match(await page.textContent('#code-error'), /not right/);
  assert.equal(await page.evaluate(() => document.activeElement.getAttribute('name')), 'code');
  await page.keyboard.press('Control+A');
  await page.keyboard.type('123456');
  await page.waitForSelector('[name=password]');
});

story('another code can be asked for after a minute, and replaces the first', async ({ page, site }) => {
  await page.clock.install();
  await toCode(page, site);
  const resend = page.locator('.resend button');
  assert.match(await resend.textContent(), /New code in \d+ s/);
  await resend.click({ force: true });
  assert.equal(site.names().filter((name) => name.endsWith('/verification-code')).length, 1);
  site.answer('POST /verification/verification-code', () => ({ body: { verificationId: 'v-second' } }));
  for (let minute = 0; minute < 61; minute += 1) await page.clock.runFor(1000);
  await page.getByRole('button', { name: 'Send a new code' }).click();
  await page.getByText('A new code is on its way').waitFor();
  assert.match(await resend.textContent(), /New code in \d+ s/);
  await page.fill('[name=code]', '123456');
  await page.waitForSelector('[name=password]');
  const verified = site.calls.find(({ name }) => name.endsWith('/verify'));
  assert.equal(verified.body.verificationId, 'v-second');
});

story('a reload keeps the code page', async ({ page, site }) => {
  await toCode(page, site);
  await page.reload();
  await page.waitForSelector('[name=code]');
  assert.match(await page.textContent('.lead'), /hana@example\.com/);
});

story('the code page without a registration opens the registration', async ({ page, site }) => {
  await page.goto(`${site.url}/verify-email`);
  assert.equal(await page.textContent('h1'), 'Sign in to Bookstore');
});

story('a proved address that has an account leads to signing in', async ({ page, site }) => {
  site.answer('POST /profile', () => ({
    status: 422,
    body: { code: 'user.email_already_in_use', message: 'x' },
  }));
  await toCode(page, site);
  await page.fill('[name=code]', '123456');
  await page.getByRole('heading', { name: 'You already have an account' }).waitFor();
  await page.getByRole('link', { name: 'Sign in' }).click();
  assert.equal(await page.inputValue('[name=identifier]'), 'hana@example.com');
});

story(
  'username and password: the hint counts, short and taken are said beside their fields',
  async ({ page, site }) => {
    await page.goto(`${site.url}/register`);
    await page.fill('[name=username]', '1hana');
    await page.fill('[name=password]', 'five5');
    assert.match(await page.textContent('#password-hint'), /5 \/ 8/);
    await submitForm(page);
    await page.waitForSelector('#username-error');
    assert.match(await page.textContent('#password-error'), /at least 8/);
    await page.fill('[name=username]', 'hana');
    await page.fill('[name=password]', password);
    site.answer('POST /identification', () => ({
      status: 422,
      body: { code: 'user.username_already_in_use', message: 'x' },
    }));
    await submitForm(page);
    await page.waitForSelector('#username-error');
    assert.match(await page.textContent('#username-error'), /taken/);
    site.answer('POST /identification', () => ({ status: 201 }));
    site.answer('POST /verification/new-password-identity', () => ({
      status: 422,
      body: {
        code: 'password.rejected',
        message: 'x',
        data: { issues: [{ code: 'password_rejected.restricted' }] },
      },
    }));
    await submitForm(page);
    await page.waitForSelector('#password-error');
    assert.match(await page.textContent('#password-error'), /too easy to guess/);
    site.answer('POST /verification/new-password-identity', () => ({ body: { verificationId: 'v-new' } }));
    await submitForm(page);
    await arrived(page);
    const made = site.calls.find(({ name }) => name.endsWith('/new-password-identity'));
    assert.deepEqual(made.body, { identifier: { type: 'username', value: 'hana' }, password });
  },
  collecting(['username'], false),
);

story(
  'username and proved address: the username comes with the password',
  async ({ page, site }) => {
    await toCode(page, site);
    await page.fill('[name=code]', '123456');
    await page.waitForSelector('[name=username]');
    await page.fill('[name=username]', 'hana');
    await page.fill('[name=password]', password);
    await submitForm(page);
    await arrived(page);
    const profile = site.calls.filter(({ name }) => name === 'POST /profile').map(({ body }) => body);
    assert.deepEqual(profile, [
      { type: 'email', verificationId: 'v-code' },
      { type: 'username', value: 'hana' },
      { type: 'password', value: password },
    ]);
  },
  collecting(['username', 'email'], true),
);

story(
  'terms are linked where the tenant has them',
  async ({ page, site }) => {
    await page.goto(`${site.url}/register`);
    const terms = page.getByRole('link', { name: 'Terms of use' });
    assert.equal(await terms.getAttribute('href'), 'https://example.com/terms');
    assert.equal(await terms.getAttribute('rel'), 'noopener noreferrer');
  },
  collecting(['username'], false),
);

story(
  'where the terms must be agreed to, a ticked box is said to the server, an unticked one is not sent',
  async ({ page, site }) => {
    await page.goto(`${site.url}/register`);
    await page.fill('[name=username]', 'hana');
    await page.fill('[name=password]', password);
    await submitForm(page);
    assert.match(await page.textContent('.alert'), /agree to the terms/);
    assert.deepEqual(site.names(), []);
    await page.check('[name=terms]');
    await submitForm(page);
    await arrived(page);
    assert.deepEqual(site.names().slice(0, 2), ['PUT ', 'POST /terms-agreement']);
  },
  {
    boot: bootOf({
      settings: { signUp: { identifiers: ['username'], verify: false }, agreeToTermsPolicy: 'Manual' },
    }),
  },
);

story(
  'where no page asked for it, the terms are the last thing before the app',
  async ({ page, site }) => {
    const refusal = { status: 422, body: { code: 'user.terms_not_agreed', message: 'The terms.', data: {} } };
    site.answer('POST /submit', () => refusal);
    await page.goto(`${site.url}/register`);
    await page.fill('[name=username]', 'hana');
    await page.fill('[name=password]', password);
    await submitForm(page);
    await page.waitForSelector('[name=terms]');
    assert.equal(await page.textContent('h1'), 'One more thing');
    site.answer('POST /submit', () => ({ body: { redirectTo: `${site.url}/app` } }));
    await submitForm(page);
    assert.match(await page.textContent('.alert'), /agree to the terms/);
    await page.check('[name=terms]');
    await submitForm(page);
    await arrived(page);
    assert.deepEqual(site.names().slice(-2), ['POST /terms-agreement', 'POST /submit']);
  },
  collecting(['username'], false),
);

story(
  'what is wrong with a password is said with its number or word',
  async ({ page, site }) => {
    const issues = (code, interpolation) => ({
      status: 422,
      body: {
        code: 'password.rejected',
        message: 'Rejected.',
        data: { issues: [{ code: `password_rejected.${code}`, interpolation }] },
      },
    });
    await page.goto(`${site.url}/register`);
    await page.fill('[name=username]', 'hana');
    for (const [answer, said] of [
      [issues('character_types', { min: 3 }), /at least 3 of these/],
      [issues('restricted.words', { word: 'Acme' }), /“Acme” may not be in it/],
      [issues('pwned'), /data leak/],
    ]) {
      site.answer('POST /verification/new-password-identity', () => answer);
      await page.fill('[name=password]', password);
      await submitForm(page);
      await page.waitForFunction((text) => new RegExp(text).test(document.body.textContent), said.source);
    }
  },
  collecting(['username'], false),
);

story('a connection lost behind the code goes on without asking for another', async ({ page, site }) => {
  site.answer('POST /profile', () => ({ lost: true }));
  await toCode(page, site);
  await page.fill('[name=code]', '123456');
  await page.waitForSelector('.alert');
  site.answer('POST /profile', () => ({ status: 204 }));
  await submitForm(page);
  await page.waitForSelector('[name=password]');
  assert.equal(site.names().filter((name) => name.endsWith('/verify')).length, 1);
});

/** A field as the server tells the page of it. */
const fieldOf = (name, type, over = {}) => ({
  name,
  type,
  label: name,
  description: null,
  required: false,
  placeholder: null,
  options: [],
  defaultValue: null,
  parts: [],
  ...over,
});

story(
  'what the tenant asks for beyond is answered before the account is made',
  async ({ page, site }) => {
    await toCode(page, site);
    await page.fill('[name=code]', '123456');
    await page.waitForSelector('[name=password]');
    await page.fill('[name=password]', password);
    await submitForm(page);
    await page.waitForSelector('[name=nickname]');
    await submitForm(page);
    assert.ok(!site.calls.some(({ name }) => name === 'POST /submit'), 'a required answer is missing');
    await page.fill('[name=nickname]', 'Hana');
    await page.fill('[name=age]', '30');
    await submitForm(page);
    await arrived(page);
    const answers = site.calls.findLast(({ name }) => name === 'POST /profile');
    assert.deepEqual(answers.body, { type: 'extraProfile', values: { nickname: 'Hana', age: '30' } });
  },
  {
    boot: bootOf({
      settings: {
        profileFields: [fieldOf('nickname', 'Text', { required: true }), fieldOf('age', 'Number')],
      },
    }),
  },
);
