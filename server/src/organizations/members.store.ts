/**
 * Members of organizations, their roles, and what these permit. There are two kinds of member, users and machines,
 * in tables of the same shape; each statement is written once for both.
 */
import { type Selectable, sql } from 'kysely';
import type { Application } from '../applications/index.ts';
import {
  matches,
  type Page,
  type Paged,
  type Queries,
  readPage,
  refusingOrphans,
  type UsersTable,
} from '../db/index.ts';
import { SEARCHABLE } from '../users/index.ts';
import { refuse } from './errors.ts';
import type { Organization } from './organizations.store.ts';
import type { OrganizationRole, OrganizationScope } from './template.store.ts';

type RoleName = { id: string; name: string };

/** Where the members of one kind are: their table, the table of their roles, and the column that names them. */
export type MemberKind = {
  readonly members: 'organizationUsers';
  readonly roles: 'organizationUserRoles';
  readonly id: 'userId';
};
export const USERS: MemberKind = {
  members: 'organizationUsers',
  roles: 'organizationUserRoles',
  id: 'userId',
};
/** The same statements on the tables of machines, which differ in their names alone. */
export const MACHINES = {
  members: 'organizationApplications',
  roles: 'organizationApplicationRoles',
  id: 'applicationId',
} as unknown as MemberKind;

const heldBy = (kind: MemberKind) => `${kind.roles} as held` as const;
const joinedBy = (kind: MemberKind) => `${kind.members} as joined` as const;
const holderIn = (kind: MemberKind) => `held.${kind.id}` as const;
const memberIn = (kind: MemberKind) => `joined.${kind.id}` as const;

/** What a membership asks of its member; undefined for who is none. */
export const findMembership = async (
  db: Queries,
  kind: MemberKind,
  tenantId: string,
  organizationId: string,
  id: string,
): Promise<{ isMfaRequired: boolean } | undefined> =>
  db
    .selectFrom(joinedBy(kind))
    .innerJoin('organizations', (join) =>
      join
        .onRef('organizations.tenantId', '=', 'joined.tenantId')
        .onRef('organizations.id', '=', 'joined.organizationId'),
    )
    .select('organizations.isMfaRequired')
    .where('joined.tenantId', '=', tenantId)
    .where('joined.organizationId', '=', organizationId)
    .where(memberIn(kind), '=', id)
    .executeTakeFirst();

/** The members among `ids`. */
export const findMembers = async (
  db: Queries,
  kind: MemberKind,
  tenantId: string,
  organizationId: string,
  ids: readonly string[],
): Promise<string[]> => {
  if (ids.length === 0) return [];
  const rows = await db
    .selectFrom(kind.members)
    .select(kind.id)
    .where('tenantId', '=', tenantId)
    .where('organizationId', '=', organizationId)
    .where(kind.id, 'in', ids)
    .execute();
  return rows.map((row) => row[kind.id]);
};

/** Makes members; answers those who were none before. */
export const addMembers = async (
  db: Queries,
  kind: MemberKind,
  tenantId: string,
  organizationId: string,
  ids: readonly string[],
  createdAt: number,
): Promise<string[]> => {
  if (ids.length === 0) return [];
  const added = await db
    .insertInto(kind.members)
    .values(ids.map((id) => ({ tenantId, organizationId, [kind.id]: id, createdAt })))
    .onConflict((conflict) => conflict.doNothing())
    .returning(kind.id)
    .execute();
  return added.map((row) => row[kind.id]);
};

/** Removes one member with their roles; answers whether they were one. */
export const removeMember = async (
  db: Queries,
  kind: MemberKind,
  tenantId: string,
  organizationId: string,
  id: string,
): Promise<boolean> => {
  const result = await db
    .deleteFrom(kind.members)
    .where('tenantId', '=', tenantId)
    .where('organizationId', '=', organizationId)
    .where(kind.id, '=', id)
    .executeTakeFirst();
  return result.numDeletedRows > 0n;
};

