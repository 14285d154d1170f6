/** What a user signs in with and gave to apps: imported passwords, second factors, tokens, identities, grants, sessions. */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { callApi, openPage, password, visit, withConsole } from './console.mjs';

const stage = withConsole();
const idOf = (page) => new URL(page.url()).pathname.split('/').at(3);

test('a user comes along with a phone number and the hash of their password', async () => {
  await visit(stage, '/users', async (page) => {
    await page.getByRole('button', { name: 'Add user' }).first().click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Phone number').fill('+81 90 1234 5678');
    await dialog.getByLabel('Username').fill('jiro');
    await dialog.getByText('Bring a hash from another system').click();
    await dialog.getByRole('combobox', { name: 'Algorithm' }).click();
    await page.getByRole('option', { name: 'SHA-256' }).click();
    await dialog.getByText('Such hashes are weak', { exact: false }).waitFor();
    await dialog.getByRole('textbox', { name: 'Hash' }).fill('no hash');
    await dialog.getByRole('button', { name: 'Add user' }).click();
    await dialog.locator('textarea[aria-invalid=true]').waitFor();
    await dialog
      .getByRole('textbox', { name: 'Hash' })
      .fill(createHash('sha256').update(password).digest('hex'));
    await dialog.getByRole('button', { name: 'Add user' }).click();
    await page.getByRole('heading', { name: 'jiro', level: 1 }).waitFor();
    const id = idOf(page);
    assert.equal((await callApi(page, 'POST', `/users/${id}/password/verify`, { password })).status, 204);
    await page.goto(`${stage.server.adminOrigin}/console/users?search=8190`);
    await page.getByRole('link', { name: 'jiro' }).waitFor();
    await page.getByText('+819012345678').waitFor();
  });
});

