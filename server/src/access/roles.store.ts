/** Roles in the database. */
import type { Insertable, Selectable } from 'kysely';
import type { ApplicationType } from '../applications/index.ts';
import {
  answers,
  type Page,
  type Paged,
  type Queries,
  type RolesTable,
  readPage,
  refusingDuplicates,
} from '../db/index.ts';
import { NAMING, type TextSearch } from '../lib/text-search.ts';
import { refuse } from './errors.ts';

export type Role = Selectable<RolesTable>;
export type RoleType = Role['type'];

export type RoleFilter = Page & {
  search?: TextSearch | undefined;
  type?: RoleType | undefined;
  excludeUserId?: string | undefined;
  excludeApplicationId?: string | undefined;
  /** Only the roles of this user or application. */
  userId?: string | undefined;
  applicationId?: string | undefined;
};

const findRole = (db: Queries, tenantId: string, id: string): Promise<Role | undefined> =>
  db.selectFrom('roles').selectAll().where('tenantId', '=', tenantId).where('id', '=', id).executeTakeFirst();

/** Throws `role.not_found`. */
export const getRole = async (db: Queries, tenantId: string, id: string): Promise<Role> => {
  const found = await findRole(db, tenantId, id);
  if (!found) throw refuse('role.not_found', { id });
  return found;
};

/** The roles among `ids` that exist. */
export const findRoles = async (db: Queries, tenantId: string, ids: readonly string[]): Promise<Role[]> =>
  ids.length === 0
    ? []
    : db.selectFrom('roles').selectAll().where('tenantId', '=', tenantId).where('id', 'in', ids).execute();

const ofUser = (db: Queries, tenantId: string, userId: string) =>
  db.selectFrom('usersRoles').select('roleId').where('tenantId', '=', tenantId).where('userId', '=', userId);

const ofApplication = (db: Queries, tenantId: string, applicationId: string) =>
  db
    .selectFrom('applicationsRoles')
    .select('roleId')
    .where('tenantId', '=', tenantId)
    .where('applicationId', '=', applicationId);

/** A page of roles, newest first, with the number of all that match. */
export const listRoles = async (db: Queries, tenantId: string, filter: RoleFilter): Promise<Paged<Role>> => {
  let query = db.selectFrom('roles').where('tenantId', '=', tenantId);
  const { search, type, excludeUserId, excludeApplicationId, userId, applicationId } = filter;
  if (type) query = query.where('type', '=', type);
  if (search) {
    query = query.where(({ ref }) => answers(NAMING, (name) => ref(name), search));
  }
  if (userId) query = query.where('id', 'in', ofUser(db, tenantId, userId));
  if (applicationId) query = query.where('id', 'in', ofApplication(db, tenantId, applicationId));
  if (excludeUserId) query = query.where('id', 'not in', ofUser(db, tenantId, excludeUserId));
  if (excludeApplicationId) {
    query = query.where('id', 'not in', ofApplication(db, tenantId, excludeApplicationId));
  }
  return readPage(query, query.selectAll().orderBy('createdAt', 'desc').orderBy('id'), filter);
};

const inUse = (name: string | undefined) => () => refuse('role.name_in_use', { name });

export const insertRole = async (db: Queries, row: Insertable<RolesTable>): Promise<void> => {
  await refusingDuplicates(db.insertInto('roles').values(row).execute(), inUse(row.name));
};

export const updateRole = async (
  db: Queries,
  tenantId: string,
  id: string,
  patch: { name?: string; description?: string; isDefault?: boolean },
): Promise<void> => {
  await refusingDuplicates(
    db.updateTable('roles').set(patch).where('tenantId', '=', tenantId).where('id', '=', id).execute(),
    inUse(patch.name),
  );
};

export const removeRole = async (db: Queries, tenantId: string, id: string): Promise<void> => {
  await db.deleteFrom('roles').where('tenantId', '=', tenantId).where('id', '=', id).execute();
};

