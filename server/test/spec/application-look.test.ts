/** What one application changes of the hosted pages: whose look wins, and what must stay inert. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Boot } from '../../src/signin/boot.ts';
import { choose } from '../sign-in.ts';
import {
  authorize,
  authorizeUrl,
  createClient,
  createTestUser,
  pkce,
  signedIn,
  startApp,
  type TestApp,
} from './world.ts';

describe('the pages of one application', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  const call = async (method: string, path: string, body?: unknown) => {
    const answer = await app.management(method, path, body);
    assert.ok(answer.status < 300, `${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  };
  const ADDRESSES = { termsOfUseUrl: null, privacyPolicyUrl: null };
  const put = (id: string, body: Record<string, unknown>) =>
    app.management('PUT', `/api/applications/${id}/sign-in-experience`, { ...ADDRESSES, ...body });
  const bootIn = (text: string): Boot =>
    JSON.parse(/id="genkan-boot">(.*?)<\/script>/s.exec(text)?.[1] ?? 'null');
  const bound = { code_challenge: pkce().challenge, code_challenge_method: 'S256' };
  const pageFor = async (client: Parameters<typeof authorizeUrl>[0], organization_id?: string) => {
    const browser = app.browser();
    await browser.get(authorizeUrl(client, { organization_id, ...bound }));
    await choose(browser, 'SignIn');
    return browser.get('/sign-in');
  };

  test('the tenant’s look, above it the application’s, above both the organization’s; others see none of it', async () => {
    const [client, other] = [await createClient(app), await createClient(app)];
    await call('PATCH', '/api/sign-in-exp', { color: { primaryColor: '#111111' } });
    const logo = 'https://cdn.example/shop.svg';
    assert.equal(
      (
        await put(client.id, {
          color: { primaryColor: '#222222', darkPrimaryColor: '#dddddd' },
          branding: { logoUrl: logo },
          customCss: '.app{}',
        })
      ).status,
      201,
    );
    const own = bootIn((await pageFor(client)).text).settings.branding;
    assert.deepEqual(
      [own.primaryColor, own.darkPrimaryColor, own.logoUrl, own.customCss],
      ['#222222', '#dddddd', logo, '.app{}'],
    );
    const { id } = await call('POST', '/api/organizations', {
      name: 'Acme',
      color: { primaryColor: '#333333' },
      customCss: '.organization{}',
    });
    const both = bootIn((await pageFor(client, id)).text).settings.branding;
    assert.deepEqual(
      [both.primaryColor, both.darkPrimaryColor, both.logoUrl, both.customCss],
      ['#333333', null, logo, '.app{}\n.organization{}'],
      'a colour for the light alone is not mixed with another’s for the dark',
    );
    assert.equal(bootIn((await pageFor(other)).text).settings.branding.primaryColor, '#111111');
    const known = async (query: string) =>
      (await app.browser().get(`/api/.well-known/experience?${query}`)).json;
    const { color, branding, customCss } = await known(`appId=${client.id}&organizationId=${id}`);
    assert.deepEqual(
      { color, branding, customCss },
      {
        color: { primaryColor: '#333333', isDarkModeEnabled: true, darkPrimaryColor: '#333333' },
        branding: { logoUrl: logo },
        customCss: '.app{}\n.organization{}',
      },
      'a page of somebody’s own is told the same',
    );
    // M-02: ids of another tenant are nobody's.
    const elsewhere = (query: string) => app.browser('admin').get(`/api/.well-known/experience?${query}`);
    assert.deepEqual(
      (await elsewhere(`appId=${client.id}&organizationId=${id}`)).json,
      (await elsewhere('')).json,
    );
  });

  test('what is left out stays; null takes it back; nothing set is a 404', async () => {
    const client = await createClient(app);
    const path = `/api/applications/${client.id}/sign-in-experience`;
    const none = await app.management('GET', path);
    assert.deepEqual([none.status, none.body.code], [404, 'application.sign_in_experience_not_found']);
    await put(client.id, { displayName: 'The shop', customCss: 'a{}' });
    await put(client.id, { customCss: null });
    assert.deepEqual(await call('GET', path), {
      tenantId: 'default',
      applicationId: client.id,
      color: {},
      branding: {},
      customCss: null,
      displayName: 'The shop',
      ...ADDRESSES,
    });
    await call('DELETE', `/api/applications/${client.id}`);
    assert.equal((await put(client.id, {})).status, 404);
    const left = await app.platform.db.queries
      .selectFrom('applicationSignInExperiences')
      .selectAll()
      .where('applicationId', '=', client.id)
      .execute();
    assert.deepEqual(left, []);
  });

  test('L-19 names and style sheets are inert in the page; addresses that could be scripts are refused', async () => {
    const evil = '</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>';
    const client = await createClient(app);
    assert.equal((await put(client.id, { displayName: evil, customCss: `${evil}</style>` })).status, 201);
    const page = await pageFor(client);
    assert.ok(!page.text.includes('<script>alert') && !page.text.includes('</style>'));
    const boot = bootIn(page.text);
    assert.deepEqual([boot.application?.name, boot.settings.branding.customCss], [evil, `${evil}</style>`]);
    const policy = page.headers.get('content-security-policy') ?? '';
    assert.match(policy, /style-src[^;]*'self'/);
    assert.doesNotMatch(policy, /unsafe-inline|unsafe-eval/);
    for (const address of ['javascript:alert(1)', 'data:text/html,x', 'https://user:x@']) {
      assert.equal((await put(client.id, { termsOfUseUrl: address })).status, 400, address);
      assert.equal((await put(client.id, { privacyPolicyUrl: address })).status, 400, address);
      assert.equal((await put(client.id, { branding: { logoUrl: address } })).status, 400, address);
    }
    assert.equal((await put(client.id, { color: { primaryColor: 'red;}' } })).status, 400);
    assert.equal((await put(client.id, { customCss: 'x'.repeat(65_537) })).status, 400);
  });

  test('a third-party application speaks for itself on the consent page, not for the tenant at sign-up', async () => {
    const client = await createClient(app, { isThirdParty: true });
    await put(client.id, { displayName: 'Partner Inc.', termsOfUseUrl: 'https://partner.example/terms' });
    const shown = bootIn((await pageFor(client)).text);
    assert.deepEqual([shown.application?.name, shown.settings.termsOfUseUrl], ['Partner Inc.', null]);
    const browser = await signedIn(app, (await createTestUser(app)).id);
    const asked = await authorize(app, browser, client, bound);
    for (const line of asked.headers.getSetCookie()) await app.keepCookie(browser, line);
    const { consent } = bootIn((await browser.get('/consent')).text);
    assert.deepEqual(
      [consent?.application, consent?.termsOfUseUrl, consent?.privacyPolicyUrl],
      ['Partner Inc.', 'https://partner.example/terms', null],
    );
  });
});
