/** What a third-party application may have, asked in Chromium over scripted answers. */
import assert from 'node:assert/strict';
import { arrived, story, submitForm, withBrowser } from '../fixtures/browser.mjs';
import { bootOf, consentRequest } from '../fixtures/serve.mjs';

withBrowser();

const boot = (over) => bootOf({ consent: { ...consentRequest, ...over } });

story(
  'everything is said in words, the organizations are chosen, and the user goes back to the app',
  async ({ page, site }) => {
    await page.goto(`${site.url}/consent`);
    assert.match(await page.textContent('h1'), /Partner Reports/);
    const card = await page.textContent('.card');
    for (const said of ['Hana Sato', 'Read your orders', 'Invite members', 'reports.partner.example'])
      assert.ok(card.includes(said), said);
    assert.doesNotMatch(card, /urn:logto|openid/);
    const [terms] = await page.getByRole('link', { name: 'Terms of use' }).all();
    assert.equal(await terms.getAttribute('href'), 'https://partner.example/terms');
    assert.equal(await page.getByLabel('Acme').isChecked(), true);
    await page.getByLabel('Acme').uncheck();
    await page.getByLabel('Globex').check();
    await submitForm(page);
    await arrived(page);
    assert.deepEqual(site.calls, [
      {
        name: 'POST /consent/decision',
        body: { token: 'shown', approve: true, organizationIds: ['globex'] },
      },
    ]);
  },
  { boot: boot() },
);

story(
  'an app that works for one organization at a time gets one, or none',
  async ({ page, site }) => {
    await page.goto(`${site.url}/consent`);
    assert.equal(await page.getByRole('group').locator('legend').textContent(), 'Organization to share');
    assert.equal(await page.getByLabel('Acme').isChecked(), true);
    await page.getByLabel('None').check();
    assert.equal(await page.getByLabel('Acme').isChecked(), false);
    await page.getByLabel('Globex').check();
    assert.equal(await page.getByLabel('None').isChecked(), false);
    await submitForm(page);
    await arrived(page);
    assert.deepEqual(site.calls[0].body, { token: 'shown', approve: true, organizationIds: ['globex'] });
  },
  { boot: boot({ sharesOne: true }) },
);

story(
  'a denial in Japanese takes nothing along',
  async ({ page, site }) => {
    await page.goto(`${site.url}/consent`);
    await page.getByRole('button', { name: '日本語' }).click();
    await page.getByRole('button', { name: 'キャンセル' }).click();
    await arrived(page);
    assert.equal(site.calls[0].body.approve, false);
  },
  { boot: boot() },
);

story(
  'L-19 names and texts of applications are inert',
  async ({ page, site }) => {
    await page.goto(`${site.url}/consent`);
    assert.equal(await page.locator('.card script, .card img[src=x]').count(), 0);
    assert.match(await page.textContent('h1'), /<img src=x/);
  },
  {
    boot: boot({
      application: '<img src=x onerror=alert(1)>',
      permissions: [{ api: '<script>alert(1)</script>', withinOrganizations: false, texts: ['<b>x</b>'] }],
    }),
  },
);

story(
  'L-19 a style sheet of the application restyles the page and loads nothing from elsewhere',
  async ({ page, site }) => {
    const asked = [];
    page.on('request', (request) => asked.push(new URL(request.url()).host));
    await page.goto(`${site.url}/consent`);
    await page.waitForSelector('h1');
    assert.equal(
      await page.evaluate(() => getComputedStyle(document.querySelector('h1')).color),
      'rgb(1, 2, 3)',
    );
    assert.deepEqual([...new Set(asked)], [new URL(site.url).host]);
  },
  {
    boot: {
      ...boot(),
      settings: {
        ...boot().settings,
        branding: {
          ...boot().settings.branding,
          customCss:
            "@import url('https://evil.example/x.css'); h1{color:rgb(1,2,3)} </style><script>alert(1)</script>",
        },
      },
    },
  },
);
