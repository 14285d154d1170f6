import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { openTestDatabase, type TestDatabase } from '../../test/database.ts';
import { ConfigurationError, readConfig } from '../config.ts';
import { checkMasterKey } from '../keys/index.ts';
import { createSealer } from '../lib/seal.ts';

describe('the master key of the vault', () => {
  let database: TestDatabase;
  before(async () => {
    database = await openTestDatabase();
  });
  after(() => database.close());

  it('V-03 is known to the database: another one is refused at start, the right one is not', async () => {
    const right = createSealer(randomBytes(32));
    await checkMasterKey(database.db, right);
    await checkMasterKey(await database.reopen(), right);
    await assert.rejects(checkMasterKey(database.db, createSealer(randomBytes(32))), (error) => {
      assert.ok(error instanceof ConfigurationError);
      assert.match(error.message, /master key/);
      return true;
    });
    await checkMasterKey(database.db, right);
  });

  it('V-03 must be given where several nodes share a database', () => {
    const DATABASE_URL = 'postgres://localhost/genkan';
    assert.throws(() => readConfig({ DATABASE_URL }), ConfigurationError);
    assert.throws(() => readConfig({ DATABASE_URL, SECRET_VAULT_KEK: 'short' }), ConfigurationError);
    readConfig({ DATABASE_URL, SECRET_VAULT_KEK: randomBytes(32).toString('base64') });
  });
});
