/** What the console's browser tests share: one server and one browser a file, an administrator, axe. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { after, before } from 'node:test';
import { chromium } from 'playwright-core';
import { findChromium, launchOptions } from '../../scripts/chromium.mjs';
import { startServer } from './server.mjs';

const axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

export const password = 'lantern-harbour-violet-39';

/** Starts the server (with further settings of the environment) and the browser before the tests of a file and ends them after. */
export function withConsole(settings = {}) {
  const stage = { server: undefined, browser: undefined, session: undefined };
  before(async () => {
    assert.ok(
      findChromium(),
      'Chromium is missing; install it with: apt-get install chromium fonts-noto-cjk',
    );
    stage.server = await startServer(settings);
    stage.browser = await chromium.launch(launchOptions());
  });
  after(async () => {
    await stage.browser?.close();
    await stage.server?.stop();
  });
  return stage;
}

/** A page in a profile of its own; errors of its scripts fail the test that closes it. */
export async function openPage(stage, { session, ...options } = {}) {
  const profile = await stage.browser.newContext({
    locale: 'en-US',
    viewport: { width: 1280, height: 860 },
    permissions: ['clipboard-read', 'clipboard-write'],
    ...(session ? { storageState: session } : {}),
    ...options,
  });
  const page = await profile.newPage();
  page.setDefaultTimeout(20_000);
  const broken = [];
  page.on('pageerror', (error) => broken.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && /Content Security Policy|Uncaught/.test(message.text())) {
      broken.push(message.text());
    }
  });
  return {
    page,
    close: async () => {
      await profile.close();
      assert.deepEqual(broken, []);
    },
  };
}

/** Opens a set-up link, fills the page in and sends it. */
export async function fillSetUp(page, setupLink, username = 'owner') {
  await page.goto(setupLink);
  await page.getByLabel('Username').fill(username);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByLabel('Repeat the password').fill(password);
  await page.getByRole('button', { name: 'Create administrator' }).click();
}

/** The cookies of an administrator; the first call makes the administrator. */
export async function signedIn(stage) {
  if (!stage.session) {
    const { page, close } = await openPage(stage);
    await fillSetUp(page, stage.server.setupLink);
    await page.getByRole('heading', { name: 'Get started', level: 1 }).waitFor();
    const { cookies } = await page.context().storageState();
    stage.session = { cookies, origins: [] };
    await close();
  }
  return stage.session;
}

/** Opens a page of the console as the administrator, runs `scene`, closes it. */
export async function visit(stage, path, scene, options = {}) {
  const session = await signedIn(stage);
  const { page, close } = await openPage(stage, { session, ...options });
  await page.goto(`${stage.server.adminOrigin}/console${path}`);
  await scene(page);
  await close();
}

/** Calls the Management API of tenant `default` as the console does, from inside of the page. */
export const callApi = (page, method, path, body) =>
  page.evaluate(
    async ([verb, address, content]) => {
      const answer = await fetch(`/console/api/tenants/default${address}`, {
        method: verb,
        headers: { 'content-type': 'application/json', 'x-genkan-console': '1' },
        ...(content === undefined ? {} : { body: JSON.stringify(content) }),
      });
      const text = await answer.text();
      return { status: answer.status, body: text ? JSON.parse(text) : undefined };
    },
    [method, path, body],
  );

/** Violations that axe finds, one line each. */
export const violationsOf = async (page) => {
  await page.evaluate(axe);
  const { violations } = await page.evaluate(() => globalThis.axe.run());
  return violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' ')}`);
};
