/** Members of organizations, their roles, and what these permit. */
import type { Selectable } from 'kysely';
import { matches, type Page, type Paged, type Queries, readPage, type UsersTable } from '../db/index.ts';
import type { Organization } from './organizations.store.ts';
import type { OrganizationRole, OrganizationScope } from './template.store.ts';

type RoleName = { id: string; name: string };

export const isMember = async (
  db: Queries,
  tenantId: string,
  organizationId: string,
  userId: string,
): Promise<boolean> =>
  (await db
    .selectFrom('organizationUsers')
    .select('userId')
    .where('tenantId', '=', tenantId)
    .where('organizationId', '=', organizationId)
    .where('userId', '=', userId)
    .executeTakeFirst()) !== undefined;

export const addMembers = async (
  db: Queries,
  tenantId: string,
  organizationId: string,
  userIds: readonly string[],
  createdAt: number,
): Promise<void> => {
  if (userIds.length === 0) return;
  await db
    .insertInto('organizationUsers')
    .values(userIds.map((userId) => ({ tenantId, organizationId, userId, createdAt })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Removes one member with their roles; answers whether they were one. */
export const removeMember = async (
  db: Queries,
  tenantId: string,
  organizationId: string,
  userId: string,
): Promise<boolean> => {
  const result = await db
    .deleteFrom('organizationUsers')
    .where('tenantId', '=', tenantId)
    .where('organizationId', '=', organizationId)
    .where('userId', '=', userId)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};

/** Removes every member but `keep`, whose roles stay. */
export const removeOtherMembers = async (
  db: Queries,
  tenantId: string,
  organizationId: string,
  keep: readonly string[],
): Promise<void> => {
  let query = db
    .deleteFrom('organizationUsers')
    .where('tenantId', '=', tenantId)
    .where('organizationId', '=', organizationId);
  if (keep.length > 0) query = query.where('userId', 'not in', keep);
  await query.execute();
};

export type MemberFilter = Page & {
  search?: string | undefined;
  organizationRoleId?: string | undefined;
};

/** A page of members, newest user first. */
export const listMembers = async (
  db: Queries,
  tenantId: string,
  organizationId: string,
  filter: MemberFilter,
): Promise<Paged<Selectable<UsersTable>>> => {
  let query = db
    .selectFrom('users')
    .innerJoin('organizationUsers', (join) =>
      join
        .onRef('organizationUsers.tenantId', '=', 'users.tenantId')
        .onRef('organizationUsers.userId', '=', 'users.id'),
    )
    .where('users.tenantId', '=', tenantId)
    .where('organizationUsers.organizationId', '=', organizationId);
  const { search, organizationRoleId } = filter;
  if (search) {
    query = query.where(({ ref }) =>
      matches([ref('users.id'), ref('users.username'), ref('users.primaryEmail'), ref('users.name')], search),
    );
  }
  if (organizationRoleId) {
    query = query.where(
      'users.id',
      'in',
      db
        .selectFrom('organizationUserRoles')
        .select('userId')
        .where('tenantId', '=', tenantId)
        .where('organizationId', '=', organizationId)
        .where('organizationRoleId', '=', organizationRoleId),
    );
  }
  return readPage(
    query,
    query.selectAll('users').orderBy('users.createdAt', 'desc').orderBy('users.id'),
    filter,
  );
};

/** Roles of some members of one organization. */
export const rolesOfMembers = async (
  db: Queries,
  tenantId: string,
  organizationId: string,
  userIds: readonly string[],
): Promise<Map<string, RoleName[]>> => {
  const found = new Map<string, RoleName[]>();
  if (userIds.length === 0) return found;
  const rows = await db
    .selectFrom('organizationUserRoles')
    .innerJoin('organizationRoles', (join) =>
      join
        .onRef('organizationRoles.tenantId', '=', 'organizationUserRoles.tenantId')
        .onRef('organizationRoles.id', '=', 'organizationUserRoles.organizationRoleId'),
    )
    .select(['organizationUserRoles.userId', 'organizationRoles.id', 'organizationRoles.name'])
    .where('organizationUserRoles.tenantId', '=', tenantId)
    .where('organizationUserRoles.organizationId', '=', organizationId)
    .where('organizationUserRoles.userId', 'in', userIds)
    .orderBy('organizationRoles.name')
    .execute();
  for (const { userId, id, name } of rows) {
    const roles = found.get(userId) ?? [];
    roles.push({ id, name });
    found.set(userId, roles);
  }
  return found;
};

/** The roles of one member, whole. */
export const listMemberRoles = (
  db: Queries,
  tenantId: string,
  organizationId: string,
  userId: string,
): Promise<OrganizationRole[]> =>
  db
    .selectFrom('organizationUserRoles')
    .innerJoin('organizationRoles', (join) =>
      join
        .onRef('organizationRoles.tenantId', '=', 'organizationUserRoles.tenantId')
        .onRef('organizationRoles.id', '=', 'organizationUserRoles.organizationRoleId'),
    )
    .selectAll('organizationRoles')
    .where('organizationUserRoles.tenantId', '=', tenantId)
    .where('organizationUserRoles.organizationId', '=', organizationId)
    .where('organizationUserRoles.userId', '=', userId)
    .orderBy('organizationRoles.name')
    .execute();

export const addMemberRoles = async (
  db: Queries,
  tenantId: string,
  organizationId: string,
  userId: string,
  roleIds: readonly string[],
): Promise<void> => {
  if (roleIds.length === 0) return;
  await db
    .insertInto('organizationUserRoles')
    .values(roleIds.map((organizationRoleId) => ({ tenantId, organizationId, userId, organizationRoleId })))
    .onConflict((conflict) => conflict.doNothing())
    .execute();
};

/** Takes one role (all without `roleId`) from a member; answers how many. */
export const removeMemberRoles = async (
  db: Queries,
  tenantId: string,
  organizationId: string,
  userId: string,
  roleId?: string,
): Promise<number> => {
  let query = db
    .deleteFrom('organizationUserRoles')
    .where('tenantId', '=', tenantId)
    .where('organizationId', '=', organizationId)
    .where('userId', '=', userId);
  if (roleId) query = query.where('organizationRoleId', '=', roleId);
  return Number((await query.executeTakeFirst()).numDeletedRows);
};

/** Organizations a user is a member of, by name. */
export const listOrganizationsOfUser = (
  db: Queries,
  tenantId: string,
  userId: string,
): Promise<Organization[]> =>
  db
    .selectFrom('organizations')
    .innerJoin('organizationUsers', (join) =>
      join
        .onRef('organizationUsers.tenantId', '=', 'organizations.tenantId')
        .onRef('organizationUsers.organizationId', '=', 'organizations.id'),
    )
    .selectAll('organizations')
    .where('organizations.tenantId', '=', tenantId)
    .where('organizationUsers.userId', '=', userId)
    .orderBy('organizations.name')
    .orderBy('organizations.id')
    .execute();

/** Organizations of a user, for the `organizations` claims. */
export const userOrganizations = async (
  db: Queries,
  tenantId: string,
  userId: string,
): Promise<{ id: string; name: string; description: string | null }[]> =>
  (await listOrganizationsOfUser(db, tenantId, userId)).map(({ id, name, description }) => ({
    id,
    name,
    description,
  }));

/** A user's roles in every organization, for the `organization_roles` claim. */
export const userOrganizationRoles = (
  db: Queries,
  tenantId: string,
  userId: string,
): Promise<{ organizationId: string; roleId: string; roleName: string }[]> =>
  db
    .selectFrom('organizationUserRoles')
    .innerJoin('organizationRoles', (join) =>
      join
        .onRef('organizationRoles.tenantId', '=', 'organizationUserRoles.tenantId')
        .onRef('organizationRoles.id', '=', 'organizationUserRoles.organizationRoleId'),
    )
    .select([
      'organizationUserRoles.organizationId',
      'organizationRoles.id as roleId',
      'organizationRoles.name as roleName',
    ])
    .where('organizationUserRoles.tenantId', '=', tenantId)
    .where('organizationUserRoles.userId', '=', userId)
    .orderBy('organizationUserRoles.organizationId')
    .orderBy('organizationRoles.name')
    .execute();

/** Organization permissions of a member, whole rows. */
export const listMemberScopes = (
  db: Queries,
  tenantId: string,
  organizationId: string,
  userId: string,
): Promise<OrganizationScope[]> =>
  db
    .selectFrom('organizationUserRoles')
    .innerJoin('organizationRoleScopes', (join) =>
      join
        .onRef('organizationRoleScopes.tenantId', '=', 'organizationUserRoles.tenantId')
        .onRef('organizationRoleScopes.organizationRoleId', '=', 'organizationUserRoles.organizationRoleId'),
    )
    .innerJoin('organizationScopes', (join) =>
      join
        .onRef('organizationScopes.tenantId', '=', 'organizationRoleScopes.tenantId')
        .onRef('organizationScopes.id', '=', 'organizationRoleScopes.organizationScopeId'),
    )
    .selectAll('organizationScopes')
    .distinct()
    .where('organizationUserRoles.tenantId', '=', tenantId)
    .where('organizationUserRoles.organizationId', '=', organizationId)
    .where('organizationUserRoles.userId', '=', userId)
    .orderBy('organizationScopes.name')
    .execute();

/** Names of a member's organization permissions: what an organization token may carry. */
export const organizationScopes = async (
  db: Queries,
  tenantId: string,
  organizationId: string,
  userId: string,
): Promise<string[]> =>
  (await listMemberScopes(db, tenantId, organizationId, userId)).map(({ name }) => name);

/** Names of a member's permissions on an API resource inside the organization. */
export const organizationResourceScopes = async (
  db: Queries,
  tenantId: string,
  organizationId: string,
  userId: string,
  resourceId: string,
): Promise<string[]> => {
  const rows = await db
    .selectFrom('organizationUserRoles')
    .innerJoin('organizationRoleResourceScopes', (join) =>
      join
        .onRef('organizationRoleResourceScopes.tenantId', '=', 'organizationUserRoles.tenantId')
        .onRef(
          'organizationRoleResourceScopes.organizationRoleId',
          '=',
          'organizationUserRoles.organizationRoleId',
        ),
    )
    .innerJoin('scopes', (join) =>
      join
        .onRef('scopes.tenantId', '=', 'organizationRoleResourceScopes.tenantId')
        .onRef('scopes.id', '=', 'organizationRoleResourceScopes.scopeId'),
    )
    .select('scopes.name')
    .distinct()
    .where('organizationUserRoles.tenantId', '=', tenantId)
    .where('organizationUserRoles.organizationId', '=', organizationId)
    .where('organizationUserRoles.userId', '=', userId)
    .where('scopes.resourceId', '=', resourceId)
    .orderBy('scopes.name')
    .execute();
  return rows.map(({ name }) => name);
};
