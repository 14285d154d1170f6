/**
 * What may be used once is used once, however many ask at the same moment and whichever process they ask. On PostgreSQL
 * a second server process stands beside this one; on SQLite, which has one server, all requests come to this one.
 */
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import test, { after, before, describe } from 'node:test';
import { startApp, type TestApp } from './app.ts';
import { CALLBACK, createClient, createTestUser, getCode, pkce, signedIn, signInTo } from './spec/world.ts';

const SERVER = join(import.meta.dirname, '../bin/server.mjs');
const TRIES = 20;

type Answer = { status: number; body: Record<string, unknown> };

/** Sends to a port of this machine what is meant for the tenant's origin, as a load balancer would. */
const sendTo = (
  port: number,
  origin: string,
  path: string,
  init: { method: string; headers: Record<string, string>; body: string },
): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const sent = request(
      {
        host: '127.0.0.1',
        port,
        path,
        method: init.method,
        headers: { ...init.headers, host: new URL(origin).host },
      },
      (response) => {
        let text = '';
        response.on('data', (chunk) => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, body: text ? JSON.parse(text) : {} }),
        );
      },
    );
    sent.on('error', reject);
    sent.end(init.body);
  });

const freePorts = async (): Promise<[number, number]> => {
  const servers = [createServer(), createServer()];
  const ports = await Promise.all(
    servers.map(async (server) => {
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      return (server.address() as { port: number }).port;
    }),
  );
  for (const server of servers) server.close();
  return ports as [number, number];
};

/** A second process on the same database, for the same origins. */
const startBeside = async (app: TestApp): Promise<{ child: ChildProcess; port: number; folder: string }> => {
  const { config } = app.platform;
  const url = new URL(String(config.databaseUrl));
  url.searchParams.set('options', `-c search_path=${app.schema}`);
  const folder = mkdtempSync(join(tmpdir(), 'genkan-beside-'));
  const [port, adminPort] = await freePorts();
  const child = spawn(process.execPath, [SERVER], {
    cwd: folder,
    env: {
      PATH: process.env.PATH,
      PORT: String(port),
      ADMIN_PORT: String(adminPort),
      ENDPOINT: app.origin,
      ADMIN_ENDPOINT: app.adminOrigin,
      DATABASE_URL: url.href.replaceAll('+', '%20'),
      SECRET_VAULT_KEK: config.masterKey?.toString('base64'),
    },
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk) => {
      output += chunk;
    });
  }
  for (let tries = 0; tries < 600; tries += 1) {
    if (child.exitCode !== null) break;
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      ({ ok }) => ok,
      () => false,
    );
    if (ready) return { child, port, folder };
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error(`the second server did not start:\n${output}`);
};

describe('one winner of twenty, over every process', () => {
  let app: TestApp;
  let beside: Awaited<ReturnType<typeof startBeside>> | undefined;
  let ports: number[];
  before(async () => {
    app = await startApp();
    beside = app.platform.config.databaseUrl ? await startBeside(app) : undefined;
    ports = [Number(new URL(app.origin).port), ...(beside ? [beside.port] : [])];
  });
  after(async () => {
    if (beside) {
      beside.child.kill('SIGTERM');
      await once(beside.child, 'close');
      rmSync(beside.folder, { recursive: true, force: true });
    }
    await app.close();
  });

  /** The same request twenty times at once, over the processes by turns. */
  const race = (path: string, init: Parameters<typeof sendTo>[3]): Promise<Answer[]> =>
    Promise.all(
      Array.from({ length: TRIES }, (_, index) =>
        sendTo(ports[index % ports.length] as number, app.origin, path, init),
      ),
    );
  const raceToken = (values: Record<string, string>) =>
    race('/oidc/token', {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(values).toString(),
    });
  const raceApi = async (method: string, path: string, body: unknown) =>
    race(path, {
      method,
      headers: {
        'content-type': 'application/json',
        authorization: `Bearer ${await app.managementToken()}`,
      },
      body: JSON.stringify(body),
    });
  const winners = (answers: readonly Answer[]) => answers.filter(({ status }) => status < 300);

  test('O-05 one authorization code', async () => {
    const client = await createClient(app);
    const { id } = await createTestUser(app);
    const { verifier, challenge } = pkce();
    const code = await getCode(app, await signedIn(app, id), client, {
      code_challenge: challenge,
      code_challenge_method: 'S256',
    });
    const answers = await raceToken({
      grant_type: 'authorization_code',
      client_id: client.id,
      client_secret: String(client.secret),
      code,
      redirect_uri: CALLBACK,
      code_verifier: verifier,
    });
    assert.equal(winners(answers).length, 1);
    for (const { body } of answers.filter(({ status }) => status >= 300))
      assert.equal(body.error, 'invalid_grant');
  });

  test('O-06 one refresh token of a public client: every answer names the same successor', async () => {
    const client = await createClient(app, { type: 'SPA' });
    const { id } = await createTestUser(app);
    const tokens = await signInTo(app, await signedIn(app, id), client, { scope: 'openid offline_access' });
    const answers = await raceToken({
      grant_type: 'refresh_token',
      client_id: client.id,
      refresh_token: String(tokens.refresh_token),
    });
    const successors = new Set(winners(answers).map(({ body }) => body.refresh_token));
    assert.equal(successors.size, 1);
    const held = await app.platform.db.queries
      .selectFrom('refreshTokens')
      .select('tokenHash')
      .where('applicationId', '=', client.id)
      .where('rotatedAt', 'is', null)
      .execute();
    assert.equal(held.length, 1);
  });

  test('M-13 one invitation', async () => {
    const organization = await app.management('POST', '/api/organizations', { name: 'Acme' });
    const user = await createTestUser(app, { primaryEmail: 'guest@mail.example' });
    const invitation = await app.management('POST', '/api/organization-invitations', {
      invitee: 'guest@mail.example',
      organizationId: organization.body.id,
      expiresAt: app.clock.now() + 86_400_000,
    });
    assert.equal(invitation.status, 201, JSON.stringify(invitation.body));
    const answers = await raceApi('PUT', `/api/organization-invitations/${invitation.body.id}/status`, {
      status: 'Accepted',
      acceptedUserId: user.id,
    });
    assert.equal(winners(answers).length, 1);
    const members = await app.management('GET', `/api/organizations/${organization.body.id}/users`);
    assert.equal(members.body.length, 1);
  });

  test('one one-time token', async () => {
    const email = 'link@mail.example';
    const made = await app.management('POST', '/api/one-time-tokens', { email });
    assert.equal(made.status, 201, JSON.stringify(made.body));
    const answers = await raceApi('POST', '/api/one-time-tokens/verify', { email, token: made.body.token });
    assert.equal(winners(answers).length, 1);
  });
});
