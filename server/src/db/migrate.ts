/**
 * Numbered, forward migrations, applied at start under a lock so that nodes starting together migrate once.
 * Each states the oldest server version that may still serve beside it; only older servers refuse.
 */
import { sql } from 'kysely';
import { migrations } from './migrations/index.ts';
import type { Db, Transaction } from './open.ts';

export type Migration = {
  number: number;
  name: string;
  /** Oldest server version that may still serve once this migration is applied. */
  oldestServer: string;
  /** SQL statements separated by `;` at a line's end, readable by both databases. */
  statements: string;
  /** What only one of them can read (its own kind of search index); applied after `statements`. */
  sqlite?: string;
  postgres?: string;
};

const LOCK = 7_203_441_905;

const compareVersions = (a: string, b: string): number => {
  const left = a.split('.').map(Number);
  const right = b.split('.').map(Number);
  for (let index = 0; index < 3; index += 1) {
    const difference = (left[index] ?? 0) - (right[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
};

const applied = async (tx: Transaction) =>
  (
    await sql<{
      number: number;
      oldestServer: string;
    }>`select number, oldest_server from schema_migrations`.execute(tx)
  ).rows;

const apply = async (tx: Transaction, migration: Migration, kind: Db['kind'], now: number) => {
  for (const part of [migration.statements, migration[kind] ?? '']) {
    for (const statement of part.split(/;\s*\n/)) {
      if (statement.trim() !== '') await sql.raw(statement).execute(tx);
    }
  }
  await sql`insert into schema_migrations (number, name, oldest_server, applied_at)
    values (${migration.number}, ${migration.name}, ${migration.oldestServer}, ${now})`.execute(tx);
};

/**
 * Brings the database up to this server's schema and returns the numbers applied. Throws when a newer server
 * has applied a migration that this version is too old for.
 */
export const migrate = async (
  db: Db,
  options: { serverVersion: string; now: number; list?: readonly Migration[] },
): Promise<number[]> => {
  const list = options.list ?? migrations;
  return db.transaction(async (tx) => {
    if (db.kind === 'postgres') await sql`select pg_advisory_xact_lock(${sql.lit(LOCK)})`.execute(tx);
    await sql`create table if not exists schema_migrations (number bigint primary key, name text not null,
      oldest_server text not null, applied_at bigint not null)`.execute(tx);
    const done = await applied(tx);
    for (const row of done) {
      if (compareVersions(options.serverVersion, row.oldestServer) < 0) {
        throw new Error(
          `the database was migrated for server ${row.oldestServer} or newer; this is ${options.serverVersion}`,
        );
      }
    }
    const numbers = new Set(done.map((row) => Number(row.number)));
    const pending = list.filter((migration) => !numbers.has(migration.number));
    for (const migration of pending) await apply(tx, migration, db.kind, options.now);
    return pending.map((migration) => migration.number);
  });
};
