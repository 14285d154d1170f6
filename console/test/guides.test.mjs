/** The guides: complete in both languages, and the code of the Express one signs a reader in as it stands. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { createBrowser } from '../../e2e/browser.mjs';
import { root, runtimePath } from '../../scripts/runtime.mjs';
import { frameworks } from '../src/pages/applications/frameworks.ts';
import { startServer } from './server.mjs';

const values = {
  endpoint: 'https://login.example.com',
  issuer: 'https://login.example.com/oidc',
  managementApi: 'https://default.logto.app/api',
  id: 'app1d',
  secret: 's3cret',
  redirectUri: 'https://shop.example.com/back',
  signOutUri: 'https://shop.example.com/bye',
};

const blocksOf = (guide) => [...guide.steps.flatMap(({ blocks }) => blocks), ...guide.trial];
const codeOf = (guide, filled) =>
  blocksOf(guide)
    .filter(({ kind }) => kind === 'code')
    .map((block) => block.code(filled))
    .join('\n');

for (const framework of frameworks) {
  test(`the guide for ${framework.id} is filled in and speaks both languages`, async () => {
    const guide = await framework.guide();
    const code = codeOf(guide, values);
    assert.doesNotMatch(code, /undefined|\[object/);
    assert.ok(code.includes(values.id), 'the app id stands in the code');
    assert.ok(code.includes(values.endpoint), 'the endpoint stands in the code');
    const confidential = framework.type === 'Traditional' || framework.type === 'MachineToMachine';
    assert.equal(code.includes(values.secret), confidential, 'the secret stands where there is one');
    for (const { title } of guide.steps) assert.ok(title.en && title.ja);
    for (const block of blocksOf(guide)) if (block.kind === 'text') assert.ok(block.text.en && block.text.ja);
    assert.equal(
      guide.steps.some(({ blocks }) => blocks.some(({ kind }) => kind === 'addresses')),
      framework.type !== 'MachineToMachine',
    );
  });
}

/** A client of the console's API with an administrator's session. */
const administrator = async ({ adminOrigin, setupLink }) => {
  const headers = { 'content-type': 'application/json', 'x-genkan-console': '1', origin: adminOrigin };
  const token = new URLSearchParams(new URL(setupLink).hash.slice(1)).get('token');
  const made = await fetch(`${adminOrigin}/console/api/set-up`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ token, username: 'owner', password: 'lantern-harbour-violet-39' }),
  });
  assert.equal(made.status, 201, await made.clone().text());
  const cookie = made.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
  return async (method, path, body) => {
    const answer = await fetch(`${adminOrigin}/console/api/tenants/default${path}`, {
      method,
      headers: { ...headers, cookie },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    assert.ok(answer.ok, `${method} ${path}: ${answer.status} ${await answer.clone().text()}`);
    return answer.json();
  };
};

const freePort = () =>
  new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address();
      server.close(() => resolve(port));
    });
  });

let server;
let folder;
before(async () => {
  server = await startServer();
  folder = await mkdtemp(join(tmpdir(), 'genkan-guide-'));
  await symlink(join(root, 'node_modules'), join(folder, 'node_modules'), 'junction');
});
after(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

const answers = async (address) => {
  for (let attempt = 0; attempt < 100; attempt += 1) {
    const reached = await fetch(address).then(
      () => true,
      () => false,
    );
    if (reached) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error(`${address} does not answer`);
};

test('the code of the Express guide, pasted into one file, signs a reader in', async () => {
  const call = await administrator(server);
  const origin = `http://localhost:${await freePort()}`;
  const redirectUri = `${origin}/logto/sign-in-callback`;
  const { id, secret } = await call('POST', '/applications', {
    name: 'Bookstore',
    type: 'Traditional',
    oidcClientMetadata: { redirectUris: [redirectUri], postLogoutRedirectUris: [origin] },
  });
  await call('POST', '/users', { username: 'riko', password: 'Quiet-harbour-47-lanterns' });

  const guide = await frameworks.find((framework) => framework.id === 'express').guide();
  const filled = {
    ...values,
    endpoint: server.endpoint,
    issuer: `${server.endpoint}/oidc`,
    id,
    secret,
    redirectUri,
    signOutUri: origin,
  };
  const pasted = blocksOf(guide).filter(({ kind, file }) => kind === 'code' && file === 'app.mjs');
  await writeFile(join(folder, 'app.mjs'), pasted.map((block) => block.code(filled)).join('\n\n'));
  const app = spawn(runtimePath(), ['app.mjs'], {
    cwd: folder,
    env: { PATH: process.env.PATH, APP_SECRET_KEY: 'only-for-this-test' },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  try {
    await answers(origin);
    const browser = createBrowser();
    const page = await browser.visit(`${origin}/logto/sign-in`);
    assert.equal(page.url.origin, server.endpoint);
    const home = await browser.signIn(page.url, 'riko', 'Quiet-harbour-47-lanterns');
    assert.match(home.text, /You are signed in/);
    const mine = JSON.parse((await browser.visit(`${origin}/protected`)).text);
    assert.equal(mine.idToken.username, 'riko');
    assert.equal(mine.userinfo.username, 'riko');
    await browser.visit(`${origin}/logto/sign-out`);
    assert.match((await browser.visit(origin)).text, /Sign in/);
  } finally {
    app.kill();
  }
});
