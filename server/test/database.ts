/** A migrated database for one test: SQLite in a temporary folder, or a schema of its own on PostgreSQL. */
import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { type Db, migrate, openDatabase } from '../src/db/index.ts';

export type TestDatabase = {
  readonly db: Db;
  /** Opens the same database again, as another process would. */
  reopen: () => Promise<Db>;
  close: () => Promise<void>;
};

const run = async (url: string, statement: string) => {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement);
  await client.end();
};

/** Opens one. `migrated: false` leaves it empty. */
export const openTestDatabase = async (options: { migrated?: boolean } = {}): Promise<TestDatabase> => {
  const url = process.env.DATABASE_URL;
  const folder = mkdtempSync(join(tmpdir(), 'genkan-db-'));
  const schema = `test_${randomBytes(6).toString('hex')}`;
  if (url) await run(url, `create schema ${schema}`);
  const open = () =>
    openDatabase(
      url
        ? { kind: 'postgres', url, schema, poolSize: 5 }
        : { kind: 'sqlite', path: join(folder, 'test.sqlite'), durable: false },
    );
  const opened: Db[] = [];
  const reopen = async () => {
    const db = await open();
    opened.push(db);
    return db;
  };
  const db = await reopen();
  if (options.migrated ?? true) await migrate(db, { serverVersion: '0.1.0', now: 1 });
  return {
    db,
    reopen,
    close: async () => {
      for (const each of opened) await each.close();
      if (url) await run(url, `drop schema ${schema} cascade`);
      rmSync(folder, { recursive: true, force: true });
    },
  };
};
