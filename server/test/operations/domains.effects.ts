/** Fields of custom domains. That DNS alone brings one into use is the subject of src/domains/domains.test.ts. */
import assert from 'node:assert/strict';
import { sendTo } from '../domain-stage.ts';
import type { Effect, Effects } from './effects.ts';
import type { Stage } from './stage.ts';

const claim = async (stage: Stage, domain: string): Promise<string> =>
  (await stage.call('POST /api/domains', { body: { domain } }, 201)).body.id;

/** As if DNS and the answer over https were right. */
const bringIntoUse = async ({ app }: Stage, id: string): Promise<void> => {
  await app.platform.db.queries
    .updateTable('domains')
    .set({ status: 'Active' })
    .where('id', '=', id)
    .execute();
  app.clock.advance(1001);
};

const isServed: Effect = async (stage) => {
  const { origin } = stage.app;
  const discovery = () => sendTo(origin, 'field.example', '/oidc/.well-known/openid-configuration');
  const id = await claim(stage, 'field.example');
  assert.equal((await discovery()).status, 404);
  await bringIntoUse(stage, id);
  assert.equal((await discovery()).body.issuer, 'https://field.example/oidc');
};

const servesFiles: Effect = async (stage) => {
  const id = await claim(stage, 'files.example');
  await bringIntoUse(stage, id);
  const verificationFiles = { 'security.txt': 'Contact: mailto:security@acme.example' };
  const put = 'PUT /api/domains/:id/verification-files';
  await stage.call(put, { params: { id }, body: { verificationFiles } }, 200);
  const file = await sendTo(stage.app.origin, 'files.example', '/.well-known/security.txt');
  assert.deepEqual([file.status, file.text], [200, verificationFiles['security.txt']]);
};

const keepsYoung: Effect = async (stage) => {
  const id = await claim(stage, 'young.example');
  const clean = async (staleDays: number) =>
    (await stage.call('POST /api/domains/cleanup', { body: { staleDays } }, 200)).body.deletedCount;
  assert.equal(await clean(1), 0);
  assert.ok((await clean(0)) > 0);
  await stage.call('GET /api/domains/:id', { params: { id } }, 404);
};

export const domainsEffects: Effects = {
  'POST /api/domains': { domain: isServed },
  'PUT /api/domains/:id/verification-files': { verificationFiles: servesFiles },
  'POST /api/domains/cleanup': { staleDays: keepsYoung },
};
