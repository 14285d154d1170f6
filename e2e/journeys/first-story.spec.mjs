/**
 * The product's first story, from `git clone` in an empty folder with an empty cache to a sign-in through Google
 * Workspace, by clicks alone: no API of ours is called here. The identity provider is the stand-in of `demo/`.
 */
import assert from 'node:assert/strict';
import { after, before, test as runTest } from 'node:test';
import { chromium } from 'playwright-core';
import { launchOptions } from '../../scripts/chromium.mjs';
import { freePort } from '../../scripts/postgresql.mjs';
import { runtimePath } from '../../scripts/runtime.mjs';
import { accessible, picture } from '../support/look.mjs';
import { clone } from '../support/newcomer.mjs';

const password = 'Quiet-harbour-47-lanterns';
const ports = {};
let newcomer;
let browser;
let admin;
let google;
let app;
const context = {};

const origin = () => `http://localhost:${ports.server}`;
const shop = () => `http://localhost:${ports.app}`;

before(async () => {
  for (const name of ['server', 'admin', 'app', 'google', 'googleApi']) ports[name] = await freePort();
  newcomer = clone();
  browser = await chromium.launch(launchOptions());
});
after(async () => {
  await browser?.close();
  await newcomer?.remove();
});

const startGoogle = async () => {
  const terminal = newcomer.start(`${runtimePath()} demo/google-workspace/main.mjs`, {
    env: {
      STAND_IN_PORT: String(ports.google),
      STAND_IN_API_PORT: String(ports.googleApi),
      ...(context.google
        ? { STAND_IN_CLIENT_ID: context.google.clientId, STAND_IN_CLIENT_SECRET: context.google.clientSecret }
        : {}),
      ...(context.redirectUri ? { STAND_IN_REDIRECT_URIS: context.redirectUri } : {}),
    },
  });
  const [line] = await terminal.says(/\{.*\}/);
  context.google ??= JSON.parse(line);
  return terminal;
};

let broken;
/** One step of the story. After a step that failed the rest cannot be told. */
const test = (name, run) =>
  runTest(name, async () => {
    if (broken) throw new Error(`an earlier step failed: ${broken}`);
    try {
      await run();
    } catch (error) {
      broken = name;
      throw error;
    }
  });

/** A field by its label, with or without the mark of required ones. */
const field = (page, label) => page.getByLabel(new RegExp(`^${label}( \\*)?$`)).first();

/** A fresh reader's browser, in its own profile. */
const reader = async (options = {}) => {
  const profile = await browser.newContext({ locale: 'en-US', ...options });
  profile.setDefaultTimeout(15_000);
  return profile.newPage();
};

const shopPage = async (page, path = '/') => {
  await page.goto(shop() + path);
  return page;
};