/** Removes every member but `keep`, whose roles stay; answers who went. */
export const removeOtherMembers = async (
  db: Queries,
  kind: MemberKind,
  tenantId: string,
  organizationId: string,
  keep: readonly string[],
): Promise<string[]> => {
  let query = db
    .deleteFrom(kind.members)
    .where('tenantId', '=', tenantId)
    .where('organizationId', '=', organizationId);
  if (keep.length > 0) query = query.where(kind.id, 'not in', keep);
  const removed = await query.returning(kind.id).execute();
  return removed.map((row) => row[kind.id]);
};

export type MemberFilter = Page & {
  search?: string | undefined;
  organizationRoleId?: string | undefined;
};

const usersInOrder = async (
  db: Queries,
  tenantId: string,
  ids: readonly string[],
): Promise<Selectable<UsersTable>[]> => {
  const rows = await db
    .selectFrom('users')
    .selectAll()
    .where('tenantId', '=', tenantId)
    .where('id', 'in', ids)
    .execute();
  const byId = new Map(rows.map((row) => [row.id, row]));
  return ids.flatMap((id) => byId.get(id) ?? []);
};

/** A page of the users of an organization, newest member first. */
export const listMembers = async (
  db: Queries,
  tenantId: string,
  organizationId: string,
  filter: MemberFilter,
): Promise<Paged<Selectable<UsersTable>>> => {
  let members = db
    .selectFrom('organizationUsers')
    .where('organizationUsers.tenantId', '=', tenantId)
    .where('organizationUsers.organizationId', '=', organizationId);
  const { search, organizationRoleId } = filter;
  if (organizationRoleId) {
    members = members.where(
      'organizationUsers.userId',
      'in',
      db
        .selectFrom('organizationUserRoles')
        .select('userId')
        .where('tenantId', '=', tenantId)
        .where('organizationId', '=', organizationId)
        .where('organizationRoleId', '=', organizationRoleId),
    );
  }
  let found = members.innerJoin('users', (join) =>
    join
      .onRef('users.tenantId', '=', 'organizationUsers.tenantId')
      .onRef('users.id', '=', 'organizationUsers.userId'),
  );
  if (search) {
    found = found.where(({ ref }) =>
      matches(
        SEARCHABLE.map((name) => ref(`users.${name}`)),
        search,
      ),
    );
  }
  const ordered = found.orderBy('organizationUsers.createdAt', 'desc').orderBy('organizationUsers.userId');
  // Every member is a user: without a search they are counted in the index alone.
  if (!search) return readPage(members, ordered.selectAll('users'), filter);
  // A search reads every member, so once has to do: the page knows how many there are.
  const page = await ordered
    .select(['organizationUsers.userId', sql<number>`count(*) over ()`.as('total')])
    .limit(filter.limit)
    .offset(filter.offset)
    .execute();
  const [first] = page;
  // Beyond the last row nobody tells.
  if (!first) return readPage(found, ordered.selectAll('users'), filter);
  const rows = await usersInOrder(
    db,
    tenantId,
    page.map(({ userId }) => userId),
  );
  return { rows, total: Number(first.total) };
};

/** A page of the machines of an organization, newest member first. */
export const listMachines = async (
  db: Queries,
  tenantId: string,
  organizationId: string,
  filter: Page & { search?: string | undefined },
): Promise<Paged<Application>> => {
  let query = db
    .selectFrom('organizationApplications')
    .innerJoin('applications', (join) =>
      join
        .onRef('applications.tenantId', '=', 'organizationApplications.tenantId')
        .onRef('applications.id', '=', 'organizationApplications.applicationId'),
    )
    .where('organizationApplications.tenantId', '=', tenantId)
    .where('organizationApplications.organizationId', '=', organizationId);
  const { search } = filter;
  if (search) {
    query = query.where(({ ref }) =>
      matches([ref('applications.id'), ref('applications.name'), ref('applications.description')], search),
    );
  }
  return (await readPage(
    query,
    query
      .selectAll('applications')
      .orderBy('organizationApplications.createdAt', 'desc')
      .orderBy('organizationApplications.applicationId'),
    filter,
  )) as Paged<Application>;
};

