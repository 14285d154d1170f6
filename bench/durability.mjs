/** Looks into the database that a killed server left behind for the audit row of each acknowledged answer. */
import { join } from 'node:path';

/** How many of these user agents have no audit row of a token exchange. */
export async function countMissingRows(place, agents) {
  const payloads = place.env.DATABASE_URL
    ? await fromPostgresql(place.env.DATABASE_URL)
    : await fromSqlite(place.env.DATA_DIR);
  const seen = new Set(payloads.map((payload) => JSON.parse(payload).userAgent));
  return [...agents].filter((agent) => !seen.has(agent)).length;
}

const query = "select payload from audit_logs where key like 'ExchangeTokenBy.%'";

async function fromSqlite(folder) {
  const { DatabaseSync } = await import('node:sqlite');
  const { readdirSync } = await import('node:fs');
  const file = readdirSync(folder).find((name) => /\.(db|sqlite3?)$/.test(name));
  if (!file) throw new Error(`no database file in ${folder}`);
  const database = new DatabaseSync(join(folder, file));
  try {
    return database
      .prepare(query)
      .all()
      .map(({ payload }) => payload);
  } finally {
    database.close();
  }
}

async function fromPostgresql(url) {
  const { default: pg } = await import('pg');
  const client = new pg.Client(url);
  await client.connect();
  try {
    const { rows } = await client.query(query);
    return rows.map(({ payload }) => (typeof payload === 'string' ? payload : JSON.stringify(payload)));
  } finally {
    await client.end();
  }
}
