/** Custom domains, with @logto/api. */
import assert from 'node:assert/strict';
import test from 'node:test';
import { guarded, ok, refused, unique, untyped, type World } from './client.ts';

type Domain = { id: string; status: string; dnsRecords: { type: string }[] };

export const domains = (world: () => World): void => {
  test('domains: create, read, list, files, clean up, delete', async () => {
    const api = untyped(world().api);
    const domain = `${unique().replaceAll('_', '-').toLowerCase()}.example`;
    const made = (await ok(api.POST('/api/domains', { body: { domain } }), 201)) as Domain;
    assert.equal(made.status, 'PendingVerification');
    assert.deepEqual(
      made.dnsRecords.map(({ type }) => type),
      ['TXT', 'CNAME'],
    );
    await refused(api.POST('/api/domains', { body: { domain } }), 422);
    await refused(api.POST('/api/domains', { body: { domain: 'co.jp' } }), 422);
    await refused(api.POST('/api/domains', { body: {} }), 400);
    const params = { path: { id: made.id } };
    const read = (await ok(api.GET('/api/domains/{id}', { params }))) as Domain;
    assert.equal(read.id, made.id);
    const all = (await ok(api.GET('/api/domains'))) as Domain[];
    assert.ok(all.some(({ id }) => id === made.id));
    const files = '/api/domains/{id}/verification-files';
    const verificationFiles = { 'security.txt': 'Contact: mailto:security@acme.example' };
    await ok(api.PUT(files, { params, body: { verificationFiles } }));
    assert.deepEqual(await ok(api.GET(files, { params })), verificationFiles);
    await refused(api.PUT(files, { params, body: { verificationFiles: { '../x': '' } } }), 422);
    const young = await ok(api.POST('/api/domains/cleanup', { body: { staleDays: 30 } }));
    assert.equal((young as { deletedCount: number }).deletedCount, 0);
    await ok(api.DELETE('/api/domains/{id}', { params }), 204);
    await refused(api.GET('/api/domains/{id}', { params }), 404);
    await refused(api.DELETE('/api/domains/{id}', { params }), 404);
    await guarded(world(), (client) => untyped(client).GET('/api/domains'));
  });
};
