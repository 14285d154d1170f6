/** Own sign-in pages in effect: where they are shown, what they may reach, and what they can never stand before. */
import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import test, { after, before } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import type { Browser } from '../../test/browser.ts';
import { beginSignIn } from '../../test/sign-in.ts';
import { type ZipEntry, zipOf } from '../../test/zip.ts';
import { findCustomUiFile, hasCustomUi } from '../branding/index.ts';
import { findTenant, putTenant } from '../tenants/index.ts';
import { refuseCustomUi, sharesHost } from './custom-ui-policy.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

const PAGE = '<!doctype html><html><HEAD lang="x"><title>Own pages</title></HEAD><body>Ours</body></html>';
const upload = async (...more: ZipEntry[]): Promise<string> => {
  const form = new FormData();
  form.set('file', new File([zipOf([{ path: 'index.html', content: PAGE }, ...more])], 'pages.zip'));
  const headers = { authorization: `Bearer ${await app.managementToken()}` };
  const address = `${app.origin}/api/sign-in-exp/default/custom-ui-assets`;
  const answer = await fetch(address, { method: 'POST', headers, body: form });
  assert.equal(answer.status, 200);
  return ((await answer.json()) as { customUiAssetId: string }).customUiAssetId;
};
const change = async (body: Record<string, unknown>, tenantId?: string) => {
  const answer = await app.management('PATCH', '/api/sign-in-exp', body, tenantId);
  app.clock.advance(1001);
  return answer;
};
const use = async (id: string | null) => {
  const customUiAssets = id && { id, createdAt: 1 };
  const answer = await change({ customUiAssets });
  assert.deepEqual([answer.status, answer.body.customUiAssets], [200, customUiAssets]);
};
const html = { headers: { accept: 'text/html,*/*' } };
const begun = async (): Promise<Browser> => {
  const browser = app.browser();
  await beginSignIn(app, browser);
  return browser;
};
const isOwn = (text: string) => text.includes('Own pages');

test('every page of a sign-in is the package’s, told what a built-in one would be; others stay ours', async () => {
  await use(await upload());
  const browser = await begun();
  for (const path of ['/sign-in', '/register', '/single-sign-on', '/verify-email', '/my/own/step', '/']) {
    const page = await browser.send(path, html);
    assert.equal(page.status, 200, path);
    assert.ok(isOwn(page.text), path);
    assert.equal(page.headers.get('cache-control'), 'no-store');
    assert.equal(page.headers.get('x-frame-options'), 'DENY');
  }
  const page = await browser.send('/sign-in', html);
  const boot = JSON.parse(
    /<HEAD lang="x"><script type="application\/json" id="genkan-boot">(.*?)<\//s.exec(page.text)?.[1] ?? '',
  );
  assert.deepEqual([boot.screen, boot.interaction.event], ['sign-in', 'SignIn']);
  for (const path of ['/unknown-session', '/signed-out', '/error', '/device', '/callback/x?state=s'])
    assert.ok(!isOwn((await browser.send(path, html)).text), path);
  const stranger = await app.browser().send('/sign-in', html);
  assert.ok(!isOwn(stranger.text), 'without a sign-in under way our own page says so');
  assert.ok(!isOwn((await app.browser('admin').send('/nowhere', html)).text));
  await use(null);
  assert.ok(!isOwn((await browser.send('/sign-in', html)).text));
  assert.equal((await browser.send('/my/own/step', html)).status, 404);
});

test('files are served as what they are; names made from the content for ever, others are asked again', async () => {
  const entries = [
    { path: 'assets/index-B7f3kQ9x.js', content: 'export {}' },
    { path: 'static/main.0f3a9c2b.css', content: 'a{}' },
    { path: 'assets/logo-original.svg', content: '<svg xmlns="http://www.w3.org/2000/svg"/>' },
    { path: 'help/page.html', content: PAGE },
  ];
  await use(await upload(...entries));
  const get = (path: string, headers: Record<string, string> = {}) => fetch(app.origin + path, { headers });
  for (const [path, type, caching] of [
    ['/assets/index-B7f3kQ9x.js', 'text/javascript; charset=utf-8', /immutable/],
    ['/static/main.0f3a9c2b.css', 'text/css; charset=utf-8', /immutable/],
    ['/assets/logo-original.svg', 'image/svg+xml', /no-cache/],
    ['/help/page.html', 'text/html; charset=utf-8', /no-store/],
  ] as const) {
    const answer = await get(path);
    assert.equal(answer.status, 200, path);
    assert.equal(answer.headers.get('content-type'), type);
    assert.match(String(answer.headers.get('cache-control')), caching, path);
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    await answer.text();
  }
  const first = await get('/assets/logo-original.svg');
  const etag = String(first.headers.get('etag'));
  assert.equal((await get('/assets/logo-original.svg', { 'if-none-match': etag })).status, 304);
  assert.match(String(first.headers.get('content-security-policy')), /sandbox/, 'a picture runs nothing');
  assert.equal((await get('/assets/index-00000000.js', { accept: 'text/html' })).status, 404);
  assert.equal((await get('/nowhere', { accept: 'application/json' })).status, 404);
  assert.equal((await get('/%2e%2e%2fgenkan.sqlite')).status, 404);
  assert.equal((await get('/%')).status, 404);
  const worker = await get('/assets/index-B7f3kQ9x.js', { 'service-worker': 'script' });
  assert.equal(worker.status, 404, 'a service worker would outlive the package');
});

