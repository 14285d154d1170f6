/** Custom domains: claimed, proved, in use, lost. What a domain in use means for tokens is in test/spec/custom-domain.test.ts. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { after, before } from 'node:test';
import { type DomainStage, openDomainStage, sendTo } from '../../test/domain-stage.ts';
import { DAY, HOUR, MINUTE } from '../lib/clock.ts';
import { checkDueDomains } from './index.ts';

let stage: DomainStage;
before(async () => {
  stage = await openDomainStage();
});
after(() => stage.close());

const DISCOVERY = '/oidc/.well-known/openid-configuration';
const issuerAt = async (host: string, origin = stage.app.origin) =>
  (await sendTo(origin, host, DISCOVERY)).body?.issuer;
const standing = ({ status, problem }: Record<string, unknown>) => [status, problem];
const remove = (id: string, tenantId?: string) =>
  stage.app.management('DELETE', `/api/domains/${id}`, undefined, tenantId);
const txtOf = (claimed: { domain: string }) => `TXT _genkan-challenge.${claimed.domain}`;
/** Housekeeping comes by after some time. */
const later = async (milliseconds: number) => {
  stage.app.clock.advance(milliseconds);
  await checkDueDomains(stage.app.platform);
};
const read = async (id: string, tenantId?: string) =>
  (await stage.app.management('GET', '/api/domains', undefined, tenantId)).body.find(
    (one: { id: string }) => one.id === id,
  );

test('a domain goes from claim to use as DNS and the proxy are set, and says in words what is missing', async () => {
  const { app, dns, proxied } = stage;
  const claimed = await stage.claim('Login.Acme.Example');
  const { id } = claimed;
  const [txt, cname] = claimed.dnsRecords;
  assert.deepEqual(
    [claimed.domain, claimed.status, claimed.errorMessage],
    ['login.acme.example', 'PendingVerification', null],
  );
  assert.deepEqual([txt.type, txt.name], ['TXT', '_genkan-challenge.login.acme.example']);
  assert.match(txt.value, /^[\w-]{43}$/);
  assert.deepEqual(cname, { name: 'login.acme.example', type: 'CNAME', value: 'localhost' });

  const missing = await stage.look(id);
  assert.deepEqual(standing(missing), ['PendingVerification', 'txt_missing']);
  assert.match(missing.errorMessage, /_genkan-challenge\.login\.acme\.example/);
  dns.records.set(txtOf(claimed), ['something else']);
  assert.deepEqual(standing(await stage.look(id)), ['PendingVerification', 'txt_other']);
  dns.records.set(txtOf(claimed), ['something else', txt.value]);
  assert.deepEqual(standing(await stage.look(id)), ['PendingVerification', 'address_missing']);
  dns.records.set('A login.acme.example', ['192.0.2.1']);
  const unreachable = await stage.look(id);
  assert.deepEqual(standing(unreachable), ['PendingSsl', 'unreachable']);
  assert.match(unreachable.errorMessage, /the connection was refused/);
  assert.equal(await issuerAt('login.acme.example'), undefined);
  proxied.set('login.acme.example', app.origin);
  assert.deepEqual(standing(await stage.look(id)), ['Active', null]);
  assert.equal(await issuerAt('login.acme.example'), 'https://login.acme.example/oidc');

  const told = (await app.audit()).filter(({ payload }) => payload.domain === 'login.acme.example');
  assert.deepEqual(told.at(-1)?.payload.before, {
    status: 'PendingSsl',
    errorMessage: unreachable.errorMessage,
  });
  assert.deepEqual(told.at(-1)?.payload.after, { status: 'Active', errorMessage: null });
  assert.equal(told.length, 5, 'every change has a row');
});

