import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after } from 'node:test';
import { startApp } from '../test/app.ts';
import { childEnvironment } from '../test/child-environment.ts';

const CLI = join(import.meta.dirname, 'cli.ts');
const PASSWORD = 'violet otters juggle 42 lanterns';

type Outcome = { code: number | null; out: string; err: string };

const genkan = (args: string[], env: Record<string, string>, input = ''): Promise<Outcome> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [CLI, ...args], {
      cwd: env.DATA_DIR,
      env: { ...childEnvironment(), ...env },
    });
    const outcome: Outcome = { code: null, out: '', err: '' };
    child.stdout.on('data', (chunk) => {
      outcome.out += chunk;
    });
    child.stderr.on('data', (chunk) => {
      outcome.err += chunk;
    });
    child.on('error', reject);
    child.on('close', (code) => resolve({ ...outcome, code }));
    child.stdin.end(input);
  });

const createAdmin = (env: Record<string, string>, username: string, password = PASSWORD) =>
  genkan(['admin', 'create', '--username', username, '--password-stdin'], env, `${password}\n`);

test('command line on an empty data folder', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'genkan-cli-'));
  after(() => rmSync(folder, { recursive: true, force: true }));
  const env = { DATA_DIR: folder, PWNED_PASSWORDS_URL: 'off' };

  await t.test('explains itself and its exit codes', async () => {
    const help = await genkan(['--help'], env);
    assert.equal(help.code, 0);
    assert.match(help.out, /admin create/);
    assert.equal((await genkan([], env)).code, 0);
    assert.match((await genkan(['--version'], env)).out, /^\d+\.\d+\.\d+\n$/);
    for (const wrong of [
      ['nothing'],
      ['admin', 'create', '--username', 'x'],
      ['admin', 'create', '--password', 'on-the-command-line'],
      ['app', 'create', '--name', 'x', '--type', 'spa'],
      ['app', 'create', '--name', 'x', '--type', 'machine-to-machine', '--tenant', 'nobody'],
      ['app', 'create', '--type', 'machine-to-machine'],
      ['app', 'create', '--type', 'machine-to-machine', '--name', 'x', '--username', 'y'],
    ]) {
      const refused = await genkan(wrong, env);
      assert.equal(refused.code, 2, wrong.join(' '));
      assert.match(refused.err, /^genkan: .+\n$/);
      assert.equal(refused.out, '');
    }
  });

  await t.test(
    'makes an administrator before the first start, and refuses a weak password or a taken name',
    async () => {
      assert.equal((await createAdmin(env, 'owner')).code, 0);
      const taken = await createAdmin(env, 'Owner');
      assert.equal(taken.code, 1);
      assert.match(taken.err, /^genkan: .*already in use.*\n$/);
      const weak = await createAdmin(env, 'second', 'short');
      assert.equal(weak.code, 1);
      const known = await createAdmin(env, 'second', 'passwordpassword');
      assert.equal(known.code, 1);
    },
  );

  await t.test('a configuration that cannot be used is one line', async () => {
    const refused = await genkan(['app', 'create', '--type', 'machine-to-machine', '--name', 'x'], {
      ...env,
      DATABASE_URL: 'mysql://nowhere',
    });
    assert.equal(refused.code, 1);
    assert.match(refused.err, /^genkan: DATABASE_URL.*\n$/);
  });
});

