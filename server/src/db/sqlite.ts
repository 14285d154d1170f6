/**
 * The embedded database: `node:sqlite` in WAL mode behind Kysely. Requests in flight together share a commit:
 * transactions run one after another, each in a savepoint of one BEGIN IMMEDIATE, committed when the queue is
 * empty, at 64 transactions or after 2 ms; nobody is answered before the commit is on the disk (flusher.ts).
 * Inside a transaction only the database may be awaited: statements are synchronous, so a transaction that is
 * still open when the event loop turns has waited for something else, and every writer with it. It is refused.
 */
import { DatabaseSync, type StatementSync } from 'node:sqlite';
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { decodeRows, encodeParameter } from './codec.ts';
import { createFlusher, type Flusher } from './flusher.ts';
import { snakeCase } from './names.ts';

const MAX_BATCH = 64;
const MAX_BATCH_MS = 2;
const MAX_STATEMENTS = 500;
/**
 * Pages of the log (32 MB) before they are carried over into the file, while every request waits: twice for the disk, and
 * for each page once however often it was written since. Less often costs less in all.
 */
const CHECKPOINT_PAGES = 8000;
const LOCK_WAIT_MS = 10_000;
const WAITED = 'a transaction waited for something other than the database; it was rolled back';

/** What a handle counts, for benchmarks and the metrics page. */
export type DatabaseCounters = { statements: number; transactions: number; commits: number };

class SnakeCaseCompiler extends SqliteQueryCompiler {
  protected override sanitizeIdentifier(identifier: string): string {
    return super.sanitizeIdentifier(snakeCase(identifier));
  }
}

/** Kysely's own adapter would hold one mutex from BEGIN to COMMIT and so undo the shared commit. */
class SharedCommitAdapter extends SqliteAdapter {
  override get supportsMultipleConnections(): boolean {
    return true;
  }
}

const statementCache = (handle: DatabaseSync) => {
  const cache = new Map<string, { statement: StatementSync; returnsRows: boolean }>();
  return (sql: string) => {
    let entry = cache.get(sql);
    if (entry === undefined) {
      const statement = handle.prepare(sql);
      entry = { statement, returnsRows: statement.columns().length > 0 };
      if (cache.size >= MAX_STATEMENTS) cache.delete(cache.keys().next().value as string);
      cache.set(sql, entry);
    }
    return entry;
  };
};

const runOn = (prepare: ReturnType<typeof statementCache>, counters: DatabaseCounters) => {
  return <R>(query: CompiledQuery): QueryResult<R> => {
    counters.statements += 1;
    const { statement, returnsRows } = prepare(query.sql);
    const parameters = query.parameters.map(encodeParameter);
    if (returnsRows) {
      const rows = statement.all(...parameters) as Record<string, unknown>[];
      return { rows: decodeRows(query.sql, rows) as R[], numAffectedRows: BigInt(rows.length) };
    }
    const result = statement.run(...parameters);
    return { rows: [], numAffectedRows: BigInt(result.changes) };
  };
};

type Turn = { start: () => void; fail: (error: unknown) => void; finished: Promise<void> };
type Outcome = { promise: Promise<void>; resolve: () => void; reject: (error: unknown) => void };

const deferred = (): Outcome => {
  let resolve = () => {};
  let reject: (error: unknown) => void = () => {};
  const promise = new Promise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
};

/** Another process (a command beside the server) may hold the write lock for a moment. */
const beginWhenFree = async (writer: DatabaseSync): Promise<void> => {
  const deadline = performance.now() + LOCK_WAIT_MS;
  for (;;) {
    try {
      writer.exec('begin immediate');
      return;
    } catch (error) {
      if (!/locked|busy/.test((error as Error).message) || performance.now() > deadline) throw error;
      await new Promise((resolve) => setTimeout(resolve, 2));
    }
  }
};

/** Runs transactions one after another and commits them together. */
const createGroupCommit = (
  writer: DatabaseSync,
  counters: DatabaseCounters,
  flusher: Flusher | undefined,
) => {
  const queue: Turn[] = [];
  let running = false;

  const nextTurnOfLoop = () => new Promise<void>((resolve) => setImmediate(resolve));

  const drain = async () => {
    running = true;
    while (queue.length > 0) {
      try {
        await beginWhenFree(writer);
      } catch (error) {
        for (const turn of queue.splice(0)) turn.fail(error);
        break;
      }
      const outcome = deferred();
      outcome.promise.catch(() => {});
      current = outcome;
      const startedAt = performance.now();
      let count = 0;
      while (count < MAX_BATCH && performance.now() - startedAt < MAX_BATCH_MS) {
        const turn = queue.shift();
        if (turn === undefined) {
          // Requests that arrived in the same turn of the event loop join this commit.
          await nextTurnOfLoop();
          if (queue.length === 0) break;
          continue;
        }
        count += 1;
        turn.start();
        await turn.finished;
      }
      try {
        writer.exec('commit');
        counters.commits += 1;
        if (flusher) flusher.flush().then(outcome.resolve, outcome.reject);
        else outcome.resolve();
      } catch (error) {
        if (writer.isTransaction) writer.exec('rollback');
        outcome.reject(error);
      }
    }
    running = false;
  };

  let current: Outcome = deferred();
  let drained: Promise<void> = Promise.resolve();

  return {
    /** Waits for this transaction's turn; `done` must be called when it is over, `committed` is its COMMIT. */
    enter: async () => {
      const started = deferred();
      const finished = deferred();
      queue.push({ start: started.resolve, fail: started.reject, finished: finished.promise });
      if (!running) drained = drain();
      await started.promise;
      counters.transactions += 1;
      return { done: finished.resolve, committed: current.promise };
    },
    /** Resolves when nothing is waiting to be committed. */
    idle: () => drained,
  };
};

