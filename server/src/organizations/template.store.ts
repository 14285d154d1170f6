/** The organization template in the database: roles and permissions that every organization of a tenant shares. */
import type { Insertable, Selectable } from 'kysely';
import {
  matches,
  type OrganizationRolesTable,
  type OrganizationScopesTable,
  type Page,
  type Paged,
  type Queries,
  readPage,
  refusingDuplicates,
  type ScopesTable,
} from '../db/index.ts';
import { refuse } from './errors.ts';

export type OrganizationRole = Selectable<OrganizationRolesTable>;
export type OrganizationScope = Selectable<OrganizationScopesTable>;
type Filter = Page & { search?: string | undefined };

/** Throws `organization.role_not_found`. */
export const getOrganizationRole = async (
  db: Queries,
  tenantId: string,
  id: string,
): Promise<OrganizationRole> => {
  const found = await db
    .selectFrom('organizationRoles')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!found) throw refuse('organization.role_not_found', { id });
  return found;
};

/** Throws `organization.scope_not_found`. */
export const getOrganizationScope = async (
  db: Queries,
  tenantId: string,
  id: string,
): Promise<OrganizationScope> => {
  const found = await db
    .selectFrom('organizationScopes')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  if (!found) throw refuse('organization.scope_not_found', { id });
  return found;
};

/** Roles of the tenant's template by id or by name. */
export const findOrganizationRoles = async (
  db: Queries,
  tenantId: string,
  by: 'id' | 'name',
  values: readonly string[],
): Promise<OrganizationRole[]> =>
  values.length === 0
    ? []
    : db
        .selectFrom('organizationRoles')
        .selectAll()
        .where('tenantId', '=', tenantId)
        .where(by, 'in', values)
        .execute();

export const findOrganizationScopeIds = async (
  db: Queries,
  tenantId: string,
  ids: readonly string[],
): Promise<string[]> => {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom('organizationScopes')
    .select('id')
    .where('tenantId', '=', tenantId)
    .where('id', 'in', ids)
    .execute();
  return rows.map(({ id }) => id);
};

export const listOrganizationRoles = async (
  db: Queries,
  tenantId: string,
  filter: Filter,
): Promise<Paged<OrganizationRole>> => {
  let query = db.selectFrom('organizationRoles').where('tenantId', '=', tenantId);
  const { search } = filter;
  if (search) {
    query = query.where(({ ref }) => matches([ref('id'), ref('name'), ref('description')], search));
  }
  return readPage(query, query.selectAll().orderBy('name'), filter);
};

export const listOrganizationScopes = async (
  db: Queries,
  tenantId: string,
  filter: Filter,
): Promise<Paged<OrganizationScope>> => {
  let query = db.selectFrom('organizationScopes').where('tenantId', '=', tenantId);
  const { search } = filter;
  if (search) {
    query = query.where(({ ref }) => matches([ref('id'), ref('name'), ref('description')], search));
  }
  return readPage(query, query.selectAll().orderBy('name'), filter);
};

const roleNameInUse = (name: string | undefined) => () => refuse('organization.role_name_in_use', { name });
const scopeNameInUse = (name: string | undefined) => () => refuse('organization.scope_name_in_use', { name });

export const insertOrganizationRole = async (
  db: Queries,
  row: Insertable<OrganizationRolesTable>,
): Promise<void> => {
  await refusingDuplicates(db.insertInto('organizationRoles').values(row).execute(), roleNameInUse(row.name));
};

export const updateOrganizationRole = async (
  db: Queries,
  tenantId: string,
  id: string,
  patch: { name?: string; description?: string | null; type?: OrganizationRole['type'] },
): Promise<void> => {
  await refusingDuplicates(
    db
      .updateTable('organizationRoles')
      .set(patch)
      .where('tenantId', '=', tenantId)
      .where('id', '=', id)
      .execute(),
    roleNameInUse(patch.name),
  );
};

/** Whether a role is held by a member, promised by an invitation or given at provisioning. */
export const isRoleInUse = async (db: Queries, tenantId: string, id: string): Promise<boolean> => {
  const tables = [
    'organizationUserRoles',
    'organizationApplicationRoles',
    'organizationInvitationRoles',
    'organizationJitRoles',
  ] as const;
  for (const table of tables) {
    const row = await db
      // Tables of one shape, as far as this statement goes.
      .selectFrom(table as 'organizationJitRoles')
      .select('organizationRoleId')
      .where('tenantId', '=', tenantId)
      .where('organizationRoleId', '=', id)
      .limit(1)
      .executeTakeFirst();
    if (row) return true;
  }
  return false;
};

export const removeOrganizationRole = async (db: Queries, tenantId: string, id: string): Promise<void> => {
  await db.deleteFrom('organizationRoles').where('tenantId', '=', tenantId).where('id', '=', id).execute();
};

