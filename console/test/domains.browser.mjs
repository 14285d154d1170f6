/** Custom domains under the tenant's settings: added, their records copied, what is wrong in words, deleted. */
import assert from 'node:assert/strict';
import { after, test } from 'node:test';
import { startDns } from '../../server/test/dns-server.ts';
import { callApi, openPage, signedIn, violationsOf, visit, withConsole } from './console.mjs';

const dns = await startDns();
const stage = withConsole({ DNS_SERVERS: dns.address });
after(() => dns.close());

const add = async (page, domain) => {
  await page.getByRole('button', { name: 'Add domain' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Domain').fill(domain);
  await dialog.getByRole('button', { name: 'Add domain' }).click();
};
const recordsOf = async (page, domain) => {
  const { body } = await callApi(page, 'GET', '/domains');
  return body.find((one) => one.domain === domain).dnsRecords;
};

test('a domain is added, its records are copied, and the page says what is still missing', async () => {
  await visit(stage, '/settings', async (page) => {
    await page.getByRole('tab', { name: 'Domains' }).click();
    await page.getByText('No custom domain yet').waitFor();
    await add(page, 'co.jp');
    await page
      .getByRole('dialog')
      .getByText('everybody can register names below it', { exact: false })
      .waitFor();
    await page.getByRole('dialog').getByRole('button', { name: 'Cancel' }).click();
    await add(page, 'Login.Acme.example');
    const card = page.getByRole('article', { name: 'login.acme.example' });
    await card.getByText('Waiting for DNS').waitFor();
    const [txt] = await recordsOf(page, 'login.acme.example');
    await card.getByRole('button', { name: 'Copy Value of the TXT record' }).click();
    assert.equal(await page.evaluate(() => navigator.clipboard.readText()), txt.value);
    await card.getByRole('button', { name: 'Check again: login.acme.example' }).click();
    await card.getByText('The TXT record is not there yet.', { exact: false }).waitFor();

    await add(page, 'id.acme.example');
    const second = page.getByRole('article', { name: 'id.acme.example' });
    await second.getByText('Set these two records', { exact: false }).waitFor();
    const [proof] = await recordsOf(page, 'id.acme.example');
    dns.records.set(`TXT ${proof.name}`, [proof.value]);
    await second.getByRole('button', { name: /^Check/ }).click();
    await second.getByText('The TXT record is right.', { exact: false }).waitFor();
    await second.getByRole('button', { name: 'Hide DNS records' }).click();
    await second.getByText(proof.value).waitFor({ state: 'hidden' });
    assert.deepEqual(await violationsOf(page), []);
  });
});

test('files below /.well-known are added, a wrong name is said, and the rest is kept', async () => {
  await visit(stage, '/settings/domains', async (page) => {
    const dialog = page.getByRole('dialog');
    await page.getByRole('button', { name: 'Files of login.acme.example' }).click();
    await dialog.getByLabel('Name below /.well-known/').fill('acme-challenge/x');
    await dialog.getByLabel('Content').fill('Contact: mailto:security@acme.example');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('a certificate authority speaks there', { exact: false }).waitFor();
    await dialog.getByLabel('Name below /.well-known/').fill('security.txt');
    await dialog.getByRole('button', { name: 'Add file' }).click();
    await dialog.getByLabel('Name below /.well-known/').nth(1).fill('security.txt');
    await dialog.getByRole('button', { name: 'Save' }).click();
    await dialog.getByText('Another file has this name.').first().waitFor();
    await dialog.getByRole('button', { name: 'Remove file 2' }).click();
    assert.deepEqual(await violationsOf(page), []);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await page.getByText('Files saved').waitFor();
    const [{ id }] = (await callApi(page, 'GET', '/domains')).body;
    const { body } = await callApi(page, 'GET', `/domains/${id}/verification-files`);
    assert.deepEqual(body, { 'security.txt': 'Contact: mailto:security@acme.example' });
  });
});

test('on a phone and in Japanese everything is there, and nothing runs off the page', async () => {
  const options = { locale: 'ja-JP', viewport: { width: 390, height: 844 }, colorScheme: 'dark' };
  await visit(
    stage,
    '/settings/domains',
    async (page) => {
      await page.getByText('TXT レコードがまだありません。', { exact: false }).waitFor();
      const overflow = () => document.documentElement.scrollWidth - document.documentElement.clientWidth;
      assert.equal(await page.evaluate(overflow), 0);
      assert.deepEqual(await violationsOf(page), []);
    },
    options,
  );
});

test('an enterprise connector shows the redirect URI at each domain in use', async () => {
  await visit(stage, '/enterprise-sso', async (page) => {
    const made = await callApi(page, 'POST', '/sso-connectors', {
      providerName: 'GoogleWorkspace',
      connectorName: 'acme-google',
    });
    assert.equal(made.status, 200);
    // A domain comes into use over https alone, which nothing here ends: the rest of the answer is the server's.
    await page.route('**/api/**/domains', async (passed) => {
      const answer = await passed.fetch();
      const domains = await answer.json();
      const active = domains.map((one) =>
        one.domain === 'id.acme.example' ? { ...one, status: 'Active' } : one,
      );
      await passed.fulfill({ response: answer, json: active });
    });
    await page.goto(`${stage.server.adminOrigin}/console/enterprise-sso/${made.body.id}`);
    const own = page.getByRole('group', { name: 'Redirect URI', exact: true }).first();
    await own.waitFor();
    const path = new URL(await own.innerText()).pathname;
    await page
      .getByRole('group', { name: 'Redirect URI at id.acme.example' })
      .getByText(`https://id.acme.example${path}`)
      .waitFor();
    assert.equal(await page.getByText('Redirect URI at login.acme.example').count(), 0);
  });
});

test('a domain is deleted after a question', async () => {
  const { page, close } = await openPage(stage, { session: await signedIn(stage) });
  await page.goto(`${stage.server.adminOrigin}/console/settings/domains`);
  await page.getByRole('button', { name: 'Delete id.acme.example' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByText('Delete this domain?').waitFor();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('Domain deleted').waitFor();
  await page.getByRole('article', { name: 'id.acme.example' }).waitFor({ state: 'hidden' });
  const { body } = await callApi(page, 'GET', '/domains');
  assert.deepEqual(
    body.map(({ domain }) => domain),
    ['login.acme.example'],
  );
  await close();
});
