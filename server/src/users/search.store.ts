/**
 * Lists of users, newest first, and searching them. Neither reads the whole table: lists follow an index in their
 * order, whole values are found by their keys, parts of texts by trigrams, and what no index serves (a term of one or
 * two characters, a regular expression) has a limit of rows or of time (M-10). Totals of searches are counted so far.
 */
import { type Expression, type SelectQueryBuilder, type SqlBool, sql } from 'kysely';
import type { Db, Page, Paged, Queries, Schema } from '../db/index.ts';
import { matches } from '../db/index.ts';
import { refuse as refuseRequest } from '../http/index.ts';
import type { User } from './users.store.ts';

/** Columns that users are searched by. */
export const SEARCHABLE = ['id', 'primaryEmail', 'primaryPhone', 'username', 'name'] as const;
type Searchable = (typeof SEARCHABLE)[number];
/** As the wire contract names them: the whole value, a part of it, an SQL pattern, a POSIX regular expression. */
export const SEARCH_MODES = ['exact', 'like', 'similar_to', 'posix'] as const;
export type SearchMode = (typeof SEARCH_MODES)[number];
/** A condition that one of the columns must meet. In mode `exact`, `others` are values that do as well. */
export type UserFilter = {
  columns: readonly Searchable[];
  value: string;
  others?: readonly string[] | undefined;
  mode: SearchMode;
};
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
const COUNTED = 2000;
/** How many of the newest users a term too short for the index is looked for in. */
const WALKED = 20_000;
const TIME_LIMIT_MS = 2000;

type Matching = SelectQueryBuilder<Schema, 'users', object>;

const refuseSearch = (reason: string) => refuseRequest('guard.invalid_input', { type: 'query', reason });

const column = (name: Searchable): Expression<string> => sql.ref<string>(`users.${name}`);
const anyOf = (conditions: readonly Expression<SqlBool>[]): Expression<SqlBool> =>
  sql<SqlBool>`(${sql.join(conditions, sql` or `)})`;

/**
 * Users with one of some whole values, each column by its own index: one OR over the columns of `users` would be tried
 * on every user instead.
 */
const isExactly = (
  tenantId: string,
  names: readonly Searchable[],
  values: readonly string[],
  isCaseSensitive: boolean,
): Expression<SqlBool> => {
  const oneOf = (texts: readonly string[]) => sql.join(texts);
  const lowered = sql.join(values.map((value) => sql`lower(${value})`));
  const keys = {
    id: sql`k.id in (${oneOf(values.flatMap((value) => [value, value.toLowerCase()]))})`,
    primaryPhone: sql`k.primary_phone in (${oneOf(values.map((value) => value.replace(/^\+/, '')))})`,
    username: sql`k.username_key in (${lowered})`,
    primaryEmail: sql`lower(k.primary_email) in (${lowered})`,
    name: sql`lower(k.name) in (${lowered})`,
  };
  const selects = names.map((name) => {
    const same =
      isCaseSensitive && name !== 'primaryPhone'
        ? sql`and ${sql.ref(`k.${name}`)} in (${oneOf(values)})`
        : sql``;
    return sql`select k.id from users k where k.tenant_id = ${tenantId} and ${keys[name]} ${same}`;
  });
  // Where case tells usernames apart, those with capitals have them in their key: an index of their own.
  if (names.includes('username')) {
    const same = isCaseSensitive ? sql`and k.username in (${oneOf(values)})` : sql``;
    selects.push(sql`select k.id from users k where k.tenant_id = ${tenantId}
      and k.username_key <> lower(k.username) and lower(k.username) in (${lowered}) ${same}`);
  }
  return sql<SqlBool>`users.id in (${sql.join(selects, sql` union all `)})`;
};

const bareTerm = (value: string): string => value.replace(/^%+|%+$/g, '');

/** What the trigram index can answer: a part of three characters or more. */
const isIndexed = ({ value, mode }: UserFilter): boolean =>
  mode === 'like' && [...bareTerm(value)].length >= 3;

