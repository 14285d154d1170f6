/** The sample apps, each with its published SDK unmodified, against a real server. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { freePort } from '../../scripts/postgresql.mjs';
import { ensureVenv } from '../../scripts/python.mjs';
import { root, runtimePath } from '../../scripts/runtime.mjs';
import { bootOf, createBrowser } from '../browser.mjs';
import { startInstallation, startProgram } from '../installation.mjs';

const reader = {
  username: 'reader',
  password: 'a-long-enough-passphrase',
  name: 'Riko Reader',
  primaryEmail: 'riko@example.com',
};
let installation;
let call;
let organization;

before(async () => {
  installation = await startInstallation();
  ({ call } = await installation.management());
  const { id } = await call('POST', 'users', reader);
  organization = await call('POST', 'organizations', { name: 'Acme' });
  await call('POST', `organizations/${organization.id}/users`, { userIds: [id] });
});
after(() => installation.stop());

const samples = [
  {
    name: 'Flask (logto 0.2.1)',
    callback: '/callback',
    home: '/',
    command: () => {
      const { python, reason } = ensureVenv(join(root, 'samples/flask/requirements.txt'));
      assert.ok(python, reason);
      return [python, [join(root, 'samples/flask/app.py')]];
    },
  },
  {
    name: 'Express (@logto/express)',
    callback: '/logto/sign-in-callback',
    home: '',
    command: () => [runtimePath(), [join(root, 'samples/express/app.mjs')]],
  },
];

for (const sample of samples) {
  test(`${sample.name}: sign up page, sign in, claims, userinfo, sign out`, async () => {
    const port = await freePort();
    const origin = `http://localhost:${port}`;
    const app = await call('POST', 'applications', {
      name: 'Bookstore',
      type: 'Traditional',
      oidcClientMetadata: {
        redirectUris: [origin + sample.callback],
        postLogoutRedirectUris: [origin + sample.home],
      },
    });
    const [program, args] = sample.command();
    const env = {
      ...process.env,
      LOGTO_ENDPOINT: installation.origin,
      LOGTO_APP_ID: app.id,
      LOGTO_APP_SECRET: app.secret,
      APP_SECRET_KEY: 'only for this test',
      PORT: String(port),
    };
    const running = startProgram(program, args, { cwd: installation.folder, env });
    try {
      await running.answers(origin);
      await story(origin, running);
    } finally {
      await running.stop();
    }
  });
}

async function story(origin, running) {
  const browser = createBrowser();
  const home = await browser.visit(origin);
  assert.match(home.text, /Find your next book/);

  const signUp = await browser.visit(`${origin}/sign-up`);
  assert.equal(bootOf(signUp.text).screen, 'register', 'signing up opens on registration');

  const signInPage = await browser.visit(`${origin}/sign-in`);
  assert.equal(bootOf(signInPage.text).screen, 'sign-in');
  assert.equal(bootOf(signInPage.text).application.name, 'Bookstore');
  const back = await browser.signIn(signInPage.url, reader.username, reader.password);
  assert.equal(back.url.origin, origin, running.said());
  assert.match(back.text, /Welcome, Riko Reader/);

  const account = await browser.visit(`${origin}/protected`);
  assert.equal(account.status, 200, running.said());
  const [idToken, userinfo] = account.text.split('id="userinfo"');
  for (const part of [idToken, userinfo]) {
    assert.match(part, /Riko Reader/);
    assert.match(part, /reader/);
    assert.match(part, new RegExp(organization.id));
  }

  const out = await browser.visit(`${origin}/sign-out`);
  assert.equal(out.url.origin, origin, 'signing out comes home');
  assert.match(out.text, /Find your next book/);
  const again = await browser.visit(`${origin}/sign-in`);
  assert.equal(bootOf(again.text).screen, 'sign-in', "the server's session is over too");
}
