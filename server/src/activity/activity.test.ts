/** Daily activity and the dashboard's numbers. */
import assert from 'node:assert/strict';
import test, { after, before } from 'node:test';
import { startApp, type TestApp } from '../../test/app.ts';
import { addUser } from '../../test/sign-in.ts';
import { authorizeUrl, createClient, redeem, signedIn, token } from '../../test/spec/world.ts';
import { noteActivity } from './index.ts';

const DAY = 86_400_000;
let app: TestApp;
before(async () => {
  app = await startApp();
});
after(() => app.close());

const get = async (path: string) => {
  const answer = await app.management('GET', `/api/dashboard/users/${path}`);
  assert.equal(answer.status, 200, JSON.stringify(answer.body));
  return answer.body;
};
const rows = () => app.platform.db.queries.selectFrom('dailyActiveUsers').selectAll().execute();

test('a user counts once on each day on which tokens are given: for a code, for a refresh, not for machines', async () => {
  const { id } = await addUser(app, { username: 'active_one' });
  const client = await createClient(app);
  const browser = await signedIn(app, id);
  const { location } = await browser.get(
    authorizeUrl(client, { scope: 'openid offline_access', prompt: 'consent' }),
  );
  const code = String(new URL(location ?? '').searchParams.get('code'));
  const { body: given } = await redeem(app, client, code);
  assert.equal((await rows()).length, 1);
  const refresh = async (value: string) =>
    (await token(app, client, { grant_type: 'refresh_token', refresh_token: value })).body.refresh_token;
  const statements = () => app.platform.db.counters.statements;
  const next = await refresh(given.refresh_token);
  const before = statements();
  const last = await refresh(next);
  const cost = statements() - before;
  assert.equal((await rows()).length, 1);
  app.clock.advance(DAY);
  const from = statements();
  await refresh(last);
  assert.ok(statements() - from >= cost, 'the first of a day writes');
  assert.equal((await rows()).length, 2);
  const { dau, wau, mau, dauCurve } = await get('active');
  assert.deepEqual(dau, { count: 1, delta: 0 });
  assert.deepEqual(wau, { count: 1, delta: 1 });
  assert.deepEqual(mau, { count: 1, delta: 1 });
  assert.equal(dauCurve.length, 30);
  assert.deepEqual(
    dauCurve.slice(-3).map(({ count }: { count: number }) => count),
    [0, 1, 1],
  );
});

test('new users are counted by the day, against the day and the week before', async () => {
  app.clock.advance(20 * DAY);
  const { totalUserCount } = await get('total');
  await addUser(app, { username: 'new_one' });
  app.clock.advance(DAY);
  await addUser(app, { username: 'new_two' });
  await addUser(app, { username: 'new_three' });
  assert.deepEqual(await get('new'), {
    today: { count: 2, delta: 1 },
    last7Days: { count: 3, delta: 3 },
  });
  assert.deepEqual(await get('total'), { totalUserCount: totalUserCount + 3 });
});

test('a day is asked for by its date; one that is none is refused', async () => {
  const { id } = await addUser(app, { username: 'dated' });
  await noteActivity(await app.context(), id);
  await noteActivity(await app.context(), 'nobody');
  const date = new Date(app.clock.now()).toISOString().slice(0, 10);
  assert.equal((await get(`active?date=${date}`)).dau.count, 1);
  for (const wrong of ['2026-02-30', '2026-13-01', 'yesterday']) {
    const answer = await app.management('GET', `/api/dashboard/users/active?date=${wrong}`);
    assert.equal(answer.status, 400, wrong);
  }
});
