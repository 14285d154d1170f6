import assert from 'node:assert/strict';
import test, { after, before, describe } from 'node:test';
import { openTestDatabase, type TestDatabase } from '../../test/database.ts';
import { type Migration, migrate } from './migrate.ts';

const row = (id: string) => ({ id, origin: `http://${id}.test`, name: id, createdAt: 5 });

describe('the database', () => {
  let test_: TestDatabase;
  before(async () => {
    test_ = await openTestDatabase();
  });
  after(() => test_.close());

  test('gives booleans, JSON and times back as they were', async () => {
    const { queries } = test_.db;
    const user = {
      tenantId: 'codec',
      id: 'u',
      emailVerified: true,
      isSuspended: false,
      profile: { a: [1, { b: 'ü' }] },
      customData: {},
      createdAt: 1_795_000_000_123,
      updatedAt: 1,
    };
    await queries.insertInto('users').values(user).execute();
    const found = await queries
      .selectFrom('users')
      .select(['emailVerified', 'isSuspended', 'profile', 'createdAt', 'username'])
      .where('tenantId', '=', 'codec')
      .executeTakeFirstOrThrow();
    assert.deepEqual(
      { ...found },
      {
        emailVerified: true,
        isSuspended: false,
        profile: user.profile,
        createdAt: user.createdAt,
        username: null,
      },
    );
  });

  test('a transaction that throws leaves nothing, and its neighbours stay', async () => {
    const { db } = test_;
    const results = await Promise.allSettled(
      Array.from({ length: 40 }, (_, index) =>
        db.transaction(async (tx) => {
          await tx
            .insertInto('tenants')
            .values(row(`t${index}`))
            .execute();
          if (index % 2 === 1) throw new Error('no');
        }),
      ),
    );
    assert.equal(results.filter((result) => result.status === 'rejected').length, 20);
    const rows = await db.queries.selectFrom('tenants').select('id').where('id', 'like', 't%').execute();
    assert.equal(rows.length, 20);
    assert.ok(rows.every(({ id }) => Number(id.slice(1)) % 2 === 0));
  });

  test('what a transaction wrote is there for another connection once it has resolved', async () => {
    const other = await test_.reopen();
    await test_.db.transaction((tx) => tx.insertInto('tenants').values(row('seen')).execute());
    const found = await other.queries.selectFrom('tenants').select('name').where('id', '=', 'seen').execute();
    assert.equal(found.length, 1);
  });

  test('of many conditional updates of one row exactly one wins', async () => {
    const { db } = test_;
    await db.queries
      .insertInto('setupLinks')
      .values({ tokenHash: 'once', createdAt: 1, expiresAt: 9 })
      .execute();
    const wins = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        db.transaction(async (tx) => {
          const result = await tx
            .updateTable('setupLinks')
            .set({ consumedAt: index })
            .where('tokenHash', '=', 'once')
            .where('consumedAt', 'is', null)
            .executeTakeFirst();
          return result.numUpdatedRows;
        }),
      ),
    );
    assert.equal(wins.filter((count) => count === 1n).length, 1);
  });

  // PostgreSQL has no shared commit to stall: there the case does not exist.
  if (!process.env.DATABASE_URL) {
    test('on SQLite a transaction that waits for something else is rolled back and stalls nobody', async () => {
      const slow = test_.db.transaction(async (tx) => {
        await tx.insertInto('tenants').values(row('slow')).execute();
        // One full turn of the event loop, in order after whatever the driver scheduled.
        await new Promise((resolve) => setImmediate(() => setImmediate(resolve)));
        await tx.insertInto('tenants').values(row('slower')).execute();
      });
      const quick = test_.db.transaction((tx) => tx.insertInto('tenants').values(row('quick')).execute());
      await assert.rejects(slow, /waited for something other than the database/);
      await quick;
      const rows = await test_.db.queries
        .selectFrom('tenants')
        .select('id')
        .where('id', 'in', ['slow', 'slower', 'quick'])
        .execute();
      assert.deepEqual(
        rows.map(({ id }) => id),
        ['quick'],
      );
    });
  }
});

describe('migrations', () => {
  const list: Migration[] = [
    {
      number: 1,
      name: 'one',
      oldestServer: '0.1.0',
      statements: 'create table one (id text primary key);\n',
    },
    { number: 2, name: 'two', oldestServer: '0.3.0', statements: "insert into one (id) values ('a');\n" },
  ];

  test('two nodes starting together migrate once', async () => {
    const fresh = await openTestDatabase({ migrated: false });
    const other = await fresh.reopen();
    const applied = await Promise.all(
      [fresh.db, other].map((db) => migrate(db, { serverVersion: '0.3.0', now: 1, list })),
    );
    assert.deepEqual(applied.flat().sort(), [1, 2]);
    await fresh.close();
  });

  test('only servers older than a migration allows refuse', async () => {
    const fresh = await openTestDatabase({ migrated: false });
    await migrate(fresh.db, { serverVersion: '0.3.0', now: 1, list });
    assert.deepEqual(await migrate(fresh.db, { serverVersion: '0.3.1', now: 1, list: [] }), []);
    await assert.rejects(
      migrate(fresh.db, { serverVersion: '0.2.9', now: 1, list: [] }),
      /was migrated for server 0\.3\.0 or newer; this is 0\.2\.9/,
    );
    await fresh.close();
  });

  test('a migration that fails leaves the database as it was', async () => {
    const fresh = await openTestDatabase({ migrated: false });
    const broken: Migration[] = [
      { ...(list[0] as Migration) },
      {
        number: 2,
        name: 'broken',
        oldestServer: '0.1.0',
        statements: 'create table two (id text);\nnonsense;\n',
      },
    ];
    await assert.rejects(migrate(fresh.db, { serverVersion: '0.3.0', now: 1, list: broken }));
    assert.deepEqual(await migrate(fresh.db, { serverVersion: '0.3.0', now: 1, list }), [1, 2]);
    await fresh.close();
  });
});