/** Who holds each of some roles: the number, and the first three to show. */
export type Holders<T> = Map<string, { count: number; featured: T[] }>;

const FEATURED = 3;

const gather = <T extends { roleId: string }, U>(
  counts: readonly { roleId: string; count: number }[],
  rows: readonly T[],
  show: (row: T) => U,
): Holders<U> => {
  const holders: Holders<U> = new Map();
  for (const { roleId, count } of counts) holders.set(roleId, { count: Number(count), featured: [] });
  for (const row of rows) holders.get(row.roleId)?.featured.push(show(row));
  return holders;
};

const countHolders = (
  db: Queries,
  table: 'usersRoles' | 'applicationsRoles',
  tenantId: string,
  roleIds: readonly string[],
): Promise<{ roleId: string; count: number }[]> =>
  db
    .selectFrom(table as 'usersRoles')
    .select(['roleId', ({ fn }) => fn.countAll<number>().as('count')])
    .where('tenantId', '=', tenantId)
    .where('roleId', 'in', roleIds)
    .groupBy('roleId')
    .execute();

/** A role may have a million holders: the first few of each are read by the index, not ranked among all. */
const firstUsersOf = (db: Queries, tenantId: string, roleId: string) =>
  db.selectFrom(
    db
      .selectFrom('usersRoles')
      .innerJoin('users', (join) =>
        join.onRef('users.tenantId', '=', 'usersRoles.tenantId').onRef('users.id', '=', 'usersRoles.userId'),
      )
      .select(['usersRoles.roleId', 'users.id', 'users.avatar', 'users.name'])
      .where('usersRoles.tenantId', '=', tenantId)
      .where('usersRoles.roleId', '=', roleId)
      .orderBy('usersRoles.userId')
      .limit(FEATURED)
      .as('few'),
  );

export const usersOfRoles = async (
  db: Queries,
  tenantId: string,
  roleIds: readonly string[],
): Promise<Holders<{ id: string; avatar: string | null; name: string | null }>> => {
  const [first, ...others] = roleIds.map((id) => firstUsersOf(db, tenantId, id).selectAll());
  if (!first) return new Map();
  const rows = await others.reduce((all, few) => all.unionAll(few), first).execute();
  const counts = await countHolders(db, 'usersRoles', tenantId, roleIds);
  return gather(counts, rows, ({ id, avatar, name }) => ({ id, avatar, name }));
};

const firstApplicationsOf = (db: Queries, tenantId: string, roleId: string) =>
  db.selectFrom(
    db
      .selectFrom('applicationsRoles')
      .innerJoin('applications', (join) =>
        join
          .onRef('applications.tenantId', '=', 'applicationsRoles.tenantId')
          .onRef('applications.id', '=', 'applicationsRoles.applicationId'),
      )
      .select(['applicationsRoles.roleId', 'applications.id', 'applications.name', 'applications.type'])
      .where('applicationsRoles.tenantId', '=', tenantId)
      .where('applicationsRoles.roleId', '=', roleId)
      .orderBy('applicationsRoles.applicationId')
      .limit(FEATURED)
      .as('few'),
  );

export const applicationsOfRoles = async (
  db: Queries,
  tenantId: string,
  roleIds: readonly string[],
): Promise<Holders<{ id: string; name: string; type: ApplicationType }>> => {
  const [first, ...others] = roleIds.map((id) => firstApplicationsOf(db, tenantId, id).selectAll());
  if (!first) return new Map();
  const rows = await others.reduce((all, few) => all.unionAll(few), first).execute();
  const counts = await countHolders(db, 'applicationsRoles', tenantId, roleIds);
  return gather(counts, rows, ({ id, name, type }) => ({ id, name, type }));
};

/** The built-in machine role that may call the tenant's Management API. */
export const findBuiltInRole = (db: Queries, tenantId: string): Promise<Role | undefined> =>
  db
    .selectFrom('roles')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('isBuiltIn', '=', true)
    .where('type', '=', 'MachineToMachine')
    .executeTakeFirst();
