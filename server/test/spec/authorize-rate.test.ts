/** What anonymous callers of the authorization endpoint may cost (ADR 0009). */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import test, { after, before } from 'node:test';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { startApp, type TestApp } from '../app.ts';
import { authorizeUrl, CALLBACK, createClient, pkce } from './world.ts';

let app: TestApp;
before(async () => {
  app = await startApp({ settings: { TRUST_PROXY_HEADER: '1' } });
});
after(() => app.close());

test('one public address begins 300 sign-ins at once and ten a second, and no further row is written for it', async () => {
  const client = await createClient(app);
  const path = authorizeUrl(client);
  const from = async (address: string): Promise<Response> => {
    const answer = await fetch(new URL(path, app.origin), {
      redirect: 'manual',
      headers: { 'x-forwarded-for': address, 'accept-language': 'ja' },
    });
    return answer;
  };
  const rows = async () =>
    (await app.platform.db.queries.selectFrom('interactions').select('id').execute()).length;
  const statuses = new Map<number, number>();
  for (let round = 0; round < 16; round += 1) {
    const answers = await Promise.all(Array.from({ length: 25 }, () => from('203.0.114.7')));
    for (const answer of answers) {
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      await answer.text();
    }
  }
  const begun = statuses.get(303) ?? 0;
  assert.ok(begun >= 300 && begun < 390, `${begun} of 400 began`);
  assert.equal(await rows(), begun);
  // Several at once: on a busy machine the bucket fills between two.
  const more = await Promise.all(Array.from({ length: 25 }, () => from('203.0.114.7')));
  const refused = more.find(({ status }) => status === 429);
  assert.ok(refused);
  assert.equal(refused.headers.get('retry-after'), '1');
  const page = await refused.text();
  assert.match(page, /<html lang="ja">/);
  assert.match(page, /temporarily_unavailable/);
  for (const other of ['203.0.115.7', '2001:4860:4860::8888', '10.0.0.7']) {
    assert.equal((await from(other)).status, 303, other);
  }
  app.clock.advance(1000);
  assert.equal((await from('203.0.114.7')).status, 303);
});

test('T-02 a proxy that writes the caller’s port too makes nobody many', async () => {
  const path = authorizeUrl(await createClient(app));
  const from = async (port: number): Promise<number> => {
    const headers = { 'x-forwarded-for': `203.0.122.7:${port}` };
    const answer = await fetch(new URL(path, app.origin), { redirect: 'manual', headers });
    await answer.text();
    return answer.status;
  };
  const statuses = new Set<number>();
  for (let round = 0; round < 16; round += 1) {
    const ports = Array.from({ length: 25 }, (_, at) => 40_000 + 25 * round + at);
    for (const status of await Promise.all(ports.map(from))) statuses.add(status);
  }
  assert.deepEqual([...statuses].sort(), [303, 429]);
});

test('the same bound holds for sign-ins to the console', async () => {
  const begin = (address: string): Promise<Response> =>
    fetch(`${app.adminOrigin}/console/sign-in`, {
      redirect: 'manual',
      headers: { 'x-forwarded-for': address },
    });
  const interactions = app.platform.db.queries.selectFrom('interactions').where('tenantId', '=', 'admin');
  let begun = 0;
  for (let round = 0; round < 16; round += 1) {
    for (const answer of await Promise.all(Array.from({ length: 25 }, () => begin('203.0.117.7')))) {
      if (answer.status === 303) begun += 1;
      else assert.deepEqual([answer.status, answer.headers.get('retry-after')], [429, '1']);
      await answer.text();
    }
  }
  assert.ok(begun >= 300 && begun < 390, `${begun} of 400 began`);
  assert.equal((await interactions.select('id').execute()).length, begun);
  assert.equal((await begin('203.0.118.7')).status, 303);
});

test('one address takes 1,500 steps at once in whatever sign-ins it began, and the trail grows no further', async () => {
  const browser = app.browser();
  await browser.get(authorizeUrl(await createClient(app)));
  const cookie = [...browser.cookies].map((pair) => pair.join('=')).join('; ');
  const step = async (address: string): Promise<number> => {
    const answer = await fetch(`${app.origin}/api/experience`, {
      method: 'PUT',
      headers: { cookie, 'content-type': 'application/json', 'x-forwarded-for': address },
      body: '{"interactionEvent":"SignIn"}',
    });
    await answer.text();
    if (answer.status === 429) assert.equal(answer.headers.get('retry-after'), '1');
    return answer.status;
  };
  const rows = async () =>
    (await app.audit()).filter(({ key }) => key === 'Interaction.SignIn.Update').length;
  let taken = 0;
  for (let at = 0; at < 2000 && taken === at; at += 1) if ((await step('203.0.119.7')) === 204) taken += 1;
  assert.ok(taken >= 1500 && taken < 2000, `${taken} of 2000 were taken`);
  assert.equal(await rows(), taken);
  assert.equal(await step('203.0.120.7'), 204);
});

test('the same bound holds for requests that clients without a secret push (RFC 9126 §7.1)', async () => {
  const client = await createClient(app, { type: 'SPA' });
  const values = { code_challenge: pkce().challenge, code_challenge_method: 'S256' };
  const push = async (address: string): Promise<Response> =>
    fetch(`${app.origin}/oidc/request`, {
      method: 'POST',
      headers: { 'x-forwarded-for': address },
      body: new URL(authorizeUrl(client, values), app.origin).searchParams,
    });
  const statuses = new Map<number, number>();
  for (let round = 0; round < 16; round += 1) {
    const answers = await Promise.all(Array.from({ length: 25 }, () => push('203.0.116.7')));
    for (const answer of answers) {
      statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
      if (answer.status === 429) assert.equal(answer.headers.get('retry-after'), '1');
      await answer.text();
    }
  }
  const pushed = statuses.get(201) ?? 0;
  assert.ok(pushed >= 300 && pushed < 390, `${pushed} of 400 were kept: ${JSON.stringify([...statuses])}`);
  const rows = await app.platform.db.queries.selectFrom('pushedRequests').select('createdAt').execute();
  assert.equal(rows.length, pushed);
  assert.equal((await push('10.0.0.7')).status, 201);
});

test('O-23 a push that is refused counts too: the proof that came with it was written down', async () => {
  const client = await createClient(app, { type: 'SPA' });
  const keys = await generateKeyPair('ES256');
  const jwk = await exportJWK(keys.publicKey);
  const push = async (): Promise<number> => {
    const proof = await new SignJWT({ htm: 'POST', htu: `${app.origin}/oidc/request`, jti: randomUUID() })
      .setProtectedHeader({ alg: 'ES256', typ: 'dpop+jwt', jwk })
      .setIssuedAt(Math.floor(app.clock.now() / 1000))
      .sign(keys.privateKey);
    const answer = await fetch(`${app.origin}/oidc/request`, {
      method: 'POST',
      headers: { 'x-forwarded-for': '203.0.123.7', dpop: proof },
      body: new URLSearchParams({ client_id: client.id, redirect_uri: CALLBACK }),
    });
    await answer.text();
    return answer.status;
  };
  const statuses: number[] = [];
  for (let round = 0; round < 16; round += 1)
    statuses.push(...(await Promise.all(Array.from({ length: 25 }, push))));
  assert.deepEqual([...new Set(statuses)].sort(), [400, 429]);
  const rows = await app.platform.db.queries.selectFrom('usedJwts').select('idHash').execute();
  assert.equal(rows.length, statuses.filter((status) => status === 400).length);
});
