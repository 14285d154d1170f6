export { type Migration, migrate } from './migrate.ts';
export { type DatabaseTarget, type Db, openDatabase, type Queries, type Transaction } from './open.ts';
export type * from './schema.ts';
export { matches } from './search.ts';
export { refusingDuplicates } from './conflict.ts';
