/** Usernames that case tells apart, and those that it does not. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import { addUser, beginSignIn, choose } from '../../test/sign-in.ts';
import { findUserByUsername } from './users.store.ts';
import { createUser } from './users.ts';

let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

const setCase = async (caseSensitive: boolean) => {
  const answer = await app.management('PATCH', '/api/sign-in-exp', { usernamePolicy: { caseSensitive } });
  app.clock.advance(1001);
  return answer;
};
const keys = async () =>
  app.platform.db.queries
    .selectFrom('users')
    .select(['username', 'usernameKey'])
    .where('tenantId', '=', 'default')
    .where('username', 'is not', null)
    .orderBy('username')
    .execute();
const register = async (value: string) => {
  const browser = app.browser();
  await beginSignIn(app, browser);
  await choose(browser, 'Register');
  return (await browser.post('/api/experience/profile', { type: 'username', value })).status;
};
const find = (username: string) => findUserByUsername(app.platform.db.queries, 'default', username);
const searched = async (query: string) =>
  (await app.management('GET', `/api/users?search.username=mika&mode.username=exact${query}`)).body.map(
    ({ username }: { username: string }) => username,
  );

test('case tells nobody apart unless the tenant says so', async () => {
  const { body } = await app.management('GET', '/api/sign-in-exp');
  assert.equal(body.usernamePolicy.caseSensitive, false);
  const mika = await addUser(app, { username: 'Mika' });
  assert.deepEqual([(await find('mIKA'))?.id, await register('MIKA')], [mika.id, 422]);
  assert.equal((await app.management('POST', '/api/users', { username: 'mika' })).status, 422);
});

test('where it does, each is somebody, also to registration, changes and searches', async () => {
  assert.equal((await setCase(true)).body.usernamePolicy.caseSensitive, true);
  assert.deepEqual([await find('mika'), (await find('Mika'))?.username], [undefined, 'Mika']);
  assert.deepEqual([await register('Mika'), await register('MIKA')], [422, 204]);
  const small = await addUser(app, { username: 'mika' });
  assert.equal((await find('mika'))?.id, small.id);
  const rename = (username: string) => app.management('PATCH', `/api/users/${small.id}`, { username });
  assert.equal((await rename('Mika')).status, 422);
  assert.equal((await rename('miKA')).status, 200);
  assert.equal((await find('miKA'))?.id, small.id);
  assert.equal((await rename('mika')).status, 200);
  assert.deepEqual((await searched('')).sort(), ['Mika', 'mika']);
  assert.deepEqual(await searched('&isCaseSensitive=true'), ['mika']);
  // Other settings of usernames leave it as it is.
  await app.management('PATCH', '/api/sign-in-exp', { usernamePolicy: { maxLength: 64 } });
  const { usernamePolicy } = (await app.management('GET', '/api/sign-in-exp')).body;
  assert.deepEqual(usernamePolicy, { maxLength: 64, caseSensitive: true });
});

test('it is not switched off while it is all that tells some apart, and says how many', async () => {
  await addUser(app, { username: 'MIKA' });
  const before = await keys();
  const refused = await setCase(false);
  assert.deepEqual([refused.status, refused.body.data], [422, { count: 1 }]);
  assert.deepEqual(await keys(), before);
  const { body } = await app.management(
    'GET',
    '/api/sign-in-exp/username-policy/case-sensitivity-conflicts?limit=1',
  );
  assert.deepEqual([body.totalConflicts, body.samples[0].usernameLower], [1, 'mika']);
  assert.equal(body.samples[0].userIds.length, 3);
});

test('whoever is written while it changes has the key of the way it is then', async () => {
  const context = await app.context();
  for (const [name, caseSensitive] of [
    ['Abc', true],
    ['Xyz', false],
  ] as const) {
    for (const username of ['MIKA', 'mika']) {
      const user = caseSensitive ? undefined : await find(username);
      if (user) await app.management('DELETE', `/api/users/${user.id}`);
    }
    await setCase(!caseSensitive);
    const writing = Array.from({ length: 12 }, (_, index) =>
      createUser(context, { username: `${name}_${index}` }),
    );
    const [changed] = await Promise.all([setCase(caseSensitive), ...writing]);
    assert.equal(changed.status, 200);
    for (const { username, usernameKey } of await keys()) {
      assert.equal(usernameKey, caseSensitive ? username : username?.toLowerCase());
    }
  }
  const rows = (await app.audit()).filter(({ key }) => key === 'SignInExperience.Update');
  const { before: was, after: is } = rows.at(-1)?.payload ?? {};
  assert.deepEqual(
    [was, is],
    [{ usernamePolicy: { caseSensitive: true } }, { usernamePolicy: { caseSensitive: false } }],
  );
});
