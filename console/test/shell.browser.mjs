/** The set-up page, the session gate and what surrounds every page. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fillSetUp, openPage, password, signedIn, visit, withConsole } from './console.mjs';

const stage = withConsole();

test('without the whole link, set-up says where the link is', async () => {
  const { page, close } = await openPage(stage);
  await page.goto(`${stage.server.adminOrigin}/console/set-up`);
  await page.getByRole('heading', { name: 'Open the link that the server printed' }).waitFor();
  await close();
});

test('a wrong link is dead and says how to get a new one', async () => {
  const { page, close } = await openPage(stage);
  await fillSetUp(page, `${stage.server.adminOrigin}/console/set-up#token=${'x'.repeat(43)}`, 'stranger');
  await page.getByText('Restart the server', { exact: false }).waitFor();
  await close();
});

test('set-up refuses short, common and differing passwords in place, then makes the administrator', async () => {
  const { page, close } = await openPage(stage);
  await page.goto(stage.server.setupLink);
  await page.getByRole('heading', { name: 'Set up Genkan' }).waitFor();
  assert.equal(new URL(page.url()).hash, '', 'the token stays out of the address bar');
  const submit = page.getByRole('button', { name: 'Create administrator' });
  await page.getByLabel('Username').fill('owner');
  await page.getByLabel('Password', { exact: true }).fill('short');
  await submit.click();
  await page.getByText('The password needs at least 15 characters.').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Repeat the password').fill(`${password}!`);
  await submit.click();
  await page.getByText('The two passwords differ.').waitFor();
  await page.getByLabel('Password', { exact: true }).fill('passwordpassword');
  await page.getByLabel('Repeat the password').fill('passwordpassword');
  await submit.click();
  await page.locator('[class*="PasswordInput-error"], [role="alert"]').first().waitFor();
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Repeat the password').fill(password);
  await submit.click();
  await page.getByRole('heading', { name: 'Get started', level: 1 }).waitFor();
  stage.session = { cookies: (await page.context().storageState()).cookies, origins: [] };
  await close();
});

test('the used link is dead and leads to sign in', async () => {
  const { page, close } = await openPage(stage);
  await fillSetUp(page, stage.server.setupLink, 'second');
  await page.getByRole('heading', { name: 'An administrator exists already' }).waitFor();
  assert.equal(await page.getByRole('link', { name: 'Sign in' }).getAttribute('href'), '/console/sign-in');
  await close();
});

test('without a session the console leads to the sign-in page and back', async () => {
  const { page, close } = await openPage(stage);
  const asked = '/console/users?search=hanako+yamada&page=2';
  await page.goto(`${stage.server.adminOrigin}${asked}`);
  await page.waitForURL((url) => !url.pathname.startsWith('/console'));
  await page.getByLabel(/Username/).fill('owner');
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(`${stage.server.adminOrigin}${asked}`);
  await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
  await close();
});

test('every entry of the navigation opens a page with one heading', async () => {
  await visit(stage, '/get-started', async (page) => {
    const entries = page.getByRole('navigation', { name: 'Main navigation' }).getByRole('link');
    await entries.first().waitFor();
    for (let index = 0; index < (await entries.count()); index += 1) {
      const entry = entries.nth(index);
      const name = (await entry.innerText()).trim();
      await entry.click();
      await page.locator(`a[aria-current="page"]:has-text("${name}")`).waitFor();
      await page.locator('h1').first().waitFor();
      assert.equal(await page.locator('h1').count(), 1, name);
      assert.equal(await page.getByText('There is no such page').count(), 0, name);
    }
  });
});

test('an unknown address says so and leads home', async () => {
  await visit(stage, '/nowhere', async (page) => {
    await page.getByRole('heading', { name: 'There is no such page' }).waitFor();
    await page.getByRole('link', { name: 'Go to Get started' }).click();
    await page.waitForURL(/get-started/);
  });
});

test('the first Tab reaches the skip link, which moves into the content', async () => {
  await visit(stage, '/get-started', async (page) => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.keyboard.press('Tab');
    assert.equal(await page.evaluate(() => document.activeElement?.textContent), 'Skip to the content');
    await page.keyboard.press('Enter');
    assert.equal(await page.evaluate(() => document.activeElement?.id), 'content');
  });
});

test('on a phone the navigation is a drawer', async () => {
  await visit(
    stage,
    '/get-started',
    async (page) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      assert.equal(await page.getByRole('navigation', { name: 'Main navigation' }).count(), 0, 'closed');
      await page.getByRole('button', { name: 'Open the navigation' }).click();
      await page.getByRole('link', { name: 'Applications', exact: true }).first().click();
      await page.getByRole('heading', { name: 'Applications', level: 1 }).waitFor();
      await page.getByRole('button', { name: 'Open the navigation' }).waitFor();
    },
    { viewport: { width: 390, height: 844 } },
  );
});

test('language and colours switch at once, stay after a reload, and are all that is stored', async () => {
  await visit(stage, '/get-started', async (page) => {
    await page.getByRole('button', { name: /Account/ }).click();
    await page.getByText('日本語').click();
    await page.getByRole('heading', { name: 'はじめに', level: 1 }).waitFor();
    await page.getByText('ダーク').click();
    assert.equal(await page.locator('html').getAttribute('data-mantine-color-scheme'), 'dark');
    await page.reload();
    await page.getByRole('heading', { name: 'はじめに', level: 1 }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'ja');
    assert.equal(await page.locator('html').getAttribute('data-mantine-color-scheme'), 'dark');
    const stored = await page.evaluate(() => [Object.keys(localStorage).sort(), sessionStorage.length]);
    assert.deepEqual(stored, [['genkan-console-language', 'mantine-color-scheme-value'], 0]);
  });
});

test('the tenant switch opens the other tenant and stands in the address', async () => {
  await visit(stage, '/get-started', async (page) => {
    await page.getByRole('button', { name: /Choose a tenant/ }).click();
    await page.getByRole('menuitem', { name: /:\d+/ }).last().click();
    await page.waitForURL(/\/console\/@/);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.reload();
    assert.match(page.url(), /\/console\/@/);
  });
});

test('when the server cannot be reached, a page says so and tries again', async () => {
  await visit(stage, '/get-started', async (page) => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.route('**/console/api/tenants/**/applications*', (route) => route.abort());
    await page.getByRole('link', { name: 'Applications', exact: true }).first().click();
    await page.getByRole('alert').waitFor();
    await page.unroute('**/console/api/tenants/**/applications*');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByRole('alert').waitFor({ state: 'detached' });
  });
});

test('signing out ends the session on the server', async () => {
  await signedIn(stage);
  await visit(stage, '/get-started', async (page) => {
    await page.getByRole('button', { name: /Account/ }).click();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.waitForURL((url) => !/get-started/.test(url.pathname));
  });
  const { page, close } = await openPage(stage, { session: stage.session });
  const answer = await page.request.get(`${stage.server.adminOrigin}/console/api/session`, {
    headers: { 'x-genkan-console': '1' },
  });
  assert.equal(answer.status(), 401);
  await close();
});
