/**
 * `npm run demo`: the whole story with nothing to register anywhere. Starts a stand-in for Google Workspace, the
 * server on a data folder of its own, sets up the Bookstore, the connector for acme.com, a user and an organization
 * through the command line and the Management API, then the sample app. Everything listens on loopback alone, every
 * password is random, and each run starts afresh.
 */
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseEnv } from 'node:util';
import { ensureVenv } from './python.mjs';
import { ended, ensureInstalled, ensurePages, fail, root, run, runtimePath, start } from './runtime.mjs';

if (process.env.GENKAN_DEMO !== '1') {
  refuseRealSettings();
  ensureInstalled();
  await ensurePages();
  await run([join(root, 'scripts/demo.mjs')], { GENKAN_DEMO: '1' });
}

const { startProvider } = await import('../demo/google-workspace/provider.mjs');

const folder = join(root, 'data-demo');
const marker = join(folder, '.demo');
const ports = {
  server: Number(process.env.PORT || 3001),
  admin: Number(process.env.ADMIN_PORT || 3002),
  app: Number(process.env.APP_PORT || 3000),
};
const origin = `http://localhost:${ports.server}`;
const adminOrigin = `http://localhost:${ports.admin}`;
const appOrigin = `http://localhost:${ports.app}`;
const googleClient = {
  id: `${randomBytes(6).toString('hex')}.apps.workspace.localhost`,
  secret: password(),
  name: 'Genkan',
  redirectUris: [],
};

const children = [];
let ending = false;
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => end(0));

prepareFolder();
const google = await startProvider({ clients: [googleClient] });
const environment = serverEnvironment();
const server = start(['--disable-warning=ExperimentalWarning', join(root, 'server/bin/server.mjs')], {
  cwd: folder,
  env: environment,
  stdio: ['ignore', 'ignore', 'inherit'],
});
watch(server, 'the server');
await answers(`${origin}/oidc/.well-known/openid-configuration`, 'the server');

const administrator = { username: 'admin', password: password() };
await cli(
  ['admin', 'create', '--username', administrator.username, '--password-stdin'],
  administrator.password,
);
const machine = JSON.parse(
  await cli([
    'app',
    'create',
    '--type',
    'machine-to-machine',
    '--management-api',
    '--name',
    'Demo',
    '--json',
  ]),
);
const { bookstore, user } = await setUp(await managementApi(machine));
const sample = await startSample(bookstore);
printGuide();

/** A demonstration must not touch an installation that somebody uses. */
function refuseRealSettings() {
  const file = join(root, '.env');
  const settings = { ...(existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {}), ...process.env };
  if (settings.DATABASE_URL) fail('the demo has its own database; it does not run with DATABASE_URL set.');
  for (const name of ['ENDPOINT', 'ADMIN_ENDPOINT']) {
    const value = settings[name];
    if (!value) continue;
    const host = URL.canParse(value) ? new URL(value).hostname : '';
    if (!/^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/.test(host)) {
      fail(`the demo runs on this machine only; ${name} is ${value}.`);
    }
  }
}

/** Only a folder that an earlier demo made is emptied. */
function prepareFolder() {
  if (existsSync(folder) && !existsSync(marker))
    fail(`${folder} is not a demo's data folder; move it away first.`);
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  writeFileSync(marker, '');
}

/** The server's settings, complete: nothing from the shell of the one who tries the demo slips in. */
function serverEnvironment() {
  const kept = ['PATH', 'HOME', 'LANG', 'TMPDIR', 'SystemRoot'].filter(
    (name) => process.env[name] !== undefined,
  );
  return {
    ...Object.fromEntries(kept.map((name) => [name, process.env[name]])),
    DATA_DIR: folder,
    PWNED_PASSWORDS_URL: 'off',
    PORT: String(ports.server),
    ADMIN_PORT: String(ports.admin),
    GOOGLE_WORKSPACE_ISSUER: google.issuer,
    OUTGOING_ALLOW: [google.issuer, google.apiOrigin].map((address) => new URL(address).host).join(','),
  };
}

/** Runs a command of the server's command line and gives what it printed. */
async function cli(args, input = '') {
  const child = spawn(runtimePath(), [join(root, 'server/bin/genkan.mjs'), ...args], {
    cwd: folder,
    env: environment,
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text) => {
    output += text;
  });
  child.stdin.end(input);
  if ((await ended(child)) !== 0) await end(1, `"genkan ${args[0]} ${args[1]}" failed; its reason is above.`);
  return output;
}

