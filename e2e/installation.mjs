/** A server of its own for one test file: `npm start`'s program on free ports and an empty data folder. */
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePort } from '../scripts/postgresql.mjs';
import { ended, root, runtimePath } from '../scripts/runtime.mjs';

/**
 * Starts the server. Gives `{ origin, adminOrigin, folder, said(), cli(args, input), management(), stop() }`; `cli` runs
 * the command line beside the server and gives what it printed. `env` adds settings.
 */
export async function startInstallation({ env = {} } = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'genkan-e2e-'));
  const ports = { PORT: String(await freePort()), ADMIN_PORT: String(await freePort()) };
  const kept = ['PATH', 'HOME', 'LANG', 'TMPDIR'].filter((name) => process.env[name] !== undefined);
  const environment = {
    ...Object.fromEntries(kept.map((name) => [name, process.env[name]])),
    ...ports,
    DATA_DIR: folder,
    PWNED_PASSWORDS_URL: 'off',
    ...env,
  };
  const origin = `http://localhost:${ports.PORT}`;
  const server = startProgram(runtimePath(), [join(root, 'scripts/start.mjs')], {
    cwd: folder,
    env: environment,
  });
  await server.answers(`${origin}/oidc/.well-known/openid-configuration`);
  const cli = async (args, input = '') => {
    const program = join(root, 'server/bin/genkan.mjs');
    const child = spawn(runtimePath(), [program, ...args], { cwd: folder, env: environment, stdio: 'pipe' });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text) => {
        output += text;
      });
    }
    child.stdin.end(input);
    if ((await ended(child)) !== 0) throw new Error(`genkan ${args.join(' ')} failed: ${output}`);
    return output;
  };
  return {
    origin,
    adminOrigin: `http://localhost:${ports.ADMIN_PORT}`,
    folder,
    said: server.said,
    cli,
    management: () => managementApi(origin, cli),
    async stop() {
      await server.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A client of the Management API: `call(method, path, body)` gives the parsed answer and throws on a refusal. */
async function managementApi(origin, cli) {
  const create = [
    'app',
    'create',
    '--type',
    'machine-to-machine',
    '--management-api',
    '--name',
    'Test',
    '--json',
  ];
  const machine = JSON.parse(await cli(create));
  const answer = await fetch(machine.tokenEndpoint, {
    method: 'POST',
    headers: { authorization: `Basic ${Buffer.from(`${machine.id}:${machine.secret}`).toString('base64')}` },
    body: new URLSearchParams({ grant_type: 'client_credentials', resource: machine.resource, scope: 'all' }),
  });
  const { access_token: token } = await answer.json();
  const call = async (method, path, body) => {
    const isForm = body instanceof FormData;
    const reply = await fetch(`${origin}/api/${path}`, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(isForm ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: isForm ? body : JSON.stringify(body) }),
    });
    const text = await reply.text();
    if (!reply.ok) throw new Error(`${method} /api/${path}: ${reply.status} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
  return { machine, call };
}

/** Starts a program; gives `{ answers(address), said(), stop() }`. */
export function startProgram(program, args, options) {
  const child = spawn(program, args, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-20_000);
    });
  }
  const gone = ended(child);
  return {
    said: () => output,
    async answers(address) {
      for (let tries = 0; tries < 400; tries += 1) {
        const ok = await fetch(address).then(
          (answer) => answer.ok,
          () => false,
        );
        if (ok) return;
        if (child.exitCode !== null) break;
        await sleep(50);
      }
      throw new Error(`${address} does not answer:\n${output}`);
    },
    stop() {
      child.kill('SIGTERM');
      return gone;
    },
  };
}
