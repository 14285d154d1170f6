/** PostgreSQL behind Kysely, for installations of several nodes. Same statements, same codec as SQLite. */
import {
  type CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  Kysely,
  PostgresAdapter,
  PostgresIntrospector,
  PostgresQueryCompiler,
  type QueryResult,
} from 'kysely';
import pg from 'pg';
import { decodeRows, encodeParameter } from './codec.ts';
import { snakeCase } from './names.ts';
import type { DatabaseCounters } from './sqlite.ts';

class SnakeCaseCompiler extends PostgresQueryCompiler {
  protected override sanitizeIdentifier(identifier: string): string {
    return super.sanitizeIdentifier(snakeCase(identifier));
  }
}

const INT8 = 20;
const NUMERIC = 1700;
const parsers = {
  getTypeParser: (oid: number, format?: 'text' | 'binary') =>
    // Counts and times fit a double exactly; ids are text.
    oid === INT8 || oid === NUMERIC ? Number : pg.types.getTypeParser(oid, format as 'text'),
} as pg.CustomTypesConfig;

class PooledConnection implements DatabaseConnection {
  readonly client: pg.PoolClient;
  readonly counters: DatabaseCounters;
  constructor(client: pg.PoolClient, counters: DatabaseCounters) {
    this.client = client;
    this.counters = counters;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    this.counters.statements += 1;
    const result = await this.client.query(query.sql, query.parameters.map(encodeParameter));
    return {
      rows: decodeRows(query.sql, result.rows) as R[],
      numAffectedRows: result.rowCount === null ? undefined : BigInt(result.rowCount),
    };
  }

  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    yield* [];
    throw new Error('streaming is not supported');
  }
}

const createDriver = (pool: pg.Pool, counters: DatabaseCounters): Driver => ({
  init: async () => {},
  acquireConnection: async () => new PooledConnection(await pool.connect(), counters),
  beginTransaction: async (connection) => {
    counters.transactions += 1;
    await (connection as PooledConnection).client.query('begin');
  },
  commitTransaction: async (connection) => {
    await (connection as PooledConnection).client.query('commit');
    counters.commits += 1;
  },
  rollbackTransaction: async (connection) => {
    await (connection as PooledConnection).client.query('rollback');
  },
  releaseConnection: async (connection) => (connection as PooledConnection).client.release(),
  destroy: async () => pool.end(),
});

/** Connects to `url`. `schema` (tests) sets the search path, so that several run beside each other. */
export const openPostgres = <Schema>(
  url: string,
  options: { schema?: string | undefined; poolSize?: number },
) => {
  const counters: DatabaseCounters = { statements: 0, transactions: 0, commits: 0 };
  const pool = new pg.Pool({
    connectionString: url,
    max: options.poolSize ?? 20,
    connectionTimeoutMillis: 3000,
    statement_timeout: 10_000,
    lock_timeout: 5000,
    idle_in_transaction_session_timeout: 10_000,
    keepAlive: true,
    types: parsers,
    // Acknowledged means durable: a server default of `off` must not reach us.
    options: `-c synchronous_commit=on${options.schema ? ` -c search_path=${options.schema}` : ''}`,
  });
  // A connection that dies while idle must not take the process with it; the next query gets a new one.
  const failures = { lastIdleError: undefined as Error | undefined };
  pool.on('error', (error) => {
    failures.lastIdleError = error;
  });
  const dialect: Dialect = {
    createAdapter: () => new PostgresAdapter(),
    createDriver: () => createDriver(pool, counters),
    createIntrospector: (db) => new PostgresIntrospector(db),
    createQueryCompiler: () => new SnakeCaseCompiler(),
  };
  return { kysely: new Kysely<Schema>({ dialect }), counters, pool, failures };
};