/** Roles of some members of one organization. */
export const rolesOfMembers = async (
  db: Queries,
  kind: MemberKind,
  tenantId: string,
  organizationId: string,
  ids: readonly string[],
): Promise<Map<string, RoleName[]>> => {
  const found = new Map<string, RoleName[]>();
  if (ids.length === 0) return found;
  const rows = await db
    .selectFrom(heldBy(kind))
    .innerJoin('organizationRoles', (join) =>
      join
        .onRef('organizationRoles.tenantId', '=', 'held.tenantId')
        .onRef('organizationRoles.id', '=', 'held.organizationRoleId'),
    )
    .select([holderIn(kind), 'organizationRoles.id', 'organizationRoles.name'])
    .where('held.tenantId', '=', tenantId)
    .where('held.organizationId', '=', organizationId)
    .where(holderIn(kind), 'in', ids)
    .orderBy('organizationRoles.name')
    .execute();
  for (const { id, name, ...row } of rows) {
    const roles = found.get(row[kind.id]) ?? [];
    roles.push({ id, name });
    found.set(row[kind.id], roles);
  }
  return found;
};

/** The roles of one member, whole. */
export const listMemberRoles = (
  db: Queries,
  kind: MemberKind,
  tenantId: string,
  organizationId: string,
  id: string,
): Promise<OrganizationRole[]> =>
  db
    .selectFrom(heldBy(kind))
    .innerJoin('organizationRoles', (join) =>
      join
        .onRef('organizationRoles.tenantId', '=', 'held.tenantId')
        .onRef('organizationRoles.id', '=', 'held.organizationRoleId'),
    )
    .selectAll('organizationRoles')
    .where('held.tenantId', '=', tenantId)
    .where('held.organizationId', '=', organizationId)
    .where(holderIn(kind), '=', id)
    .orderBy('organizationRoles.name')
    .execute();

