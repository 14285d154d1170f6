/**
 * Loaded into the server with `--import` for the counting run only: counts the statements that reach the database,
 * below everything of ours (node:sqlite's and pg's own calls), and tells the benchmark when it asks.
 */
import { createRequire } from 'node:module';
import { DatabaseSync, StatementSync } from 'node:sqlite';

const counts = { statements: 0, control: 0 };
const isControl = (sql) => /^\s*(begin|commit|rollback|savepoint|release|pragma|set)\b/i.test(sql);
const count = (sql) => {
  counts[isControl(String(sql)) ? 'control' : 'statements'] += 1;
};

for (const name of ['run', 'get', 'all', 'iterate']) {
  const original = StatementSync.prototype[name];
  StatementSync.prototype[name] = function counted(...args) {
    count(this.sourceSQL);
    return original.apply(this, args);
  };
}
const exec = DatabaseSync.prototype.exec;
DatabaseSync.prototype.exec = function counted(sql) {
  count(sql);
  return exec.call(this, sql);
};

if (process.env.DATABASE_URL) {
  const { Client } = createRequire(new URL('../server/package.json', import.meta.url))('pg');
  const query = Client.prototype.query;
  Client.prototype.query = function counted(first, ...rest) {
    count(first?.text ?? first);
    return query.call(this, first, ...rest);
  };
}

process.on('message', (message) => {
  if (message === 'statements') process.send(counts);
});
process.channel?.unref();
