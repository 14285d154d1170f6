/** Audit logs, the development inbox and the sign-in experience. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { callApi, visit, withConsole } from './console.mjs';

const stage = withConsole();

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

test('the inbox shows the code of a sign-up within seconds and can be emptied', async () => {
  await visit(stage, '/inbox', async (page) => {
    await page.getByText('No messages').waitFor();
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

test('sign-in experience: sign-up with verified e-mail, colour, policy and content are saved', async () => {
  await visit(stage, '/sign-in-experience', async (page) => {
    await page.getByLabel('Username and e-mail address').check();
    await page.getByLabel('Sign-in only', { exact: false }).check();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Saved.').first().waitFor();
    await page.getByRole('tab', { name: 'Branding' }).click();
    await page.getByLabel('Primary colour').fill('#0b7');
    await page.getByLabel('Logo address', { exact: true }).fill('ftp://x');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Write a full address', { exact: false }).waitFor();
    await page.getByLabel('Logo address', { exact: true }).fill('https://example.com/logo.svg');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('button', { name: 'Save changes' }).waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Password policy' }).click();
    await page.getByLabel('Minimum length').fill('12');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('button', { name: 'Save changes' }).waitFor({ state: 'detached' });
    await page.getByRole('tab', { name: 'Content' }).click();
    await page.getByLabel('Terms of use address').fill('https://example.com/terms');
    await page.getByRole('switch', { name: 'Follow the language' }).click();
    await page.getByRole('combobox', { name: 'Default language' }).click();
    await page.getByRole('option', { name: /Japanese/ }).click();
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByRole('button', { name: 'Save changes' }).waitFor({ state: 'detached' });
    const { body } = await callApi(page, 'GET', '/sign-in-exp');
    assert.equal(body.signInMode, 'SignIn');
    assert.equal(body.color.primaryColor, '#00bb77');
    assert.equal(body.branding.logoUrl, 'https://example.com/logo.svg');
    assert.equal(body.passwordPolicy.length.min, 12);
    assert.equal(body.termsOfUseUrl, 'https://example.com/terms');
    assert.deepEqual(body.languageInfo, { autoDetect: false, fallbackLanguage: 'ja' });
  });
});
