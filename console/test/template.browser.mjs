/** Default resources and roles, roles for machines, and lists that are searched. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callApi, visit, withConsole } from './console.mjs';

const stage = withConsole();

const dialogOf = (page) => page.getByRole('dialog');

const idOf = (page, from) => new RegExp(`/${from}/([^/]+)`).exec(page.url())[1];

test('an API resource becomes the default one in place of another; the built-in one is read and searched', () =>
  visit(stage, '/api-resources', async (page) => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    const first = await callApi(page, 'POST', '/resources', {
      name: 'First',
      indicator: 'https://1.example',
    });
    await callApi(page, 'PATCH', `/resources/${first.body.id}/is-default`, { isDefault: true });
    await page.getByRole('button', { name: 'Create API resource' }).click();
    await dialogOf(page).getByLabel('Name').fill('Second');
    await dialogOf(page).getByLabel('Indicator').fill('https://2.example');
    await dialogOf(page).getByLabel('Access token lifetime').fill('600');
    await dialogOf(page).getByRole('button', { name: 'Create API resource' }).click();
    await page.getByRole('heading', { name: 'Second', level: 1 }).waitFor();
    const id = idOf(page, 'api-resources');
    await page.getByRole('tab', { name: 'Settings' }).click();
    await page.getByRole('switch', { name: 'Default API resource' }).click();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('API resource saved').waitFor();
    await page.locator('#content').getByText('Default', { exact: true }).waitFor();
    const resources = (await callApi(page, 'GET', '/resources')).body;
    assert.deepEqual(
      resources.filter(({ isDefault }) => isDefault).map((one) => [one.id, one.accessTokenTtl]),
      [[id, 600]],
    );
    await page.goto(`${stage.server.adminOrigin}/console/api-resources`);
    await page.getByRole('link', { name: 'Genkan Management API' }).click();
    await page.getByRole('searchbox', { name: 'Search permissions' }).fill('users:r');
    await page.getByRole('cell', { name: 'all', exact: true }).waitFor({ state: 'detached' });
    await page.getByRole('cell', { name: 'users:read', exact: true }).waitFor();
    assert.equal(await page.getByRole('button', { name: /permission/ }).count(), 0);
  }));

test('a role for machines takes permissions of the Management API, a role for users does not', () =>
  visit(stage, '/roles', async (page) => {
    await page.getByRole('button', { name: 'Create role' }).click();
    await dialogOf(page).getByLabel('Name').fill('Reader');
    await dialogOf(page).getByLabel('Description').fill('Reads users');
    await dialogOf(page).getByRole('combobox', { name: 'Permissions' }).click();
    await page.getByRole('combobox', { name: 'Permissions' }).fill('users:read');
    await page.getByText('Every permission is already in this role.').waitFor();
    await dialogOf(page).getByText('Machine-to-machine apps').click();
    assert.equal(await dialogOf(page).getByRole('switch').count(), 0);
    await page.getByRole('combobox', { name: 'Permissions' }).fill('users:read');
    await page.getByRole('option', { name: /users:read/ }).click();
    await page.getByRole('combobox', { name: 'Permissions' }).press('Escape');
    await dialogOf(page).getByRole('button', { name: 'Create role' }).click();
    await page.getByRole('heading', { name: 'Reader', level: 1 }).waitFor();
    await page.getByRole('cell', { name: 'users:read', exact: true }).waitFor();
    assert.equal((await callApi(page, 'GET', `/roles/${idOf(page, 'roles')}`)).body.type, 'MachineToMachine');
    await page.goto(`${stage.server.adminOrigin}/console/roles`);
    await page.getByRole('button', { name: 'Create role' }).click();
    await dialogOf(page).getByLabel('Name').fill('Everybody');
    await dialogOf(page).getByLabel('Description').fill('All users');
    await dialogOf(page).getByRole('switch', { name: 'Default role' }).click();
    await dialogOf(page).getByRole('button', { name: 'Create role' }).click();
    await page.getByRole('heading', { name: 'Everybody', level: 1 }).waitFor();
    assert.equal((await callApi(page, 'GET', `/roles/${idOf(page, 'roles')}`)).body.isDefault, true);
  }));

test('an organization role for machines keeps its kind while a machine has it', () =>
  visit(stage, '/organizations/template', async (page) => {
    await page.getByRole('button', { name: 'Add role' }).click();
    await dialogOf(page).getByLabel('Name').fill('exporter');
    await dialogOf(page).getByText('Machine-to-machine apps').click();
    await dialogOf(page).getByRole('button', { name: 'Add', exact: true }).click();
    await page.getByRole('cell', { name: /exporter.*Machine-to-machine apps/ }).waitFor();
    const roles = (await callApi(page, 'GET', '/organization-roles')).body;
    assert.deepEqual(
      roles.map(({ name, type }) => [name, type]),
      [['exporter', 'MachineToMachine']],
    );
    const app = await callApi(page, 'POST', '/applications', { name: 'Robot', type: 'MachineToMachine' });
    const made = await callApi(page, 'POST', '/organizations', { name: 'Acme' });
    const applications = `/organizations/${made.body.id}/applications`;
    const applicationIds = [app.body.id];
    await callApi(page, 'POST', applications, { applicationIds });
    await callApi(page, 'POST', `${applications}/roles`, {
      applicationIds,
      organizationRoleIds: [roles[0].id],
    });
    await page.getByRole('button', { name: 'Change exporter' }).click();
    await dialogOf(page).getByText('Users', { exact: true }).click();
    await dialogOf(page).getByRole('button', { name: 'Save', exact: true }).click();
    await dialogOf(page).getByText('The kind of a role that somebody holds cannot change.').waitFor();
    await dialogOf(page).getByText('Machine-to-machine apps').click();
    await dialogOf(page).getByLabel('Description').fill('Copies orders');
    await dialogOf(page).getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Copies orders').waitFor();
    await page.getByRole('searchbox', { name: 'Search roles' }).fill('nothing like it');
    await page.getByText('Nothing matches this search.').waitFor();
  }));
