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

for (const [colorScheme, locale, width] of [
  ['light', 'en-US', 1280],
  ['dark', 'ja-JP', 390],
]) {
  test(`no violation on any page: ${colorScheme}, ${locale}, ${width} px wide, nothing scrolls sideways`, async () => {
    const { page, close } = await openPage(stage, {
      session: await signedIn(stage),
      colorScheme,
      locale,
      viewport: { width, height: 844 },
      reducedMotion: 'reduce',
    });
    const made = await populate(page);
    for (const [name, addressOf] of Object.entries(pages)) {
      await page.goto('about:blank');
      await page.goto(`${stage.server.adminOrigin}/console${addressOf(made)}`);
      await page.locator('h1').first().waitFor();
      await page.waitForLoadState('networkidle');
      assert.deepEqual(await violationsOf(page), [], name);
      const scrolls = await page.evaluate(() => document.documentElement.scrollWidth > globalThis.innerWidth);
      assert.equal(scrolls, false, `${name} scrolls sideways`);
    }
    await close();
  });
}
