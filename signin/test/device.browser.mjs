/** Letting a device in, in Chromium over scripted answers. */
import assert from 'node:assert/strict';
import { arrived, story, submitForm, withBrowser } from '../fixtures/browser.mjs';
import { bootOf, deviceRequest } from '../fixtures/serve.mjs';

withBrowser();

const boot = (device) => bootOf({ interaction: null, application: null, device });
const empty = { boot: boot({ userCode: '', request: null }) };

story(
  'a code is typed in any form, what the device asks for is shown, and it is let in',
  async ({ page, site }) => {
    await page.goto(`${site.url}/device`);
    assert.equal(await page.textContent('h1'), 'Connect a device');
    await page.locator('[name=code]').pressSequentially('bcdfghjk');
    assert.equal(await page.inputValue('[name=code]'), 'BCDF-GHJK');
    await submitForm(page);
    await page.getByRole('heading', { name: 'Let Living-room television in?' }).waitFor();
    assert.equal(await page.textContent('.user-code'), 'BCDF-GHJK');
    assert.match(await page.textContent('.asks'), /See your e-mail address.*Films: watch.*Films: rate/s);
    assert.match(await page.textContent('.card'), /Hana Sato/);
    assert.equal(await page.getByLabel('Acme').isChecked(), true);
    await page.getByLabel('Globex').check();
    await submitForm(page);
    await page.getByRole('heading', { name: 'Your device is connected' }).waitFor();
    assert.deepEqual(
      site.calls.map(({ body }) => body),
      [
        { userCode: 'BCDF-GHJK' },
        { token: deviceRequest.token, approve: true, organizationIds: ['acme', 'globex'] },
      ],
    );
    assert.ok(!JSON.stringify(await page.evaluate(() => history.state)).includes(deviceRequest.token));
  },
  empty,
);

story(
  'a device is refused, in Japanese',
  async ({ page, site }) => {
    await page.goto(`${site.url}/device`);
    await page.getByRole('button', { name: '日本語' }).click();
    await page.getByRole('button', { name: '拒否する' }).click();
    await page.getByRole('heading', { name: 'デバイスを拒否しました' }).waitFor();
    assert.deepEqual(site.calls[0].body, { token: deviceRequest.token, approve: false });
  },
  { boot: boot({ userCode: '', request: deviceRequest }) },
);

story(
  'wrong and short codes are marked',
  async ({ page, site }) => {
    await page.goto(`${site.url}/device`);
    await page.fill('[name=code]', 'BCD');
    await submitForm(page);
    assert.match(await page.textContent('#code-error'), /all eight letters/);
    assert.deepEqual(site.names(), []);
    await page.fill('[name=code]', 'ZZZZZZZZ');
    await submitForm(page);
    await page.waitForSelector('#code-error');
    assert.match(await page.textContent('#code-error'), /No device waits/);
  },
  empty,
);

story(
  'where nobody is signed in the code leads to the sign-in',
  async ({ page, site }) => {
    site.answer('POST /device/look-up', () => ({ body: { redirectTo: `${site.url}/app` } }));
    await page.goto(`${site.url}/device`);
    await submitForm(page);
    await arrived(page);
  },
  { boot: boot({ userCode: 'BCDF-GHJK', request: null }) },
);

story(
  'a page that has been answered elsewhere asks for the code again',
  async ({ page, site }) => {
    site.answer('POST /device/decision', () => ({
      status: 409,
      body: { code: 'device.confirmation_over', message: 'x' },
    }));
    await page.goto(`${site.url}/device`);
    await submitForm(page);
    await page.getByRole('heading', { name: 'Connect a device' }).waitFor();
    assert.match(await page.textContent('.lead'), /Enter the code again/);
  },
  { boot: boot({ userCode: '', request: deviceRequest }) },
);
