/** The package for npm: packed, installed into an empty project, started; Node strips no types there. */
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { freePort } from '../../scripts/postgresql.mjs';
import { root } from '../../scripts/runtime.mjs';
import { bootOf } from '../browser.mjs';
import { startProgram } from '../installation.mjs';

test('the packed server starts from node_modules and serves its pages', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'genkan-package-'));
  try {
    const packed = spawnSync(process.execPath, [join(root, 'scripts/pack.mjs'), folder], {
      encoding: 'utf8',
    });
    assert.equal(packed.status, 0, packed.stderr);
    writeFileSync(join(folder, 'package.json'), '{"private":true}');
    const install = [
      'install',
      '--no-audit',
      '--no-fund',
      '--prefer-offline',
      '--loglevel=error',
      packed.stdout.trim(),
    ];
    const installed = spawnSync('npm', install, { cwd: folder, encoding: 'utf8' });
    assert.equal(installed.status, 0, installed.stderr);
    const port = await freePort();
    const env = {
      PATH: process.env.PATH,
      HOME: folder,
      PORT: String(port),
      ADMIN_PORT: String(await freePort()),
    };
    const server = startProgram(join(folder, 'node_modules/.bin/genkan'), ['start'], { cwd: folder, env });
    try {
      const origin = `http://localhost:${port}`;
      await server.answers(`${origin}/oidc/.well-known/openid-configuration`);
      const page = await (await fetch(`${origin}/sign-in`)).text();
      assert.equal(bootOf(page).screen, 'unknown-session');
      const script = /src="(\/_signin\/[^"]+\.js)"/.exec(page)?.[1];
      assert.equal((await fetch(origin + script)).status, 200);
    } finally {
      await server.stop();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});