test('command line beside a running server', async (t) => {
  const app = await startApp();
  after(() => app.close());
  const { config } = app.platform;
  const env: Record<string, string> = { DATA_DIR: config.dataDir };
  if (config.databaseUrl && config.masterKey) {
    env.DATABASE_URL = `${config.databaseUrl}${config.databaseUrl.includes('?') ? '&' : '?'}options=-c%20search_path%3D${app.schema ?? ''}`;
    env.SECRET_VAULT_KEK = config.masterKey.toString('base64');
  }

  await t.test('a client it makes calls the Management API within a second', async () => {
    const made = await genkan(
      ['app', 'create', '--type', 'machine-to-machine', '--management-api', '--name', 'CI', '--json'],
      env,
    );
    assert.equal(made.code, 0, made.err);
    const client = JSON.parse(made.out);
    assert.deepEqual(Object.keys(client), ['id', 'secret', 'endpoint', 'tokenEndpoint', 'resource']);
    assert.equal(client.endpoint, app.origin);
    assert.equal(client.resource, 'https://default.logto.app/api');
    const token = await fetch(client.tokenEndpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client.id,
        client_secret: client.secret,
        resource: client.resource,
        scope: 'all',
      }),
    });
    assert.equal(token.status, 200);
    const { access_token: accessToken } = (await token.json()) as { access_token: string };
    const listed = await fetch(`${app.origin}/api/applications`, {
      headers: { authorization: `Bearer ${accessToken}` },
    });
    assert.equal(listed.status, 200);
    const row = (await app.audit()).find(({ key }) => key === 'Application.Create');
    assert.deepEqual(row?.payload.actor, { type: 'cli' });
  });

  await t.test('keys are listed, rotated and deleted, and the server follows within a second', async () => {
    const keys = async (...args: string[]) => {
      const done = await genkan(['keys', ...args, '--json'], env);
      assert.equal(done.code, 0, done.err);
      return JSON.parse(done.out) as { id: string; status: string; algorithm?: string }[];
    };
    const [first] = await keys('list');
    assert.equal(first?.status, 'Current');
    const rotated = await keys('rotate', '--algorithm', 'ES384', '--grace-period', '0');
    assert.deepEqual(
      rotated.map(({ status, algorithm }) => [status, algorithm]),
      [
        ['Current', 'ES384'],
        ['Previous', 'ES256'],
      ],
    );
    app.clock.advance(1500);
    const { keys: published } = (await (await fetch(`${app.origin}/oidc/jwks`)).json()) as {
      keys: unknown[];
    };
    assert.equal(published.length, 2);
    const deleted = await genkan(['keys', 'delete', '--id', first?.id ?? ''], env);
    assert.equal(deleted.out, `Key ${first?.id} was deleted.\n`);
    const [current, previous] = await keys('rotate', '--keys', 'cookie-keys');
    assert.deepEqual([current?.status, previous?.status], ['Current', 'Previous']);
    const refused = await genkan(['keys', 'delete', '--keys', 'cookie-keys', '--id', current?.id ?? ''], env);
    assert.equal(refused.code, 1);
    const plain = await genkan(['keys', 'list'], env);
    assert.match(plain.out, /^\w{10} {2}Current {3}ES384 {2}\d{4}-/);
    for (const wrong of [
      ['rotate', '--algorithm', 'HS256'],
      ['rotate', '--keys', 'cookie-keys', '--grace-period', '1'],
    ]) {
      assert.equal((await genkan(['keys', ...wrong], env)).code, 2, wrong.join(' '));
    }
  });

  await t.test('M-21 a client without --management-api may do nothing there', async () => {
    const made = await genkan(
      ['app', 'create', '--type', 'machine-to-machine', '--name', 'Plain', '--json', '--tenant', 'admin'],
      env,
    );
    const client = JSON.parse(made.out);
    assert.equal(client.endpoint, app.adminOrigin);
    assert.equal(client.resource, undefined);
    const token = await fetch(client.tokenEndpoint, {
      method: 'POST',
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: client.id,
        client_secret: client.secret,
        resource: 'https://admin.logto.app/api',
        scope: 'all',
      }),
    });
    const answer = (await token.json()) as { scope?: string };
    assert.ok(token.status === 400 || answer.scope === '', JSON.stringify(answer));
  });

  await t.test(
    'an administrator it makes kills the set-up link; a reset ends sessions and is audited',
    async () => {
      assert.equal((await createAdmin(env, 'owner')).code, 0);
      const browser = app.browser('admin');
      const token = new URL(app.setupLink ?? '').hash.slice('#token='.length);
      const dead = await browser.send('/console/api/set-up', {
        method: 'POST',
        headers: { 'x-genkan-console': '1' },
        json: { token, username: 'intruder', password: PASSWORD },
      });
      assert.equal(dead.status, 409);
      const reset = await genkan(
        ['admin', 'reset', '--username', 'owner', '--password-stdin'],
        env,
        'green walruses knit 77 bridges',
      );
      assert.equal(reset.code, 0, reset.err);
      const nobody = await genkan(
        ['admin', 'reset', '--username', 'nobody', '--password-stdin'],
        env,
        'green walruses knit 77 bridges',
      );
      assert.equal(nobody.code, 1);
      const keys = (await app.audit('admin')).map(({ key }) => key);
      assert.ok(keys.includes('Administrator.Create') && keys.includes('Administrator.Reset'));
      const trail = JSON.stringify(await app.audit('admin'));
      assert.ok(!trail.includes(PASSWORD));
    },
  );
});
