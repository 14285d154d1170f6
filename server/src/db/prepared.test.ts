import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { openTestDatabase, type TestDatabase } from '../../test/database.ts';
import { prepare } from './prepared.ts';

describe('prepared statements', () => {
  let database: TestDatabase;
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.close());

  const insert = prepare<{ id: string; name: string; createdAt: number }>((db, at) =>
    db
      .insertInto('tenants')
      .values({ id: at('id'), origin: 'https://one.example', name: at('name'), createdAt: at('createdAt') }),
  );
  const find = prepare<{ id: string }, { name: string; createdAt: number }>((db, at) =>
    db.selectFrom('tenants').select(['name', 'createdAt']).where('id', '=', at('id')),
  );
  const rename = prepare<{ id: string; name: string }>((db, at) =>
    db
      .updateTable('tenants')
      .set({ name: at('name') })
      .where('id', '=', at('id'))
      .where('origin', '=', 'https://one.example'),
  );

  test('values go where their names are, constants stay, and rows and changes are answered', async () => {
    const { db } = database;
    assert.equal((await insert(db.queries, { id: 'a', name: 'Ann', createdAt: 1 })).changed, 1);
    assert.deepEqual((await find(db.queries, { id: 'a' })).rows, [{ name: 'Ann', createdAt: 1 }]);
    assert.equal((await rename(db.queries, { name: "x' or 1=1 --", id: 'a' })).changed, 1);
    assert.equal((await rename(db.queries, { name: 'Nobody', id: 'b' })).changed, 0);
    assert.equal((await find(db.queries, { id: 'a' })).rows[0]?.name, "x' or 1=1 --");
  });

  test('inside a transaction they are part of it, and two databases do not share a plan', async () => {
    const { db } = database;
    const other = await database.reopen();
    await assert.rejects(
      db.transaction(async (tx) => {
        await rename(tx, { id: 'a', name: 'Undone' });
        throw new Error('no');
      }),
      /no/,
    );
    assert.equal((await find(other.queries, { id: 'a' })).rows[0]?.name, "x' or 1=1 --");
  });
});
