/** The terms are agreed to before somebody is in, where the tenant wants it said. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import type { Browser } from '../../test/browser.ts';
import {
  addUser,
  beginSignIn,
  choose,
  identify,
  PASSWORD,
  provePassword,
  submit,
} from '../../test/sign-in.ts';

const TERMS = 'https://acme.example/terms';
const AGREE = '/api/experience/terms-agreement';
let app: TestApp;
before(async () => {
  app = await startApp();
  await addUser(app, { username: 'mika' });
});
after(() => app.close());

const set = async (change: object) => {
  assert.equal((await app.management('PATCH', '/api/sign-in-exp', change)).status, 200);
  app.clock.advance(1001);
};
const begun = async (event: 'SignIn' | 'Register'): Promise<Browser> => {
  const browser = app.browser();
  await beginSignIn(app, browser);
  await choose(browser, event);
  return browser;
};
const proved = async (browser: Browser): Promise<Browser> => {
  const { json } = await provePassword(browser, 'mika', PASSWORD);
  assert.equal((await identify(browser, json.verificationId)).status, 204);
  return browser;
};
const registering = async (username: string): Promise<Browser> => {
  const browser = await begun('Register');
  const identifier = { type: 'username', value: username };
  const path = '/api/experience/verification/new-password-identity';
  const { json } = await browser.post(path, { identifier, password: PASSWORD });
  assert.equal((await identify(browser, json.verificationId)).status, 204);
  return browser;
};
const isHeld = async (browser: Browser) => {
  const refused = await submit(browser);
  assert.deepEqual(
    [refused.status, refused.json.code, refused.json.data],
    [422, 'user.terms_not_agreed', { termsOfUseUrl: TERMS, privacyPolicyUrl: null }],
  );
};

test('nothing is asked where nobody has to say so, or there are no terms', async () => {
  await set({ termsOfUseUrl: TERMS });
  assert.equal((await submit(await registering('automatic'))).status, 200);
  await set({ agreeToTermsPolicy: 'Manual', termsOfUseUrl: null });
  assert.equal((await submit(await registering('no_terms'))).status, 200);
  assert.equal((await (await begun('SignIn')).post(AGREE)).json.code, 'session.no_terms');
});

test('a registration waits for it, a sign-in where the tenant says so', async () => {
  await set({ agreeToTermsPolicy: 'ManualRegistrationOnly', termsOfUseUrl: TERMS });
  assert.equal((await submit(await proved(await begun('SignIn')))).status, 200);
  const browser = await registering('asked');
  await isHeld(browser);
  assert.equal((await browser.post(AGREE)).status, 204);
  assert.equal((await submit(browser)).status, 200);
  await set({ agreeToTermsPolicy: 'Manual' });
  const early = await begun('SignIn');
  assert.equal((await early.post(AGREE)).status, 204);
  assert.equal((await submit(await proved(early))).status, 200);
  await isHeld(await proved(await begun('SignIn')));
});

test('it is given to the documents of that moment, and to one attempt', async () => {
  const browser = await registering('changed');
  await browser.post(AGREE);
  await set({ privacyPolicyUrl: 'https://acme.example/privacy' });
  assert.equal((await submit(browser)).json.code, 'user.terms_not_agreed');
  await set({ privacyPolicyUrl: null });
  await choose(browser, 'SignIn');
  await isHeld(await proved(browser));
});

test('the trail tells which documents', async () => {
  const rows = (await app.audit()).filter(
    ({ key, result }) => result === 'Success' && /Terms|Register.Submit/.test(key),
  );
  const agreed = rows.find(({ key }) => key === 'Interaction.Terms.Agree');
  assert.equal(agreed?.payload.termsOfUseUrl, TERMS);
  const submitted = rows.find(
    ({ key, payload }) => key === 'Interaction.Register.Submit' && payload.agreement !== undefined,
  );
  assert.deepEqual(submitted?.payload.agreement, { termsOfUseUrl: TERMS, privacyPolicyUrl: null });
});