test('the server’s own addresses are never the package’s', async () => {
  for (const path of [
    '/api/nothing',
    '/oidc/nothing',
    '/console/nothing',
    '/_signin/nothing',
    '/.well-known/nothing',
    '/api-reference/nothing',
    '/%61pi/nothing',
  ]) {
    const answer = await app.browser().send(path, html);
    assert.ok(!isOwn(answer.text), path);
  }
  assert.equal(
    (await app.browser().get('/oidc/.well-known/openid-configuration')).json.issuer,
    `${app.origin}/oidc`,
  );
});

test('L-19 the policy is ours with the tenant’s sources added; nothing widens it beyond them', async () => {
  const policyOf = async () =>
    (await (await begun()).send('/sign-in', html)).headers.get('content-security-policy') ?? '';
  const plain = await policyOf();
  for (const part of [
    "default-src 'none'",
    "worker-src 'none'",
    "frame-ancestors 'none'",
    "form-action 'self'",
  ])
    assert.ok(plain.includes(part), part);
  assert.match(plain, /script-src 'self';/);
  const customUiCsp = {
    scriptSrc: ['https://challenges.example.com', 'https://cdn.example.com:8443'],
    connectSrc: ['https://*.example.com'],
  };
  assert.deepEqual((await change({ customUiCsp })).body.customUiCsp, customUiCsp);
  const wider = await policyOf();
  assert.match(
    wider,
    /script-src 'self' https:\/\/challenges\.example\.com https:\/\/cdn\.example\.com:8443;/,
  );
  assert.match(wider, /connect-src 'self' https:\/\/\*\.example\.com;/);
  for (const source of [
    '*',
    'https:',
    'https://*',
    'https://*.com',
    'https://*.co.jp',
    'https://*.github.io',
    'https://a.*.example.com',
    'http://cdn.example.com',
    'cdn.example.com',
    "'unsafe-inline'",
    "'unsafe-eval'",
    'data:',
    'blob:',
    "https://x.example; script-src 'unsafe-inline'",
    'https://x.example *',
    'https://user@x.example',
    'https://x.example/path',
    'https://x.example:99999',
    'https://localhost',
    'https://*.1.2.3.4',
    '',
  ]) {
    for (const name of ['scriptSrc', 'connectSrc']) {
      const { status, body } = await change({ customUiCsp: { [name]: [source] } });
      assert.deepEqual([status, body.code], [422, 'sign_in_experiences.source_not_allowed'], source);
    }
  }
  assert.equal(await policyOf(), wider);
  await change({ customUiCsp: {} });
});

test('M-09 own pages do not reach a tenant that came after them either', async () => {
  await use(await upload());
  const named = ['https://*.later.example', 'https://cdn.example.net', 'https://id.later.example'];
  assert.equal((await change({ customUiCsp: { scriptSrc: named, connectSrc: named } })).status, 200);
  const policy = async () =>
    (await app.browser().send('/any', html)).headers.get('content-security-policy') ?? '';
  assert.ok((await policy()).includes(`connect-src 'self' ${named.join(' ')};`));
  const row = { id: 'later', name: 'Later', origin: 'https://id.later.example', createdAt: app.clock.now() };
  await app.platform.db.transaction((tx) => putTenant(tx, row));
  app.clock.advance(1001);
  assert.match(
    await policy(),
    /script-src 'self' https:\/\/cdn\.example\.net; connect-src 'self' https:\/\/cdn\.example\.net;/,
  );
  await change({ customUiCsp: {} });
  await use(null);
});

