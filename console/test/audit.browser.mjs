/** Audit logs and the development inbox. */
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import { test } from 'node:test';
import { callApi, visit, withConsole } from './console.mjs';

const stage = withConsole({ OUTGOING_ALLOW: '127.0.0.1' });

/** Begins a sign-up in a browser of its own, as an app does, and asks for the code of an address. */
const askForCode = async (page, address) => {
  const redirectUri = 'http://localhost:3000/callback';
  const made = await callApi(page, 'POST', '/applications', {
    name: 'Bookstore',
    type: 'SPA',
    oidcClientMetadata: { redirectUris: [redirectUri], postLogoutRedirectUris: [] },
  });
  const request = new URLSearchParams({
    client_id: made.body.id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    state: 'state',
    code_challenge: 'E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM',
    code_challenge_method: 'S256',
  });
  const guest = await page.context().browser().newContext();
  const visitor = await guest.newPage();
  await visitor.goto(`${stage.server.endpoint}/oidc/auth?${request}`);
  const statuses = await visitor.evaluate(async (value) => {
    const send = (method, path, body) =>
      fetch(path, { method, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) });
    const begun = await send('PUT', '/api/experience', { interactionEvent: 'Register' });
    const sent = await send('POST', '/api/experience/verification/verification-code', {
      interactionEvent: 'Register',
      identifier: { type: 'email', value },
    });
    return [begun.status, sent.status];
  }, address);
  await guest.close();
  assert.deepEqual(statuses, [204, 200]);
};

test('events are listed, filtered and shown in full', async () => {
  await visit(stage, '/audit-logs', async (page) => {
    await page.getByRole('heading', { name: 'Audit logs', level: 1 }).waitFor();
    await callApi(page, 'POST', '/users', { username: 'hanako' });
    await callApi(page, 'POST', '/roles', { name: 'Support', description: 'Helps' });
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('link', { name: 'User.Create' }).waitFor();
    await page.getByRole('combobox', { name: 'Event' }).fill('Role.Create');
    await page.waitForURL(/event=Role\.Create/);
    await page.getByRole('link', { name: 'User.Create' }).waitFor({ state: 'detached' });
    await page.getByRole('link', { name: 'Role.Create' }).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('link', { name: 'User.Create' }).waitFor();
    await page.getByRole('combobox', { name: 'Result' }).click();
    await page.getByRole('option', { name: 'Error' }).click();
    await page.getByRole('link', { name: 'User.Create' }).waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('link', { name: 'User.Create' }).click();
    await page.getByRole('heading', { name: 'User.Create', level: 1 }).waitFor();
    await page.getByText('An administrator', { exact: false }).waitFor();
    await page.getByText('"requestId"', { exact: false }).waitFor();
  });
});

test('a window of time, a user and the address narrow the trail; an event shows what changed', async () => {
  await visit(stage, '/audit-logs', async (page) => {
    await page.getByRole('heading', { name: 'Audit logs', level: 1 }).waitFor();
    const { body: user } = await callApi(page, 'POST', '/users', { username: 'jiro', name: 'Jiro' });
    await callApi(page, 'PATCH', `/users/${user.id}`, { name: 'Jiro Sato' });
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('combobox', { name: 'User' }).fill('jiro');
    await page.getByRole('option', { name: 'Jiro Sato' }).click();
    await page.waitForURL(new RegExp(`user=${user.id}`));
    await page.getByRole('combobox', { name: 'When' }).click();
    await page.getByRole('option', { name: 'Last hour' }).click();
    await page.waitForURL(/within=3600000/);
    await page.getByRole('link', { name: 'User.Update' }).waitFor();
    await page.getByRole('combobox', { name: 'When' }).click();
    await page.getByRole('option', { name: 'Between two times' }).click();
    await page.getByLabel('Until').fill('2020-01-01T00:00');
    await page.getByText('No event matches', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Clear filters' }).click();
    await page.getByRole('button', { name: 'Refresh' }).click();
    await page.getByRole('link', { name: 'User.Update' }).click();
    await page.getByRole('heading', { name: 'What changed' }).waitFor();
    assert.match(await page.locator('main del').innerText(), /Jiro$/);
    assert.match(await page.locator('main ins').innerText(), /Jiro Sato$/);
  });
});

test('the trail is exported as lines of JSON', async () => {
  await visit(stage, '/audit-logs?event=User.Update', async (page) => {
    await page.getByRole('link', { name: 'User.Update' }).waitFor();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Export' }).click(),
    ]);
    assert.match(download.suggestedFilename(), /^audit-\d{4}-\d\d-\d\d\.ndjson$/);
    const lines = (await readFile(await download.path(), 'utf8')).trim().split('\n');
    assert.deepEqual(
      lines.map((line) => JSON.parse(line).key),
      ['User.Update'],
    );
  });
});

test('a collector is set up, tried, changed to syslog and left; the time that events are kept is saved', async () => {
  const taken = [];
  const collector = createServer((request, response) => {
    taken.push(request.headers.authorization);
    request.resume().on('end', () => response.end());
  });
  await once(collector.listen(0, '127.0.0.1'), 'listening');
  const address = `http://127.0.0.1:${collector.address().port}/in`;
  await visit(stage, '/audit-logs/streaming', async (page) => {
    await page.getByText('Nothing is streamed yet.', { exact: false }).waitFor();
    await page.getByLabel('Address').fill('nowhere');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Enter a full address', { exact: false }).waitFor();
    await page.getByLabel('Address').fill(address);
    await page.getByRole('button', { name: 'Add header' }).click();
    await page.getByRole('textbox', { name: 'Name' }).fill('authorization');
    await page.getByRole('textbox', { name: 'Value' }).fill('Bearer lantern');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Collector saved').waitFor();
    await page.getByRole('button', { name: 'Send a test event' }).click();
    await page.getByText('The collector took the test event').waitFor();
    assert.equal(taken.at(0), 'Bearer lantern');
    const days = page.getByLabel('Days');
    await days.fill('90');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Retention saved').waitFor();
    assert.equal((await callApi(page, 'GET', '/configs/audit')).body.retentionDays, 90);
    await page.getByText('Syslog', { exact: true }).click();
    await page.getByLabel('Host').fill('syslog.example.com');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Collector saved').first().waitFor();
    await page.getByRole('button', { name: 'Stop streaming' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Stop streaming' }).click();
    await page.getByText('Nothing is streamed yet.', { exact: false }).waitFor();
  });
  collector.closeAllConnections();
  collector.close();
});

test('the inbox shows the code of a sign-up within seconds and can be emptied', async () => {
  await visit(stage, '/inbox', async (page) => {
    await page.getByText('No messages').waitFor();
    await page.getByText('No provider for messages is set up').waitFor();
    const change = await callApi(page, 'PATCH', '/sign-in-exp', {
      signUp: { identifiers: ['email'], password: true, verify: true },
    });
    assert.equal(change.status, 200);
    await askForCode(page, 'taro@example.com');
    await page.getByText('taro@example.com').waitFor();
    await page.getByRole('button', { name: 'Copy Code' }).click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^\d{6}$/);
    await page.getByRole('button', { name: 'Show message' }).click();
    await page.getByText('Your sign-up code is', { exact: false }).waitFor();
    await page.getByRole('button', { name: 'Delete all messages' }).click();
    await page.getByRole('button', { name: 'Delete all', exact: true }).click();
    await page.getByText('No messages').waitFor();
  });
});
