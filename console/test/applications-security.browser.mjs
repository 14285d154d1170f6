/** What an application's requests and tokens have to be: device flow, logout notices, own data, keys, FAPI 2.0. */
import assert from 'node:assert/strict';
import { generateKeyPairSync } from 'node:crypto';
import { test } from 'node:test';
import { callApi, visit, withConsole } from './console.mjs';

const stage = withConsole();

const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
const publicJwk = { ...publicKey.export({ format: 'jwk' }), kid: 'k1', alg: 'ES256' };
const privateJwk = privateKey.export({ format: 'jwk' });

/** Creates an application by API, opens one of its tabs and runs the scene there. */
const withApplication = (body, tab, scene, options) =>
  visit(
    stage,
    '/applications',
    async (page) => {
      await page.getByRole('heading', { level: 1 }).waitFor();
      const { body: made } = await callApi(page, 'POST', '/applications', body);
      const read = async () => (await callApi(page, 'GET', `/applications/${made.id}`)).body;
      await page.goto(`${stage.server.adminOrigin}/console/applications/${made.id}${tab}`);
      await scene(page, read);
    },
    options,
  );

/** Turns a switch by keyboard: the bar below may lie over it. */
const turn = (page, label) => page.getByLabel(label).press('Space');

const save = async (page, name = 'Save changes') => {
  await page.getByRole('button', { name }).click();
  await page.getByRole('button', { name }).waitFor({ state: 'detached' });
};

test('a native app: device flow, the logout notice and own data are saved', async () => {
  await withApplication({ name: 'TV', type: 'Native' }, '', async (page, read) => {
    await turn(page, 'Device flow');
    const uri = page.getByRole('textbox', { name: 'Back-channel logout URI' });
    await uri.fill('http://tv.example.com/logout');
    await turn(page, 'Name the session');
    await page.getByRole('textbox', { name: 'JSON' }).fill('{"team": ');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Enter a complete address that begins with https://.').waitFor();
    await page.getByText('This is not a JSON object', { exact: false }).waitFor();
    await uri.fill('https://tv.example.com/logout');
    await page.getByRole('textbox', { name: 'JSON' }).fill('{"team": "living room"}');
    await save(page);
    const saved = await read();
    assert.equal(saved.customClientMetadata.isDeviceFlow, true);
    assert.equal(saved.oidcClientMetadata.backchannelLogoutUri, 'https://tv.example.com/logout');
    assert.equal(saved.oidcClientMetadata.backchannelLogoutSessionRequired, true);
    assert.deepEqual(saved.customData, { team: 'living room' });
    await page.reload();
    await uri.fill('');
    await turn(page, 'Device flow');
    await save(page);
    const cleared = await read();
    assert.equal(cleared.oidcClientMetadata.backchannelLogoutUri, undefined);
    assert.equal(cleared.customClientMetadata.isDeviceFlow, undefined);
  });
});

test('tokens: the limit of devices and token exchange; a machine has the exchange alone', async () => {
  await withApplication({ name: 'Shop', type: 'SPA' }, '/tokens', async (page, read) => {
    const limit = page.getByLabel('Devices a user may be signed in on at once');
    await limit.fill('2000');
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('Choose a whole number from 1 to 1000.').waitFor();
    await limit.fill('3');
    await turn(page, 'Allow token exchange');
    await save(page);
    const { customClientMetadata } = await read();
    assert.equal(customClientMetadata.maxAllowedGrants, 3);
    assert.equal(customClientMetadata.allowTokenExchange, true);
    await limit.fill('');
    await save(page);
    assert.equal((await read()).customClientMetadata.maxAllowedGrants, undefined);
  });
  await withApplication({ name: 'Robot', type: 'MachineToMachine' }, '/tokens', async (page, read) => {
    await turn(page, 'Allow token exchange');
    assert.equal(await page.getByLabel('Lifetime of the ID token (seconds)').count(), 0);
    await save(page);
    assert.deepEqual((await read()).customClientMetadata, { allowTokenExchange: true });
  });
});

test('FAPI 2.0 says what it turns on, asks for keys, and refuses a private one', async () => {
  await withApplication({ name: 'Bank', type: 'Traditional' }, '/security', async (page, read) => {
    await page.getByText('Turned on with it:').waitFor();
    await turn(page, 'Hold this application to FAPI 2.0');
    await page.getByText('can no longer sign anybody in', { exact: false }).waitFor();
    assert.ok(await page.getByLabel('Require pushed requests (PAR)').isChecked());
    assert.ok(await page.getByLabel('Require pushed requests (PAR)').isDisabled());
    assert.ok(await page.getByLabel('Bind tokens to a key (DPoP)').isChecked());
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page
      .getByRole('alert')
      .getByText('needs the application’s public keys', { exact: false })
      .waitFor();
    await page.getByText('Here', { exact: true }).click();
    const keys = page.getByRole('textbox', { name: 'Key set (JWKS)' });
    await keys.fill(JSON.stringify({ keys: [privateJwk] }));
    await page.getByRole('button', { name: 'Save changes' }).click();
    await page.getByText('This holds a private key.', { exact: false }).waitFor();
    await keys.fill(JSON.stringify(publicJwk));
    await save(page);
    assert.deepEqual((await read()).customClientMetadata, {
      tokenEndpointAuthMethod: 'private_key_jwt',
      jwks: { keys: [publicJwk] },
      fapi2SecurityProfile: true,
    });
  });
});

test('keys at an address, signed requests and one way to authenticate', async () => {
  await withApplication({ name: 'Partner', type: 'Traditional' }, '/security', async (page, read) => {
    await page.getByText('At an address', { exact: true }).click();
    await page.getByRole('textbox', { name: 'Address of the key set' }).fill('https://partner.example/jwks');
    await turn(page, 'Require signed requests (JAR)');
    await turn(page, 'Require pushed requests (PAR)');
    await turn(page, 'Bind tokens to a key (DPoP)');
    await page.getByRole('combobox', { name: 'Method' }).click();
    await page.getByRole('option', { name: 'Secret in the header (client_secret_basic)' }).click();
    await save(page);
    assert.deepEqual((await read()).customClientMetadata, {
      tokenEndpointAuthMethod: 'client_secret_basic',
      jwksUri: 'https://partner.example/jwks',
      requirePushedAuthorizationRequests: true,
      requireSignedRequestObject: true,
      dpopBoundAccessTokens: true,
    });
  });
});

test('the same in Japanese', async () => {
  await withApplication(
    { name: 'Ginkō', type: 'Traditional' },
    '/security',
    async (page) => {
      await page.getByRole('heading', { name: 'FAPI 2.0 セキュリティプロファイル' }).waitFor();
      await turn(page, 'このアプリケーションに FAPI 2.0 を適用');
      await page.getByRole('button', { name: '変更を保存' }).click();
      await page.getByText('アプリケーションの公開鍵が必要です。', { exact: false }).waitFor();
    },
    { locale: 'ja-JP' },
  );
});
