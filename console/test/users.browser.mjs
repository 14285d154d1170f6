/** Users: made, found, changed, suspended and deleted; roles and organizations given to them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callApi, visit, withConsole } from './console.mjs';

const stage = withConsole();

test('a user gets a generated password, shown this once', async () => {
  await visit(stage, '/users', async (page) => {
    await page.getByRole('heading', { name: 'No users yet' }).waitFor();
    await page.getByRole('button', { name: 'Add user' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Add user' }).click();
    await dialog.getByText('Give a username, an e-mail address or a phone number.').waitFor();
    await dialog.getByLabel('Username').fill('hanako');
    await dialog.getByLabel('E-mail address').fill('hanako@acme.com');
    await dialog.getByLabel('Name', { exact: true }).fill('Hanako Yamada');
    await dialog.getByRole('button', { name: 'Add user' }).click();
    await page.getByText('It is not shown again', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Copy Password' }).click();
    const password = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(password, /^(\w{5}-){3}\w{5}$/);
    await page.getByRole('button', { name: 'Open the user' }).click();
    await page.getByRole('heading', { name: 'Hanako Yamada', level: 1 }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1);
    const { status } = await callApi(page, 'POST', `/users/${id}/password/verify`, { password });
    assert.equal(status, 204);
  });
});

test('the list searches and says when nobody fits; a taken username is refused in place', async () => {
  await visit(stage, '/users', async (page) => {
    await page.getByRole('link', { name: 'Hanako Yamada' }).waitFor();
    await callApi(page, 'POST', '/users', { username: 'taro' });
    await page.getByRole('searchbox').fill('hana');
    await page.waitForURL(/search=hana/);
    await page.getByRole('link', { name: 'Hanako Yamada' }).waitFor();
    await page.getByRole('searchbox').fill('nobody-like-this');
    await page.getByText('No user matches this search.').waitFor();
    await page.getByRole('button', { name: 'Add user' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Username').fill('hanako');
    await dialog.getByText('No password').click();
    await dialog.getByRole('button', { name: 'Add user' }).click();
    await dialog.getByText('This username is already in use.').waitFor();
  });
});

test('profile: every field is saved, and custom data must be an object', async () => {
  await visit(stage, '/users', async (page) => {
    await page.getByRole('link', { name: 'Hanako Yamada' }).click();
    await page.getByLabel('Name', { exact: true }).fill('Hanako Sato');
    await page.getByLabel('Picture address').fill('https://example.com/hanako.png');
    await page.getByLabel('Username', { exact: true }).fill('hanako_sato');
    await page.getByLabel('Primary e-mail').fill('sato@acme.com');
    await page.getByLabel('Phone number').fill('+81 90 1234 5678');
    await page.getByLabel('Family name').fill('Sato');
    await page.getByLabel('Given name').fill('Hanako');
    await page.getByLabel('Date of birth').fill('1990-04-01');
    await page.getByLabel('City').fill('Kyoto');
    await page.getByLabel('Country').fill('Japan');
    const json = page.getByRole('textbox', { name: 'Custom data' });
    await json.fill('[1]');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('This is not a JSON object.').waitFor();
    await json.fill('{"plan":"pro"}');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Profile saved').waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1);
    const { body } = await callApi(page, 'GET', `/users/${id}`);
    assert.equal(body.name, 'Hanako Sato');
    assert.equal(body.avatar, 'https://example.com/hanako.png');
    assert.equal(body.username, 'hanako_sato');
    assert.equal(body.primaryEmail, 'sato@acme.com');
    assert.equal(body.primaryPhone, '819012345678');
    assert.equal(await page.getByLabel('Phone number').inputValue(), '+819012345678');
    assert.deepEqual(body.profile, {
      familyName: 'Sato',
      givenName: 'Hanako',
      birthdate: '1990-04-01',
      address: { locality: 'Kyoto', country: 'Japan' },
    });
    assert.deepEqual(body.customData, { plan: 'pro' });
    await page.getByLabel('Phone number').fill('12');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('This is not a phone number with its country code.').waitFor();
    await page.getByLabel('Phone number').fill('');
    await json.fill('{}');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('button', { name: 'Save changes' }).waitFor({ state: 'detached' });
    assert.deepEqual((await callApi(page, 'GET', `/users/${id}`)).body.customData, {});
    await page.getByLabel('Name', { exact: true }).fill('Unsaved');
    await page.getByRole('tab', { name: 'Identities' }).click();
    await page.getByRole('button', { name: 'Stay on this page' }).click();
    await page.getByRole('button', { name: 'Discard' }).click();
    await page.getByRole('tab', { name: 'Identities' }).click();
    await page.getByText('No SSO identity', { exact: false }).waitFor();
  });
});

test('roles and organizations are given and taken', async () => {
  await visit(stage, '/users', async (page) => {
    await page.getByRole('link', { name: 'Hanako Sato' }).waitFor();
    await callApi(page, 'POST', '/roles', { name: 'Support', description: 'Helps', type: 'User' });
    await page.getByRole('link', { name: 'Hanako Sato' }).click();
    await page.getByRole('tab', { name: 'Roles' }).click();
    await page.getByRole('button', { name: 'Assign roles' }).click();
    await page.getByRole('dialog').getByRole('combobox', { name: 'Roles' }).click();
    await page.getByRole('option', { name: 'Support' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').getByRole('button', { name: 'Assign' }).click();
    await page.getByRole('link', { name: 'Support' }).waitFor();
    await page.getByRole('button', { name: 'Remove role Support' }).click();
    await page.getByText('No roles').waitFor();
    await page.getByRole('tab', { name: 'Organizations' }).click();
    await page.getByText('Not a member of any organization').waitFor();
    await callApi(page, 'POST', '/organizations', { name: 'Acme' });
    await page.getByRole('button', { name: 'Add to organizations' }).click();
    await page.getByRole('dialog').getByRole('combobox', { name: 'Organizations' }).fill('acm');
    await page.getByRole('option', { name: 'Acme' }).click();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').getByRole('button', { name: 'Add' }).click();
    await page.getByRole('link', { name: 'Acme' }).waitFor();
    await page.getByRole('button', { name: 'Remove from Acme' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Not a member of any organization').waitFor();
    await page.getByRole('tab', { name: 'Sessions' }).click();
    await page.getByText('No open session').waitFor();
  });
});

test('password reset, unlocking, suspension, reactivation and deletion', async () => {
  await visit(stage, '/users', async (page) => {
    await page.getByRole('link', { name: 'Hanako Sato' }).click();
    await page.getByRole('heading', { name: 'Hanako Sato', level: 1 }).waitFor();
    const choose = async (name) => {
      // A menu that is still closing would only be closed by the click.
      await page.getByRole('menu').waitFor({ state: 'hidden' });
      await page.getByRole('button', { name: 'Actions' }).click();
      await page.getByRole('menuitem', { name }).click();
    };
    const id = new URL(page.url()).pathname.split('/').at(-1);
    await choose('Reset password');
    await page.getByText('Type a password').click();
    await page.getByRole('dialog').locator('input[type=password]').fill('short');
    await page.getByRole('dialog').getByRole('button', { name: 'Reset password' }).click();
    await page.getByRole('alert').getByText('This password cannot be used', { exact: false }).waitFor();
    await page.getByRole('dialog').locator('input[type=password]').fill('a-brand-new-password-17');
    await page.getByRole('dialog').getByRole('button', { name: 'Reset password' }).click();
    await page.getByText('Password replaced').waitFor();
    const verify = { password: 'a-brand-new-password-17' };
    assert.equal((await callApi(page, 'POST', `/users/${id}/password/verify`, verify)).status, 204);
    await choose('Forget wrong attempts');
    await page.getByText('Wrong attempts are forgotten', { exact: false }).waitFor();
    await choose('Suspend');
    await page.getByRole('dialog').getByRole('button', { name: 'Suspend' }).click();
    await page.getByText('This user is suspended and cannot sign in.').waitFor();
    assert.equal((await callApi(page, 'GET', `/users/${id}`)).body.isSuspended, true);
    await choose('Reactivate');
    await page.getByText('User reactivated').waitFor();
    await choose('Delete user');
    await page.getByRole('dialog').getByRole('textbox').fill('Hanako Sato');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Users', level: 1 }).waitFor();
    assert.equal((await callApi(page, 'GET', `/users/${id}`)).status, 404);
  });
});
