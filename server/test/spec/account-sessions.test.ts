/** Sessions and grants: what administrators and users see of them, and what ends with them. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser } from '../app.ts';
import { addUser, signIn } from '../sign-in.ts';
import {
  answerConsent,
  authorize,
  createClient,
  createTestUser,
  pkce,
  readAnswer,
  redeem,
  signedIn,
  signInTo,
  startApp,
  type TestApp,
  type TestClient,
  userinfo,
} from './world.ts';

const SCOPE = 'urn:logto:scope:sessions';

describe('sessions and grants', () => {
  let app: TestApp;
  let shop: TestClient;
  let partner: TestClient;
  before(async () => {
    app = await startApp();
    shop = await createClient(app, { name: 'Shop' });
    partner = await createClient(app, { name: 'Partner', isThirdParty: true });
    const path = `/api/applications/${partner.id}/user-consent-scopes`;
    assert.equal((await app.management('POST', path, { userScopes: [SCOPE] })).status, 201);
  });
  after(() => app.close());

  /** Tokens of the third-party application, with the user's consent. */
  const partnerTokens = async (browser: Browser, scope = `openid offline_access ${SCOPE}`) => {
    const { verifier, challenge } = pkce();
    const bound = { scope, code_challenge: challenge, code_challenge_method: 'S256' };
    const asked = await authorize(app, browser, partner, bound);
    for (const line of asked.headers.getSetCookie()) await app.keepCookie(browser, line);
    const answer = await answerConsent(browser, { approve: true });
    assert.equal(answer.status, 200, answer.text);
    const back = new URL((await browser.get(answer.json.redirectTo)).location ?? '');
    const { body } = await redeem(app, partner, back.searchParams.get('code') ?? '', {
      code_verifier: verifier,
    });
    return body as { access_token: string; refresh_token: string };
  };
  const account = async (token: string, method: string, path: string) => {
    const url = `${app.origin}/api/my-account${path}`;
    const response = await fetch(url, { method, headers: { authorization: `Bearer ${token}` } });
    return response.status === 204 ? { status: 204, body: undefined as never } : readAnswer(response);
  };
  const sessionsOf = async (userId: string) =>
    (await app.management('GET', `/api/users/${userId}/sessions`)).body.sessions;

  test('a session tells how, when, from where and to what somebody signed in; no secret of it', async () => {
    const user = await addUser(app, { username: 'hanako_sessions' });
    const browser = app.browser();
    await signIn(app, browser, 'hanako_sessions');
    const tokens = await signInTo(app, browser, shop);
    const [session] = await sessionsOf(user.id);
    assert.deepEqual(session.methods, ['password']);
    assert.equal(session.ip, '127.0.0.1');
    assert.equal(session.clientId !== null, true);
    const { sid, grantId, persistsLogout, name } = session.payload.authorizations[shop.id];
    assert.deepEqual([name, persistsLogout], ['Shop', true]);
    assert.equal(sid, JSON.parse(atob(tokens.id_token.split('.')[1] ?? '')).sid ?? sid);
    const { grants } = (await app.management('GET', `/api/users/${user.id}/grants`)).body;
    assert.ok(grants.some(({ id }: { id: string }) => id === grantId));
    const { interactionEvent, verificationRecords, signInContext, userId } = session.lastSubmission;
    assert.deepEqual([interactionEvent, userId], ['SignIn', user.id]);
    assert.deepEqual(
      verificationRecords.map(({ id: _, ...rest }: { id: string }) => rest),
      [
        {
          type: 'Password',
          identifier: { type: 'username', value: 'hanako_sessions' },
          userId: user.id,
          verified: true,
        },
      ],
    );
    assert.equal(signInContext.ip, '127.0.0.1');
    assert.doesNotMatch(JSON.stringify(session), /hash|argon|token|memory/i);
  });

  test('revokeGrantsTarget: none leaves the grants, firstParty ends our applications’, all ends every one', async () => {
    const outcome = async (query: string) => {
      const { id } = await createTestUser(app);
      const browser = await signedIn(app, id);
      const own = await signInTo(app, browser, shop);
      const foreign = await partnerTokens(browser);
      const [session] = await sessionsOf(id);
      const path = `/api/users/${id}/sessions/${session.payload.uid}${query}`;
      assert.equal((await app.management('DELETE', path)).status, 204);
      assert.equal((await sessionsOf(id)).length, 0);
      const alive = async (token: string) => (await userinfo(app, token)).status === 200;
      return [await alive(own.access_token), await alive(foreign.access_token)];
    };
    assert.deepEqual(await outcome(''), [true, true]);
    assert.deepEqual(await outcome('?revokeGrantsTarget=firstParty'), [false, true]);
    assert.deepEqual(await outcome('?revokeGrantsTarget=all'), [false, false]);
    const { id } = await createTestUser(app);
    await signedIn(app, id);
    const [session] = await sessionsOf(id);
    const wrong = `/api/users/${id}/sessions/${session.payload.uid}?revokeGrantsTarget=some`;
    assert.equal((await app.management('DELETE', wrong)).status, 400);
  });

  test('M-02 users see and end their own sessions and grants, and nobody else’s', async () => {
    const { id } = await createTestUser(app);
    const here = await signedIn(app, id);
    const { access_token: token } = await signInTo(app, here, shop, { scope: `openid ${SCOPE}` });
    app.clock.advance(1000);
    await signedIn(app, id);
    const { sessions } = (await account(token, 'GET', '/sessions')).body;
    assert.deepEqual(
      sessions.map(({ isCurrent }: { isCurrent: boolean }) => isCurrent),
      [false, true],
    );
    const stranger = (await createTestUser(app)).id;
    await signInTo(app, await signedIn(app, stranger), shop);
    const [theirs] = await sessionsOf(stranger);
    const [theirGrant] = (await app.management('GET', `/api/users/${stranger}/grants`)).body.grants;
    const foreign = await account(token, 'DELETE', `/sessions/${theirs.payload.uid}`);
    assert.deepEqual([foreign.status, foreign.body.code], [404, 'session.not_exist']);
    assert.equal((await account(token, 'DELETE', `/grants/${theirGrant.id}`)).status, 404);
    assert.equal((await sessionsOf(stranger)).length, 1);
    assert.equal((await account(token, 'DELETE', `/sessions/${sessions[0].payload.uid}`)).status, 204);
    assert.equal((await sessionsOf(id)).length, 1);
    const [grant] = (await account(token, 'GET', '/grants')).body.grants;
    assert.deepEqual(grant.application, { id: shop.id, name: 'Shop' });
    assert.equal((await account(token, 'DELETE', `/grants/${grant.id}`)).status, 204);
    assert.equal((await account(token, 'GET', '/grants')).status, 401, 'the token went with its grant');
    const keys = (await app.audit()).map(({ key }) => key);
    assert.ok(keys.includes('Session.Revoke') && keys.includes('Grant.Revoke'));
  });

  test('M-03 a token without the scope sees nothing; applications of others read and never change', async () => {
    const { id } = await createTestUser(app);
    const browser = await signedIn(app, id);
    const { access_token: plain } = await signInTo(app, browser, shop, { scope: 'openid profile' });
    assert.equal((await account(plain, 'GET', '/sessions')).status, 403);
    const { access_token: foreign } = await partnerTokens(browser);
    const { sessions } = (await account(foreign, 'GET', '/sessions')).body;
    assert.equal(sessions.length, 1);
    for (const path of [`/sessions/${sessions[0].payload.uid}`, '/grants/nothing']) {
      const refused = await account(foreign, 'DELETE', path);
      assert.deepEqual([refused.status, refused.body.code], [403, 'auth.third_party']);
    }
    assert.equal((await sessionsOf(id)).length, 1);
    // What the application may no longer ask for is gone at once, also for tokens that it has (M-14).
    const scopes = `/api/applications/${partner.id}/user-consent-scopes`;
    await app.management('DELETE', `${scopes}/user-scopes/${encodeURIComponent(SCOPE)}`);
    app.clock.advance(1100);
    assert.equal((await account(foreign, 'GET', '/sessions')).status, 403);
    await app.management('POST', scopes, { userScopes: [SCOPE] });
  });
});
