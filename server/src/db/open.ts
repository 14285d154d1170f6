/** Opens the configured database and gives the rest of the server its one handle. */
import type { Kysely, Transaction as KyselyTransaction } from 'kysely';
import { open } from './opening.ts';
import type { Schema } from './schema.ts';
import { type DatabaseCounters, openSqlite } from './sqlite.ts';

/** What stores take: the database, or a transaction of it. Both build the same queries. */
export type Queries = Kysely<Schema>;
export type Transaction = KyselyTransaction<Schema>;

/** The database of one process. */
export type Db = {
  readonly kind: 'sqlite' | 'postgres';
  /** For statements outside a transaction. Each is atomic by itself. */
  readonly queries: Queries;
  readonly counters: DatabaseCounters;
  /**
   * Runs `work` in one transaction and resolves after COMMIT; rolls back when it throws. Inside, await only the
   * database: anything else stalls every other writer on SQLite and is refused there.
   */
  transaction: <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
  close: () => Promise<void>;
};

export type DatabaseTarget =
  | { kind: 'sqlite'; path: string; durable?: boolean }
  | { kind: 'postgres'; url: string; schema?: string; poolSize?: number };

const openKind = async (target: DatabaseTarget) => {
  if (target.kind === 'sqlite') return openSqlite<Schema>(target.path, { durable: target.durable ?? true });
  // The driver is loaded only where it is used.
  const { openPostgres } = await import('./postgres.ts');
  return openPostgres<Schema>(target.url, { schema: target.schema, poolSize: target.poolSize });
};

const followers = new WeakMap<object, (() => void)[]>();

/** Runs `follow` once the transaction is committed, and not at all when it is rolled back; at once outside of one. */
export const afterCommit = (db: Queries | Transaction, follow: () => void): void => {
  if (!db.isTransaction) {
    follow();
    return;
  }
  const known = followers.get(db);
  if (known) known.push(follow);
  else followers.set(db, [follow]);
};

const transactionsOf =
  (kysely: Queries): Db['transaction'] =>
  async (work) => {
    let follow: (() => void)[] | undefined;
    const result = await kysely.transaction().execute(async (tx) => {
      await open(tx);
      const value = await work(tx);
      follow = followers.get(tx);
      return value;
    });
    for (const one of follow ?? []) one();
    return result;
  };

/** Opens a database. Nothing is migrated: see migrate.ts. */
export const openDatabase = async (target: DatabaseTarget): Promise<Db> => {
  const { kysely, counters } = await openKind(target);
  return {
    kind: target.kind,
    queries: kysely,
    counters,
    transaction: transactionsOf(kysely),
    close: () => kysely.destroy(),
  };
};
