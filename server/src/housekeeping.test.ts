import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import { startApp, type TestApp } from '../test/app.ts';
import { noteActivity } from './activity/index.ts';
import { tidy } from './housekeeping.ts';
import { DAY } from './lib/clock.ts';

describe('housekeeping', () => {
  let app: TestApp;
  before(async () => {
    app = await startApp();
  });
  after(() => app.close());

  const interactions = async () =>
    (await app.platform.db.queries.selectFrom('interactions').select('id').execute()).length;

  test('a sign-in that was left lying is removed a day after it expired, and not before', async () => {
    const started = await app.browser('admin').get('/console/sign-in');
    assert.equal(started.status, 303);
    assert.equal(await interactions(), 1);
    await tidy(app.platform);
    assert.equal(await interactions(), 1);
    app.clock.advance(2 * DAY);
    await tidy(app.platform);
    assert.equal(await interactions(), 0);
  });

  test('activity is kept for more than a year, one-time tokens for a month after their end', async () => {
    const { queries } = app.platform.db;
    const user = await app.management('POST', '/api/users', { username: 'active_once' });
    await noteActivity(await app.context(), user.body.id);
    await app.management('POST', '/api/one-time-tokens', { email: 'once@mail.example' });
    const left = async () => [
      (await queries.selectFrom('dailyActiveUsers').select('userId').execute()).length,
      (await queries.selectFrom('oneTimeTokens').select('id').execute()).length,
    ];
    for (const [days, rows] of [
      [29, [1, 1]],
      [2, [1, 0]],
      [368, [1, 0]],
      [2, [0, 0]],
    ] as const) {
      app.clock.advance(days * DAY);
      await tidy(app.platform);
      assert.deepEqual(await left(), rows);
    }
  });

  test('audit rows are kept as long as the tenant says', async () => {
    const set = await app.management('PATCH', '/api/configs/audit', { retentionDays: 7 });
    assert.equal(set.status, 200);
    assert.deepEqual((await app.management('GET', '/api/configs/audit')).body, { retentionDays: 7 });
    const keys = async () => (await app.audit()).filter((row) => row.key === 'TenantSettings.Update').length;
    assert.equal(await keys(), 1);
    app.clock.advance(6 * DAY);
    await tidy(app.platform);
    assert.equal(await keys(), 1);
    app.clock.advance(2 * DAY);
    await tidy(app.platform);
    assert.equal(await keys(), 0);
    const refused = await app.management('PATCH', '/api/configs/audit', { retentionDays: 0 });
    assert.equal(refused.status, 400);
  });
});