/** A function that calls the Management API as the machine-to-machine client. */
async function managementApi({ id, secret, tokenEndpoint, resource }) {
  const answer = await fetch(tokenEndpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource, scope: 'all' }),
  });
  const { access_token: token } = await answer.json();
  return async (method, path, body) => {
    const reply = await fetch(`${origin}/api/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    const text = await reply.text();
    if (!reply.ok) await end(1, `${method} /api/${path} was refused: ${reply.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
}

/** Everything that a newcomer would click together in the console. */
async function setUp(call) {
  const created = await call('POST', 'applications', {
    name: 'Bookstore',
    type: 'Traditional',
    description: 'The sample app of the demo',
    oidcClientMetadata: {
      redirectUris: [`${appOrigin}/callback`, `${appOrigin}/logto/sign-in-callback`],
      postLogoutRedirectUris: [`${appOrigin}/`, appOrigin],
    },
  });
  const connector = await call('POST', 'sso-connectors', {
    providerName: 'GoogleWorkspace',
    connectorName: 'Acme on Google Workspace',
    config: { clientId: googleClient.id, clientSecret: googleClient.secret, offlineAccess: true },
    domains: ['acme.com'],
    branding: { displayName: 'Acme' },
    enableTokenStorage: true,
  });
  googleClient.redirectUris.push(`${origin}/callback/${connector.id}`);
  await call('PATCH', 'sign-in-exp', { singleSignOnEnabled: true });
  const reader = { username: 'reader', password: password() };
  const { id } = await call('POST', 'users', { ...reader, name: 'Riko Reader' });
  const acme = await call('POST', 'organizations', {
    name: 'Acme',
    description: 'The organization of the demo',
  });
  await call('POST', `organizations/${acme.id}/users`, { userIds: [id] });
  return { bookstore: created, user: reader };
}

/** The Flask sample, or the Express one where Python cannot be had; gives `{ name, reason? }`. */
async function startSample({ id, secret }) {
  const env = {
    ...process.env,
    LOGTO_ENDPOINT: origin,
    LOGTO_APP_ID: id,
    LOGTO_APP_SECRET: secret,
    APP_SECRET_KEY: password(),
    PORT: String(ports.app),
  };
  process.stderr.write('genkan: preparing the sample app (the first time installs its Python packages) …\n');
  const { python, reason } = ensureVenv(join(root, 'samples/flask/requirements.txt'));
  const [name, program, args] = python
    ? ['Flask', python, [join(root, 'samples/flask/app.py')]]
    : ['Express', runtimePath(), [join(root, 'samples/express/app.mjs')]];
  let said = '';
  const child = spawn(program, args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'pipe'] });
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (text) => {
      said = (said + text).slice(-4000);
    });
  }
  watch(child, 'the sample app', () => said);
  await answers(appOrigin, 'the sample app');
  return { name, reason };
}

/** When one part ends by itself, the whole demo ends and says which. */
function watch(child, what, said = () => '') {
  children.push(child);
  ended(child).then((code) => {
    if (!ending) end(1, `${what} ended (exit code ${code}).${said() ? `\n${said()}` : ''}`);
  });
}

async function answers(address, what) {
  for (let tries = 0; tries < 300; tries += 1) {
    const ok = await fetch(address).then(
      (answer) => answer.ok,
      () => false,
    );
    if (ok) return;
    await sleep(100);
  }
  await end(1, `${what} does not answer at ${address}.`);
}

/** Stops every part, then this process. */
async function end(code, line) {
  if (ending) return;
  ending = true;
  if (line) process.stderr.write(`genkan: ${line}\n`);
  const running = children.filter((child) => child.exitCode === null && child.signalCode === null);
  const gone = Promise.all(running.map((child) => new Promise((resolve) => child.once('exit', resolve))));
  for (const child of running) child.kill('SIGTERM');
  await Promise.race([gone, sleep(9000)]);
  for (const child of running) child.kill('SIGKILL');
  process.exit(code);
}

function password() {
  return randomBytes(15).toString('base64url');
}

function printGuide() {
  const why = sample.reason
    ? `\n  (The Express sample runs instead of the Flask one: ${sample.reason})\n`
    : '';
  process.stdout.write(`
Genkan's demo is running. Everything is on this machine and in ${folder}.

  Bookstore (${sample.name})   ${appOrigin}/
  Console             ${adminOrigin}/console     ${administrator.username}  ${administrator.password}
  "Google Workspace"  ${google.issuer}/cloud     the OAuth client of the connector
${why}
Try this:
  1. Open the Bookstore and click "Sign in". Type taro@acme.com: the address belongs to Acme, so the page
     offers Acme's sign-in. Choose Taro at the stand-in; you are back in the Bookstore, signed in.
  2. "My account" shows the ID token and userinfo. "Sign out" ends both sessions.
  3. Sign in with a password:  ${user.username}  ${user.password}
  4. Open the console: the users, Taro's SSO identity with its stored tokens, the connector, the logs.
  5. Try eve@evil.example at the stand-in after typing taro@acme.com: a foreign domain is refused.

Ctrl-C ends everything.
`);
}
