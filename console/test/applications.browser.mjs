/** Applications: the gallery, the guide, the details, against the real server. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callApi, visit, withConsole } from './console.mjs';

const stage = withConsole();

/** Creates an application by API and gives its id. */
const create = async (page, body) => {
  await page.getByRole('heading', { level: 1 }).waitFor();
  const answer = await callApi(page, 'POST', '/applications', body);
  assert.ok(answer.status < 300, JSON.stringify(answer));
  return answer.body.id;
};

const open = (page, path) => page.goto(`${stage.server.adminOrigin}/console${path}`);

test('an empty tenant offers the first application', async () => {
  await visit(stage, '/applications', async (page) => {
    await page.getByRole('heading', { name: 'No applications yet' }).waitFor();
    await page.getByRole('link', { name: 'Create application' }).first().click();
    await page.getByRole('heading', { name: 'Create application', level: 1 }).waitFor();
  });
});

test('the gallery filters by kind and by name', async () => {
  await visit(stage, '/applications/create', async (page) => {
    await page.getByRole('button', { name: /Flask/ }).waitFor();
    await page.getByRole('checkbox', { name: 'Single-page app' }).check();
    assert.equal(await page.getByRole('button', { name: /Flask/ }).count(), 0);
    await page.getByRole('button', { name: /React/ }).waitFor();
    await page.getByRole('checkbox', { name: 'Traditional web' }).check();
    await page.getByRole('button', { name: /Flask/ }).waitFor();
    await page.getByLabel('Search frameworks').fill('vue');
    assert.equal(await page.getByRole('button', { name: /React/ }).count(), 0);
    await page.getByRole('button', { name: /Vue/ }).waitFor();
  });
});

test('a Flask application is created and its guide holds its values', async () => {
  await visit(stage, '/applications/create', async (page) => {
    await page.getByRole('button', { name: /Flask/ }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Create application' }).click();
    await dialog.getByText('Give the application a name.').waitFor();
    await dialog.getByLabel('Application name').fill('Bookstore');
    await dialog.getByRole('button', { name: 'Create application' }).click();
    await page.getByText('Bookstore is registered').waitFor();
    const id = /applications\/([^/]+)\/guide/.exec(page.url())[1];

    const code = page.locator('pre', { hasText: 'LogtoConfig' });
    assert.match(await code.innerText(), new RegExp(`endpoint="${stage.server.endpoint}"`));
    assert.match(await code.innerText(), new RegExp(`appId="${id}"`));
    assert.match(await code.innerText(), /appSecret="•+"/);
    await page.getByRole('button', { name: 'Copy app.py' }).first().click();
    await page.getByRole('button', { name: 'Copied' }).waitFor();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /appSecret="\w{20,}"/);
    await page.getByRole('button', { name: 'Show the secret in the code' }).click();
    await page.locator('pre', { hasText: /appSecret="\w{20,}"/ }).waitFor();
    const reveals = await callApi(page, 'GET', '/logs?logKey=Application.Secret.Reveal');
    assert.equal(reveals.body.length, 0, 'the secret came with the creation; nothing was revealed');
  });
});

test('the addresses of a guide are checked and saved in place', async () => {
  await visit(stage, '/applications', async (page) => {
    const id = await create(page, {
      name: 'Addresses',
      type: 'Traditional',
      customData: { framework: 'flask' },
    });
    await open(page, `/applications/${id}/guide`);
    const field = page.getByRole('textbox', { name: 'Redirect URIs', exact: true });
    await field.fill('not an address');
    await field.press('Enter');
    await page.getByText('This is not a complete address', { exact: false }).waitFor();
    await field.fill('http://shop.example/callback');
    await field.press('Enter');
    await page.getByText('Plain http works on this machine only', { exact: false }).waitFor();
    await field.fill('http://localhost:4321/back');
    await field.press('Enter');
    await page.getByText('Addresses saved.').first().waitFor();
    await page.locator('pre', { hasText: '@app.route("/back")' }).waitFor();
    await page.getByRole('button', { name: 'Add http://localhost:3000/', exact: true }).click();
    await page.getByRole('button', { name: 'Remove http://localhost:3000/' }).waitFor();
    const { body } = await callApi(page, 'GET', `/applications/${id}`);
    assert.deepEqual(body.oidcClientMetadata, {
      redirectUris: ['http://localhost:4321/back'],
      postLogoutRedirectUris: ['http://localhost:3000/'],
    });
  });
});

