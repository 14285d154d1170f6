/** The tenant's look: colours and icons for the light and the dark, its own content and its own styles. */
import assert from 'node:assert/strict';
import { story, withBrowser } from '../fixtures/browser.mjs';
import { bootOf } from '../fixtures/serve.mjs';

withBrowser();

const { branding } = bootOf().settings;
const looks = (over, more = {}) => bootOf({ settings: { branding: { ...branding, ...over }, ...more } });

/** WCAG contrast of two computed colours. */
const contrastOf = (page, selector) =>
  page.$eval(selector, (element) => {
    const channels = (text) =>
      text
        .match(/[\d.]+/g)
        .slice(0, 3)
        .map(Number);
    const luminance = (text) => {
      const [red, green, blue] = channels(text).map((value) => {
        const part = value / 255;
        return part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4;
      });
      return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
    };
    const ground = (one) => {
      const colour = getComputedStyle(one).backgroundColor;
      return colour === 'rgba(0, 0, 0, 0)' ? ground(one.parentElement) : colour;
    };
    const [low, high] = [luminance(getComputedStyle(element).color), luminance(ground(element))].sort(
      (one, other) => one - other,
    );
    return (high + 0.05) / (low + 0.05);
  });

const colourOf = (page, selector) =>
  page.$eval(selector, (element) => getComputedStyle(element).backgroundColor);
const BUTTON = 'button[type=submit]';

for (const [scheme, colour] of [
  ['light', 'rgb(17, 34, 51)'],
  ['dark', 'rgb(255, 221, 0)'],
]) {
  story(
    `the ${scheme} has its own colour, readable on buttons and in links`,
    async ({ page, site }) => {
      await page.goto(`${site.url}/sign-in`);
      assert.equal(await colourOf(page, BUTTON), colour);
      for (const selector of [BUTTON, 'a.link'])
        assert.ok((await contrastOf(page, selector)) >= 4.5, selector);
    },
    {
      boot: looks({ primaryColor: '#112233', darkPrimaryColor: '#ffdd00' }),
      context: { colorScheme: scheme },
    },
  );
}

story(
  'without dark mode the pages stay light, and so does the logo',
  async ({ page, site }) => {
    await page.route('https://cdn.example/**', (route) =>
      route.fulfill({ contentType: 'image/svg+xml', body: '<svg xmlns="http://www.w3.org/2000/svg"/>' }),
    );
    await page.goto(`${site.url}/sign-in`);
    assert.equal(await colourOf(page, BUTTON), 'rgb(17, 34, 51)');
    assert.equal(await colourOf(page, '.card'), 'rgb(255, 255, 255)');
    assert.equal(await page.$eval('.brand-logo', (image) => image.currentSrc), 'https://cdn.example/l.svg');
  },
  {
    boot: looks({
      primaryColor: '#112233',
      darkPrimaryColor: '#ffdd00',
      isDarkModeEnabled: false,
      logoUrl: 'https://cdn.example/l.svg',
      darkLogoUrl: 'https://cdn.example/d.svg',
    }),
    context: { colorScheme: 'dark' },
  },
);

story(
  'the icon is the tenant’s, and another one where the browser is dark',
  async ({ page, site }) => {
    await page.route('https://cdn.example/**', (route) => route.fulfill({ status: 204 }));
    await page.goto(`${site.url}/sign-in`);
    const icons = await page.$$eval('link[rel=icon]', (all) => all.map(({ href, media }) => [href, media]));
    assert.deepEqual(icons, [
      ['https://cdn.example/l.ico', 'all'],
      ['https://cdn.example/d.ico', '(prefers-color-scheme: dark)'],
    ]);
  },
  { boot: looks({ favicon: 'https://cdn.example/l.ico', darkFavicon: 'https://cdn.example/d.ico' }) },
);

const customContent = {
  '/sign-in':
    '<p lang="en">Ask the <a href="https://acme.example/" target="_blank">desk</a>.</p><p lang="ja">受付へ。</p>',
  '/register': '<p>Only for staff.</p>',
};
story(
  'own content stands on its page, in the language of the page, below what the page is for',
  async ({ page, site }) => {
    await page.goto(`${site.url}/sign-in`);
    await page.getByText('Ask the desk.').waitFor();
    assert.equal(await page.getByText('受付へ。').isVisible(), false);
    assert.ok((await contrastOf(page, '.own p')) >= 4.5);
    assert.ok((await contrastOf(page, '.own a')) >= 4.5);
    await page.getByRole('button', { name: '日本語' }).click();
    await page.getByText('受付へ。').waitFor();
    assert.equal(await page.getByText('Ask the desk.').isVisible(), false);
    await page.getByRole('button', { name: 'English' }).click();
    await page.click('a[href="/register"]');
    await page.getByText('Only for staff.').waitFor();
    assert.equal(await page.getByText('Ask the desk.').count(), 0);
    await page.goBack();
    await page.getByText('Ask the desk.').waitFor();
  },
  { boot: looks({}, { customContent }) },
);

story(
  'own styles reach own content, and a tenant without a mark shows none',
  async ({ page, site }) => {
    await page.goto(`${site.url}/sign-in`);
    const colour = await page.$eval('.note', (element) => getComputedStyle(element).color);
    assert.equal(colour, 'rgb(1, 2, 3)');
    assert.equal(await page.locator('.brand').count(), 0);
  },
  {
    boot: looks(
      { name: '', customCss: '.own .note { color: rgb(1 2 3) }' },
      { customContent: { '/sign-in': '<p class="note">Note</p>' } },
    ),
  },
);

/** As if somebody had written past the server's cleaning, into the database itself. */
const EVIL =
  '<img src=x onerror="window.ran=1"><svg onload="window.ran=1"></svg><a href="javascript:window.ran=1">press</a>' +
  '<iframe srcdoc="<script>parent.ran=1</script>"></iframe><p style="position:fixed">x</p>' +
  '<form action="https://evil.example"><button>send</button></form>';
story(
  'L-19 even markup that was never cleaned runs nothing: the policy holds',
  async ({ page, site }) => {
    const violations = [];
    await page.exposeFunction('violated', (directive) => violations.push(directive));
    await page.addInitScript(() =>
      document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) =>
        globalThis.violated(effectiveDirective),
      ),
    );
    await page.goto(`${site.url}/sign-in`);
    await page.getByText('press').click();
    await page.$eval('.own form', (form) => form.requestSubmit());
    await page.waitForFunction(() => document.querySelector('.own img').complete);
    assert.equal(await page.evaluate(() => globalThis.ran), undefined);
    assert.equal(new URL(page.url()).pathname, '/sign-in');
    for (const directive of ['script-src-attr', 'style-src-attr', 'form-action'])
      assert.ok(violations.includes(directive), `${directive} in ${violations}`);
  },
  {
    boot: looks({}, { customContent: { '/sign-in': EVIL } }),
    expected: /Content Security Policy|status of 404/,
  },
);