test('the names that no tenant can have are refused with the reason', async () => {
  const refusedNames = {
    '192.0.2.1': 'address',
    '0x7f.1': 'address',
    '[2001:db8::1]': 'host name',
    localhost: 'host name',
    'tenant.localhost': 'this machine',
    acme: 'host name',
    'co.jp': 'everybody',
    'github.io': 'everybody',
    '*.acme.example': 'host name',
    'acme.example:8443': 'host name',
    'https://acme.example': 'host name',
    'acme.example/': 'host name',
    'acme.example.': 'host name',
    'ac me.example': 'host name',
    'ac_me.example': 'host name',
    '-acme.example': 'host name',
    'acme..example': 'host name',
    'user@acme.example': 'host name',
    'acme%2eexample': 'host name',
    [`${'a'.repeat(63)}.${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(40)}.example`]: 'too long',
  };
  for (const [domain, reason] of Object.entries(refusedNames)) {
    const { status, body } = await stage.app.management('POST', '/api/domains', { domain });
    assert.deepEqual([status, body.code], [422, 'domain.domain_is_not_allowed'], domain);
    assert.match(body.data.reason, new RegExp(reason), domain);
  }
  const japanese = await stage.claim('ログイン.example');
  assert.equal(japanese.domain, 'xn--eckxa6p0a.example');
  const again = await stage.app.management('POST', '/api/domains', { domain: 'XN--ECKXA6P0A.example' });
  assert.deepEqual([again.status, again.body.code], [422, 'domain.hostname_already_exists']);
});

test('no tenant can claim where another one is served, nor be served at a domain in use', async () => {
  const { app } = stage;
  const create = (origin: string) => app.management('POST', '/api/tenants', { name: 'T', origin }, 'admin');
  assert.equal((await create('https://served.example')).status, 201);
  app.clock.advance(1001);
  const claim = await app.management('POST', '/api/domains', { domain: 'served.example' });
  assert.match(claim.body.data.reason, /reached there already/);
  await stage.open('used.example');
  assert.equal((await create('https://used.example')).body.code, 'tenant.origin_in_use');
});

test('L-09 a host is what DNS proves and nothing else: no forged header makes one', async () => {
  const { app } = stage;
  const { id, domain } = await stage.claim('pending.example');
  const asUnknown = await sendTo(app.origin, 'nobody.example', DISCOVERY);
  assert.deepEqual([asUnknown.status, asUnknown.body.code], [404, 'tenant.not_found']);
  const pending = await sendTo(app.origin, domain, DISCOVERY);
  assert.deepEqual([pending.status, pending.body.code], [404, 'tenant.not_found']);
  await stage.open('forged.example');
  const forged = await sendTo(app.origin, 'nobody.example', DISCOVERY, {
    headers: { 'x-forwarded-host': 'forged.example', forwarded: 'host=forged.example' },
  });
  assert.equal(forged.body.code, 'tenant.not_found');
  const own = await sendTo(app.origin, new URL(app.origin).host, DISCOVERY, {
    headers: { 'x-forwarded-host': 'forged.example' },
  });
  assert.equal(own.body.issuer, `${app.origin}/oidc`);
  for (const host of ['forged.example.', 'forged.example:8443', 'x.forged.example', 'forged.example@x']) {
    assert.notEqual((await sendTo(app.origin, host, DISCOVERY)).status, 200, host);
  }
  assert.equal((await remove(id)).status, 204);
});

test('a domain is in use only where this server answers: another one cannot pretend to be it', async () => {
  const { app, proxied } = stage;
  let heard: string | undefined;
  const foreign = createServer(async (request, response) => {
    heard = request.url;
    // The best a stranger can do: what we ourselves answer for another host.
    const nonce = request.url?.split('/').at(-1);
    const stolen = await sendTo(app.origin, 'mine.example', `/.well-known/genkan-challenge/${nonce}`);
    response.end(stolen.text);
  });
  await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
  const claimed = await stage.claim('pretended.example');
  stage.setRecords(claimed);
  proxied.set('pretended.example', `http://127.0.0.1:${(foreign.address() as AddressInfo).port}`);
  assert.deepEqual(standing(await stage.look(claimed.id)), ['PendingSsl', 'foreign']);
  assert.match(heard ?? '', /^\/\.well-known\/genkan-challenge\/[\w-]{43}$/);
  foreign.closeAllConnections();
  foreign.close();
  const strange = await sendTo(app.origin, 'pretended.example', '/.well-known/genkan-challenge/short');
  assert.equal(strange.status, 404);
});

