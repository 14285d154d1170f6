/**
 * Lists of users, newest first, and searching them. Neither reads the whole table: lists follow an index in their
 * order, whole values are found by their keys, parts of texts by trigrams, and what no index serves (a term of one or
 * two characters, a regular expression) has a limit of rows or of time (M-10). Totals of searches are counted so far.
 */
import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { Db, Page, Paged, Queries, Schema } from '../db/index.ts';
import { matches, readPage } from '../db/index.ts';
import { refuse as refuseRequest } from '../http/index.ts';
import type { User } from './users.store.ts';

/** Columns that users are searched by. */
export const SEARCHABLE = ['id', 'primaryEmail', 'primaryPhone', 'username', 'name'] as const;
type Searchable = (typeof SEARCHABLE)[number];
/** As the wire contract names them: the whole value, a part of it, an SQL pattern, a POSIX regular expression. */
export const SEARCH_MODES = ['exact', 'like', 'similar_to', 'posix'] as const;
export type SearchMode = (typeof SEARCH_MODES)[number];
/** A condition that one of the columns must meet. */
export type UserFilter = { columns: readonly Searchable[]; value: string; mode: SearchMode };
export type UserSearch = Page & {
  filters?: readonly UserFilter[] | undefined;
  /** All of the filters hold, or at least one of them. */
  all?: boolean | undefined;
  isCaseSensitive?: boolean | undefined;
  /** Leaves out users who hold this role, or are in this organization. */
  excludeRoleId?: string | undefined;
  excludeOrganizationId?: string | undefined;
};

/** Totals beyond it are not counted; the list then says that there are more. */
const COUNTED = 10_000;
/** How many of the newest users a term too short for the index is looked for in, on SQLite. */
const WALKED = 50_000;
const TIME_LIMIT_MS = 2000;

type Matching = SelectQueryBuilder<Schema, 'users', object>;

const refuseSearch = (reason: string) => refuseRequest('guard.invalid_input', { type: 'query', reason });

const column = (name: Searchable): Expression<string> => sql.ref<string>(`users.${name}`);
const anyOf = (conditions: readonly Expression<SqlBool>[]): Expression<SqlBool> =>
  sql<SqlBool>`(${sql.join(conditions, sql` or `)})`;

/** Every column has an index for its whole value in one form. */
const isExactly = (name: Searchable, value: string, isCaseSensitive: boolean): Expression<SqlBool> => {
  const same = isCaseSensitive ? sql`and ${column(name)} = ${value}` : sql``;
  if (name === 'id') {
    return isCaseSensitive
      ? sql<SqlBool>`(users.id = ${value})`
      : sql<SqlBool>`(users.id in (${value}, ${value.toLowerCase()}))`;
  }
  if (name === 'primaryPhone') return sql<SqlBool>`(users.primary_phone = ${value.replace(/^\+/, '')})`;
  const key = name === 'username' ? sql`users.username_key` : sql`lower(${column(name)})`;
  return sql<SqlBool>`(${key} = lower(${value}) ${same})`;
};

const bareTerm = (value: string): string => value.replace(/^%+|%+$/g, '');

/** SQLite: whose texts contain a term, from the trigram index. Wider than what is asked, never narrower. */
const foundByTrigrams = (
  tenantId: string,
  names: readonly Searchable[],
  term: string,
): Expression<SqlBool> => {
  const columns = names
    .map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`))
    .join(' ');
  const query = `{${columns}} : "${term.replaceAll('"', '""')}"`;
  return sql<SqlBool>`users.id in (select user_id from users_search_rows where tenant_id = ${tenantId}
    and row in (select rowid from users_search where users_search match ${query}))`;
};

const amongNewest = (tenantId: string): Expression<SqlBool> =>
  sql<SqlBool>`users.created_at >= coalesce((select created_at from users where tenant_id = ${tenantId}
    order by created_at desc limit 1 offset ${WALKED}), 0)`;

/** The same part of a text in the same case. LIKE does not tell cases apart on SQLite, GLOB does. */
const containsCased = (name: Searchable, value: string, kind: Db['kind']): Expression<SqlBool> => {
  const open = value.startsWith('%') || value.endsWith('%');
  const [before, after] = [!open || value.startsWith('%'), !open || value.endsWith('%')];
  const around = (any: string, text: string) => `${before ? any : ''}${text}${after ? any : ''}`;
  const term = bareTerm(value);
  return kind === 'sqlite'
    ? sql<SqlBool>`${column(name)} glob ${around(
        '*',
        term.replace(/[*?[]/g, (special) => `[${special}]`),
      )}`
    : sql<SqlBool>`${column(name)} like ${around(
        '%',
        term.replace(/[\\%_]/g, (special) => `\\${special}`),
      )}`;
};

