/** The pages' HTML: what is in it, what may not be, and which screen is shown when. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import type { Answer } from '../../test/browser.ts';
import { addUser, beginSignIn, signIn } from '../../test/sign-in.ts';
import { createApplication } from '../applications/index.ts';
import type { Boot } from './boot.ts';
import { detectLocale } from './locale.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

const bootOf = (answer: Answer): Boot =>
  JSON.parse(
    /<script type="application\/json" id="genkan-boot">(.*?)<\/script>/s.exec(answer.text)?.[1] ?? 'null',
  );

const patch = async (change: Record<string, unknown>) => {
  const answer = await app.management('PATCH', '/api/sign-in-exp', change);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  app.clock.advance(1001);
};

test('O-30 every page forbids framing and scripts of others, and leaks no address', async () => {
  const browser = app.browser();
  await beginSignIn(app, browser);
  for (const path of [
    '/sign-in',
    '/register',
    '/single-sign-on',
    '/callback/x?code=c&state=s',
    '/unknown-session',
    '/error',
    '/signed-out',
  ]) {
    const answer = await browser.get(path);
    assert.equal(answer.status, 200, path);
    const policy = answer.headers.get('content-security-policy') ?? '';
    assert.match(policy, /default-src 'none'/);
    assert.match(policy, /frame-ancestors 'none'/);
    assert.ok(!policy.includes('unsafe'), policy);
    assert.equal(answer.headers.get('x-frame-options'), 'DENY');
    assert.equal(answer.headers.get('referrer-policy'), 'no-referrer');
    assert.equal(answer.headers.get('x-content-type-options'), 'nosniff');
    assert.equal(answer.headers.get('cache-control'), 'no-store');
    assert.ok(!/<script(?![^>]*(?:src=|application\/json))/.test(answer.text), 'no inline script');
    assert.ok(answer.text.includes('<noscript>'));
  }
});

test('without a sign-in the page says so; on the admin tenant it starts one', async () => {
  const page = await app.browser().get('/sign-in');
  assert.equal(bootOf(page).screen, 'unknown-session');
  assert.equal(bootOf(page).interaction, null);
  const admin = await app.browser('admin').get('/sign-in');
  assert.equal(admin.status, 303);
  assert.equal(admin.location, '/console/sign-in');
  const browser = app.browser();
  await beginSignIn(app, browser);
  assert.equal(bootOf(await browser.get('/sign-in')).screen, 'sign-in');
});

test('a finished sign-in is no longer shown', async () => {
  await addUser(app, { username: 'finished' });
  const browser = app.browser();
  await signIn(app, browser, 'finished');
  assert.equal(bootOf(await browser.get('/sign-in')).screen, 'unknown-session');
});

test('L-19 what people typed is inert in the page', async () => {
  const evil = '</script><script>alert(1)</script><!--<img src=x onerror=alert(2)>\u2028&';
  const context = await app.context();
  const { application } = await createApplication(context, { name: evil, type: 'Traditional' });
  const browser = app.browser();
  await beginSignIn(app, browser, { hints: { applicationId: application.id, loginHint: evil } });
  const page = await browser.get('/sign-in');
  assert.ok(!page.text.includes('<script>alert'));
  assert.ok(!page.text.includes('onerror=alert(2)>'));
  assert.equal(page.text.match(/<\/script>/g)?.length, page.text.match(/<script/g)?.length);
  const boot = bootOf(page);
  assert.equal(boot.application?.name, evil);
  assert.equal(boot.interaction?.loginHint, evil);
  const said = await browser.get(`/callback/x?state=s&error=${encodeURIComponent(evil)}`);
  assert.ok(!said.text.includes('<script>alert'));
  for (const logoUrl of ['javascript:alert(1)', 'data:image/svg+xml,<svg onload=alert(1)>']) {
    const answer = await app.management('PATCH', '/api/sign-in-exp', { branding: { logoUrl } });
    assert.equal(answer.status, 400, logoUrl);
  }
});

test('every setting of the sign-in experience reaches the page', async () => {
  const browser = app.browser();
  await beginSignIn(app, browser);
  const settings = async () => bootOf(await browser.get('/sign-in')).settings;
  const method = (identifier: string) => ({
    identifier,
    password: true,
    verificationCode: false,
    isPasswordPrimary: true,
  });
  await patch({
    color: { primaryColor: '#123456', isDarkModeEnabled: false, darkPrimaryColor: '#abcdef' },
    branding: {
      logoUrl: 'https://cdn.example/l.svg',
      darkLogoUrl: 'https://cdn.example/d.svg',
      favicon: 'https://cdn.example/l.ico',
      darkFavicon: 'https://cdn.example/d.ico',
    },
    termsOfUseUrl: 'https://example.com/terms',
    privacyPolicyUrl: 'https://example.com/privacy',
    signIn: { methods: [method('email')] },
    signUp: { identifiers: ['email'], password: true, verify: true },
    passwordPolicy: { length: { min: 12 } },
    singleSignOnEnabled: true,
  });
  assert.deepEqual(await settings(), {
    signInMode: 'SignInAndRegister',
    signIn: { identifiers: ['email'] },
    signUp: { identifiers: ['email'], verify: true },
    passwordPolicy: { minLength: 12 },
    profileFields: [],
    singleSignOnEnabled: true,
    hasSsoConnectors: false,
    branding: {
      name: 'Genkan',
      primaryColor: '#123456',
      darkPrimaryColor: '#abcdef',
      isDarkModeEnabled: false,
      logoUrl: 'https://cdn.example/l.svg',
      darkLogoUrl: 'https://cdn.example/d.svg',
      favicon: 'https://cdn.example/l.ico',
      darkFavicon: 'https://cdn.example/d.ico',
      customCss: null,
    },
    customContent: {},
    termsOfUseUrl: 'https://example.com/terms',
    privacyPolicyUrl: 'https://example.com/privacy',
    agreeToTermsPolicy: 'Automatic',
    supportEmail: null,
    supportWebsiteUrl: null,
  });
  assert.match((await browser.get('/sign-in')).text, /<html lang="en" data-theme="light"/);
  await patch({ color: { isDarkModeEnabled: true } });
  assert.ok(!(await browser.get('/sign-in')).text.includes('data-theme'));
  const japanese = { languageInfo: { autoDetect: false, fallbackLanguage: 'ja' } };
  const english = { headers: { 'accept-language': 'en' } };
  assert.equal(bootOf(await browser.send('/sign-in', english)).locale, 'en');
  await patch(japanese);
  assert.equal(bootOf(await browser.send('/sign-in', english)).locale, 'ja');
  await patch({ languageInfo: { autoDetect: true, fallbackLanguage: 'en' } });
  await patch({ branding: { logoUrl: '', favicon: null }, termsOfUseUrl: '', privacyPolicyUrl: null });
  const cleared = await settings();
  assert.deepEqual([cleared.branding.logoUrl, cleared.branding.favicon], [null, null]);
  assert.equal(cleared.branding.darkLogoUrl, 'https://cdn.example/d.svg');
  assert.equal(cleared.termsOfUseUrl, null);
  await patch({ signInMode: 'SignIn' });
  assert.equal(bootOf(await browser.get('/register')).screen, 'sign-in');
  await patch({ signInMode: 'Register' });
  assert.equal(bootOf(await browser.get('/sign-in')).screen, 'register');
  await patch({
    signInMode: 'SignInAndRegister',
    signIn: { methods: [method('username'), method('email')] },
    signUp: { identifiers: ['username'], password: true, verify: false },
    passwordPolicy: { length: { min: 15 } },
  });
});

test('the dark colour is the light one until it has its own', async () => {
  const colors = async () => (await app.management('GET', '/api/sign-in-exp')).body.color;
  await patch({ color: { primaryColor: '#abcdef' } });
  await patch({ color: { primaryColor: '#222222' } });
  assert.deepEqual(await colors(), {
    primaryColor: '#222222',
    isDarkModeEnabled: true,
    darkPrimaryColor: '#222222',
  });
  await patch({ color: { darkPrimaryColor: '#444444' } });
  await patch({ color: { primaryColor: '#333333' } });
  const { primaryColor, darkPrimaryColor } = await colors();
  assert.deepEqual([primaryColor, darkPrimaryColor], ['#333333', '#444444']);
  const known = (await app.browser().get('/api/.well-known/sign-in-exp')).json;
  assert.equal(known.color.darkPrimaryColor, '#444444');
  assert.equal(known.branding.darkFavicon, 'https://cdn.example/d.ico');
});

test('hints choose the first page, the identifiers and the language', async () => {
  const screens: Record<string, string> = {
    register: '/register',
    'identifier:register': '/register',
    sign_in: '/sign-in',
    single_sign_on: '/single-sign-on',
    anything: '/sign-in',
  };
  for (const [firstScreen, path] of Object.entries(screens)) {
    assert.equal((await beginSignIn(app, app.browser(), { hints: { firstScreen } })).location, path);
  }
  const browser = app.browser();
  await beginSignIn(app, browser, {
    hints: { identifiers: ['email'], loginHint: 'x@example.com', uiLocales: 'fr ja' },
  });
  const page = await browser.get('/sign-in');
  assert.match(page.text, /<html lang="ja"/);
  const boot = bootOf(page);
  assert.equal(boot.locale, 'ja');
  assert.deepEqual(boot.interaction, { event: 'SignIn', loginHint: 'x@example.com', identifiers: ['email'] });
});

test('the language is detected, or the fallback where detection is off', () => {
  const settings = { autoDetect: true, fallbackLanguage: 'en' as const };
  assert.equal(detectLocale(settings, { acceptLanguage: 'de, ja;q=0.8, en;q=0.9' }), 'en');
  assert.equal(detectLocale(settings, { acceptLanguage: 'ja-JP' }), 'ja');
  assert.equal(detectLocale(settings, { acceptLanguage: 'de' }), 'en');
  assert.equal(detectLocale(settings, {}), 'en');
  assert.equal(detectLocale(settings, { uiLocales: 'ja', acceptLanguage: 'en' }), 'ja');
  assert.equal(detectLocale({ autoDetect: false, fallbackLanguage: 'ja' }, { acceptLanguage: 'en' }), 'ja');
  assert.equal(detectLocale({ autoDetect: false, fallbackLanguage: 'ja' }, { uiLocales: 'en' }), 'en');
});

test('settings without effect, and such that would lock people out, are refused', async () => {
  const refused = async (change: Record<string, unknown>, status: number, tenantId?: string) => {
    const before = (await app.management('GET', '/api/sign-in-exp', undefined, tenantId)).body;
    const answer = await app.management('PATCH', '/api/sign-in-exp', change, tenantId);
    assert.equal(answer.status, status, JSON.stringify(change));
    assert.deepEqual((await app.management('GET', '/api/sign-in-exp', undefined, tenantId)).body, before);
  };
  await refused({ mfa: { factors: ['Totp'], policy: 'Mandatory' } }, 422);
  // M-06
  await refused({ tenantId: 'admin', hideLogtoBranding: true }, 400);
  await patch({ tenantId: 'default', hideLogtoBranding: false });
  await refused({ color: { primaryColor: 'red;}' } }, 400);
  await refused({ termsOfUseUrl: 'javascript:alert(1)' }, 400);
  await refused({ signUp: { identifiers: ['phone'], password: true, verify: true } }, 400);
  await refused({ passwordPolicy: { length: { min: 7 } } }, 400);
  await refused({ passwordPolicy: { length: { min: 20, max: 19 } } }, 422);
  await refused({ passwordPolicy: { characterTypes: { min: 5 } } }, 400);
  await refused({ passwordPolicy: { rejects: { words: [''] } } }, 400);
  // Nobody may be asked about leaked passwords on this installation.
  await refused({ passwordPolicy: { rejects: { pwned: true } } }, 422);
  await refused({ signUp: { identifiers: ['email'], password: true, verify: false } }, 422);
  await refused({ passwordPolicy: { length: { min: 8 } } }, 422, 'admin');
  await refused({ signInMode: 'SignInAndRegister' }, 422, 'admin');
  await patch({ passwordPolicy: { length: { min: 8 } } });
  await patch({ passwordPolicy: { length: { min: 15 } } });
});

test('the password check speaks of the policy', async () => {
  const check = async (password: string) =>
    (await app.management('POST', '/api/sign-in-exp/default/check-password', { password })).body;
  assert.deepEqual(await check('Quiet-harbour-47-lanterns'), { result: true });
  assert.deepEqual(await check('short'), {
    result: false,
    issues: [{ code: 'password_rejected.too_short', interpolation: { min: 15 } }],
  });
  await patch({ passwordPolicy: { characterTypes: { min: 4 }, rejects: { words: ['Lantern'] } } });
  assert.deepEqual((await check('quiet lanterns of 47')).issues, [
    { code: 'password_rejected.character_types', interpolation: { min: 4 } },
    { code: 'password_rejected.restricted.words', interpolation: { word: 'Lantern' } },
  ]);
  await patch({ passwordPolicy: { characterTypes: { min: 1 }, rejects: { words: [] } } });
});

test('the public settings are the same for everybody, and name no secret', async () => {
  for (const path of ['/api/.well-known/sign-in-exp', '/api/.well-known/experience']) {
    const answer = await app.browser().get(path);
    assert.equal(answer.status, 200);
    assert.equal(answer.json.signInMode, 'SignInAndRegister');
    assert.deepEqual(answer.json.ssoConnectors, []);
  }
});