test('takeover: a second tenant may claim a name, and has it only when DNS says so and the first is gone', async () => {
  const { dns } = stage;
  const mine = await stage.open('contested.example');
  const theirs = await stage.claim('contested.example', 'admin');
  assert.notEqual(theirs.dnsRecords[0].value, mine.dnsRecords[0].value, 'the proof is of one claim');
  assert.deepEqual(standing(await stage.look(theirs.id, 'admin')), ['PendingVerification', 'txt_other']);
  stage.setRecords(theirs);
  assert.deepEqual(standing(await stage.look(theirs.id, 'admin')), ['PendingSsl', 'taken']);
  assert.equal(await issuerAt('contested.example'), 'https://contested.example/oidc');
  assert.equal((await read(mine.id)).status, 'Active');

  dns.records.set(txtOf(mine), [theirs.dnsRecords[0].value]);
  await later(11 * MINUTE);
  assert.deepEqual(standing(await read(mine.id)), ['Active', 'leaving']);
  assert.deepEqual(standing(await stage.look(theirs.id, 'admin')), ['PendingSsl', 'taken']);
  await later(HOUR);
  assert.deepEqual(standing(await read(mine.id)), ['Error', 'gone']);
  assert.deepEqual(standing(await stage.look(theirs.id, 'admin')), ['Active', null]);
  const tokens = await sendTo(stage.app.adminOrigin, 'contested.example', '/oidc/jwks');
  const admins = await fetch(`${stage.app.adminOrigin}/oidc/jwks`);
  assert.deepEqual(tokens.body, await admins.json(), 'the name is the other tenant’s now');
  assert.equal((await remove(theirs.id, 'admin')).status, 204);
});

test('a claim made anew has another proof: a record left behind proves nothing', async () => {
  const first = await stage.open('dangling.example');
  assert.equal((await remove(first.id)).status, 204);
  assert.equal(await issuerAt('dangling.example'), undefined, 'at once on the node that deleted it');
  const second = await stage.claim('dangling.example', 'admin');
  assert.deepEqual(standing(await stage.look(second.id, 'admin')), ['PendingVerification', 'txt_other']);
  assert.equal((await remove(first.id)).status, 404);
  assert.equal((await remove(second.id, 'admin')).status, 204);
});

test('a name server that fails takes no domain out of use; one that says “gone” does after an hour', async () => {
  const { dns } = stage;
  const { id, domain, dnsRecords } = await stage.open('steady.example');
  dns.failing = true;
  await later(11 * MINUTE);
  await later(2 * DAY);
  assert.deepEqual(standing(await read(id)), ['Active', null]);
  const { id: pending } = await stage.claim('unsettled.example');
  assert.deepEqual(standing(await stage.look(pending)), ['PendingVerification', 'dns_failed']);
  dns.failing = false;

  const name = `TXT ${dnsRecords[0].name}`;
  dns.records.delete(name);
  await later(11 * MINUTE);
  const leaving = await read(id);
  assert.deepEqual(standing(leaving), ['Active', 'leaving']);
  assert.match(leaving.errorMessage, /within an hour/);
  dns.records.set(name, [dnsRecords[0].value]);
  assert.deepEqual(standing(await stage.look(id)), ['Active', null], 'whoever puts it back is seen at once');

  dns.records.delete(name);
  await later(11 * MINUTE);
  dns.failing = true;
  await later(2 * HOUR);
  assert.deepEqual(standing(await read(id)), ['Active', 'leaving'], 'silence is no second “gone”');
  dns.failing = false;
  await later(11 * MINUTE);
  assert.deepEqual(standing(await read(id)), ['Error', 'gone']);
  assert.equal(await issuerAt(domain), undefined);
  dns.records.set(name, [dnsRecords[0].value]);
  assert.deepEqual(standing(await stage.look(id)), ['Active', null], 'and it comes back by itself');
});

