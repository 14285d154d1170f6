/** Rows of who may use an application that is not open to every user of its tenant. */
import { sql } from 'kysely';
import type { Queries } from '../db/index.ts';

/** Who may sign in: a user who is named, holds a role, or belongs to an organization (with one of some roles). */
export type AccessControl = {
  userIds: string[];
  userRoleIds: string[];
  organizationIds: string[];
  organizationRoleRules: { organizationId: string; organizationRoleIds: string[] }[];
};

type Place = { tenantId: string; applicationId: string };
const TABLES = [
  'applicationAllowedUsers',
  'applicationAllowedRoles',
  'applicationAllowedOrganizations',
  'applicationAllowedOrganizationRoles',
] as const;

const rowsOf = <T extends (typeof TABLES)[number]>(
  db: Queries,
  table: T,
  { tenantId, applicationId }: Place,
) =>
  db
    .selectFrom(table as 'applicationAllowedOrganizationRoles')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('applicationId', '=', applicationId)
    .execute();

export const findAccessControl = async (db: Queries, place: Place): Promise<AccessControl> => {
  const users = (await rowsOf(db, 'applicationAllowedUsers', place)) as unknown as { userId: string }[];
  const roles = (await rowsOf(db, 'applicationAllowedRoles', place)) as unknown as { roleId: string }[];
  const organizations = await rowsOf(db, 'applicationAllowedOrganizations', place);
  const rules = new Map<string, string[]>();
  for (const row of await rowsOf(db, 'applicationAllowedOrganizationRoles', place)) {
    rules.set(row.organizationId, [...(rules.get(row.organizationId) ?? []), row.organizationRoleId].sort());
  }
  return {
    userIds: users.map(({ userId }) => userId).sort(),
    userRoleIds: roles.map(({ roleId }) => roleId).sort(),
    organizationIds: organizations.map(({ organizationId }) => organizationId).sort(),
    organizationRoleRules: [...rules]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([organizationId, organizationRoleIds]) => ({ organizationId, organizationRoleIds })),
  };
};

const KNOWN_IN = ['users', 'roles', 'organizations', 'organizationRoles'] as const;

/** Those of the ids that the tenant does not know; of roles, machine roles count as unknown. */
export const findUnknown = async (
  db: Queries,
  tenantId: string,
  table: (typeof KNOWN_IN)[number],
  ids: readonly string[],
): Promise<string[]> => {
  const unknown = new Set(ids);
  for (let at = 0; at < ids.length; at += 500) {
    let query = db
      .selectFrom(table as 'roles')
      .select('id')
      .where('tenantId', '=', tenantId)
      .where('id', 'in', ids.slice(at, at + 500));
    if (table === 'roles' || table === 'organizationRoles') query = query.where('type', '=', 'User');
    for (const { id } of await query.execute()) unknown.delete(id);
  }
  return [...unknown];
};

const insertAll = async (tx: Queries, table: (typeof TABLES)[number], rows: object[]): Promise<void> => {
  for (let at = 0; at < rows.length; at += 100) {
    await tx
      .insertInto(table as 'applicationAllowedOrganizationRoles')
      .values(
        rows.slice(at, at + 100) as {
          tenantId: string;
          applicationId: string;
          organizationId: string;
          organizationRoleId: string;
        }[],
      )
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  }
};

/** Puts the rules in place of the ones before. */
export const replaceAccessControl = async (
  tx: Queries,
  place: Place,
  control: AccessControl,
): Promise<void> => {
  for (const table of TABLES) {
    await tx
      .deleteFrom(table)
      .where('tenantId', '=', place.tenantId)
      .where('applicationId', '=', place.applicationId)
      .execute();
  }
  await insertAll(
    tx,
    'applicationAllowedUsers',
    control.userIds.map((userId) => ({ ...place, userId })),
  );
  await insertAll(
    tx,
    'applicationAllowedRoles',
    control.userRoleIds.map((roleId) => ({ ...place, roleId })),
  );
  await insertAll(
    tx,
    'applicationAllowedOrganizations',
    control.organizationIds.map((organizationId) => ({ ...place, organizationId })),
  );
  await insertAll(
    tx,
    'applicationAllowedOrganizationRoles',
    control.organizationRoleRules.flatMap(({ organizationId, organizationRoleIds }) =>
      organizationRoleIds.map((organizationRoleId) => ({ ...place, organizationId, organizationRoleId })),
    ),
  );
};

/** Whether one of the application's rules lets the user in, as things are now. */
export const isAllowedUser = async (
  db: Queries,
  { tenantId, applicationId }: Place,
  userId: string,
): Promise<boolean> => {
  const own = sql`a.tenant_id = ${tenantId} and a.application_id = ${applicationId}`;
  const found = await sql<{ found: number }>`select 1 as found where
    exists (select 1 from application_allowed_users a where ${own} and a.user_id = ${userId})
    or exists (select 1 from application_allowed_roles a join users_roles m on m.tenant_id = a.tenant_id
      and m.role_id = a.role_id where ${own} and m.user_id = ${userId})
    or exists (select 1 from application_allowed_organizations a join organization_users m
      on m.tenant_id = a.tenant_id and m.organization_id = a.organization_id where ${own} and m.user_id = ${userId})
    or exists (select 1 from application_allowed_organization_roles a join organization_user_roles m
      on m.tenant_id = a.tenant_id and m.organization_id = a.organization_id
      and m.organization_role_id = a.organization_role_id where ${own} and m.user_id = ${userId})`.execute(
    db,
  );
  return found.rows.length > 0;
};
