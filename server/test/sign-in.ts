/** Signing in for tests: an interaction begun as a protocol would begin it, and the pages' calls. */
import assert from 'node:assert/strict';
import { beginInteraction, type Hints } from '../src/signin/index.ts';
import { createUser, type User } from '../src/users/index.ts';
import type { TestApp } from './app.ts';
import type { Answer, Browser } from './browser.ts';

/** Long enough for every tenant and on no list. */
export const PASSWORD = 'Quiet-harbour-47-lanterns';

/** Begins an interaction that returns to `/done`, and gives the browser its cookie. */
export const beginSignIn = async (
  app: TestApp,
  browser: Browser,
  options: { tenantId?: string; hints?: Hints; returnTo?: string } = {},
): Promise<{ interactionId: string; location: string }> => {
  const context = await app.context(options.tenantId);
  const { interactionId, cookie, location } = await app.platform.db.transaction((tx) =>
    beginInteraction(tx, context, {
      returnTo: options.returnTo ?? '/done',
      request: { asked: 'by a test' },
      hints: options.hints ?? {},
    }),
  );
  await app.keepCookie(browser, cookie);
  return { interactionId, location };
};

/** Adds a user as an administrator would. */
export const addUser = async (
  app: TestApp,
  fields: { username?: string; primaryEmail?: string; password?: string; name?: string },
  tenantId?: string,
): Promise<User> => createUser(await app.context(tenantId), { password: PASSWORD, ...fields });

export const choose = (browser: Browser, interactionEvent: 'SignIn' | 'Register'): Promise<Answer> =>
  browser.put('/api/experience', { interactionEvent });

export const provePassword = (browser: Browser, username: string, password: string): Promise<Answer> =>
  browser.post('/api/experience/verification/password', {
    identifier: { type: username.includes('@') ? 'email' : 'username', value: username },
    password,
  });

export const identify = (browser: Browser, verificationId?: string): Promise<Answer> =>
  browser.post('/api/experience/identification', verificationId === undefined ? {} : { verificationId });

export const submit = (browser: Browser): Promise<Answer> => browser.post('/api/experience/submit');

/** Signs in with a password from beginning to end and answers the last answer; every step must succeed. */
export const signIn = async (
  app: TestApp,
  browser: Browser,
  username: string,
  password = PASSWORD,
  tenantId?: string,
): Promise<Answer> => {
  await beginSignIn(app, browser, tenantId === undefined ? {} : { tenantId });
  assert.equal((await choose(browser, 'SignIn')).status, 204);
  const proved = await provePassword(browser, username, password);
  assert.equal(proved.status, 200, proved.text);
  assert.equal((await identify(browser, proved.json.verificationId)).status, 204);
  const done = await submit(browser);
  assert.equal(done.status, 200, done.text);
  return done;
};

/** The cookie of a tenant's browser session. */
export const sessionCookie = (browser: Browser, tenantId = 'default'): string | undefined =>
  browser.cookies.get(`genkan-session-${tenantId}`);
