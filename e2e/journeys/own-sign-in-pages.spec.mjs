/**
 * A tenant's own sign-in pages, those of samples/sign-in-pages: uploaded, put into effect, and somebody signs in on
 * them to an application. Then what a hostile package tries on the same origin, and against the console's.
 */
import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { chromium } from 'playwright-core';
import { launchOptions } from '../../scripts/chromium.mjs';
import { root } from '../../scripts/runtime.mjs';
import { zipOf } from '../../server/test/zip.ts';
import { startInstallation } from '../installation.mjs';
import { accessible, picture } from '../support/look.mjs';

const PASSWORD = 'Quiet-harbour-47-lanterns';
const sample = join(root, 'samples/sign-in-pages');

let installation;
let management;
let browser;
let application;
/** The application: it notes what it was called with. */
const shop = createServer((request, response) => {
  response.writeHead(200, { 'content-type': 'text/html' }).end('<title>The shop</title>');
  shop.called = request.url;
});
const shopAddress = () => `http://localhost:${shop.address().port}/back`;

before(async () => {
  installation = await startInstallation();
  management = await installation.management();
  browser = await chromium.launch(launchOptions());
  await new Promise((resolve) => shop.listen(0, 'localhost', resolve));
  await management.call('POST', 'users', { username: 'hana', password: PASSWORD });
  application = await management.call('POST', 'applications', {
    name: 'The shop',
    type: 'SPA',
    oidcClientMetadata: { redirectUris: [shopAddress()], postLogoutRedirectUris: [] },
  });
});
after(async () => {
  await browser?.close();
  shop.close();
  await installation?.stop();
});

const use = async (entries, customUiCsp = {}) => {
  const form = new FormData();
  form.set('file', new File([zipOf(entries)], 'pages.zip'));
  const { customUiAssetId: id } = await management.call('POST', 'sign-in-exp/default/custom-ui-assets', form);
  const customUiAssets = { id, createdAt: Date.now() };
  await management.call('PATCH', 'sign-in-exp', { customUiAssets, customUiCsp });
};
const sampleEntries = () =>
  readdirSync(sample).map((path) => ({ path, content: readFileSync(join(sample, path)) }));

/** A browser on its way from the application to the sign-in page. */
const depart = async (verifier, locale = 'en-US') => {
  const page = await (await browser.newContext({ locale })).newPage();
  page.setDefaultTimeout(15_000);
  const query = new URLSearchParams({
    client_id: application.id,
    redirect_uri: shopAddress(),
    response_type: 'code',
    scope: 'openid profile',
    state: 'a-state',
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
  await page.goto(`${installation.origin}/oidc/auth?${query}`);
  return page;
};

test('somebody signs in on a tenant’s own pages and lands in the application with tokens', async () => {
  await use(sampleEntries());
  const verifier = randomBytes(32).toString('base64url');
  const page = await depart(verifier);
  const complaints = [];
  page.on('console', (message) => complaints.push(message.text()));
  await page.getByRole('heading', { name: 'Sign in: The shop' }).waitFor();
  await accessible(page, 'own sign-in pages');
  await picture(page, 'own-sign-in-pages');
  await page.getByLabel('Username').fill('hana');
  await page.getByLabel('Password').fill('wrong');
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.getByRole('alert').filter({ hasText: /\w/ }).waitFor();
  await page.getByLabel('Password').fill(PASSWORD);
  await page.getByRole('button', { name: 'Sign in' }).click();
  await page.waitForURL(`${shopAddress()}?*`);
  const arrived = new URL(page.url()).searchParams;
  assert.equal(arrived.get('state'), 'a-state');
  const answer = await fetch(`${installation.origin}/oidc/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: application.id,
      code: arrived.get('code'),
      redirect_uri: shopAddress(),
      code_verifier: verifier,
    }),
  });
  const { id_token: idToken } = await answer.json();
  assert.equal(JSON.parse(Buffer.from(idToken.split('.')[1], 'base64url')).username, 'hana');
  assert.deepEqual(
    complaints.filter((text) => /Content Security Policy/.test(text)),
    [],
  );
});

test('own pages know the reader’s language', async () => {
  const page = await depart(randomBytes(32).toString('base64url'), 'ja-JP');
  await page.getByRole('heading', { name: 'サインイン: The shop' }).waitFor();
});

/** Everything a package could try; what came of each stands in the title. */
const hostile = (adminOrigin) => `
const tries = {
  eval: () => (0, eval)('1'),
  fetchConsole: () => fetch('${adminOrigin}/console/api/session', { credentials: 'include' }),
  postConsole: () => fetch('${adminOrigin}/console/api/sign-out', { method: 'POST', mode: 'no-cors', credentials: 'include' }),
  fetchElsewhere: () => fetch('https://evil.example/'),
  worker: () => new Promise((resolve, reject) => {
    const worker = new Worker('/worker.js');
    worker.onerror = () => reject(new Error('refused'));
    worker.onmessage = resolve;
  }),
  serviceWorker: () => navigator.serviceWorker.register('/worker.js'),
  inline: () => {
    document.body.append(Object.assign(document.createElement('script'), { textContent: 'window.inline = 1' }));
    if (!window.inline) throw new Error('refused');
  },
  cookies: () => { if (!document.cookie.includes('genkan')) throw new Error('none to be seen'); },
  frame: () => new Promise((resolve, reject) => {
    addEventListener('securitypolicyviolation', (event) => event.effectiveDirective === 'frame-src' && reject(new Error('refused')));
    document.body.append(Object.assign(document.createElement('iframe'), { src: '${adminOrigin}/console', onload: resolve }));
  }),
};
const results = [];
for (const [name, attempt] of Object.entries(tries)) {
  results.push(name + ' ' + (await Promise.resolve().then(attempt).then(() => 'worked', () => 'refused')));
}
document.title = results.join(', ');
`;

test('M-09 a hostile package reaches neither the console nor beyond its page', async () => {
  await use([
    {
      path: 'index.html',
      content: '<!doctype html><head><script type="module" src="/app.js"></script></head><body>',
    },
    { path: 'app.js', content: hostile(installation.adminOrigin) },
    { path: 'worker.js', content: 'postMessage(1)' },
  ]);
  const page = await depart(randomBytes(32).toString('base64url'));
  await page.waitForFunction(() => document.title.includes('frame'));
  const outcomes = (await page.title()).split(', ');
  assert.equal(outcomes.length, 9);
  assert.deepEqual(
    outcomes.filter((outcome) => !outcome.endsWith('refused')),
    [],
  );
  const console = await fetch(`${installation.adminOrigin}/console`);
  assert.ok(!(await console.text()).includes('/app.js'));
  await management.call('PATCH', 'sign-in-exp', { customUiAssets: null });
  const built = await depart(randomBytes(32).toString('base64url'));
  await built.getByRole('heading', { name: 'Sign in to The shop' }).waitFor();
});