test('a password expires, and is let in again', async () => {
  await visit(stage, '/users', async (page) => {
    await page.getByRole('link', { name: 'jiro' }).click();
    await page.getByRole('tab', { name: 'Security' }).click();
    await page.getByText('The user can sign in with a password.').waitFor();
    await page.getByRole('button', { name: 'Let it expire now' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Let it expire now' }).click();
    await page.getByText('Expired', { exact: true }).waitFor();
    assert.equal((await callApi(page, 'GET', `/users/${idOf(page)}`)).body.isPasswordExpired, true);
    await page.getByRole('button', { name: 'Let it be used again' }).click();
    await page.getByText('Set', { exact: true }).waitFor();
  });
});

test('second factors are added, their secrets shown once, and removed', async () => {
  await visit(stage, '/users', async (page) => {
    await page.getByRole('link', { name: 'jiro' }).click();
    await page.getByRole('tab', { name: 'Security' }).click();
    await page.getByText('No second factor yet.').waitFor();
    await page.getByRole('button', { name: 'Add authenticator app' }).click();
    await page.getByRole('dialog').getByRole('img', { name: 'QR code', exact: false }).waitFor();
    const loaded = await page
      .getByRole('dialog')
      .locator('img')
      .evaluate((image) => image.complete && image.naturalWidth > 0);
    assert.equal(loaded, true, 'the QR code is drawn');
    await page.getByRole('button', { name: 'Copy Key' }).click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^[A-Z2-7]{16,}$/);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByRole('button', { name: 'Make backup codes' }).click();
    await page.getByRole('button', { name: 'Copy Backup codes' }).click();
    const codes = (await page.evaluate(() => navigator.clipboard.readText())).split('\n');
    assert.equal(codes.length, 10);
    await page.getByRole('button', { name: 'Done' }).click();
    await page.getByText('10 codes left').waitFor();
    await page.getByRole('button', { name: 'Remove Authenticator app' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('Second factor removed').waitFor();
    const { body } = await callApi(page, 'GET', `/users/${idOf(page)}/mfa-verifications`);
    assert.deepEqual(
      body.map(({ type }) => type),
      ['BackupCode'],
    );
  });
});

test('personal access tokens are made with an end, renamed and deleted', async () => {
  await visit(stage, '/users', async (page) => {
    await page.getByRole('link', { name: 'jiro' }).click();
    await page.getByRole('tab', { name: 'Security' }).click();
    await page.getByText('No personal access token yet.').waitFor();
    await page.getByRole('button', { name: 'Create token' }).press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.locator('button:focus:has-text("Create token")').waitFor();
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').getByLabel('Name').fill('nightly/export');
    await page.getByRole('dialog').getByRole('button', { name: 'Create token' }).click();
    await page.getByText('Copy the token now. It is not shown again.').waitFor();
    await page.getByRole('button', { name: 'Copy Token' }).click();
    assert.match(await page.evaluate(() => navigator.clipboard.readText()), /^pat_/);
    await page.getByRole('button', { name: 'Done' }).click();
    const list = async () => (await callApi(page, 'GET', `/users/${idOf(page)}/personal-access-tokens`)).body;
    const days = ((await list())[0].expiresAt - Date.now()) / 86_400_000;
    assert.ok(days > 89 && days < 91, 'ends in 90 days');
    await page.getByRole('button', { name: 'Rename nightly/export' }).click();
    await page.getByRole('dialog').getByLabel('Name').fill('hourly/export');
    await page.getByRole('dialog').getByRole('button', { name: 'Rename' }).click();
    await page.getByText('Token renamed').waitFor();
    await page.getByRole('button', { name: 'Delete hourly/export' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('No personal access token yet.').waitFor();
    assert.deepEqual(await list(), []);
  });
});

test('an account at a social provider is set and taken away', async () => {
  await visit(stage, '/users', async (page) => {
    await page.getByRole('link', { name: 'jiro' }).click();
    await page.getByRole('tab', { name: 'Identities' }).click();
    await page.getByText('No social identity.').waitFor();
    await page.getByRole('button', { name: 'Set an identity' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Set identity' }).click();
    await dialog.getByText('Give the name of the provider.').waitFor();
    await dialog.getByRole('combobox', { name: 'Provider', exact: true }).fill('github');
    await dialog.getByLabel('ID at the provider').fill('4711');
    await dialog.getByRole('button', { name: 'Set identity' }).click();
    await page.getByRole('heading', { name: 'github' }).waitFor();
    assert.equal((await callApi(page, 'GET', `/users/${idOf(page)}`)).body.identities.github.userId, '4711');
    await page.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await page.getByText('No social identity.').waitFor();
  });
});

/** Signs the user in at an application, in a browser of their own, and exchanges the code. */
const signInAtApp = async (app) => {
  const { page: visitor, close } = await openPage(stage);
  const verifier = randomBytes(32).toString('base64url');
  const callback = `${stage.server.endpoint}/callback`;
  const request = new URLSearchParams({
    client_id: app.id,
    redirect_uri: callback,
    response_type: 'code',
    scope: 'openid offline_access',
    prompt: 'consent',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  await visitor.goto(`${stage.server.endpoint}/oidc/auth?${request}`);
  await visitor.locator('input[name=identifier], input[autocomplete=username]').first().fill('jiro');
  await visitor.keyboard.press('Enter');
  await visitor.locator('input[type=password]').fill(password);
  await visitor.keyboard.press('Enter');
  await visitor.waitForURL(/\/callback\?/);
  const code = new URL(visitor.url()).searchParams.get('code');
  const answer = await fetch(`${stage.server.endpoint}/oidc/token`, {
    method: 'POST',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: app.id,
      redirect_uri: callback,
      code,
      code_verifier: verifier,
    }),
  });
  assert.equal(answer.status, 200);
  await close();
};

test('grants and sessions tell what was used where, and are ended', async () => {
  await visit(stage, '/users', async (page) => {
    await page.getByRole('link', { name: 'jiro' }).waitFor();
    const { body: app } = await callApi(page, 'POST', '/applications', {
      name: 'Storefront',
      type: 'SPA',
      oidcClientMetadata: {
        redirectUris: [`${stage.server.endpoint}/callback`],
        postLogoutRedirectUris: [],
      },
    });
    await callApi(page, 'GET', '/users?search=jiro');
    await signInAtApp(app);
    await page.getByRole('link', { name: 'jiro' }).click();
    await page.getByRole('tab', { name: 'Sessions' }).click();
    await page.getByRole('heading', { name: /Chrome/ }).waitFor();
    await page.getByRole('link', { name: 'Storefront' }).waitFor();
    await page.getByText(/^(::ffff:)?127\.0\.0\.1$|^::1$/).waitFor();
    await page.getByRole('tab', { name: 'Applications' }).click();
    await page.getByRole('link', { name: 'Storefront' }).waitFor();
    await page.getByRole('button', { name: 'Revoke' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
    await page.getByText('No authorized application').waitFor();
    await page.getByRole('tab', { name: 'Sessions' }).click();
    await page.getByRole('button', { name: 'End session' }).click();
    await page.getByRole('radio', { name: 'Leave them until they end' }).check();
    await page.getByRole('dialog').getByRole('button', { name: 'End session' }).click();
    await page.getByText('No open session').waitFor();
  });
});
