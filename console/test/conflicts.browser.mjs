/** Two administrators at one form: who saves second is told, and nothing is overwritten unless they choose so. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callApi, violationsOf, visit, withConsole } from './console.mjs';

const stage = withConsole();

const told = (page) => page.getByRole('alert').filter({ hasText: 'Someone else has changed this' });
const nameField = (page) => page.getByRole('textbox', { name: 'Name', exact: true });
const saveButton = (page) => page.getByRole('button', { name: 'Save changes' });
const urlOf = (path) => `${stage.server.adminOrigin}/console${path}`;

const saveAs = async (page, name) => {
  await nameField(page).fill(name);
  await saveButton(page).click();
};

/** An application, and two administrators' pages that show its settings. */
const withTwo = (scene) =>
  visit(stage, '/applications', async (page) => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    const { body } = await callApi(page, 'POST', '/applications', { name: 'Shop', type: 'Traditional' });
    const other = await page.context().newPage();
    for (const one of [page, other]) {
      await one.goto(urlOf(`/applications/${body.id}/settings`));
      await nameField(one).waitFor();
    }
    const read = async () => (await callApi(page, 'GET', `/applications/${body.id}`)).body;
    await scene({ page, other, id: body.id, read });
  });

/** Both change the name; the second one is refused. */
const collide = async ({ page, other }) => {
  await nameField(other).fill('Mine');
  await saveAs(page, 'Theirs');
  await page.getByText('Saved.').waitFor();
  await saveButton(other).click();
  await told(other).waitFor();
};

test('who saves second is told, and the current version is loaded when they ask for it', () =>
  withTwo(async (two) => {
    await collide(two);
    const { other, read } = two;
    assert.equal((await read()).name, 'Theirs');
    assert.equal(await nameField(other).inputValue(), 'Mine', 'the input is there until they let go of it');
    assert.ok(await told(other).evaluate((alert) => alert.contains(document.activeElement)));
    assert.deepEqual(await violationsOf(other), []);
    await other.keyboard.press('Tab');
    await other.keyboard.press('Enter');
    await told(other).waitFor({ state: 'detached' });
    assert.equal(await nameField(other).inputValue(), 'Theirs');
    assert.equal(await saveButton(other).count(), 0);
    await saveAs(other, 'Ours');
    await other.getByText('Saved.').waitFor();
    assert.equal((await read()).name, 'Ours');
  }));

test('who wants to saves over it, and over nothing that came after what they were told of', () =>
  withTwo(async (two) => {
    await collide(two);
    const { page, other, id, read } = two;
    await callApi(page, 'PATCH', `/applications/${id}`, { name: 'Theirs again' });
    await other.getByRole('button', { name: 'Save anyway' }).click();
    await told(other).waitFor();
    assert.equal((await read()).name, 'Theirs again');
    await other.getByRole('button', { name: 'Save anyway' }).click();
    await other.getByText('Saved.').waitFor();
    assert.equal((await read()).name, 'Mine');
    await told(other).waitFor({ state: 'detached' });
    assert.equal(await nameField(other).inputValue(), 'Mine');
  }));

test('a version that was read again in the background does not let the second one overwrite it', () =>
  withTwo(async ({ page, other, read }) => {
    await nameField(other).fill('Mine');
    await saveAs(page, 'Theirs');
    await page.getByText('Saved.').waitFor();
    await other.waitForTimeout(5_500);
    const reading = other.waitForResponse(
      (answer) => answer.request().method() === 'GET' && /\/applications\/\w+$/.test(answer.url()),
    );
    await other.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
    await reading;
    await other.getByRole('heading', { name: 'Theirs', level: 1 }).waitFor();
    await saveButton(other).click();
    await told(other).waitFor();
    assert.equal((await read()).name, 'Theirs');
  }));

