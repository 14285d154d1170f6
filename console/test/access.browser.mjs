/** API resources, roles and organizations: what may be done, and by whom. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callApi, visit, withConsole } from './console.mjs';

const stage = withConsole();

const pick = async (page, label, option) => {
  const box = page.getByRole('dialog').getByRole('combobox', { name: label });
  await box.click();
  await page.getByRole('option', { name: option }).click();
  await box.press('Escape');
};

test('an API resource with permissions; the Management API cannot be changed', async () => {
  await visit(stage, '/api-resources', async (page) => {
    await page.getByRole('link', { name: 'Genkan Management API' }).click();
    await page.getByText('It is built in and cannot be changed or deleted', { exact: false }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Add permission' }).count(), 0);
    await page.getByRole('link', { name: 'API resources' }).first().click();
    await page.getByRole('button', { name: 'Create API resource' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Name').fill('Orders');
    await dialog.getByLabel('Indicator').fill('orders#x');
    await dialog.getByRole('button', { name: 'Create API resource' }).click();
    await dialog.getByText('Write an absolute address without a fragment', { exact: false }).waitFor();
    await dialog.getByLabel('Indicator').fill('https://api.example.com/orders');
    await dialog.getByRole('button', { name: 'Create API resource' }).click();
    await page.getByRole('heading', { name: 'Orders', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Add permission' }).first().click();
    await page.getByRole('dialog').getByLabel('Name').fill('read orders');
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Give a name without spaces.').waitFor();
    await page.getByRole('dialog').getByLabel('Name').fill('read:orders');
    await page.getByRole('dialog').getByLabel('Description').fill('See orders');
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('See orders').filter({ visible: true }).waitFor();
    await page.getByRole('button', { name: 'Change permission read:orders' }).click();
    await page.getByRole('dialog').getByLabel('Description').fill('See all orders');
    await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click();
    await page.getByText('See all orders').filter({ visible: true }).waitFor();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByLabel('Access token lifetime').fill('900');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('API resource saved').waitFor();
    const { body } = await callApi(page, 'GET', '/resources');
    const orders = body.find(({ name }) => name === 'Orders');
    assert.equal(orders.accessTokenTtl, 900);
  });
});

test('a role gets permissions and users, and is deleted', async () => {
  await visit(stage, '/roles', async (page) => {
    await page.getByRole('heading', { name: 'Roles', level: 1 }).waitFor();
    await callApi(page, 'POST', '/users', { username: 'hanako', name: 'Hanako' });
    await page.getByRole('button', { name: 'Create role' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('Support');
    await page.getByRole('dialog').getByLabel('Description').fill('Reads orders');
    await page.getByRole('dialog').getByRole('button', { name: 'Create role' }).click();
    await page.getByRole('heading', { name: 'Support', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Add permissions' }).click();
    await pick(page, 'Permissions', /read:orders/);
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Permissions added').waitFor();
    await page.getByRole('cell', { name: 'read:orders', exact: true }).waitFor();
    await page.getByRole('tab', { name: 'Users' }).click();
    await page.getByRole('button', { name: 'Assign to users' }).click();
    await pick(page, 'Users', /Hanako/);
    await page.getByRole('dialog').getByRole('button', { name: 'Assign', exact: true }).click();
    await page.getByRole('link', { name: 'Hanako' }).waitFor();
    await page.getByRole('button', { name: 'Take the role from Hanako' }).click();
    await page.getByText('Assigned to no user').waitFor();
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByRole('switch', { name: 'Default role' }).click();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Role saved').waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-2);
    assert.equal((await callApi(page, 'GET', `/roles/${id}`)).body.isDefault, true);
    await page.getByRole('button', { name: 'Delete role' }).click();
    await page.getByRole('dialog').getByRole('textbox').fill('Support');
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('heading', { name: 'Roles', level: 1 }).waitFor();
    assert.equal((await callApi(page, 'GET', `/roles/${id}`)).status, 404);
  });
});

test('the built-in machine role takes apps, and keeps its permission', async () => {
  await visit(stage, '/roles', async (page) => {
    await page.getByRole('link', { name: 'Management API access' }).waitFor();
    await callApi(page, 'POST', '/applications', { name: 'Robot', type: 'MachineToMachine' });
    await page.getByRole('link', { name: 'Management API access' }).click();
    await page.getByRole('cell', { name: 'all', exact: true }).waitFor();
    assert.equal(await page.getByRole('tab', { name: 'Settings' }).count(), 0);
    assert.equal(await page.getByRole('button', { name: 'Add permissions' }).count(), 0);
    await page.getByRole('tab', { name: 'Applications' }).click();
    await page.getByRole('button', { name: 'Assign to apps' }).first().click();
    await pick(page, 'Applications', 'Robot');
    await page.getByRole('dialog').getByRole('button', { name: 'Assign', exact: true }).click();
    await page.getByRole('link', { name: 'Robot' }).waitFor();
  });
});

test('the organization template, an organization and its members', async () => {
  await visit(stage, '/organizations', async (page) => {
    await page.getByRole('tab', { name: 'Organization template' }).click();
    await page.getByRole('button', { name: 'Add permission' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('manage:members');
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('cell', { name: 'manage:members', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Add role' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('admin');
    await pick(page, 'Organization permissions', 'manage:members');
    await pick(page, 'API permissions', /read:orders/);
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Orders: read:orders').filter({ visible: true }).waitFor();
    await page.getByRole('tab', { name: 'Organizations' }).click();
    await page.getByRole('button', { name: 'Create organization' }).first().click();
    await page.getByRole('dialog').getByLabel('Name').fill('Acme');
    await page.getByRole('dialog').getByRole('button', { name: 'Create organization' }).click();
    await page.getByRole('heading', { name: 'Acme', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Add members' }).first().click();
    await pick(page, 'Users', /Hanako/);
    await pick(page, 'Organization roles', 'admin');
    await page.getByRole('dialog').getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByText('Members added').waitFor();
    await page.getByRole('cell', { name: 'admin', exact: true }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-2);
    const members = await callApi(page, 'GET', `/organizations/${id}/users`);
    assert.deepEqual(
      members.body[0].organizationRoles.map(({ name }) => name),
      ['admin'],
    );
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByLabel('Description').fill('Our first customer');
    await page.getByRole('textbox', { name: 'Custom data' }).fill('{"tier":1}');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Organization saved').waitFor();
    const { body } = await callApi(page, 'GET', `/organizations/${id}`);
    assert.equal(body.description, 'Our first customer');
    assert.deepEqual(body.customData, { tier: 1 });
    await page.getByRole('tab', { name: 'Members' }).click();
    await page.getByRole('button', { name: 'Remove Hanako' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove Hanako' }).click();
    await page.getByText('No members yet').waitFor();
  });
});
