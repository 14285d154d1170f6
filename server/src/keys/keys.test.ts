import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import { createRemoteJWKSet, jwtVerify } from 'jose';
import { startApp, type TestApp } from '../../test/app.ts';
import { currentSigner, publicJwks, verifyJwt } from './index.ts';

describe('signing keys', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  const issue = async (claims: Record<string, unknown> = {}, typ = 'at+jwt') => {
    const { tenant, platform } = await app.context();
    const signer = await currentSigner(platform, tenant.id);
    const exp = Math.floor(app.clock.now() / 1000) + 600;
    return signer.sign({ iss: tenant.issuer, sub: 'u', aud: 'a', exp, ...claims }, typ);
  };
  const check = async (token: string, typ = 'at+jwt') => {
    const { tenant, platform } = await app.context();
    return verifyJwt(platform, tenant, token, { typ });
  };

  test('O-31 the published set verifies what is signed and holds no private part', async () => {
    const answer = await fetch(`${app.origin}/oidc/jwks`);
    const { keys } = (await answer.json()) as { keys: Record<string, unknown>[] };
    assert.ok(keys.length > 0);
    for (const key of keys) {
      for (const part of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'k']) assert.equal(key[part], undefined);
      assert.equal(key.use, 'sig');
      assert.ok(key.kid && key.alg);
    }
    const verified = await jwtVerify(await issue(), createRemoteJWKSet(new URL(`${app.origin}/oidc/jwks`)));
    assert.equal(verified.payload.sub, 'u');
  });

  test('O-31 a rotated key is published before it signs, and the old one still verifies after', async () => {
    const old = await issue();
    const before = (await currentSigner(app.platform, 'default')).kid;
    const rotated = await app.management('POST', '/api/configs/oidc/private-keys/rotate', {
      signingKeyAlgorithm: 'ES384',
      rotationGracePeriod: 60,
    });
    assert.equal(rotated.status, 200);
    app.clock.advance(1500);
    assert.equal((await publicJwks(app.platform, 'default')).keys.length, 2);
    assert.equal((await currentSigner(app.platform, 'default')).kid, before);
    app.clock.advance(60_000);
    const signer = await currentSigner(app.platform, 'default');
    assert.notEqual(signer.kid, before);
    assert.equal(signer.algorithm, 'ES384');
    assert.ok(await check(old));
    assert.ok(await check(await issue()));
  });

  test('only a previous key can be deleted, and what it signed is refused afterwards', async () => {
    const listed = await app.management('GET', '/api/configs/oidc/private-keys');
    const byStatus = (status: string) => listed.body.find((key: { status: string }) => key.status === status);
    const current = await app.management(
      'DELETE',
      `/api/configs/oidc/private-keys/${byStatus('Current').id}`,
    );
    assert.deepEqual([current.status, current.body.code], [422, 'oidc.key_in_use']);
    const removed = await app.management(
      'DELETE',
      `/api/configs/oidc/private-keys/${byStatus('Previous').id}`,
    );
    assert.equal(removed.status, 204);
    const unknown = await app.management('DELETE', '/api/configs/oidc/private-keys/nothere');
    assert.equal(unknown.status, 404);
  });

  test('FAPI 2.0 Security Profile §5.4.1: an RSA key signs PS256 for clients of the profile', async () => {
    await app.management('POST', '/api/configs/oidc/private-keys/rotate', {
      signingKeyAlgorithm: 'RSA',
      rotationGracePeriod: 0,
    });
    app.clock.advance(1500);
    const { tenant, platform } = await app.context();
    const exp = Math.floor(app.clock.now() / 1000) + 600;
    const keySet = createRemoteJWKSet(new URL(`${app.origin}/oidc/jwks`));
    for (const [fapi, algorithm] of [
      [true, 'PS256'],
      [false, 'RS256'],
    ] as const) {
      const signer = await currentSigner(platform, tenant.id, { fapi });
      assert.equal(signer.algorithm, algorithm);
      const token = signer.sign({ iss: tenant.issuer, sub: 'u', aud: 'a', exp }, 'at+jwt');
      const { protectedHeader } = await jwtVerify(token, keySet);
      assert.equal(protectedHeader.alg, algorithm);
      assert.ok(await check(token));
    }
  });

  test('O-20 O-22 a token of another type, issuer, tenant, key or time is none of ours', async () => {
    const good = await issue();
    assert.ok(await check(good));
    assert.equal(await check(good, 'logout+jwt'), undefined);
    assert.equal(await check(await issue({ iss: app.adminOrigin })), undefined);
    assert.equal(await check(await issue({ exp: Math.floor(app.clock.now() / 1000) })), undefined);
    const { tenant, platform } = await app.context('admin');
    assert.equal(await verifyJwt(platform, tenant, good, { typ: 'at+jwt' }), undefined);
  });

  test('O-21 O-22 altered tokens and headers are refused', async () => {
    const good = await issue();
    const [head = '', body = '', signature = ''] = good.split('.');
    const reheaded = (change: Record<string, unknown>) => {
      const header = { ...JSON.parse(Buffer.from(head, 'base64url').toString()), ...change };
      return `${Buffer.from(JSON.stringify(header)).toString('base64url')}.${body}.${signature}`;
    };
    const last = signature.at(-1) === 'A' ? 'B' : 'A';
    const altered = [
      good.slice(0, -1),
      `${good}A`,
      `${good}=`,
      `${head}.${body}.${signature.slice(0, -1)}${last}`,
      `${head}.${body}.`,
      `${head}.${body}`,
      reheaded({ alg: 'none' }),
      reheaded({ alg: 'HS256' }),
      reheaded({ kid: '../../etc/passwd' }),
      reheaded({ kid: "' or 1=1 --" }),
      reheaded({ jwk: {} }),
      reheaded({ jku: 'http://127.0.0.1/' }),
      reheaded({ crit: ['exp'] }),
    ];
    for (const token of altered) assert.equal(await check(token), undefined, token);
  });
});
