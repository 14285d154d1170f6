import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { type Stage, setStage } from '../../test/sso-stage.ts';
import { createSealer } from '../lib/seal.ts';
import type { Actor } from '../platform.ts';
import { deleteUser, type User } from '../users/index.ts';
import { findSecret, openSecret, putSecret, replaceSecret } from '../vault/index.ts';
import { raiseVersion } from '../vault/vault.store.ts';

let stage: Stage;
let sequence = 0;
before(async () => {
  stage = await setStage();
});
after(() => stage.close());
beforeEach(() => {
  sequence += 1;
  stage.idp.person = {
    sub: `s-${sequence}`,
    email: `u${sequence}@acme.test`,
    email_verified: true,
    hd: 'acme.test',
  };
});
afterEach(() => stage.idp.straighten());

const OFFLINE = { enableTokenStorage: true, config: { offlineAccess: true, scope: 'calendar' } };
const read = (connectorId: string, actor: Actor) =>
  stage.api('GET', `/api/my-account/sso-identities/${connectorId}/access-token`, undefined, actor);
const secrets = () => stage.platform.db.queries.selectFrom('vaultSecrets').selectAll().execute();
const secretOf = async (user: User) => {
  const [row] = (await secrets()).filter(({ userId }) => userId === user.id);
  assert.ok(row);
  return row;
};
const change = (id: string, patch: Record<string, string | number>) =>
  stage.platform.db.queries.updateTable('vaultSecrets').set(patch).where('id', '=', id).execute();