test('every framework of the gallery has a guide that opens', async () => {
  await visit(stage, '/applications/create', async (page) => {
    const cards = page.locator('main section button');
    await cards.first().waitFor();
    const names = await cards.locator('p:first-child').allInnerTexts();
    assert.ok(names.length >= 10, String(names));
    for (const name of names) {
      await open(page, '/applications/create');
      await page.locator('main section button', { hasText: name }).first().click();
      await page.getByRole('dialog').getByLabel('Application name').fill(`With ${name}`);
      await page.getByRole('dialog').getByRole('button', { name: 'Create application' }).click();
      await page.getByText(`With ${name} is registered`).waitFor();
      await page
        .getByRole('heading', { name: 'Try it' })
        .or(page.getByText('could not be loaded'))
        .first()
        .waitFor();
      assert.equal(await page.getByText('could not be loaded').count(), 0, name);
      await page.getByText('Waiting for the first tokens', { exact: false }).waitFor();
    }
  });
});

test('the check-point of a machine’s guide sees its first token', async () => {
  await visit(stage, '/applications', async (page) => {
    await page.getByRole('heading', { level: 1 }).waitFor();
    const made = await callApi(page, 'POST', '/applications', { name: 'Robot', type: 'MachineToMachine' });
    const { id, secret } = made.body;
    const managementApi = 'https://default.logto.app/api';
    await open(page, `/applications/${id}/guide`);
    await page.getByText('Waiting for the first tokens', { exact: false }).waitFor();
    const roles = await callApi(page, 'GET', '/roles?type=MachineToMachine');
    await callApi(page, 'POST', `/applications/${id}/roles`, { roleIds: roles.body.map((role) => role.id) });
    const answer = await fetch(`${stage.server.endpoint}/oidc/token`, {
      method: 'POST',
      headers: { authorization: `Basic ${btoa(`${id}:${secret}`)}` },
      body: new URLSearchParams({ grant_type: 'client_credentials', resource: managementApi, scope: 'all' }),
    });
    assert.equal(answer.status, 200, await answer.text());
    await page.getByText('It works').waitFor();
  });
});

test('settings are saved from the bar, and leaving with changes asks first', async () => {
  await visit(stage, '/applications', async (page) => {
    const id = await create(page, { name: 'Before', type: 'Traditional' });
    await open(page, `/applications/${id}`);
    const name = page.getByRole('textbox', { name: 'Name' });
    await name.fill('');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Give the application a name.').waitFor();
    await name.fill('After');
    await page.getByRole('link', { name: 'Users' }).click();
    await page.getByRole('dialog', { name: 'Leave without saving?' }).waitFor();
    await page.getByRole('button', { name: 'Stay on this page' }).click();
    const origin = page.getByRole('textbox', { name: 'CORS allowed origins' });
    await origin.fill('https://app.example.com/path');
    await origin.press('Enter');
    await page.getByText('An origin is scheme, host and port only', { exact: false }).waitFor();
    await origin.fill('https://app.example.com');
    await origin.press('Enter');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('heading', { name: 'After', level: 1 }).waitFor();
    await page.getByRole('button', { name: 'Save changes' }).waitFor({ state: 'detached' });
    const { body } = await callApi(page, 'GET', `/applications/${id}`);
    assert.deepEqual(body.customClientMetadata.corsAllowedOrigins, ['https://app.example.com']);
  });
});

test('the token settings are saved and out-of-range values are refused', async () => {
  await visit(stage, '/applications', async (page) => {
    const id = await create(page, { name: 'Lifetimes', type: 'Traditional' });
    await open(page, `/applications/${id}/tokens`);
    const days = page.getByLabel('Lifetime of the refresh token (days)');
    await days.fill('999');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Choose a whole number from 1 to 180.').waitFor();
    await days.fill('30');
    await page.getByLabel('Lifetime of the ID token (seconds)').fill('600');
    await page.getByLabel('Rotate the refresh token').check({ force: true });
    await page.getByLabel('Always give a refresh token').check({ force: true });
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Saved.', { exact: true }).waitFor();
    const { body } = await callApi(page, 'GET', `/applications/${id}`);
    assert.deepEqual(body.customClientMetadata, {
      idTokenTtl: 600,
      refreshTokenTtlInDays: 30,
      rotateRefreshToken: true,
      alwaysIssueRefreshToken: true,
    });
  });
});

