import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { openTestDatabase, type TestDatabase } from '../../test/database.ts';
import { ConfigurationError, readConfig } from '../config.ts';
import { openSealer } from '../keys/index.ts';

describe('the master key of the vault', () => {
  let database: TestDatabase;
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.close());

  const now = 1_000_000;
  const open = async (...keys: [Buffer, ...Buffer[]]) => openSealer(await database.reopen(), keys, { now });
  const refused = (opening: Promise<unknown>, message: RegExp) =>
    assert.rejects(opening, (error) => {
      assert.ok(error instanceof ConfigurationError);
      assert.match(error.message, message);
      return true;
    });

  it('V-03 is known to the database: another one is refused at start, the right one is not', async () => {
    const right = randomBytes(32);
    const derived = (await open(right)).derive('something');
    assert.deepEqual((await open(right)).derive('something'), derived);
    await refused(open(randomBytes(32)), /master key is not the one/);
    const next = randomBytes(32);
    assert.deepEqual((await open(next, right)).derive('something'), derived);
    await refused(open(right), /still holds values sealed under master key [0-9a-f]{12}: give it in SECRET_/);
    await refused(open(next), /still holds values sealed under master key [0-9a-f]{12}: give it in SECRET_/);
    await open(right, next);
  });

  it('V-03 must be given where several nodes share a database', () => {
    const DATABASE_URL = 'postgres://localhost/genkan';
    assert.throws(() => readConfig({ DATABASE_URL }), ConfigurationError);
    assert.throws(() => readConfig({ DATABASE_URL, SECRET_VAULT_KEK: 'short' }), ConfigurationError);
    readConfig({ DATABASE_URL, SECRET_VAULT_KEK: randomBytes(32).toString('base64') });
  });
});
