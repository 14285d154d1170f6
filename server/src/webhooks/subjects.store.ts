/** What an event is about, as it stands: the `data` of a webhook's payload. Columns are named, so nothing secret slips in. */
import type { Queries } from '../db/index.ts';

type Subject = Record<string, unknown> | undefined;

/** A user's accounts at social providers, by target, in the wire contract's shape. */
const findIdentities = async (db: Queries, tenantId: string, userId: string) => {
  const rows = await db
    .selectFrom('socialIdentities')
    .select(['target', 'identityId', 'details'])
    .where('tenantId', '=', tenantId)
    .where('userId', '=', userId)
    .orderBy('target')
    .execute();
  return Object.fromEntries(
    rows.map(({ target, identityId, details }) => [target, { userId: identityId, details }]),
  );
};

export const findUserSubject = async (db: Queries, tenantId: string, id: string): Promise<Subject> => {
  const user = await db
    .selectFrom('users')
    .select([
      'id',
      'username',
      'primaryEmail',
      'primaryPhone',
      'name',
      'avatar',
      'customData',
      'profile',
      'applicationId',
      'isSuspended',
      'lastSignInAt',
      'createdAt',
      'updatedAt',
    ])
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
  return user && { ...user, identities: await findIdentities(db, tenantId, id) };
};

export const findApplicationSubject = (db: Queries, tenantId: string, id: string): Promise<Subject> =>
  db
    .selectFrom('applications')
    .select(['id', 'type', 'name', 'description'])
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();

export const findRoleSubject = (db: Queries, tenantId: string, id: string): Promise<Subject> =>
  db
    .selectFrom('roles')
    .select(['tenantId', 'id', 'name', 'description', 'type', 'isDefault'])
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();

export const findScopeSubject = (db: Queries, tenantId: string, id: string): Promise<Subject> =>
  db
    .selectFrom('scopes')
    .select(['tenantId', 'id', 'resourceId', 'name', 'description', 'createdAt'])
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();

/** The permissions a role has, at most `limit`. */
export const listRoleScopeSubjects = (
  db: Queries,
  tenantId: string,
  roleId: string,
  limit: number,
): Promise<Record<string, unknown>[]> =>
  db
    .selectFrom('rolesScopes')
    .innerJoin('scopes', (join) =>
      join
        .onRef('scopes.tenantId', '=', 'rolesScopes.tenantId')
        .onRef('scopes.id', '=', 'rolesScopes.scopeId'),
    )
    .select([
      'scopes.tenantId',
      'scopes.id',
      'scopes.resourceId',
      'scopes.name',
      'scopes.description',
      'scopes.createdAt',
    ])
    .where('rolesScopes.tenantId', '=', tenantId)
    .where('rolesScopes.roleId', '=', roleId)
    .orderBy('scopes.id')
    .limit(limit)
    .execute();

export const findOrganizationSubject = (db: Queries, tenantId: string, id: string): Promise<Subject> =>
  db
    .selectFrom('organizations')
    .select(['tenantId', 'id', 'name', 'description', 'customData', 'createdAt'])
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();

export const findOrganizationRoleSubject = (db: Queries, tenantId: string, id: string): Promise<Subject> =>
  db
    .selectFrom('organizationRoles')
    .select(['tenantId', 'id', 'name', 'description', 'type'])
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();

/** The organization permissions an organization role has, at most `limit`. */
export const listOrganizationRoleScopeSubjects = (
  db: Queries,
  tenantId: string,
  roleId: string,
  limit: number,
): Promise<Record<string, unknown>[]> =>
  db
    .selectFrom('organizationRoleScopes')
    .innerJoin('organizationScopes', (join) =>
      join
        .onRef('organizationScopes.tenantId', '=', 'organizationRoleScopes.tenantId')
        .onRef('organizationScopes.id', '=', 'organizationRoleScopes.organizationScopeId'),
    )
    .select([
      'organizationScopes.tenantId',
      'organizationScopes.id',
      'organizationScopes.name',
      'organizationScopes.description',
    ])
    .where('organizationRoleScopes.tenantId', '=', tenantId)
    .where('organizationRoleScopes.organizationRoleId', '=', roleId)
    .orderBy('organizationScopes.id')
    .limit(limit)
    .execute();

export const findOrganizationScopeSubject = (db: Queries, tenantId: string, id: string): Promise<Subject> =>
  db
    .selectFrom('organizationScopes')
    .select(['tenantId', 'id', 'name', 'description'])
    .where('tenantId', '=', tenantId)
    .where('id', '=', id)
    .executeTakeFirst();