/** Gives roles to a member. Refuses with `organization.require_membership` who is none any more. */
export const addMemberRoles = async (
  db: Queries,
  kind: MemberKind,
  tenantId: string,
  organizationId: string,
  id: string,
  roleIds: readonly string[],
): Promise<void> => {
  if (roleIds.length === 0) return;
  const given = db
    .insertInto(kind.roles)
    .values(
      roleIds.map((organizationRoleId) => ({ tenantId, organizationId, [kind.id]: id, organizationRoleId })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await refusingOrphans(given, () => refuse('organization.require_membership', { id }));
};

/** Takes one role (all without `roleId`) from members; answers which were taken. */
export const removeMemberRoles = async (
  db: Queries,
  kind: MemberKind,
  tenantId: string,
  organizationId: string,
  ids: readonly string[],
  roleId?: string,
): Promise<string[]> => {
  let query = db
    .deleteFrom(kind.roles)
    .where('tenantId', '=', tenantId)
    .where('organizationId', '=', organizationId)
    .where(kind.id, 'in', ids);
  if (roleId) query = query.where('organizationRoleId', '=', roleId);
  const taken = await query.returning('organizationRoleId').execute();
  return [...new Set(taken.map(({ organizationRoleId }) => organizationRoleId))].sort();
};

const organizationsOf = (db: Queries, kind: MemberKind, tenantId: string, id: string) =>
  db
    .selectFrom(joinedBy(kind))
    .innerJoin('organizations', (join) =>
      join
        .onRef('organizations.tenantId', '=', 'joined.tenantId')
        .onRef('organizations.id', '=', 'joined.organizationId'),
    )
    .where('joined.tenantId', '=', tenantId)
    .where(memberIn(kind), '=', id);

/** Organizations a user is a member of, by name. */
export const listOrganizationsOfUser = (
  db: Queries,
  tenantId: string,
  userId: string,
): Promise<Organization[]> =>
  organizationsOf(db, USERS, tenantId, userId)
    .selectAll('organizations')
    .orderBy('organizations.name')
    .orderBy('organizations.id')
    .execute();

/** A page of the organizations a machine is a member of, by name. */
export const listOrganizationsOfMachine = (
  db: Queries,
  tenantId: string,
  applicationId: string,
  page: Page,
): Promise<Paged<Organization>> => {
  const query = organizationsOf(db, MACHINES, tenantId, applicationId);
  return readPage(
    query,
    query.selectAll('organizations').orderBy('organizations.name').orderBy('organizations.id'),
    page,
  );
};

/** A member's roles in every organization. */
export const rolesInOrganizations = (
  db: Queries,
  kind: MemberKind,
  tenantId: string,
  id: string,
): Promise<{ organizationId: string; roleId: string; roleName: string }[]> =>
  db
    .selectFrom(heldBy(kind))
    .innerJoin('organizationRoles', (join) =>
      join
        .onRef('organizationRoles.tenantId', '=', 'held.tenantId')
        .onRef('organizationRoles.id', '=', 'held.organizationRoleId'),
    )
    .select(['held.organizationId', 'organizationRoles.id as roleId', 'organizationRoles.name as roleName'])
    .where('held.tenantId', '=', tenantId)
    .where(holderIn(kind), '=', id)
    .orderBy('held.organizationId')
    .orderBy('organizationRoles.name')
    .execute();

/** Organization permissions of a member, whole rows. */
export const listMemberScopes = (
  db: Queries,
  kind: MemberKind,
  tenantId: string,
  organizationId: string,
  id: string,
): Promise<OrganizationScope[]> =>
  db
    .selectFrom(heldBy(kind))
    .innerJoin('organizationRoleScopes', (join) =>
      join
        .onRef('organizationRoleScopes.tenantId', '=', 'held.tenantId')
        .onRef('organizationRoleScopes.organizationRoleId', '=', 'held.organizationRoleId'),
    )
    .innerJoin('organizationScopes', (join) =>
      join
        .onRef('organizationScopes.tenantId', '=', 'organizationRoleScopes.tenantId')
        .onRef('organizationScopes.id', '=', 'organizationRoleScopes.organizationScopeId'),
    )
    .selectAll('organizationScopes')
    .distinct()
    .where('held.tenantId', '=', tenantId)
    .where('held.organizationId', '=', organizationId)
    .where(holderIn(kind), '=', id)
    .orderBy('organizationScopes.name')
    .execute();

/** Names of a member's permissions on an API resource inside the organization. */
export const memberResourceScopes = async (
  db: Queries,
  kind: MemberKind,
  tenantId: string,
  organizationId: string,
  id: string,
  resourceId: string,
): Promise<string[]> => {
  const rows = await db
    .selectFrom(heldBy(kind))
    .innerJoin('organizationRoleResourceScopes as permitted', (join) =>
      join
        .onRef('permitted.tenantId', '=', 'held.tenantId')
        .onRef('permitted.organizationRoleId', '=', 'held.organizationRoleId'),
    )
    .innerJoin('scopes', (join) =>
      join.onRef('scopes.tenantId', '=', 'permitted.tenantId').onRef('scopes.id', '=', 'permitted.scopeId'),
    )
    .select('scopes.name')
    .distinct()
    .where('held.tenantId', '=', tenantId)
    .where('held.organizationId', '=', organizationId)
    .where(holderIn(kind), '=', id)
    .where('scopes.resourceId', '=', resourceId)
    .orderBy('scopes.name')
    .execute();
  return rows.map(({ name }) => name);
};
