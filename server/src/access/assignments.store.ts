/** Who holds which role and what a role permits: the three tables between users, applications, roles and scopes. */
import type { Selectable } from 'kysely';
import type { Application } from '../applications/index.ts';
import {
  answers,
  type Page,
  type Paged,
  type Queries,
  readPage,
  type ScopesTable,
  type UsersTable,
} from '../db/index.ts';
import { NAMING, type TextSearch } from '../lib/text-search.ts';
import { SEARCHABLE } from '../users/index.ts';

type Filter = Page & { search?: TextSearch | undefined };

/** Gives roles to a user; answers the ids of those it did not have. */
export const addUserRoles = async (
  db: Queries,
  tenantId: string,
  userId: string,
  roleIds: readonly string[],
): Promise<string[]> => {
  if (roleIds.length === 0) return [];
  const added = await db
    .insertInto('usersRoles')
    .values(roleIds.map((roleId) => ({ tenantId, userId, roleId })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('roleId')
    .execute();
  return added.map(({ roleId }) => roleId);
};

/** Ids of the roles that a user holds. */
export const userRoleIds = async (db: Queries, tenantId: string, userId: string): Promise<string[]> =>
  (
    await db
      .selectFrom('usersRoles')
      .select('roleId')
      .where('tenantId', '=', tenantId)
      .where('userId', '=', userId)
      .orderBy('roleId')
      .execute()
  ).map(({ roleId }) => roleId);

/** Ids of the roles that an application holds. */
export const applicationRoleIds = async (
  db: Queries,
  tenantId: string,
  applicationId: string,
): Promise<string[]> =>
  (
    await db
      .selectFrom('applicationsRoles')
      .select('roleId')
      .where('tenantId', '=', tenantId)
      .where('applicationId', '=', applicationId)
      .orderBy('roleId')
      .execute()
  ).map(({ roleId }) => roleId);

/** Takes roles from a user (all of them without `roleIds`); answers how many were taken. */
export const removeUserRoles = async (
  db: Queries,
  tenantId: string,
  userId: string,
  roleIds?: readonly string[],
): Promise<number> => {
  let query = db.deleteFrom('usersRoles').where('tenantId', '=', tenantId).where('userId', '=', userId);
  if (roleIds) query = query.where('roleId', 'in', roleIds);
  return Number((await query.executeTakeFirst()).numDeletedRows);
};

export const addApplicationRoles = async (
  db: Queries,
  tenantId: string,
  applicationId: string,
  roleIds: readonly string[],
): Promise<string[]> => {
  if (roleIds.length === 0) return [];
  const added = await db
    .insertInto('applicationsRoles')
    .values(roleIds.map((roleId) => ({ tenantId, applicationId, roleId })))
    .onConflict((conflict) => conflict.doNothing())
    .returning('roleId')
    .execute();
  return added.map(({ roleId }) => roleId);
};

export const removeApplicationRoles = async (
  db: Queries,
  tenantId: string,
  applicationId: string,
  roleIds?: readonly string[],
): Promise<number> => {
  let query = db
    .deleteFrom('applicationsRoles')
    .where('tenantId', '=', tenantId)
    .where('applicationId', '=', applicationId);
  if (roleIds) query = query.where('roleId', 'in', roleIds);
  return Number((await query.executeTakeFirst()).numDeletedRows);
};

export const addRoleScopes = async (
  db: Queries,
  tenantId: string,
  roleId: string,
  scopeIds: readonly string[],
): Promise<void> => {
  if (scopeIds.length === 0) return;
  await db
    .insertInto('rolesScopes')
    .values(scopeIds.map((scopeId) => ({ tenantId, roleId, scopeId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

export const removeRoleScope = async (
  db: Queries,
  tenantId: string,
  roleId: string,
  scopeId: string,
): Promise<boolean> => {
  const result = await db
    .deleteFrom('rolesScopes')
    .where('tenantId', '=', tenantId)
    .where('roleId', '=', roleId)
    .where('scopeId', '=', scopeId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};

/** A page of the permissions of a role. */
export const listRoleScopes = async (
  db: Queries,
  tenantId: string,
  roleId: string,
  filter: Filter,
): Promise<Paged<Selectable<ScopesTable>>> => {
  let query = db
    .selectFrom('scopes')
    .innerJoin('rolesScopes', (join) =>
      join
        .onRef('rolesScopes.tenantId', '=', 'scopes.tenantId')
        .onRef('rolesScopes.scopeId', '=', 'scopes.id'),
    )
    .where('scopes.tenantId', '=', tenantId)
    .where('rolesScopes.roleId', '=', roleId);
  const { search } = filter;
  if (search) {
    query = query.where(({ ref }) => answers(NAMING, (name) => ref(`scopes.${name}`), search));
  }
  return readPage(
    query,
    query.selectAll('scopes').orderBy('scopes.createdAt', 'desc').orderBy('scopes.name').orderBy('scopes.id'),
    filter,
  );
};

/** A page of the users who hold a role. */
export const listRoleUsers = async (
  db: Queries,
  tenantId: string,
  roleId: string,
  filter: Filter,
): Promise<Paged<Selectable<UsersTable>>> => {
  let query = db
    .selectFrom('users')
    .innerJoin('usersRoles', (join) =>
      join.onRef('usersRoles.tenantId', '=', 'users.tenantId').onRef('usersRoles.userId', '=', 'users.id'),
    )
    .where('users.tenantId', '=', tenantId)
    .where('usersRoles.roleId', '=', roleId);
  const { search } = filter;
  if (search) {
    query = query.where(({ ref }) => answers(SEARCHABLE, (name) => ref(`users.${name}`), search));
  }
  return readPage(
    query,
    // By the index of holders: a default role has every user.
    query.selectAll('users').orderBy('usersRoles.userId'),
    filter,
  );
};

/** A page of the applications that hold a role. */
export const listRoleApplications = async (
  db: Queries,
  tenantId: string,
  roleId: string,
  filter: Filter,
): Promise<Paged<Application>> => {
  let query = db
    .selectFrom('applications')
    .innerJoin('applicationsRoles', (join) =>
      join
        .onRef('applicationsRoles.tenantId', '=', 'applications.tenantId')
        .onRef('applicationsRoles.applicationId', '=', 'applications.id'),
    )
    .where('applications.tenantId', '=', tenantId)
    .where('applicationsRoles.roleId', '=', roleId);
  const { search } = filter;
  if (search) {
    query = query.where(({ ref }) => answers(NAMING, (name) => ref(`applications.${name}`), search));
  }
  return (await readPage(
    query,
    query.selectAll('applications').orderBy('applications.createdAt', 'desc').orderBy('applications.id'),
    filter,
  )) as Paged<Application>;
};

/** Permissions of the Management API that come with some roles. */
export const managementScopesOfRoles = async (
  db: Queries,
  tenantId: string,
  roleIds: readonly string[],
): Promise<string[]> => {
  if (roleIds.length === 0) return [];
  const rows = await db
    .selectFrom('rolesScopes')
    .innerJoin('scopes', (join) =>
      join
        .onRef('scopes.tenantId', '=', 'rolesScopes.tenantId')
        .onRef('scopes.id', '=', 'rolesScopes.scopeId'),
    )
    .innerJoin('resources', (join) =>
      join
        .onRef('resources.tenantId', '=', 'scopes.tenantId')
        .onRef('resources.id', '=', 'scopes.resourceId'),
    )
    .select('scopes.name')
    .distinct()
    .where('rolesScopes.tenantId', '=', tenantId)
    .where('rolesScopes.roleId', 'in', roleIds)
    .where('resources.isBuiltIn', '=', true)
    .execute();
  return rows.map(({ name }) => name);
};

/** The users among `ids` that exist. */
export const findUserIds = async (
  db: Queries,
  tenantId: string,
  ids: readonly string[],
): Promise<string[]> => {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('users')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('id', 'in', ids)
    .execute();
  return rows.map(({ id }) => id);
};

/** The machine-to-machine applications among `ids`. */
export const findMachineIds = async (
  db: Queries,
  tenantId: string,
  ids: readonly string[],
): Promise<string[]> => {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('applications')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('type', '=', 'MachineToMachine')
    .where('id', 'in', ids)
    .execute();
  return rows.map(({ id }) => id);
};

/** Permissions that a user's roles give on a resource: what tokens may carry. */
export const userScopesOnResource = async (
  db: Queries,
  tenantId: string,
  userId: string,
  resourceId: string,
): Promise<string[]> => {
  const rows = await db
    .selectFrom('usersRoles')
    .innerJoin('rolesScopes', (join) =>
      join
        .onRef('rolesScopes.tenantId', '=', 'usersRoles.tenantId')
        .onRef('rolesScopes.roleId', '=', 'usersRoles.roleId'),
    )
    .innerJoin('scopes', (join) =>
      join
        .onRef('scopes.tenantId', '=', 'rolesScopes.tenantId')
        .onRef('scopes.id', '=', 'rolesScopes.scopeId'),
    )
    .select('scopes.name')
    .distinct()
    .where('usersRoles.tenantId', '=', tenantId)
    .where('usersRoles.userId', '=', userId)
    .where('scopes.resourceId', '=', resourceId)
    .orderBy('scopes.name')
    .execute();
  return rows.map(({ name }) => name);
};

/** Permissions that an application's roles give on a resource. */
export const applicationScopesOnResource = async (
  db: Queries,
  tenantId: string,
  applicationId: string,
  resourceId: string,
): Promise<string[]> => {
  const rows = await db
    .selectFrom('applicationsRoles')
    .innerJoin('rolesScopes', (join) =>
      join
        .onRef('rolesScopes.tenantId', '=', 'applicationsRoles.tenantId')
        .onRef('rolesScopes.roleId', '=', 'applicationsRoles.roleId'),
    )
    .innerJoin('scopes', (join) =>
      join
        .onRef('scopes.tenantId', '=', 'rolesScopes.tenantId')
        .onRef('scopes.id', '=', 'rolesScopes.scopeId'),
    )
    .select('scopes.name')
    .distinct()
    .where('applicationsRoles.tenantId', '=', tenantId)
    .where('applicationsRoles.applicationId', '=', applicationId)
    .where('scopes.resourceId', '=', resourceId)
    .orderBy('scopes.name')
    .execute();
  return rows.map(({ name }) => name);
};

/** Names of a user's roles, for the `roles` claim. */
export const userRoleNames = async (db: Queries, tenantId: string, userId: string): Promise<string[]> => {
  const rows = await db
    .selectFrom('usersRoles')
    .innerJoin('roles', (join) =>
      join.onRef('roles.tenantId', '=', 'usersRoles.tenantId').onRef('roles.id', '=', 'usersRoles.roleId'),
    )
    .select('roles.name')
    .where('usersRoles.tenantId', '=', tenantId)
    .where('usersRoles.userId', '=', userId)
    .orderBy('roles.name')
    .execute();
  return rows.map(({ name }) => name);
};

/** A user's roles with everything they permit, as scripts are told. */
export const userRolesInFull = async (db: Queries, tenantId: string, userId: string) => {
  const rows = await db
    .selectFrom('usersRoles')
    .innerJoin('roles', (join) =>
      join.onRef('roles.tenantId', '=', 'usersRoles.tenantId').onRef('roles.id', '=', 'usersRoles.roleId'),
    )
    .leftJoin('rolesScopes', (join) =>
      join.onRef('rolesScopes.tenantId', '=', 'roles.tenantId').onRef('rolesScopes.roleId', '=', 'roles.id'),
    )
    .leftJoin('scopes', (join) =>
      join
        .onRef('scopes.tenantId', '=', 'rolesScopes.tenantId')
        .onRef('scopes.id', '=', 'rolesScopes.scopeId'),
    )
    .leftJoin('resources', (join) =>
      join
        .onRef('resources.tenantId', '=', 'scopes.tenantId')
        .onRef('resources.id', '=', 'scopes.resourceId'),
    )
    .select([
      'roles.id as roleId',
      'roles.name as roleName',
      'roles.description as roleDescription',
      'scopes.id as scopeId',
      'scopes.name as scopeName',
      'scopes.description as scopeDescription',
      'resources.id as resourceId',
      'resources.name as resourceName',
      'resources.indicator',
      'resources.isDefault',
      'resources.accessTokenTtl',
    ])
    .where('usersRoles.tenantId', '=', tenantId)
    .where('usersRoles.userId', '=', userId)
    .orderBy('roles.name')
    .orderBy('scopes.name')
    .execute();
  return [...Map.groupBy(rows, ({ roleId }) => roleId).values()].map((group) => ({
    id: group[0]?.roleId,
    name: group[0]?.roleName,
    description: group[0]?.roleDescription,
    scopes: group
      .filter(({ scopeId }) => scopeId !== null)
      .map((row) => ({
        id: row.scopeId,
        name: row.scopeName,
        description: row.scopeDescription,
        resourceId: row.resourceId,
        resource: {
          tenantId,
          id: row.resourceId,
          name: row.resourceName,
          indicator: row.indicator,
          isDefault: row.isDefault,
          accessTokenTtl: row.accessTokenTtl,
        },
      })),
  }));
};
