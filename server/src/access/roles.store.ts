/** Roles in the database. */
import { type Insertable, type Selectable, sql } from 'kysely';
import {
  matches,
  type Page,
  type Paged,
  type Queries,
  type RolesTable,
  readPage,
  refusingDuplicates,
} from '../db/index.ts';
import { refuse } from './errors.ts';

export type Role = Selectable<RolesTable>;
export type RoleType = Role['type'];

export type RoleFilter = Page & {
  search?: string | undefined;
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
    query = query.where(({ ref }) => matches([ref('id'), ref('name'), ref('description')], search));
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

const gather = <T extends { roleId: string; count: number }, U>(
  rows: readonly T[],
  show: (row: T) => U,
): Holders<U> => {
  const holders: Holders<U> = new Map();
  for (const row of rows) {
    const known = holders.get(row.roleId) ?? { count: Number(row.count), featured: [] };
    known.featured.push(show(row));
    holders.set(row.roleId, known);
  }
  return holders;
};

export const usersOfRoles = async (
  db: Queries,
  tenantId: string,
  roleIds: readonly string[],
): Promise<Holders<{ id: string; avatar: string | null; name: string | null }>> => {
  if (roleIds.length === 0) return new Map();
  const ranked = db
    .selectFrom('usersRoles')
    .innerJoin('users', (join) =>
      join.onRef('users.tenantId', '=', 'usersRoles.tenantId').onRef('users.id', '=', 'usersRoles.userId'),
    )
    .select(['usersRoles.roleId', 'users.id', 'users.avatar', 'users.name'])
    .select(sql<number>`count(*) over (partition by users_roles.role_id)`.as('count'))
    .select(sql<number>`row_number() over (partition by users_roles.role_id order by users.id)`.as('rank'))
    .where('usersRoles.tenantId', '=', tenantId)
    .where('usersRoles.roleId', 'in', roleIds);
  const rows = await db.selectFrom(ranked.as('ranked')).selectAll().where('rank', '<=', FEATURED).execute();
  return gather(rows, ({ id, avatar, name }) => ({ id, avatar, name }));
};

export const applicationsOfRoles = async (
  db: Queries,
  tenantId: string,
  roleIds: readonly string[],
): Promise<
  Holders<{ id: string; name: string; type: 'Native' | 'SPA' | 'Traditional' | 'MachineToMachine' }>
> => {
  if (roleIds.length === 0) return new Map();
  const ranked = db
    .selectFrom('applicationsRoles')
    .innerJoin('applications', (join) =>
      join
        .onRef('applications.tenantId', '=', 'applicationsRoles.tenantId')
        .onRef('applications.id', '=', 'applicationsRoles.applicationId'),
    )
    .select(['applicationsRoles.roleId', 'applications.id', 'applications.name', 'applications.type'])
    .select(sql<number>`count(*) over (partition by applications_roles.role_id)`.as('count'))
    .select(
      sql<number>`row_number() over (partition by applications_roles.role_id order by applications.id)`.as(
        'rank',
      ),
    )
    .where('applicationsRoles.tenantId', '=', tenantId)
    .where('applicationsRoles.roleId', 'in', roleIds);
  const rows = await db.selectFrom(ranked.as('ranked')).selectAll().where('rank', '<=', FEATURED).execute();
  return gather(rows, ({ id, name, type }) => ({ id, name, type }));
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
