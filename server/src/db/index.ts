export { refusingDuplicates, refusingOrphans } from './conflict.ts';
export { type Migration, migrate } from './migrate.ts';
export {
  afterCommit,
  type DatabaseTarget,
  type Db,
  openDatabase,
  type Queries,
  type Transaction,
} from './open.ts';
export { withOpening } from './opening.ts';
export { type Page, type Paged, readPage } from './page.ts';
export { prepare } from './prepared.ts';
export type * from './schema.ts';
export { answers, matches } from './search.ts';
