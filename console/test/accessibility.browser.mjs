/** axe on the console's pages in light and dark, English and Japanese; no sideways scrolling on a phone. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callApi, openPage, signedIn, violationsOf, withConsole } from './console.mjs';

const stage = withConsole();

/** Makes one application of each kind that the pages look different for. */
const populate = async (page) => {
  await page.goto(`${stage.server.adminOrigin}/console/get-started`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  const web = await callApi(page, 'POST', '/applications', {
    name: 'Bookstore',
    type: 'Traditional',
    customData: { framework: 'flask' },
    oidcClientMetadata: { redirectUris: ['http://localhost:3000/callback'], postLogoutRedirectUris: [] },
  });
  const machine = await callApi(page, 'POST', '/applications', { name: 'Robot', type: 'MachineToMachine' });
  return { web: web.body.id, machine: machine.body.id };
};

let made;
const applications = async () => {
  if (!made) {
    const { page, close } = await openPage(stage, { session: await signedIn(stage) });
    made = await populate(page);
    await close();
  }
  return made;
};

const pages = {
  'get started': () => '/get-started',
  applications: () => '/applications',
  gallery: () => '/applications/create',
  'new application': () => '/applications/create?framework=flask',
  guide: ({ web }) => `/applications/${web}/guide`,
  settings: ({ web }) => `/applications/${web}`,
  endpoints: ({ web }) => `/applications/${web}/endpoints`,
  tokens: ({ web }) => `/applications/${web}/tokens`,
  roles: ({ machine }) => `/applications/${machine}/roles`,
  'set-up': () => '/set-up#token=x',
  'no such page': () => '/nowhere',
};

for (const [name, addressOf] of Object.entries(pages)) {
  test(`${name}: no violation in light and dark, and it fits a phone`, async () => {
    const session = await signedIn(stage);
    const address = addressOf(await applications());
    for (const [colorScheme, locale, width] of [
      ['light', 'en-US', 1280],
      ['dark', 'ja-JP', 390],
      ['light', 'ja-JP', 390],
      ['dark', 'en-US', 1280],
    ]) {
      const { page, close } = await openPage(stage, {
        session,
        colorScheme,
        locale,
        viewport: { width, height: 844 },
        bypassCSP: true,
        reducedMotion: 'reduce',
      });
      await page.goto(`${stage.server.adminOrigin}/console${address}`, { waitUntil: 'networkidle' });
      await page.locator('h1').first().waitFor();
      await page.waitForTimeout(200);
      assert.deepEqual(await violationsOf(page), [], `${colorScheme} ${locale} ${width}`);
      const scrolls = await page.evaluate(() => document.documentElement.scrollWidth > globalThis.innerWidth);
      assert.equal(scrolls, false, `${locale} scrolls sideways at ${width}`);
      await close();
    }
  });
}