test('a proxy that is down leaves a domain in use as it is', async () => {
  const { id, domain } = await stage.open('proxied.example');
  stage.proxied.delete(domain);
  await later(11 * MINUTE);
  assert.deepEqual(standing(await read(id)), ['Active', null]);
});

test('domains are looked at every ten seconds at most, by housekeeping less and less often', async () => {
  const { app, dns } = stage;
  const { id } = await stage.claim('patient.example');
  const looks = () => dns.asked.filter((one) => one === 'TXT _genkan-challenge.patient.example').length;
  await stage.look(id);
  for (let i = 0; i < 3; i += 1) await app.management('GET', `/api/domains/${id}`);
  assert.equal(looks(), 1);
  await later(MINUTE + 1);
  assert.equal(looks(), 2);
  await checkDueDomains(app.platform);
  assert.equal(looks(), 2);
  await later(2 * DAY);
  assert.equal(looks(), 3);
  await later(HOUR);
  assert.equal(looks(), 3);
  await later(6 * HOUR);
  assert.equal(looks(), 4);
});

test('another node serves a domain, and stops serving it, within a second', async () => {
  const { app } = stage;
  const node = await app.openNode();
  const ask = () => node.send(DISCOVERY, { headers: { host: 'nodes.example' } });
  assert.equal((await ask()).status, 404);
  const { id } = await stage.open('nodes.example');
  app.clock.advance(1001);
  assert.equal((await (await ask()).json()).issuer, 'https://nodes.example/oidc');
  await remove(id);
  app.clock.advance(1001);
  assert.equal((await ask()).status, 404);
});

test('a domain is deleted on the condition that it is as it was seen, without waiting for DNS', async () => {
  const { app, dns } = stage;
  const { id } = await stage.claim('condition.example');
  app.clock.advance(10_001);
  const seen = await app.management('GET', `/api/domains/${id}`);
  app.clock.advance(10_001);
  const asked = dns.asked.length;
  const send = async (etag: string) =>
    fetch(`${app.origin}/api/domains/${id}`, {
      method: 'DELETE',
      headers: { authorization: `Bearer ${await app.managementToken()}`, 'if-match': etag },
    });
  assert.equal((await send('"other"')).status, 412);
  assert.equal((await send(seen.headers.get('etag') ?? '')).status, 204);
  assert.equal(dns.asked.length, asked);
});

test('cleanup deletes what is old and not in use, and counts what it did', async () => {
  const { app } = stage;
  const clean = async (staleDays: number) =>
    (await app.management('POST', '/api/domains/cleanup', { staleDays })).body;
  await clean(0);
  const kept = (await app.management('GET', '/api/domains')).body.length;
  await stage.claim('old.example');
  app.clock.advance(5 * DAY);
  await stage.claim('new.example');
  assert.deepEqual(await clean(3), {
    scannedCount: kept + 1,
    deletedCount: 1,
    skippedActiveCount: kept,
    failedCount: 0,
  });
  const left = (await app.management('GET', '/api/domains')).body;
  assert.equal(left.filter(({ status }: { status: string }) => status === 'Active').length, kept);
  assert.ok(left.some(({ domain }: { domain: string }) => domain === 'new.example'));
});

test('a tenant has fifty domains at most', async () => {
  const { app } = stage;
  let status = 201;
  for (let i = 0; status === 201; i += 1) {
    const answer = await app.management('POST', '/api/domains', { domain: `n${i}.example` }, 'admin');
    status = answer.status;
    if (status !== 201) assert.deepEqual([i, answer.body.code], [50, 'domain.too_many']);
  }
  await app.management('POST', '/api/domains/cleanup', { staleDays: 0 }, 'admin');
});