test('npm start on a clone prints both addresses and the set-up link', async () => {
  // The stand-in's addresses must be known to the server; its program needs the packages, which npm start installs.
  const server = newcomer.start('npm start', {
    env: {
      PORT: String(ports.server),
      ADMIN_PORT: String(ports.admin),
      GOOGLE_WORKSPACE_ISSUER: `http://localhost:${ports.google}`,
      OUTGOING_ALLOW: `localhost:${ports.google},localhost:${ports.googleApi}`,
    },
  });
  const [link] = await server.says(/http:\S+\/console\/set-up#token=[\w-]+/);
  assert.ok(server.said().includes(origin()));
  context.setupLink = link;
  google = await startGoogle();
});

test('the set-up link makes the first administrator and leads to Get started', async () => {
  const profile = await browser.newContext({ locale: 'en-US', viewport: { width: 1280, height: 860 } });
  profile.setDefaultTimeout(15_000);
  admin = await profile.newPage();
  await admin.goto(context.setupLink);
  await field(admin, 'Username').fill('owner');
  await field(admin, 'Password').fill('too short');
  await picture(admin, 'set-up');
  await accessible(admin, 'set-up');
  await field(admin, 'Password').fill(password);
  await field(admin, 'Repeat the password').fill(password);
  await admin.getByRole('button', { name: /Create/ }).click();
  await admin.waitForURL(/get-started/);
  await admin.getByRole('heading', { name: 'Get started' }).waitFor();
  await picture(admin, 'get-started');
  await accessible(admin, 'get-started');

  const second = await (await browser.newContext()).newPage();
  await second.goto(context.setupLink);
  await second
    .getByText(/administrator/i)
    .first()
    .waitFor();
  await second.context().close();
});

test('a Flask app is created from the gallery, and its guide saves the redirect URIs', async () => {
  await admin.getByRole('link', { name: 'View all' }).click();
  await admin.getByRole('heading', { name: 'Create application' }).waitFor();
  await picture(admin, 'application-gallery');
  await accessible(admin, 'application-gallery');
  await admin.getByRole('button', { name: /Flask/ }).click();
  const dialog = admin.getByRole('dialog');
  await field(dialog, 'Application name').fill('Bookstore');
  await dialog.getByRole('button', { name: 'Create application' }).click();
  await admin.getByText('Bookstore is registered').waitFor();
  context.guide = admin.url();
  await saveAddress('Redirect URIs', `${shop()}/callback`);
  await saveAddress('Post sign-out redirect URIs', `${shop()}/`);
  await admin.getByRole('button', { name: 'Show the secret in the code' }).click();
  const code = () => admin.locator('pre', { hasText: 'appSecret' }).first().innerText();
  await admin.waitForFunction(() => /app_?secret\W+\w{20,}/i.test(document.body.innerText));
  context.appId = /app_?id\W+(\w+)/i.exec(await code())[1];
  context.appSecret = /app_?secret\W+(\w{20,})/i.exec(await code())[1];
  await picture(admin, 'application-guide');
  await accessible(admin, 'application-guide');
});

const saveAddress = async (label, address) => {
  const field = admin.getByRole('textbox', { name: label, exact: true });
  await field.fill(address);
  await field.press('Enter');
  await admin.getByText('Addresses saved.').first().waitFor();
};

test('the Flask app runs in a virtual environment with the published package', async () => {
  const sample = `${newcomer.folder}/samples/flask`;
  newcomer.run('python3 -m venv .venv && .venv/bin/pip install --quiet -r requirements.txt', { cwd: sample });
  app = newcomer.start('.venv/bin/python app.py', {
    cwd: sample,
    env: {
      LOGTO_ENDPOINT: origin(),
      LOGTO_APP_ID: context.appId,
      LOGTO_APP_SECRET: context.appSecret,
      APP_SECRET_KEY: 'journey',
      PORT: String(ports.app),
    },
  });
  await app.says(/Running on/);
});

test('sign-up first: a new reader registers, is signed in, and signs out of both', async () => {
  const page = await reader();
  await shopPage(page, '/sign-up');
  await page.getByRole('heading', { name: /Create your account/ }).waitFor();
  await field(page, 'Username').fill('riko');
  await field(page, 'Password').fill(password);
  await picture(page, 'register');
  await page.getByRole('button', { name: 'Create account' }).click();
  await page.waitForURL(`${shop()}/**`);
  await page.getByRole('link', { name: 'Sign out' }).click();
  await page.waitForURL(`${shop()}/`);
  await shopPage(page, '/sign-in');
  await page.getByRole('heading', { name: 'Sign in to Bookstore' }).waitFor();
  await page.context().close();
});

test('a wrong password is refused in words, the right one signs in', async () => {
  const page = await reader();
  await shopPage(page, '/sign-in');
  await accessible(page, 'sign-in');
  await page.getByLabel(/Username/).fill('riko');
  await field(page, 'Password').fill('not the password at all');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.getByRole('alert').first().waitFor();
  await picture(page, 'wrong-password');
  await field(page, 'Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL(`${shop()}/**`);
  await shopPage(page, '/protected');
  await page.getByText('riko').first().waitFor();
  await page.context().close();
});

test('the check-point of the guide sees the first tokens', async () => {
  await admin.goto(context.guide);
  await admin.getByText('It works').waitFor();
});

test('a Google Workspace connector is added, filled in and given its domain', async () => {
  await admin.getByRole('link', { name: 'Enterprise SSO' }).first().click();
  await admin.getByRole('heading', { name: 'Enterprise SSO' }).waitFor();
  await picture(admin, 'enterprise-sso-empty');
  await admin.getByRole('button', { name: 'Add enterprise connector' }).first().click();
  const dialog = admin.getByRole('dialog');
  await dialog.getByText('Google Workspace', { exact: true }).click();
  await field(dialog, 'Connector name').fill('acme-google');
  await picture(admin, 'enterprise-sso-create');
  await dialog.getByRole('button', { name: 'Create connector' }).click();
  await admin.getByRole('tab', { name: 'Connection' }).waitFor();
  context.redirectUri = await shownValue('Redirect URI');
  assert.match(context.redirectUri, new RegExp(`^${origin()}/callback/\\w+$`));

  // Google Cloud's part: the client is registered with the redirect URI shown.
  const cloud = await reader();
  await cloud.goto(`${context.google.issuer}/cloud`);
  await cloud.getByRole('textbox').fill(context.redirectUri);
  await cloud.getByRole('button').first().click();
  await cloud.context().close();

  await field(admin, 'Client ID').fill(context.google.clientId);
  await field(admin, 'Client secret').fill(context.google.clientSecret);
  await admin.getByLabel('Offline access').check({ force: true });
  await admin.getByLabel('Store tokens for persistent API access').check({ force: true });
  await picture(admin, 'enterprise-sso-connection');
  await accessible(admin, 'enterprise-sso-connection');
  await field(admin, 'Additional scopes').fill('offline_access');
  await admin.getByRole('button', { name: 'Save', exact: true }).click();
  await admin.getByText('Do not list offline_access here', { exact: false }).first().waitFor();
  await field(admin, 'Additional scopes').fill('');
  await admin.getByRole('button', { name: 'Save', exact: true }).click();
  await admin.getByText('Discovered endpoints').waitFor();

  await admin.getByRole('tab', { name: 'SSO experience' }).click();
  const domains = field(admin, 'Domains');
  await domains.fill('acme.com');
  await domains.press('Enter');
  await field(admin, 'Display name').fill('Acme');
  await picture(admin, 'enterprise-sso-experience');
  await accessible(admin, 'enterprise-sso-experience');
  await admin.getByRole('button', { name: 'Save and done' }).click();
  await admin.getByRole('cell', { name: /acme\.com/ }).waitFor();
  await admin.getByText('Available', { exact: true }).waitFor();
  await picture(admin, 'enterprise-sso-list');
});

const shownValue = async (label) => {
  const field = admin.getByLabel(label, { exact: true }).first();
  await field.waitFor();
  return (await field.evaluate((node) => node.value ?? node.textContent)).trim();
};

test('Enterprise SSO is switched on, and says how many users it touches', async () => {
  await admin.getByRole('link', { name: 'Sign-in experience' }).first().click();
  await admin.getByRole('switch', { name: 'Enterprise SSO' }).check({ force: true });
  await admin.getByText('No existing user is touched', { exact: false }).waitFor();
  await picture(admin, 'sign-in-experience');
  await accessible(admin, 'sign-in-experience');
  await admin.getByRole('button', { name: 'Save changes' }).click();
  await admin.getByRole('button', { name: 'Save changes' }).waitFor({ state: 'hidden' });
});

/** From the shop's sign-in page, by the address typed into the normal form, to the stand-in's chooser. */
const toGoogle = async (page, address) => {
  await shopPage(page, '/sign-in');
  await page.getByText('Continue with SSO').waitFor();
  await page
    .getByLabel(/Username|E-mail/)
    .first()
    .fill(address);
  await page.getByText('Your organization signs you in').waitFor();
  await page.getByRole('button', { name: 'Continue with SSO' }).click();
  await page.waitForURL(`${context.google.issuer}/**`);
};

test('an address of acme.com leads to Google and back into the app, signed in', async () => {
  const page = await reader();
  await toGoogle(page, 'taro@acme.com');
  await picture(page, 'stand-in');
  await page.getByRole('button', { name: /taro@acme\.com/ }).click();
  await page.waitForURL(`${shop()}/**`);
  await shopPage(page, '/protected');
  await page.getByText('taro@acme.com').first().waitFor();
  await picture(page, 'bookstore-protected');
  await page.context().close();
});

test('a second user of the domain comes in the same way, by the SSO form', async () => {
  const page = await reader();
  await shopPage(page, '/sign-in');
  await page.getByRole('link', { name: 'Continue with SSO' }).click();
  await field(page, 'E-mail address').fill('hanako@acme.com');
  await picture(page, 'single-sign-on');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.waitForURL(`${context.google.issuer}/**`);
  await page.getByRole('button', { name: /hanako@acme\.com/ }).click();
  await page.waitForURL(`${shop()}/**`);
  await shopPage(page, '/protected');
  await page.getByText('hanako@acme.com').first().waitFor();
  await page.context().close();
});

test('cancelling at the provider comes back with an explanation and a way on', async () => {
  const page = await reader();
  await toGoogle(page, 'taro@acme.com');
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.waitForURL(`${origin()}/**`);
  await page.getByRole('heading', { name: 'Sign-in was cancelled' }).waitFor();
  await picture(page, 'cancelled');
  await accessible(page, 'cancelled');
  await page.getByText('Back to sign-in').click();
  await page.getByRole('heading', { name: 'Sign in to Bookstore' }).waitFor();
  await page.context().close();
});

test('a user of a foreign hd is refused, naming the one that came', async () => {
  const page = await reader();
  await toGoogle(page, 'taro@acme.com');
  await page.getByRole('button', { name: /evil\.example/ }).click();
  await page.waitForURL(`${origin()}/**`);
  await page.getByText('evil.example', { exact: false }).first().waitFor();
  await picture(page, 'foreign-hd');
  await page.context().close();
});

test('while the provider does not answer the page says so, and works again afterwards', async () => {
  // Its sign-in page is there, its token endpoint is not.
  await google.stop();
  const apiPort = ports.googleApi;
  ports.googleApi = await freePort();
  google = await startGoogle();
  const page = await reader();
  await toGoogle(page, 'taro@acme.com');
  await page.getByRole('button', { name: /taro@acme\.com/ }).click();
  await page.waitForURL(`${origin()}/callback/**`);
  await page.getByText('Back to sign-in').waitFor();
  await picture(page, 'provider-down');
  await google.stop();
  ports.googleApi = apiPort;
  google = await startGoogle();
  await page.getByText('Back to sign-in').click();
  await toGoogle(page, 'taro@acme.com');
  await page.getByRole('button', { name: /taro@acme\.com/ }).click();
  await page.waitForURL(`${shop()}/**`);
  await page.context().close();
});

test('the user page shows identity and stored tokens, by metadata only', async () => {
  await admin.getByRole('link', { name: 'Users' }).first().click();
  await picture(admin, 'users');
  await admin.getByText('taro@acme.com').first().click();
  await admin.getByRole('tab', { name: 'Identities' }).click();
  await admin.getByText('acme-google').or(admin.getByText('Acme')).first().waitFor();
  await picture(admin, 'user-identities');
  await accessible(admin, 'user-identities');
});
