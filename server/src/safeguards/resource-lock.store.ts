/** Changes of one resource, one after another. */
import { sql } from 'kysely';
import type { Db, Transaction } from '../db/index.ts';

/** Holds a resource until the transaction ends. SQLite runs transactions one after another by itself. */
export const holdResource = async (db: Db, tx: Transaction, name: string): Promise<void> => {
  if (db.kind === 'postgres')
    await sql`select pg_advisory_xact_lock(hashtextextended(${name}, 0))`.execute(tx);
};