test('M-09 own pages reach no other tenant, and no console: neither its tenant nor its host', async () => {
  const refused = async (body: Record<string, unknown>, code: string, tenantId?: string) => {
    const answer = await change(body, tenantId);
    assert.deepEqual([answer.status, answer.body.code], [422, `sign_in_experiences.${code}`]);
  };
  const id = await upload();
  const inEffect = { customUiAssets: { id, createdAt: 1 } };
  await refused(inEffect, 'admin_custom_ui', 'admin');
  await refused({ customUiCsp: { scriptSrc: ['https://cdn.example.com'] } }, 'admin_custom_ui', 'admin');
  await refused({ customUiAssets: { id: 'nothing', createdAt: 1 } }, 'custom_ui_not_found');
  const { db } = app.platform;
  const now = app.clock.now();
  await db.transaction((tx) =>
    putTenant(tx, { id: 'other', name: 'Other', origin: 'https://other.example.com', createdAt: now }),
  );
  app.clock.advance(1001);
  for (const source of [
    'https://other.example.com',
    'https://*.example.com',
    'https://other.example.com:443',
  ])
    await refused({ customUiCsp: { connectSrc: [source] } }, 'source_is_ours');
  const context = await app.context();
  const { tenant, platform } = context;
  const config = { ...platform.config, adminEndpoint: 'https://id.example.com:3002' };
  const beside = { ...tenant, issuers: [...tenant.issuers, 'https://id.example.com/oidc'] };
  await assert.rejects(refuseCustomUi({ ...context, tenant: beside, platform: { ...platform, config } }), {
    code: 'sign_in_experiences.custom_ui_host',
  });
  const elsewhere = { ...context, tenant: { ...tenant, id: 'other' } };
  assert.deepEqual(
    [await hasCustomUi(context, id), await hasCustomUi(elsewhere, id), await findCustomUiFile(elsewhere, id)],
    [true, false, undefined],
  );
  // As if somebody had written past the checks, into the database itself.
  await db.queries
    .updateTable('signInExperiences')
    .set({ more: { customUiAssets: { id, createdAt: 1 } } })
    .where('tenantId', '=', 'admin')
    .execute();
  app.clock.advance(1001);
  const browser = app.browser('admin');
  await beginSignIn(app, browser, { tenantId: 'admin' });
  assert.ok(!isOwn((await browser.send('/sign-in', html)).text));
  assert.ok(!isOwn((await browser.send('/help', html)).text));
});

test('M-09 own pages cannot plant a cookie for a tenant at another port of their host', async () => {
  const context = await app.context();
  const { db } = app.platform;
  const beside = { id: 'beside', name: 'Beside', origin: 'https://id.example.net:8443', createdAt: 1 };
  await db.transaction((tx) => putTenant(tx, { ...beside, id: 'first', origin: 'https://id.example.net' }));
  await db.transaction((tx) => putTenant(tx, beside));
  app.clock.advance(1001);
  const tenant = await findTenant(app.platform, 'beside');
  assert.ok(tenant);
  await assert.rejects(refuseCustomUi({ ...context, tenant }), {
    code: 'sign_in_experiences.custom_ui_host',
  });
  assert.equal(await sharesHost(context, app.origin), false, 'on this machine nobody else is');
});

test('a package that the storage has lost leaves the built-in pages, told once', async () => {
  const id = await upload({ path: 'later.js', content: 'x' });
  await use(id);
  rmSync(join(app.platform.config.dataDir, 'assets/default/custom-ui', id), { recursive: true });
  const lost = await upload();
  await app.platform.db.queries.deleteFrom('customUiPackages').where('id', '=', lost).execute();
  const told = async () => (await app.audit()).filter(({ key }) => key === 'CustomUi.Missing').length;
  const before = await told();
  const browser = await begun();
  assert.equal((await fetch(`${app.origin}/later.js`)).status, 404);
  assert.equal(await told(), before + 1);
  await app.platform.db.queries
    .updateTable('signInExperiences')
    .set({ more: { customUiAssets: { id: lost, createdAt: 1 } } })
    .where('tenantId', '=', 'default')
    .execute();
  app.clock.advance(1001);
  for (let count = 0; count < 3; count += 1) {
    const page = await browser.send('/sign-in', html);
    assert.equal(page.status, 200);
    assert.ok(page.text.includes('genkan-boot') && !isOwn(page.text), 'the built-in page');
  }
  assert.equal(await told(), before + 2);
});

test('what put own pages into effect is in the trail, as it was and as it is', async () => {
  await use(null);
  const id = await upload();
  await use(id);
  const noted = (await app.audit()).findLast(({ key }) => key === 'SignInExperience.Update');
  assert.deepEqual(noted?.payload.before, { customUiAssets: null });
  assert.deepEqual(noted?.payload.after, { customUiAssets: { id, createdAt: 1 } });
});
