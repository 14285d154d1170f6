/** Single sign-on from the pages' side: noticing, leaving, coming back. */
import assert from 'node:assert/strict';
import { arrived, story, submitForm, withBrowser } from '../fixtures/browser.mjs';
import { acme, bootOf } from '../fixtures/serve.mjs';

withBrowser();

const lookUps = (site) => site.names().filter((name) => name === 'GET /sso-connectors').length;

story(
  'an address of the organization turns the form into the SSO way in, and it leads through',
  async ({ page, site }) => {
    await page.goto(`${site.url}/sign-in`);
    await page.locator('[name=identifier]').pressSequentially('hana@acme.com', { delay: 20 });
    await page.waitForSelector('.sso-note');
    assert.equal(lookUps(site), 1, 'one look-up, after the pause');
    assert.equal(await page.locator('[name=password]').count(), 0);
    assert.equal((await page.textContent('button[type=submit]')).trim(), 'Continue with SSO');
    await submitForm(page);
    await arrived(page);
    assert.deepEqual(site.names().slice(1), [
      'PUT ',
      'POST /verification/sso/acme/authorization-uri',
      'POST /verification/sso/acme/verify',
      'POST /identification',
      'POST /submit',
    ]);
    const { state, redirectUri, email } = site.departure();
    assert.equal(email, 'hana@acme.com');
    assert.match(state, /^[\w-]{43}$/);
    assert.equal(redirectUri, `${site.url}/callback/acme`);
    const verify = site.calls.find(({ name }) => name.endsWith('/acme/verify'));
    assert.deepEqual(verify.body, { verificationId: 'v-sso', connectorData: { code: 'upstream', state } });
  },
);

story('another address gives the password back', async ({ page, site }) => {
  await page.goto(`${site.url}/sign-in`);
  await page.fill('[name=identifier]', 'hana@acme.com');
  await page.waitForSelector('.sso-note');
  await page.fill('[name=identifier]', 'hana@example.com');
  await page.waitForSelector('[name=password]');
});

story('no look-up before the address is one, none where SSO is off', async ({ page, site }) => {
  await page.goto(`${site.url}/sign-in`);
  await page.fill('[name=identifier]', 'hana@acme');
  await page.waitForTimeout(500);
  assert.equal(lookUps(site), 0);
  site.setBoot(bootOf({ settings: { singleSignOnEnabled: false } }));
  await page.reload();
  await page.fill('[name=identifier]', 'hana@acme.com');
  await page.waitForTimeout(500);
  assert.equal(lookUps(site), 0);
});

story('Enter before the pause is over still finds the way', async ({ page, site }) => {
  await page.goto(`${site.url}/sign-in`);
  await page.fill('[name=identifier]', 'hana@acme.com');
  await page.keyboard.press('Enter');
  await arrived(page);
});

story('a refusal on submit turns the form as well, whatever was typed', async ({ page, site }) => {
  site.answer('POST /identification', () => ({
    status: 422,
    body: { code: 'session.sso_enabled', message: 'x', data: { ssoConnectors: [acme] } },
  }));
  await page.goto(`${site.url}/sign-in`);
  await page.fill('[name=identifier]', 'hana');
  await page.fill('[name=password]', 'correct horse');
  await submitForm(page);
  await page.waitForSelector('.sso-note');
  site.answer('POST /identification', () => ({ status: 204 }));
  await submitForm(page);
  await arrived(page);
});

story('several connectors are offered by name, and the keyboard chooses', async ({ page, site }) => {
  await page.goto(`${site.url}/sign-in`);
  await page.getByRole('link', { name: 'Continue with SSO' }).click();
  await page.waitForURL('**/single-sign-on');
  await page.fill('[name=email]', 'hana@globex.com');
  await page.keyboard.press('Enter');
  await page.waitForURL('**/single-sign-on/connectors');
  assert.deepEqual(await page.locator('.choice-name').allTextContents(), [
    'Acme Google Workspace',
    'Globex Okta',
  ]);
  await page.reload();
  await page.waitForSelector('.choice');
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await arrived(page);
});

story('an address without an organization is told so', async ({ page, site }) => {
  await page.goto(`${site.url}/single-sign-on`);
  await page.fill('[name=email]', 'hana@example.com');
  await submitForm(page);
  await page.waitForSelector('#email-error');
  assert.match(await page.textContent('#email-error'), /No single sign-on/);
});

story('the typed address goes along to the SSO form', async ({ page, site }) => {
  await page.goto(`${site.url}/sign-in`);
  await page.fill('[name=identifier]', 'hana@example.com');
  await page.getByRole('link', { name: 'Continue with SSO' }).click();
  assert.equal(await page.inputValue('[name=email]'), 'hana@example.com');
});