class SharedCommitConnection implements DatabaseConnection {
  turn: { done: () => void; committed: Promise<void>; violated: boolean } | undefined;
  readonly read: <R>(query: CompiledQuery) => QueryResult<R>;
  readonly write: <R>(query: CompiledQuery) => QueryResult<R>;
  readonly runAlone: <R>(work: () => R) => Promise<R>;

  constructor(
    read: <R>(query: CompiledQuery) => QueryResult<R>,
    write: <R>(query: CompiledQuery) => QueryResult<R>,
    runAlone: <R>(work: () => R) => Promise<R>,
  ) {
    this.read = read;
    this.write = write;
    this.runAlone = runAlone;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    if (this.turn?.violated) throw new Error(WAITED);
    if (this.turn !== undefined) return this.write<R>(query);
    if (query.query.kind === 'SelectQueryNode') return this.read<R>(query);
    return this.runAlone(() => this.write<R>(query));
  }

  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    yield* [];
    throw new Error('streaming is not supported on SQLite');
  }
}

const createDriver = (path: string, counters: DatabaseCounters, durable: boolean): Driver => {
  const open = (readOnly: boolean) => {
    const handle = new DatabaseSync(path, { readOnly, timeout: 5000 });
    handle.exec('pragma foreign_keys = on; pragma temp_store = memory; pragma cache_size = -16000;');
    return handle;
  };
  const writer = open(false);
  // NORMAL flushes at checkpoints only, and in the order that keeps the file sound; the flusher makes each commit durable.
  writer.exec(
    `pragma journal_mode = wal; pragma synchronous = ${durable ? 'normal' : 'off'}; pragma wal_autocheckpoint = ${CHECKPOINT_PAGES};`,
  );
  const flusher = durable ? createFlusher(`${path}-wal`) : undefined;
  // From here on waiting for another process's lock must not stop the event loop: see beginWhenFree.
  writer.exec('pragma busy_timeout = 0');
  const reader = open(true);
  const write = runOn(statementCache(writer), counters);
  const read = runOn(statementCache(reader), counters);
  const commits = createGroupCommit(writer, counters, flusher);

  const runAlone = async <R>(work: () => R): Promise<R> => {
    const turn = await commits.enter();
    let result: R;
    try {
      result = work();
    } catch (error) {
      turn.done();
      throw error;
    }
    turn.done();
    await turn.committed;
    return result;
  };

  return {
    init: async () => {},
    acquireConnection: async () => new SharedCommitConnection(read, write, runAlone),
    beginTransaction: async (connection) => {
      const shared = connection as SharedCommitConnection;
      const turn = { ...(await commits.enter()), violated: false };
      writer.exec('savepoint one');
      shared.turn = turn;
      setImmediate(() => {
        if (shared.turn !== turn) return;
        turn.violated = true;
        writer.exec('rollback to one; release one');
        turn.done();
      });
    },
    commitTransaction: async (connection) => {
      const shared = connection as SharedCommitConnection;
      const turn = shared.turn;
      if (turn === undefined) throw new Error('no transaction is open');
      shared.turn = undefined;
      if (turn.violated) throw new Error(WAITED);
      writer.exec('release one');
      turn.done();
      await turn.committed;
    },
    rollbackTransaction: async (connection) => {
      const shared = connection as SharedCommitConnection;
      const turn = shared.turn;
      if (turn === undefined) return;
      shared.turn = undefined;
      if (turn.violated) return;
      writer.exec('rollback to one; release one');
      turn.done();
    },
    releaseConnection: async () => {},
    destroy: async () => {
      await commits.idle();
      await flusher?.close();
      reader.close();
      writer.close();
    },
  };
};

/** Opens the database file at `path`. `durable: false` (tests) leaves fsync to the operating system. */
export const openSqlite = <Schema>(path: string, options: { durable: boolean }) => {
  const counters: DatabaseCounters = { statements: 0, transactions: 0, commits: 0 };
  const dialect: Dialect = {
    createAdapter: () => new SharedCommitAdapter(),
    createDriver: () => createDriver(path, counters, options.durable),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SnakeCaseCompiler(),
  };
  return { kysely: new Kysely<Schema>({ dialect }), counters };
};