/** SQLite: the question to the trigram index. Wider than what is asked where an end is not open, never narrower. */
const trigramQuery = ({ columns, value }: UserFilter): string => {
  const names = columns.map((name) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`));
  return `({${names.join(' ')}} : "${bareTerm(value).replaceAll('"', '""')}")`;
};

/** SQLite: users whom the trigram index answers; with `newest`, so many of them. Rows are numbered as users are made. */
const foundByTrigrams = (tenantId: string, question: string, newest?: number): Expression<SqlBool> =>
  sql<SqlBool>`users.id in (select r.user_id from users_search f cross join users_search_rows r
    where f.users_search match ${question} and r.row = f.rowid and r.tenant_id = ${tenantId}
    order by f.rowid desc limit ${newest ?? -1})`;

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
  filter: UserFilter,
  isCaseSensitive: boolean,
): Expression<SqlBool> => {
  const { columns, value, others = [], mode } = filter;
  if (mode === 'exact') return isExactly(tenantId, columns, [value, ...others], isCaseSensitive);
  if (mode === 'like') {
    const conditions = [matches(columns.map(column), value)];
    if (isCaseSensitive) conditions.push(anyOf(columns.map((name) => containsCased(name, value, db.kind))));
    if (!isIndexed(filter)) conditions.push(amongNewest(tenantId));
    else if (db.kind === 'sqlite') conditions.push(foundByTrigrams(tenantId, trigramQuery(filter)));
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

/**
 * SQLite: all filters in one question, where the trigram index answers it alone. More than are counted are not asked
 * for: who matches and is older is beyond the last page.
 */
const answeredByTrigrams = (tenantId: string, search: UserSearch): Expression<SqlBool> | undefined => {
  const { filters = [], all, isCaseSensitive, excludeRoleId, excludeOrganizationId } = search;
  const isOpen = ({ value }: UserFilter) => value.startsWith('%') === value.endsWith('%');
  if (isCaseSensitive || excludeRoleId !== undefined || excludeOrganizationId !== undefined) return undefined;
  if (filters.length === 0 || !filters.every((filter) => isIndexed(filter) && isOpen(filter)))
    return undefined;
  const question = filters.map(trigramQuery).join(all ? ' AND ' : ' OR ');
  return foundByTrigrams(tenantId, question, COUNTED + 1);
};

const filtersOf = (
  db: Pick<Db, 'kind'>,
  tenantId: string,
  search: UserSearch,
): Expression<SqlBool> | undefined => {
  const { filters = [], all, isCaseSensitive = false } = search;
  const answered = db.kind === 'sqlite' ? answeredByTrigrams(tenantId, search) : undefined;
  if (answered || filters.length === 0) return answered;
  const conditions = filters.map((filter) => conditionOf(db, tenantId, filter, isCaseSensitive));
  return all ? sql<SqlBool>`(${sql.join(conditions, sql` and `)})` : anyOf(conditions);
};

const matchingOf = (
  db: Pick<Db, 'kind'>,
  queries: Queries,
  tenantId: string,
  search: UserSearch,
): Matching => {
  const { excludeRoleId, excludeOrganizationId } = search;
  let query: Matching = queries.selectFrom('users').where('users.tenantId', '=', tenantId);
  const condition = filtersOf(db, tenantId, search);
  if (condition) query = query.where(condition);
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

/** SQLite would walk the list for its order and try each user; what an index has found is better sorted. */
const sorted = (matching: Matching) =>
  matching.selectAll('users').orderBy(sql`+users.created_at`, 'desc').orderBy('id');

const isFoundByIndex = ({ filters = [] }: UserSearch): boolean =>
  filters.some((filter) => filter.mode === 'exact' || isIndexed(filter));

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

/** All users of a tenant: a count that is kept on SQLite, an index counted in parallel on PostgreSQL. */
export const countUsers = async (db: Db, tenantId: string): Promise<number> => {
  const { queries } = db;
  const kept = sql<number>`coalesce((select total from user_counts where tenant = ${tenantId}), 0)`;
  const query =
    db.kind === 'sqlite'
      ? queries.selectNoFrom(kept.as('total'))
      : queries
          .selectFrom('users')
          .select(({ fn }) => fn.countAll<number>().as('total'))
          .where('tenantId', '=', tenantId);
  return Number((await query.executeTakeFirstOrThrow()).total);
};

/** Far pages are reached over the index alone, from the end that is nearer; only their own rows are read. */
const listPage = async (
  queries: Queries,
  tenantId: string,
  { limit, offset }: Page,
  total: number,
): Promise<User[]> => {
  const left = total - offset;
  if (left <= 0) return [];
  const users = queries.selectFrom('users').where('users.tenantId', '=', tenantId);
  const page =
    offset > left
      ? users
          .select('id')
          .orderBy('createdAt')
          .orderBy('id', 'desc')
          .limit(Math.min(limit, left))
          .offset(Math.max(0, left - limit))
      : users.select('id').orderBy('createdAt', 'desc').orderBy('id').limit(limit).offset(offset);
  return sorted(users.where('id', 'in', page)).execute();
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
  const ordered = db.kind === 'sqlite' && isFoundByIndex(search) ? sorted : listed;
  const rows = await ordered(matching).limit(search.limit).offset(search.offset).execute();
  return { rows, total: Number(total) };
};

/**
 * A page of users, newest first. The total of a search is exact up to 2,000; beyond, `isCapped` says that there are
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
    const total = await countUsers(db, tenantId);
    return { rows: await listPage(db.queries, tenantId, search, total), total, isCapped: false };
  }
  const page =
    db.kind === 'postgres'
      ? await readingPatterns(db.transaction((tx) => searchPage(db, tx, tenantId, search)))
      : await searchPage(db, db.queries, tenantId, search);
  return { rows: page.rows, total: Math.min(page.total, COUNTED), isCapped: page.total > COUNTED };
};