story('registration notices the organization too', async ({ page, site }) => {
  await page.goto(`${site.url}/register`);
  await page.fill('[name=email]', 'hana@acme.com');
  await page.waitForSelector('.sso-note');
  await submitForm(page);
  await arrived(page);
});

story('a first sign-in becomes a registration', async ({ page, site }) => {
  let asked = 0;
  site.answer('POST /identification', () => {
    asked += 1;
    return asked === 1
      ? { status: 404, body: { code: 'user.identity_not_exist', message: 'x' } }
      : { status: 201 };
  });
  site.departed('known');
  await page.goto(`${site.url}/callback/acme?code=c&state=known`);
  await arrived(page);
  assert.deepEqual(site.names(), [
    'POST /verification/sso/acme/verify',
    'POST /identification',
    'PUT /interaction-event',
    'POST /identification',
    'POST /submit',
  ]);
  assert.deepEqual(site.calls[2].body, { interactionEvent: 'Register' });
});

story(
  'an address taken by an account that may not be linked says to sign in the old way',
  async ({ page, site }) => {
    site.answer('POST /identification', () => ({
      status: 409,
      body: { code: 'user.sign_in_first_to_link', message: 'x' },
    }));
    site.departed('known');
    await page.goto(`${site.url}/callback/acme?code=c&state=known`);
    await page.getByRole('heading', { name: 'Sign in the usual way first' }).waitFor();
    await page.getByRole('link', { name: 'Sign in the usual way' }).click();
    await page.waitForSelector('[name=password]');
  },
);

story('a connection lost on return goes on where it stopped', async ({ page, site }) => {
  site.answer('POST /submit', () => ({ lost: true }));
  site.departed('known');
  await page.goto(`${site.url}/callback/acme?code=c&state=known`);
  await page.getByRole('button', { name: 'Try again' }).waitFor();
  site.answer('POST /submit', () => ({ body: { redirectTo: `${site.url}/app` } }));
  await page.getByRole('button', { name: 'Try again' }).click();
  await arrived(page);
  assert.equal(site.names().filter((name) => name.endsWith('/verify')).length, 1);
});

story('a refused account names its organization and leads back', async ({ page, site }) => {
  site.answer('POST /verification/sso/acme/verify', () => ({
    status: 422,
    body: { code: 'connector.hosted_domain', message: 'x', data: { hd: 'other.example' } },
  }));
  site.departed('known');
  await page.goto(`${site.url}/callback/acme?code=c&state=known`);
  await page.getByText('other.example').waitFor();
  await page.getByRole('link', { name: 'Back to sign-in' }).click();
  await page.waitForSelector('[name=password]');
});

story('a return that fits no departure runs nothing', async ({ page, site }) => {
  await page.goto(`${site.url}/callback/acme?code=c&state=foreign`);
  await page.getByRole('heading', { name: 'Something went wrong' }).waitFor();
  assert.deepEqual(site.names(), []);
});

story(
  'consent refused at the provider is said calmly, with a way back',
  async ({ page, site }) => {
    await page.goto(`${site.url}/error`);
    await page.getByRole('heading', { name: 'Sign-in was cancelled' }).waitFor();
    await page.getByText('The user did not consent.').waitFor();
    assert.equal(await page.getByRole('link', { name: 'Back to sign-in' }).getAttribute('href'), '/sign-in');
  },
  { boot: bootOf({ error: { code: 'access_denied', message: 'x', detail: 'The user did not consent.' } }) },
);

story('what a provider or a tenant says is shown as text', async ({ page, site }) => {
  const evil = '<img src=x onerror=alert(1)></script><script>alert(2)</script>';
  site.setBoot(bootOf({ application: { name: evil }, error: { code: 'odd', message: evil, detail: evil } }));
  await page.goto(`${site.url}/error`);
  await page.waitForSelector('h1');
  assert.equal((await page.textContent('.lead')).trim(), evil);
  assert.equal(await page.locator('main img, main script').count(), 0);
  await page.goto(`${site.url}/sign-in`);
  assert.equal(await page.textContent('h1'), `Sign in to ${evil}`);
});

story('where nobody may register, a first sign-in says that there is no account', async ({ page, site }) => {
  site.answer('POST /identification', () => ({
    status: 404,
    body: { code: 'user.identity_not_exist', message: 'x' },
  }));
  site.answer('PUT /interaction-event', () => ({
    status: 403,
    body: { code: 'auth.forbidden', message: 'x' },
  }));
  site.departed('known');
  await page.goto(`${site.url}/callback/acme?code=c&state=known`);
  await page.getByText('No account belongs to this sign-in').waitFor();
});