const conditionOf = (
  db: Pick<Db, 'kind'>,
  tenantId: string,
  { columns, value, mode }: UserFilter,
  isCaseSensitive: boolean,
): Expression<SqlBool> => {
  if (mode === 'exact') return anyOf(columns.map((name) => isExactly(name, value, isCaseSensitive)));
  if (mode === 'like') {
    const conditions = [matches(columns.map(column), value)];
    if (isCaseSensitive) conditions.push(anyOf(columns.map((name) => containsCased(name, value, db.kind))));
    const term = bareTerm(value);
    if (db.kind === 'sqlite') {
      conditions.push(
        [...term].length < 3 ? amongNewest(tenantId) : foundByTrigrams(tenantId, columns, term),
      );
    }
    return sql<SqlBool>`(${sql.join(conditions, sql` and `)})`;
  }
  if (db.kind === 'sqlite') {
    throw refuseSearch(`mode ${mode} needs PostgreSQL; this installation runs on the embedded database`);
  }
  const tests = columns.map((name) => {
    if (mode === 'posix') {
      return isCaseSensitive
        ? sql<SqlBool>`${column(name)} ~ ${value}`
        : sql<SqlBool>`${column(name)} ~* ${value}`;
    }
    return isCaseSensitive
      ? sql<SqlBool>`${column(name)} similar to ${value}`
      : sql<SqlBool>`lower(${column(name)}) similar to lower(${value})`;
  });
  return anyOf(tests);
};

const matchingOf = (
  db: Pick<Db, 'kind'>,
  queries: Queries,
  tenantId: string,
  search: UserSearch,
): Matching => {
  const { filters = [], all, isCaseSensitive = false, excludeRoleId, excludeOrganizationId } = search;
  let query: Matching = queries.selectFrom('users').where('users.tenantId', '=', tenantId);
  if (filters.length > 0) {
    const conditions = filters.map((filter) => conditionOf(db, tenantId, filter, isCaseSensitive));
    query = query.where(all ? sql<SqlBool>`(${sql.join(conditions, sql` and `)})` : anyOf(conditions));
  }
  if (excludeRoleId !== undefined) {
    query = query.where(
      sql<SqlBool>`not exists (select 1 from users_roles where users_roles.tenant_id = users.tenant_id
        and users_roles.user_id = users.id and users_roles.role_id = ${excludeRoleId})`,
    );
  }
  if (excludeOrganizationId !== undefined) {
    query = query.where(
      sql<SqlBool>`not exists (select 1 from organization_users where organization_users.tenant_id = users.tenant_id
        and organization_users.user_id = users.id and organization_users.organization_id = ${excludeOrganizationId})`,
    );
  }
  return query;
};

const listed = (matching: Matching) => matching.selectAll('users').orderBy('createdAt', 'desc').orderBy('id');

/** What the database says of a pattern that is none, or of a search that takes too long. */
const readingPatterns = async <T>(work: Promise<T>): Promise<T> => {
  try {
    return await work;
  } catch (error) {
    const { code } = error as { code?: unknown };
    if (code === '57014') throw refuseSearch('the search takes too long; ask for something more particular');
    if (code === '2201B' || code === '22025' || code === '22019')
      throw refuseSearch('the pattern is not valid');
    throw error;
  }
};

const searchPage = async (
  db: Pick<Db, 'kind'>,
  queries: Queries,
  tenantId: string,
  search: UserSearch,
): Promise<Paged<User>> => {
  if (db.kind === 'postgres')
    await sql.raw(`set local statement_timeout = ${TIME_LIMIT_MS}`).execute(queries);
  const matching = matchingOf(db, queries, tenantId, search);
  const counted = matching.select(sql<number>`1`.as('one')).limit(COUNTED + 1);
  const { total } = await queries
    .selectFrom(counted.as('counted'))
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await listed(matching).limit(search.limit).offset(search.offset).execute();
  return { rows, total: Number(total) };
};

/**
 * A page of users, newest first. The total of a search is exact up to 10,000; beyond, `isCapped` says that there are
 * more. Refuses with `guard.invalid_input` a mode that the database does not have, a pattern that is none and a search
 * that takes too long.
 */
export const listUsers = async (
  db: Db,
  tenantId: string,
  search: UserSearch,
): Promise<Paged<User> & { isCapped: boolean }> => {
  const { filters = [], excludeRoleId, excludeOrganizationId } = search;
  if (filters.length === 0 && excludeRoleId === undefined && excludeOrganizationId === undefined) {
    const matching = matchingOf(db, db.queries, tenantId, search);
    return { ...(await readPage(matching, listed(matching), search)), isCapped: false };
  }
  const page =
    db.kind === 'postgres'
      ? await readingPatterns(db.transaction((tx) => searchPage(db, tx, tenantId, search)))
      : await searchPage(db, db.queries, tenantId, search);
  return { rows: page.rows, total: Math.min(page.total, COUNTED), isCapped: page.total > COUNTED };
};