describe('stored tokens of an identity provider', () => {
  it('are given to their owner, without caching, with every read audited', async () => {
    const id = await stage.connector('GoogleWorkspace', OFFLINE);
    const user = await stage.signIn(id);
    const answer = await read(id, await stage.account(user.id));
    assert.equal(answer.status, 200);
    assert.match(answer.body.access_token, /^upstream-access/);
    assert.equal(answer.body.token_type, 'Bearer');
    assert.ok(answer.body.scope.includes('calendar'));
    assert.ok(answer.body.expires_in > 3500 && answer.body.expires_in <= 3600);
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    const reads = (await stage.audit()).filter(({ key }) => key === 'Vault.Secret.Read');
    assert.equal(reads.length, 1);
    assert.equal(reads[0]?.payload.ssoConnectorId, id);
  });

  it('administrators see metadata only', async () => {
    const id = await stage.connector('OIDC', OFFLINE);
    const user = await stage.signIn(id);
    const path = `/api/users/${user.id}`;
    const one = await stage.api('GET', `${path}/sso-identities/${id}?includeTokenSecret=true`);
    assert.equal(one.status, 200);
    assert.equal(one.body.ssoIdentity.identityId, `s-${sequence}`);
    assert.equal(one.body.tokenSecret.type, 'federated_token_set');
    assert.equal(one.body.tokenSecret.metadata.hasRefreshToken, true);
    assert.equal(one.body.tokenSecret.metadata.tokenType, 'Bearer');
    assert.ok(one.body.tokenSecret.metadata.expiresAt * 1000 > stage.platform.clock.now());
    const plain = await stage.api('GET', `${path}/sso-identities/${id}`);
    assert.equal(plain.body.tokenSecret, undefined);
    const all = await stage.api('GET', `${path}/all-identities?includeTokenSecret=true`);
    assert.deepEqual(all.body.socialIdentities, []);
    assert.equal(all.body.ssoIdentities[0].ssoConnectorId, id);
    assert.ok(!JSON.stringify([one, plain, all]).includes('upstream-'));
    assert.equal((await stage.api('GET', `${path}/sso-identities/other`)).status, 404);
    assert.equal((await stage.api('GET', '/api/users/nobody/all-identities')).status, 404);
  });

  it('are not stored, and deleted, while storage is off', async () => {
    const id = await stage.connector('OIDC', { config: OFFLINE.config });
    const user = await stage.signIn(id);
    const actor = await stage.account(user.id);
    assert.equal((await read(id, actor)).status, 404);
    await stage.api('PATCH', `/api/sso-connectors/${id}`, { enableTokenStorage: true });
    await stage.signIn(id);
    assert.equal((await read(id, actor)).status, 200);
    await stage.api('PATCH', `/api/sso-connectors/${id}`, { enableTokenStorage: false });
    assert.equal((await read(id, actor)).status, 404);
    assert.equal((await secrets()).filter(({ userId }) => userId === user.id).length, 0);
  });

  it('are renewed when they have expired, and removed when they cannot be', async () => {
    const id = await stage.connector('OIDC', OFFLINE);
    const user = await stage.signIn(id);
    const actor = await stage.account(user.id);
    const first = await read(id, actor);
    stage.clock.advance(2 * 3_600_000);
    const second = await read(id, actor);
    assert.equal(second.status, 200);
    assert.notEqual(second.body.access_token, first.body.access_token);
    const keys = (await stage.audit()).map(({ key }) => key);
    assert.ok(keys.includes('Vault.Secret.Refresh'));
    stage.clock.advance(2 * 3_600_000);
    stage.idp.bend = { status: { token: 503 } };
    assert.equal((await read(id, actor)).status, 502);
    stage.idp.bend = { status: { token: 400 }, body: { token: '{"error":"invalid_grant"}' } };
    assert.equal((await read(id, actor)).status, 401);
    assert.equal((await read(id, actor)).status, 404);
    stage.idp.straighten();
    await stage.signIn(id);
    assert.equal((await read(id, actor)).status, 200);
  });

  it('without a refresh token end with their life', async () => {
    const id = await stage.connector('OIDC', { enableTokenStorage: true });
    const user = await stage.signIn(id);
    const actor = await stage.account(user.id);
    assert.equal((await read(id, actor)).status, 200);
    stage.clock.advance(2 * 3_600_000);
    assert.equal((await read(id, actor)).status, 401);
    assert.equal((await read(id, actor)).status, 404);
    assert.ok((await stage.audit()).some(({ key }) => key === 'Vault.Secret.Delete'));
  });

  it('stored for another issuer are deleted when the issuer changes', async () => {
    const id = await stage.connector('OIDC', OFFLINE);
    const user = await stage.signIn(id);
    const { clientId, clientSecret } = stage.idp;
    const config = { clientId, clientSecret, issuer: `${stage.idp.issuer}/other` };
    stage.idp.bend = { status: { discovery: 503 } };
    assert.equal((await stage.api('PATCH', `/api/sso-connectors/${id}`, { config })).status, 200);
    assert.equal((await secrets()).filter(({ userId }) => userId === user.id).length, 0);
  });

  it('V-01 lie nowhere readable: not in the database, its log, answers or the audit trail', async () => {
    const id = await stage.connector('OIDC', OFFLINE);
    const user = await stage.signIn(id);
    const { body } = await read(id, await stage.account(user.id));
    const planted = [body.access_token, 'upstream-refresh-', stage.idp.clientSecret];
    const dump = JSON.stringify([await secrets(), await stage.audit()]);
    const files = readdirSync(stage.folder).map((file) => readFileSync(join(stage.folder, file), 'latin1'));
    for (const value of planted) {
      assert.ok(!dump.includes(value));
      for (const content of files) assert.ok(!content.includes(value));
    }
    assert.ok(JSON.stringify(await secrets()).includes(user.id));
  });

  it('V-02 a row swapped, altered or put back does not open, and it is audited', async () => {
    const id = await stage.connector('OIDC', OFFLINE);
    const user = await stage.signIn(id);
    const mine = await secretOf(user);
    stage.idp.person = { ...stage.idp.person, sub: `other-${sequence}`, email: `o${sequence}@acme.test` };
    const other = await secretOf(await stage.signIn(id));
    const actor = await stage.account(user.id);
    const unreadable = async () => {
      const answer = await read(id, actor);
      assert.equal(answer.status, 500);
      assert.equal(answer.body.code, 'vault.secret_unreadable');
    };
    await change(mine.id, { sealed: other.sealed });
    await unreadable();
    const flipped = Buffer.from(mine.sealed);
    flipped[flipped.length - 5] = (flipped[flipped.length - 5] as number) === 65 ? 66 : 65;
    await change(mine.id, { sealed: flipped.toString() });
    await unreadable();
    await change(mine.id, { sealed: mine.sealed });
    assert.equal((await read(id, actor)).status, 200);
    stage.idp.person = { sub: `s-${sequence}`, email: `u${sequence}@acme.test`, email_verified: true };
    await stage.signIn(id);
    const newer = await secretOf(user);
    await change(newer.id, { sealed: mine.sealed });
    await unreadable();
    await change(newer.id, { sealed: mine.sealed, version: mine.version, id: mine.id });
    await unreadable();
    const rows = (await stage.audit()).filter(({ payload }) => payload.reason === 'vault.secret_unreadable');
    assert.ok(rows.length >= 4);
  });

  it('V-03 another master key opens nothing', async () => {
    const id = await stage.connector('OIDC', OFFLINE);
    const { sealed } = await secretOf(await stage.signIn(id));
    assert.throws(() => createSealer([Buffer.alloc(32, 7)]).open(sealed, []), /master key/);
  });

  it("V-04 nobody reads another user's, and nothing is left after unlinking or deletion", async () => {
    const id = await stage.connector('OIDC', OFFLINE);
    const user = await stage.signIn(id);
    stage.idp.person = { ...stage.idp.person, sub: `other-${sequence}`, email: `o${sequence}@acme.test` };
    const stranger = await stage.signIn(await stage.connector('Okta'));
    assert.equal((await read(id, await stage.account(stranger.id))).status, 404);
    const actor = await stage.account(user.id);
    assert.equal((await read(id, actor)).status, 200);
    const left = async () => (await secrets()).filter(({ userId }) => userId === user.id).length;
    await stage.platform.db.queries.deleteFrom('ssoIdentities').where('userId', '=', user.id).execute();
    assert.equal((await read(id, actor)).status, 404);
    assert.equal(await left(), 0);
    stage.idp.person = { sub: `s-${sequence}`, email: `u${sequence}@acme.test`, email_verified: true };
    await stage.signIn(id);
    assert.equal(await left(), 1);
    await deleteUser({ ...stage.context, actor: { type: 'system' } }, user.id);
    assert.equal(await left(), 0);
    const again = await stage.signIn(id);
    await stage.api('DELETE', `/api/sso-connectors/${id}`);
    assert.equal((await read(id, await stage.account(again.id))).status, 404);
    assert.equal((await secrets()).filter(({ userId }) => userId === again.id).length, 0);
  });

  it('V-05 twenty parallel reads make one upstream refresh, and all get the same token', async () => {
    const id = await stage.connector('OIDC', OFFLINE);
    stage.idp.bend = { rotate: true };
    const user = await stage.signIn(id);
    const actor = await stage.account(user.id);
    for (let round = 0; round < 2; round += 1) {
      stage.clock.advance(2 * 3_600_000);
      stage.idp.bend = { rotate: true, delay: { token: 100 } };
      const before = stage.idp.seen.refreshTokens.length;
      const answers = await Promise.all(Array.from({ length: 20 }, () => read(id, actor)));
      assert.deepEqual(new Set(answers.map(({ status }) => status)), new Set([200]));
      assert.equal(new Set(answers.map(({ body }) => body.access_token)).size, 1);
      assert.equal(stage.idp.seen.refreshTokens.length, before + 1);
    }
  });

  it('V-05 a sign-in and a renewal at the same moment do not stop each other', async () => {
    const id = await stage.connector('OIDC', OFFLINE);
    const user = await stage.signIn(id);
    const { context, platform } = stage;
    const { ssoIdentityId } = await secretOf(user);
    const secret = await findSecret(context, ssoIdentityId);
    assert.ok(secret);
    const owner = { userId: user.id, ssoConnectorId: id, ssoIdentityId };
    const slowly = platform.db.kind === 'postgres' ? sql`select pg_sleep(0.5)` : sql`select 1`;
    const signIn = platform.db.transaction(async (tx) => {
      await raiseVersion(tx, 'default', ssoIdentityId);
      await slowly.execute(tx);
      await putSecret(tx, context, owner, '{"accessToken":"of the sign-in"}', { hasRefreshToken: false });
    });
    const renewal = sleep(150).then(() =>
      platform.db.transaction((tx) =>
        replaceSecret(tx, context, secret, '{"accessToken":"renewed"}', { hasRefreshToken: false }),
      ),
    );
    await signIn;
    assert.equal(await renewal, false, 'what the sign-in brought is newer');
    const kept = await findSecret(context, ssoIdentityId);
    assert.ok(kept);
    assert.match(await openSecret(context, kept), /of the sign-in/);
  });

  it('V-05 a node that died while renewing does not keep the others waiting for ever', async () => {
    const id = await stage.connector('OIDC', OFFLINE);
    const user = await stage.signIn(id);
    const actor = await stage.account(user.id);
    stage.clock.advance(2 * 3_600_000);
    const secret = await secretOf(user);
    await change(secret.id, { leaseUntil: stage.platform.clock.now() + 20_000 });
    const waiting = read(id, actor);
    setTimeout(() => stage.clock.advance(21_000), 120);
    assert.equal((await waiting).status, 200);
  });

  it('V-06 third-party apps and administrators do not get tokens', async () => {
    const id = await stage.connector('OIDC', OFFLINE);
    const user = await stage.signIn(id);
    assert.equal((await read(id, await stage.account(user.id, true))).status, 403);
    const administrator: Actor = { type: 'administrator', userId: user.id, role: 'owner', scopes: ['all'] };
    assert.equal((await read(id, administrator)).status, 403);
    assert.equal((await read(id, await stage.account(user.id))).status, 200);
    assert.ok((await stage.audit()).some(({ payload }) => payload.reason === 'single_sign_on.third_party'));
  });
});
