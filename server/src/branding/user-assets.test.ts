/** Uploads: what is taken, what is refused, how it is served, and a bucket instead of a folder. */
import assert from 'node:assert/strict';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import test, { after, before } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import { packageOf } from '../../test/zip.ts';
import { MAX_ASSET_BYTES } from './user-assets.ts';

const GIF = new Uint8Array(Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64'));
const SVG = '<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>';

let app: TestApp;
const kept = new Map<string, { body: Buffer; authorization: string }>();
const bucket = createServer(async (request, response) => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const key = request.url ?? '';
  if (request.method === 'PUT') {
    kept.set(key, { body: Buffer.concat(chunks), authorization: String(request.headers.authorization) });
    response.end();
    return;
  }
  if (request.method === 'DELETE') {
    response.writeHead(kept.delete(key) ? 204 : 404).end();
    return;
  }
  const found = kept.get(key);
  response.writeHead(found ? 200 : 404).end(found?.body);
});

before(async () => {
  await new Promise<void>((done) => bucket.listen(0, '127.0.0.1', done));
  app = await startApp();
});
after(async () => {
  await app.close();
  bucket.close();
});

const upload = async (content: Uint8Array<ArrayBuffer> | string, name: string, to: TestApp = app) => {
  const form = new FormData();
  form.set('file', new File([content], name, { type: 'image/png' }));
  const headers = { authorization: `Bearer ${await to.managementToken()}` };
  const answer = await fetch(`${to.origin}/api/user-assets`, { method: 'POST', headers, body: form });
  return { status: answer.status, body: (await answer.json()) as { url: string; code?: string } };
};

test('M-20 an image is served as what it is, in a sandbox, to be kept for ever', async () => {
  const { status, body } = await upload(GIF, '../../evil.html');
  assert.equal(status, 200);
  assert.match(new URL(body.url).pathname, /^\/assets\/[a-z0-9]{21}\.gif$/);
  const served = await fetch(body.url);
  assert.equal(served.headers.get('content-type'), 'image/gif');
  assert.equal(served.headers.get('x-content-type-options'), 'nosniff');
  assert.equal(served.headers.get('content-security-policy'), "default-src 'none'; sandbox");
  assert.match(String(served.headers.get('cache-control')), /immutable/);
  assert.deepEqual(new Uint8Array(await served.arrayBuffer()), GIF);
  const elsewhere = body.url.replace(app.origin, app.adminOrigin);
  assert.equal((await fetch(elsewhere)).status, 404, 'another tenant does not have it');
});

test('M-20 scripts, pages, what only calls itself an image and what is too large are refused', async () => {
  for (const [content, status] of [
    [SVG, 422],
    ['<html><script>alert(1)</script>', 422],
    ['', 422],
    [new Uint8Array([...GIF, ...new Uint8Array(MAX_ASSET_BYTES)]), 413],
  ] as const) {
    assert.equal((await upload(content, 'logo.png')).status, status);
  }
  for (const name of ['..%2f..%2fgenkan.sqlite', '%2e%2e', `${'a'.repeat(21)}.svg`, 'x'])
    assert.equal((await fetch(`${app.origin}/assets/${name}`)).status, 404, name);
});

test('a bucket keeps images and packages where one is set', async () => {
  const { port } = bucket.address() as AddressInfo;
  const settings = {
    ASSETS_S3_ENDPOINT: `http://127.0.0.1:${port}`,
    ASSETS_S3_BUCKET: 'pictures',
    ASSETS_S3_REGION: 'eu-central-1',
    ASSETS_S3_ACCESS_KEY_ID: 'key',
    ASSETS_S3_SECRET_ACCESS_KEY: 'secret',
    OUTGOING_ALLOW: `127.0.0.1:${port}`,
  };
  const other = await startApp({ settings });
  try {
    const { body } = await upload(GIF, 'logo.gif', other);
    const [[key, stored] = []] = [...kept];
    assert.match(String(key), /^\/pictures\/default\/[a-z0-9]{21}\.gif$/);
    assert.match(
      String(stored?.authorization),
      /^AWS4-HMAC-SHA256 Credential=key\/\d{8}\/eu-central-1\/s3\/aws4_request, /,
    );
    assert.deepEqual(new Uint8Array(await (await fetch(body.url)).arrayBuffer()), GIF);
    assert.equal((await fetch(`${other.origin}/assets/${'a'.repeat(21)}.gif`)).status, 404);
    const uploadPages = async () => {
      other.clock.advance(1);
      const form = new FormData();
      form.set('file', new File([packageOf({ path: 'app.js', content: 'one' })], 'pages.zip'));
      const headers = { authorization: `Bearer ${await other.managementToken()}` };
      const address = `${other.origin}/api/sign-in-exp/default/custom-ui-assets`;
      return (
        (await (await fetch(address, { method: 'POST', headers, body: form })).json()) as {
          customUiAssetId: string;
        }
      ).customUiAssetId;
    };
    const pagesOf = (id: string) =>
      [...kept.keys()].filter((name) => name.includes(`/custom-ui/${id}/`)).length;
    const first = await uploadPages();
    const second = await uploadPages();
    const customUiAssets = { id: second, createdAt: 1 };
    assert.equal((await other.management('PATCH', '/api/sign-in-exp', { customUiAssets })).status, 200);
    other.clock.advance(1001);
    assert.equal(await (await fetch(`${other.origin}/app.js`)).text(), 'one');
    assert.equal(pagesOf(first), 2);
    for (let count = 0; count < 9; count += 1) await uploadPages();
    assert.deepEqual([pagesOf(first), pagesOf(second)], [0, 2], 'the oldest goes, the one in effect stays');
  } finally {
    await other.close();
  }
});
