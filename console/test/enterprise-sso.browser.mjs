/** Setting up enterprise connectors, from the catalogue to the switch of the sign-in page. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { callApi, violationsOf, visit, withConsole } from './console.mjs';
import { startProvider } from './provider.mjs';

const provider = await startProvider();
const stage = withConsole({
  OUTGOING_ALLOW: 'localhost',
  GOOGLE_WORKSPACE_ISSUER: provider.issuer,
});
after(() => provider.stop());

const create = async (page, providerName, connectorName) => {
  await page.getByRole('button', { name: 'Add enterprise connector' }).first().click();
  await page.getByRole('radio', { name: new RegExp(providerName) }).click();
  await page.getByLabel('Connector name').fill(connectorName);
  await page.getByRole('button', { name: 'Create connector' }).click();
};

test('the catalogue shows what works, and a name is unique', async () => {
  await visit(stage, '/enterprise-sso', async (page) => {
    await page.getByRole('heading', { name: 'No enterprise connector yet' }).waitFor();
    await page.getByRole('button', { name: 'Add enterprise connector' }).first().click();
    await page.getByRole('radio', { name: /Google Workspace/ }).waitFor();
    assert.equal(await page.getByRole('dialog').getByRole('radio').count(), 4);
    await page.getByRole('button', { name: 'Create connector' }).click();
    await page.getByText('Choose an identity provider.').waitFor();
    await page.getByText('Give it a name.').waitFor();
    await page.keyboard.press('Escape');
    await create(page, 'Google Workspace', 'Acme Google Workspace');
    await page.getByRole('heading', { name: 'Acme Google Workspace', level: 1 }).waitFor();
    await page.getByText('The connection is not filled in yet.').waitFor();
    await page.getByRole('link', { name: 'Enterprise SSO' }).first().click();
    await create(page, 'Okta', 'Acme Google Workspace');
    await page.getByText('Another connector has the name Acme Google Workspace.').waitFor();
  });
});

test('Google Workspace: guide, refused scope, credentials, discovered endpoints', async () => {
  await visit(stage, '/enterprise-sso', async (page) => {
    await page.getByRole('link', { name: 'Acme Google Workspace' }).click();
    await page.getByRole('heading', { name: 'Set up Google Workspace' }).waitFor();
    await page.getByRole('heading', { name: 'Set up the consent screen as Internal' }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1);
    await page.getByText(`${stage.server.endpoint}/callback/${id}`).first().waitFor();
    await page.getByRole('button', { name: 'Copy Redirect URI' }).first().click();
    assert.equal(
      await page.evaluate(() => navigator.clipboard.readText()),
      `${stage.server.endpoint}/callback/${id}`,
    );
    await page.getByLabel('Client ID').fill('client-1');
    await page.getByLabel('Client secret').fill('secret-1');
    await page.getByLabel('Additional scopes').fill('offline_access');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Google does not know this scope', { exact: false }).waitFor();
    await page.getByLabel('Additional scopes').fill('https://www.googleapis.com/auth/calendar.readonly');
    await page.getByRole('switch', { name: 'Offline access' }).click();
    await page.getByRole('switch', { name: 'Store tokens' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Discovered endpoints' }).waitFor();
    await page.getByText(`${provider.issuer}/token`).waitFor();
    await page.getByText('A client secret is stored').waitFor();
    const { body } = await callApi(page, 'GET', `/sso-connectors/${id}`);
    assert.equal(body.config.offlineAccess, true);
    assert.equal(body.config.scope, 'https://www.googleapis.com/auth/calendar.readonly');
    assert.equal(body.enableTokenStorage, true);
    assert.notEqual(body.config.clientSecret, 'secret-1', 'the secret is never read back');
  });
});

test('domains become A-labels; public mail and bare suffixes are refused at the domain', async () => {
  await visit(stage, '/enterprise-sso', async (page) => {
    await page.getByRole('link', { name: 'Acme Google Workspace' }).click();
    await page.getByRole('tab', { name: 'SSO experience' }).click();
    const domains = page
      .getByRole('textbox', { name: 'Domains' })
      .or(page.getByRole('combobox', { name: 'Domains' }));
    const enter = async (text) => {
      await domains.fill(text);
      await domains.press('Enter');
    };
    await enter('not a domain');
    await page.getByText('This is not a domain name.', { exact: false }).waitFor();
    await enter('ACME.com');
    await enter('例え.jp');
    await page.getByText('xn--r8jz45g.jp').waitFor();
    await enter('gmail.com');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('gmail.com cannot be a domain of a connector', { exact: false }).waitFor();
    await domains.press('Backspace');
    await page.getByLabel('Display name').fill('Acme');
    await page.getByLabel('At every sign-in').check();
    await page.getByText('Continue with Acme').first().waitFor();
    await page.getByRole('button', { name: 'Save and done' }).click();
    await page.getByRole('heading', { name: 'Enterprise SSO', level: 1 }).waitFor();
    await page.getByText('acme.com', { exact: true }).filter({ visible: true }).waitFor();
    await page.getByText('Available', { exact: true }).waitFor();
    const { body } = await callApi(page, 'GET', '/sso-connectors');
    assert.deepEqual(body[0].domains, ['acme.com', 'xn--r8jz45g.jp']);
    assert.equal(body[0].syncProfile, true);
    assert.equal(body[0].branding.displayName, 'Acme');
  });
});

test('the switch tells how many users it touches before it is saved', async () => {
  await visit(stage, '/enterprise-sso', async (page) => {
    await page.getByRole('link', { name: 'Acme Google Workspace' }).waitFor();
    await callApi(page, 'POST', '/users', { primaryEmail: 'hanako@acme.com' });
    await page.getByRole('link', { name: 'Acme Google Workspace' }).click();
    await page.getByText('Enterprise SSO is switched off').waitFor();
    await page.getByRole('link', { name: 'Open Sign-in experience' }).click();
    await page.getByRole('switch', { name: 'Enterprise SSO' }).click();
    await page.getByText('1 existing user has an address', { exact: false }).waitFor();
    assert.equal((await callApi(page, 'GET', '/sign-in-exp')).body.singleSignOnEnabled, false);
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Saved.').waitFor();
    assert.equal((await callApi(page, 'GET', '/sign-in-exp')).body.singleSignOnEnabled, true);
  });
});

test('a provider that cannot be reached leaves a draft with the reason', async () => {
  await visit(stage, '/enterprise-sso', async (page) => {
    await create(page, 'OpenID Connect', 'Partner');
    await page.getByRole('heading', { name: 'Partner', level: 1 }).waitFor();
    await page.getByLabel('Client ID').fill('client-2');
    await page.getByLabel('Client secret').fill('secret-2');
    await page.getByLabel('Issuer').fill('http://localhost:9');
    await page.getByRole('switch', { name: 'Trust unverified' }).click();
    await page.getByRole('button', { name: 'Save and done' }).click();
    await page.getByText('Saved as a draft').waitFor();
    assert.equal(await page.getByLabel('Client ID').inputValue(), 'client-2');
    await page.getByLabel('Issuer').fill(provider.issuer);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Enter the client secret again', { exact: false }).waitFor();
    await page.getByLabel('Client secret').fill('secret-2');
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByRole('heading', { name: 'Discovered endpoints' }).waitFor();
    await page.getByText('No e-mail domain is listed.').waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1);
    const { body } = await callApi(page, 'GET', `/sso-connectors/${id}`);
    assert.equal(body.config.trustUnverifiedEmail, true);
  });
});

test('a signing key in place of the secret: made, handed out, activated, then in use', async () => {
  await visit(stage, '/enterprise-sso', async (page) => {
    await page.getByRole('link', { name: 'Partner' }).click();
    await page.getByRole('heading', { name: 'Partner', level: 1 }).waitFor();
    const id = new URL(page.url()).pathname.split('/').at(-1);
    await page.getByRole('combobox', { name: 'Client authentication' }).click();
    await page.getByRole('option', { name: 'Signed assertion' }).click();
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('no active signing key', { exact: false }).first().waitFor();
    await page.getByRole('button', { name: 'Generate key' }).click();
    await page.getByText('Not active', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Copy Public key (JWK)' }).click();
    const jwk = JSON.parse(await page.evaluate(() => navigator.clipboard.readText()));
    assert.deepEqual([jwk.kty, jwk.alg, jwk.d], ['RSA', 'RS256', undefined]);
    const saved = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download certificate' }).click();
    assert.match((await saved).suggestedFilename(), /\.pem$/);
    await page.getByRole('button', { name: 'Activate' }).click();
    await page.getByText('Active', { exact: true }).waitFor();
    assert.deepEqual(await violationsOf(page), []);
    await page.getByRole('button', { name: 'Save', exact: true }).click();
    await page.getByText('Connector saved').waitFor();
    const keys = page.getByRole('heading', { name: 'Signing keys' }).locator('xpath=ancestor::section');
    assert.equal(await keys.getByRole('button', { name: 'Delete' }).count(), 0);
    const { body } = await callApi(page, 'GET', `/sso-connectors/${id}`);
    assert.equal(body.config.clientAuthentication, 'private_key_jwt');
    await page.getByRole('button', { name: 'Generate key' }).click();
    await keys.getByRole('button', { name: 'Delete' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await page.getByText('Signing key deleted').waitFor();
  });
});

test('a connector is deleted by typing its name', async () => {
  await visit(stage, '/enterprise-sso', async (page) => {
    await page.getByRole('link', { name: 'Partner' }).click();
    await page.getByLabel('Client ID').fill('unsaved changes do not hold it up');
    await page.getByRole('button', { name: 'Delete connector' }).click();
    const dialog = page.getByRole('dialog');
    const confirm = dialog.getByRole('button', { name: 'Delete' });
    assert.equal(await confirm.isDisabled(), true);
    await dialog.getByRole('textbox').fill('Partner');
    let answerList;
    const held = new Promise((resolve) => {
      answerList = resolve;
    });
    await page.route(/sso-connectors\?/, async (route) => {
      await held;
      await route.continue();
    });
    await confirm.click();
    await page.getByText('Connector deleted').waitFor();
    await page.getByRole('heading', { name: 'Enterprise SSO', level: 1 }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Partner' }).count(), 0);
    answerList();
    await page.getByRole('link', { name: 'Acme Google Workspace' }).waitFor();
    assert.equal(await page.getByRole('link', { name: 'Partner' }).count(), 0);
  });
});

test('on a phone the guide opens in a drawer', async () => {
  await visit(
    stage,
    '/enterprise-sso',
    async (page) => {
      await page.getByRole('link', { name: 'Acme Google Workspace' }).click();
      await page.getByRole('button', { name: 'Set up Google Workspace' }).click();
      await page.getByRole('dialog').getByText('Create an OAuth client').waitFor();
      await page.keyboard.press('Escape');
    },
    { viewport: { width: 390, height: 844 } },
  );
});