test('changes of other parts and own changes in sequence, on several tabs, are no conflict', () =>
  withTwo(async ({ page, other, id, read }) => {
    const sent = [];
    other.on('request', (request) => {
      if (request.method() === 'PATCH') sent.push(request.headers()['if-match']);
    });
    for (const name of ['One', 'Two', 'Three']) {
      await saveAs(other, name);
      await saveButton(other).waitFor({ state: 'detached' });
      assert.equal((await read()).name, name);
    }
    await other.getByRole('tab', { name: 'Tokens' }).click();
    await other.getByRole('switch', { name: /Always/ }).click();
    await saveButton(other).click();
    await saveButton(other).waitFor({ state: 'detached' });
    await other.getByRole('tab', { name: 'Settings' }).click();
    await nameField(other).fill('Four');
    await callApi(page, 'PATCH', `/applications/${id}`, {
      customClientMetadata: { ...(await read()).customClientMetadata, idTokenTtl: 900 },
    });
    await saveButton(other).click();
    await saveButton(other).waitFor({ state: 'detached' });
    assert.equal(await told(other).count(), 0);
    const { name, customClientMetadata } = await read();
    assert.equal(name, 'Four');
    assert.equal(customClientMetadata.idTokenTtl, 900, 'what another tab holds is kept');
    assert.equal(customClientMetadata.alwaysIssueRefreshToken, true);
    assert.ok(
      sent.every((tag) => /^"[\w-]+"$/.test(tag ?? '')),
      sent.join(),
    );
  }));

test('a proxy that compresses, and marks the tag, is in nobody’s way', () =>
  withTwo(async ({ other, read }) => {
    for (const [name, marked] of [
      ['nginx', (tag) => `W/${tag}`],
      ['Apache', (tag) => tag.replace(/"$/, '-gzip"')],
    ]) {
      await other.route(/\/api\/tenants\/default\/applications\/\w+$/, async (passed) => {
        const response = await passed.fetch();
        const { etag, ...headers } = response.headers();
        await passed.fulfill({ response, headers: { ...headers, ...(etag && { etag: marked(etag) }) } });
      });
      await other.reload();
      await saveAs(other, name);
      await saveButton(other).waitFor({ state: 'detached' });
      assert.equal((await read()).name, name);
      await other.unrouteAll({ behavior: 'wait' });
    }
  }));

test('a dialog over a row of a list is told too', () =>
  visit(stage, '/organizations/template', async (page) => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    const { body } = await callApi(page, 'POST', '/organization-roles', { name: 'editor' });
    await page.reload();
    await page.getByRole('button', { name: 'Change editor' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Description').fill('Mine');
    await callApi(page, 'PATCH', `/organization-roles/${body.id}`, { description: 'Theirs' });
    const save = dialog.getByRole('button', { name: 'Save', exact: true });
    await save.click();
    await told(page).waitFor();
    assert.deepEqual(await violationsOf(page), []);
    await page.getByRole('button', { name: 'Load the current version' }).click();
    assert.equal(await dialog.getByLabel('Description').inputValue(), 'Theirs');
    await dialog.getByLabel('Description').fill('Ours');
    await save.click();
    await dialog.waitFor({ state: 'detached' });
    assert.equal((await callApi(page, 'GET', `/organization-roles/${body.id}`)).body.description, 'Ours');
  }));

test('in Japanese, in the dark and on a narrow screen', () =>
  visit(
    stage,
    '/applications',
    async (page) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      const { body } = await callApi(page, 'POST', '/applications', { name: 'Shop', type: 'Traditional' });
      await page.goto(urlOf(`/applications/${body.id}/settings`));
      await page.getByRole('textbox', { name: '名前', exact: true }).fill('自分');
      await callApi(page, 'PATCH', `/applications/${body.id}`, { name: 'ほかの人' });
      await page.getByRole('button', { name: '変更を保存' }).click();
      const alert = page.getByRole('alert').filter({ hasText: 'ほかの人が変更しました' });
      await alert.waitFor();
      assert.deepEqual(await violationsOf(page), []);
      const { x, width } = await alert.boundingBox();
      assert.ok(x >= 0 && x + width <= 390);
      await page.getByRole('button', { name: '最新の内容を読み込む' }).click();
      await page.getByRole('heading', { name: 'ほかの人', level: 1 }).waitFor();
    },
    { colorScheme: 'dark', viewport: { width: 390, height: 844 }, locale: 'ja-JP' },
  ));
