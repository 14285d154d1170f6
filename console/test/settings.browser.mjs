/** Settings: keys, sessions, ID tokens, administrators with their roles, tenants; and an administrator who may only read. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callApi, openPage, password, visit, withConsole } from './console.mjs';

const stage = withConsole();

test('signing keys are rotated with an algorithm and a grace period; none is warned about', async () => {
  await visit(stage, '/get-started', async (page) => {
    await page.getByRole('link', { name: 'Tenant settings' }).click();
    await page.getByRole('cell', { name: 'Current' }).waitFor();
    await page.getByRole('button', { name: 'Rotate' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('combobox', { name: 'Algorithm' }).click();
    await page.getByRole('option', { name: 'RS256' }).click();
    await dialog.getByRole('button', { name: 'Rotate' }).click();
    await page.getByText('Signs from', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Rotate' }).click();
    await dialog.getByRole('combobox', { name: 'Grace period' }).click();
    await page.getByRole('option', { name: 'None', exact: false }).click();
    await dialog.getByRole('alert').getByText('do not know the new one yet', { exact: false }).waitFor();
    await dialog.getByRole('button', { name: 'Rotate' }).click();
    const remove = page.getByRole('button', { name: /^Delete key/ });
    await remove.first().click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Key deleted').waitFor();
    const { body } = await callApi(page, 'GET', '/configs/oidc/private-keys');
    assert.equal(body.find(({ status }) => status === 'Current').algorithm, 'ES256');
  });
});

test('cookie keys are rotated and deleted; who is signed out is said before', async () => {
  await visit(stage, '/settings/cookie-keys', async (page) => {
    await page.getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Rotate' }).click();
    await page.getByRole('button', { name: /^Delete key/ }).click();
    await page.getByText('is signed out at once', { exact: false }).waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Key deleted').waitFor();
    assert.equal((await callApi(page, 'GET', '/configs/oidc/cookie-keys')).body.length, 1);
  });
});

test('session lifetime, claims of ID tokens, hosts of scripts and limits of messages are saved', async () => {
  await visit(stage, '/settings/sessions', async (page) => {
    const save = async (said) => {
      await page.getByRole('button', { name: 'Save changes' }).click();
      await page.getByText(said).waitFor();
    };
    await page.getByLabel('Length').fill('400');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('A session lasts a year at most.').waitFor();
    await page.getByLabel('Length').fill('12');
    await page.getByRole('combobox', { name: 'Unit' }).click();
    await page.getByRole('option', { name: 'Hours' }).click();
    await save('Session lifetime saved');
    assert.equal((await callApi(page, 'GET', '/configs/oidc/session')).body.ttl, 43_200);
    await page.getByRole('tab', { name: 'ID tokens' }).click();
    await page.getByRole('switch', { name: 'Custom data' }).click();
    await page.getByRole('switch', { name: /^Roles/ }).click();
    await save('Claims saved');
    const { body } = await callApi(page, 'GET', '/configs/id-token');
    assert.deepEqual(body.enabledExtendedClaims.sort(), [
      'custom_data',
      'organization_roles',
      'organizations',
    ]);
    await page.getByRole('tab', { name: 'Scripts' }).click();
    await page.getByLabel('Hosts', { exact: true }).fill('API.example.com');
    await page.keyboard.press('Enter');
    await save('Hosts saved');
    assert.deepEqual((await callApi(page, 'GET', '/configs/scripting')).body.allowedHosts, [
      'api.example.com',
    ]);
    await page.getByRole('tab', { name: 'Messages' }).click();
    await page.getByLabel('E-mails').fill('0');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Enter a whole number from 1 to 10,000,000.').waitFor();
    await page.getByLabel('E-mails').fill('1200');
    await page.getByLabel('Text messages (SMS)').fill('40');
    await save('Limits saved');
    const limits = { emailsPerHour: 1200, smsPerHour: 40 };
    assert.deepEqual((await callApi(page, 'GET', '/configs/message-limits')).body, limits);
  });
});

test('tenants are created at an origin and renamed', async () => {
  await visit(stage, '/tenants', async (page) => {
    await page.getByText('You are here').waitFor();
    await page.getByRole('button', { name: 'Create tenant' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Staging');
    await dialog.getByLabel('Origin').fill('https://login.example.com/path');
    await dialog.getByRole('button', { name: 'Create tenant' }).click();
    await dialog.getByText('An origin is scheme', { exact: false }).waitFor();
    await dialog.getByLabel('Origin').fill('https://staging.example.com');
    await dialog.getByRole('button', { name: 'Create tenant' }).click();
    await page.getByRole('link', { name: 'Staging' }).waitFor();
    await page.getByRole('button', { name: 'Change Staging' }).click();
    await dialog.getByLabel('Name').fill('Acceptance');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByRole('link', { name: 'Acceptance' }).waitFor();
  });
});

test('a role of your own is made, given with a first password, changed and taken away', async () => {
  await visit(stage, '/administrators/roles', async (page) => {
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Create role' }).click();
    await dialog.getByLabel('Name').fill('Support');
    await dialog.getByRole('combobox', { name: 'Permissions' }).fill('users:');
    await page.getByRole('option', { name: 'users:read' }).click();
    await page.keyboard.press('Escape');
    await dialog.getByRole('button', { name: 'Create role' }).click();
    await page.getByText('1 permission', { exact: true }).waitFor();
    await page.getByRole('tab', { name: 'People' }).click();
    await page.getByText('You', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Add administrator' }).click();
    await dialog.getByText('First password').click();
    await dialog.getByLabel('Username').fill('reader');
    await dialog.getByText('Type a password').click();
    await dialog.locator('input[type=password]').fill(password);
    await dialog.getByRole('button', { name: 'Add administrator' }).click();
    await dialog.getByText('Give a role on at least one tenant.').waitFor();
    await dialog.getByRole('combobox').first().click();
    await page.getByRole('option', { name: 'Support' }).click();
    await dialog.getByRole('button', { name: 'Add administrator' }).click();
    await page.getByText('Administrator added').waitFor();
    const { body } = await callApi(page, 'GET', '/../admin/administrators');
    const made = body.find(({ username }) => username === 'reader');
    assert.equal(made.tenants.length, 1);
    await page.getByRole('button', { name: 'Change the roles of reader' }).click();
    for (const number of [0, 1]) {
      await dialog.getByRole('combobox').nth(number).click();
      await page.getByRole('option', { name: 'Read-only' }).click();
    }
    await dialog.getByRole('button', { name: 'Save roles' }).click();
    await page.getByText('Roles saved').first().waitFor();
    await page.getByRole('tab', { name: 'Roles' }).click();
    await page.getByRole('button', { name: 'Delete role Support' }).click();
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Role deleted').waitFor();
  });
});

test('somebody is invited by a link that speaks of an invitation, and can be taken back', async () => {
  await visit(stage, '/administrators', async (page) => {
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Add administrator' }).click();
    await dialog.getByLabel('Name').fill('Ichiro');
    await dialog.getByRole('combobox').first().click();
    await page.getByRole('option', { name: 'Owner' }).click();
    await dialog.getByRole('button', { name: 'Add administrator' }).click();
    await page.getByRole('button', { name: 'Copy Set-up link' }).click();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    assert.match(link, /\/console\/set-up\?invited#token=[\w-]{43}$/);
    const guest = await openPage(stage);
    await guest.page.goto(link);
    await guest.page.getByRole('heading', { name: 'Welcome to Genkan' }).waitFor();
    await guest.page.getByRole('button', { name: 'Accept the invitation' }).waitFor();
    assert.equal(new URL(guest.page.url()).hash, '', 'the token stays out of the address bar');
    await guest.close();
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('tab', { name: 'Invitations' }).click();
    await page.getByText('Ichiro').waitFor();
    await page.getByRole('button', { name: 'Take back' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Take back' }).click();
    await page.getByText('No open invitation').waitFor();
  });
});

test('who may only read is told so, and what they may not do is disabled', async () => {
  const { page, close } = await openPage(stage);
  await page.goto(`${stage.server.adminOrigin}/console/settings`);
  await page.locator('input[name=identifier], input[autocomplete=username]').first().fill('reader');
  await page.keyboard.press('Enter');
  await page.locator('input[type=password]').fill(password);
  await page.keyboard.press('Enter');
  const notice = page.getByText('You may look at this, but not change it.', { exact: false });
  await notice.waitFor();
  assert.equal(await page.getByRole('button', { name: 'Rotate' }).isDisabled(), true);
  await page.goto(`${stage.server.adminOrigin}/console/administrators`);
  await notice.waitFor();
  assert.equal(await page.getByRole('button', { name: 'Add administrator' }).count(), 0);
  await page.goto(`${stage.server.adminOrigin}/console/audit-logs/streaming`);
  await notice.waitFor();
  await page.goto(`${stage.server.adminOrigin}/console/inbox`);
  await page.locator('main [role=alert]').first().waitFor();
  await page.goto(`${stage.server.adminOrigin}/console/users`);
  assert.equal(await page.getByRole('button', { name: 'Add user' }).first().isDisabled(), true);
  await close();
});