test('secrets are read on request, audited, added with an end, renamed, and deleted', async () => {
  await visit(stage, '/applications', async (page) => {
    const id = await create(page, { name: 'Secrets', type: 'Traditional' });
    await open(page, `/applications/${id}/endpoints`);
    const reveals = async () =>
      (await callApi(page, 'GET', `/logs?logKey=Application.Secret.Reveal&applicationId=${id}`)).body.length;
    await page.getByRole('button', { name: 'Show the secrets' }).waitFor();
    assert.equal(await reveals(), 0);
    await page.getByRole('button', { name: 'Show the secrets' }).click();
    await page.getByRole('cell', { name: 'Default secret', exact: true }).waitFor();
    assert.equal(await reveals(), 1);
    await page.getByRole('button', { name: 'Add secret' }).click();
    const dialog = page.getByRole('dialog', { name: 'Add a secret' });
    await dialog.getByLabel('Name').fill('staging');
    await dialog.getByRole('combobox', { name: 'Expires' }).click();
    await page.getByRole('option', { name: 'In 30 days' }).click();
    await dialog.getByRole('button', { name: 'Add secret' }).click();
    await page.getByRole('cell', { name: 'staging', exact: true }).waitFor();
    await page.getByRole('button', { name: 'Show: Secret staging' }).click();
    await page.getByRole('button', { name: 'Hide: Secret staging' }).waitFor();
    await page.getByRole('button', { name: 'Rename the secret staging' }).click();
    const renaming = page.getByRole('dialog', { name: 'Rename the secret' });
    await renaming.getByLabel('Name').fill('Default secret');
    await renaming.getByRole('button', { name: 'Rename' }).click();
    await renaming.getByText('The application already has a secret named Default secret.').waitFor();
    await renaming.getByLabel('Name').fill('preview');
    await renaming.getByRole('button', { name: 'Rename' }).click();
    await page.getByRole('button', { name: 'Delete the secret preview' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('cell', { name: 'preview', exact: true }).waitFor({ state: 'detached' });
    const { body } = await callApi(page, 'GET', `/applications/${id}/secrets`);
    assert.deepEqual(
      body.map(({ name }) => name),
      ['Default secret'],
    );
  });
});

test('a machine gets and loses a role', async () => {
  await visit(stage, '/applications', async (page) => {
    const id = await create(page, { name: 'Worker', type: 'MachineToMachine' });
    const role = await callApi(page, 'POST', '/roles', {
      name: 'Reporter',
      description: 'Reads reports',
      type: 'MachineToMachine',
    });
    assert.ok(role.status < 300, JSON.stringify(role));
    await open(page, `/applications/${id}/roles`);
    await page.getByRole('button', { name: 'Assign roles' }).click();
    await page
      .getByRole('textbox', { name: 'Machine-to-machine roles' })
      .or(page.getByRole('combobox', { name: 'Machine-to-machine roles' }))
      .first()
      .click();
    await page.getByRole('option', { name: 'Reporter' }).click();
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Assign', exact: true }).click();
    await page.getByRole('link', { name: 'Reporter' }).waitFor();
    await page.getByRole('button', { name: 'Remove the role Reporter' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove role' }).click();
    await page.getByText('No roles: the application may call nothing yet.').waitFor();
  });
});

test('the list searches and filters', async () => {
  await visit(stage, '/applications', async (page) => {
    await create(page, { name: 'Needle', type: 'SPA' });
    await open(page, '/applications');
    await page.getByLabel('Search by name or ID').fill('needle');
    await page.waitForURL(/search=needle/);
    await page.getByRole('link', { name: 'Needle' }).waitFor();
    await page.locator('tbody tr').nth(1).waitFor({ state: 'detached' });
    await page.getByLabel('Search by name or ID').fill('no such thing');
    await page.getByText('No application matches.').waitFor();
  });
});

test('an application is deleted by typing its name', async () => {
  await visit(stage, '/applications', async (page) => {
    const id = await create(page, { name: 'Doomed', type: 'SPA' });
    await open(page, `/applications/${id}`);
    await page.getByRole('button', { name: 'Delete application' }).click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Delete application' });
    await confirm.waitFor();
    assert.ok(await confirm.isDisabled());
    await dialog.getByRole('textbox').fill('Doomed');
    await confirm.click();
    await page.getByRole('heading', { name: 'Applications', level: 1 }).waitFor();
    await open(page, `/applications/${id}`);
    await page.getByText('This does not exist, or it was deleted').waitFor();
  });
});