export const insertOrganizationScope = async (
  db: Queries,
  row: Insertable<OrganizationScopesTable>,
): Promise<void> => {
  await refusingDuplicates(
    db.insertInto('organizationScopes').values(row).execute(),
    scopeNameInUse(row.name),
  );
};

export const updateOrganizationScope = async (
  db: Queries,
  tenantId: string,
  id: string,
  patch: { name?: string; description?: string | null },
): Promise<void> => {
  await refusingDuplicates(
    db
      .updateTable('organizationScopes')
      .set(patch)
      .where('tenantId', '=', tenantId)
      .where('id', '=', id)
      .execute(),
    scopeNameInUse(patch.name),
  );
};

export const removeOrganizationScope = async (db: Queries, tenantId: string, id: string): Promise<void> => {
  await db.deleteFrom('organizationScopes').where('tenantId', '=', tenantId).where('id', '=', id).execute();
};

/** Gives a role organization permissions. */
export const addRolePermissions = async (
  db: Queries,
  tenantId: string,
  organizationRoleId: string,
  scopeIds: readonly string[],
): Promise<void> => {
  if (scopeIds.length === 0) return;
  await db
    .insertInto('organizationRoleScopes')
    .values(scopeIds.map((organizationScopeId) => ({ tenantId, organizationRoleId, organizationScopeId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Takes organization permissions from a role (all without `scopeId`); answers which. */
export const removeRolePermissions = async (
  db: Queries,
  tenantId: string,
  organizationRoleId: string,
  scopeId?: string,
): Promise<string[]> => {
  let query = db
    .deleteFrom('organizationRoleScopes')
    .where('tenantId', '=', tenantId)
    .where('organizationRoleId', '=', organizationRoleId);
  if (scopeId) query = query.where('organizationScopeId', '=', scopeId);
  const taken = await query.returning('organizationScopeId').execute();
  return taken.map(({ organizationScopeId }) => organizationScopeId).sort();
};

/** Gives a role permissions of API resources. */
export const addRoleResourceScopes = async (
  db: Queries,
  tenantId: string,
  organizationRoleId: string,
  scopeIds: readonly string[],
): Promise<void> => {
  if (scopeIds.length === 0) return;
  await db
    .insertInto('organizationRoleResourceScopes')
    .values(scopeIds.map((scopeId) => ({ tenantId, organizationRoleId, scopeId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

export const removeRoleResourceScopes = async (
  db: Queries,
  tenantId: string,
  organizationRoleId: string,
  scopeId?: string,
): Promise<string[]> => {
  let query = db
    .deleteFrom('organizationRoleResourceScopes')
    .where('tenantId', '=', tenantId)
    .where('organizationRoleId', '=', organizationRoleId);
  if (scopeId) query = query.where('scopeId', '=', scopeId);
  const taken = await query.returning('scopeId').execute();
  return taken.map((row) => row.scopeId).sort();
};

/** Organization permissions of some roles, with the role each belongs to. */
export const listPermissionsOfRoles = async (
  db: Queries,
  tenantId: string,
  roleIds: readonly string[],
): Promise<(OrganizationScope & { organizationRoleId: string })[]> =>
  roleIds.length === 0
    ? []
    : db
        .selectFrom('organizationRoleScopes')
        .innerJoin('organizationScopes', (join) =>
          join
            .onRef('organizationScopes.tenantId', '=', 'organizationRoleScopes.tenantId')
            .onRef('organizationScopes.id', '=', 'organizationRoleScopes.organizationScopeId'),
        )
        .selectAll('organizationScopes')
        .select('organizationRoleScopes.organizationRoleId')
        .where('organizationRoleScopes.tenantId', '=', tenantId)
        .where('organizationRoleScopes.organizationRoleId', 'in', roleIds)
        .orderBy('organizationScopes.name')
        .execute();

/** Permissions of API resources of some roles, with the role and the resource's name. */
export const listResourceScopesOfRoles = async (
  db: Queries,
  tenantId: string,
  roleIds: readonly string[],
): Promise<(Selectable<ScopesTable> & { organizationRoleId: string; resourceName: string })[]> =>
  roleIds.length === 0
    ? []
    : db
        .selectFrom('organizationRoleResourceScopes')
        .innerJoin('scopes', (join) =>
          join
            .onRef('scopes.tenantId', '=', 'organizationRoleResourceScopes.tenantId')
            .onRef('scopes.id', '=', 'organizationRoleResourceScopes.scopeId'),
        )
        .innerJoin('resources', (join) =>
          join
            .onRef('resources.tenantId', '=', 'scopes.tenantId')
            .onRef('resources.id', '=', 'scopes.resourceId'),
        )
        .selectAll('scopes')
        .select(['organizationRoleResourceScopes.organizationRoleId', 'resources.name as resourceName'])
        .where('organizationRoleResourceScopes.tenantId', '=', tenantId)
        .where('organizationRoleResourceScopes.organizationRoleId', 'in', roleIds)
        .orderBy('scopes.name')
        .orderBy('scopes.id')
        .execute();
