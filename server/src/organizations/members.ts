/**
 * Membership of organizations: users and machines come and go, and get roles of their own kind. A role for machines
 * is never a user's nor the other way round, so that what is meant for services does not reach people.
 */
import { findMachineIds, findUserIds, refuseMissing } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Queries, Transaction } from '../db/index.ts';
import type { Context } from '../platform.ts';
import { refuse } from './errors.ts';
import {
  addMemberRoles,
  addMembers,
  findMembers,
  MACHINES,
  type MemberKind,
  removeMember,
  removeMemberRoles,
  removeOtherMembers,
} from './members.store.ts';
import { getOrganization } from './organizations.store.ts';
import { findOrganizationRoles, type OrganizationRole } from './template.store.ts';

type Rules = {
  /** Kind of the roles that these members may have. */
  type: OrganizationRole['type'];
  /** Those among `ids` that may be members. */
  find: (db: Queries, tenantId: string, ids: readonly string[]) => Promise<string[]>;
  /** How the audit trail calls their ids. */
  ids: 'userIds' | 'applicationIds';
};

const rulesOf = (kind: MemberKind): Rules =>
  kind === MACHINES
    ? { type: 'MachineToMachine', find: findMachineIds, ids: 'applicationIds' }
    : { type: 'User', find: findUserIds, ids: 'userIds' };

const changeMembership = (
  context: Context,
  organizationId: string,
  work: (tx: Transaction, tenantId: string) => Promise<Record<string, unknown>>,
): Promise<void> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    await getOrganization(tx, tenant.id, organizationId);
    const payload = await work(tx, tenant.id);
    await record(tx, context, {
      key: 'Organization.Membership.Update',
      payload: { organizationId, ...payload },
    });
  });
};

/** Makes members; with `replace` these are then the only ones, and those who stay keep their roles. */
export const putMembers = (
  context: Context,
  kind: MemberKind,
  organizationId: string,
  members: readonly string[],
  options: { replace?: boolean } = {},
): Promise<void> =>
  changeMembership(context, organizationId, async (tx, tenantId) => {
    const ids = [...new Set(members)];
    const rules = rulesOf(kind);
    refuseMissing(ids, await rules.find(tx, tenantId, ids));
    const removed = options.replace
      ? await removeOtherMembers(tx, kind, tenantId, organizationId, ids)
      : undefined;
    const added = await addMembers(tx, kind, tenantId, organizationId, ids, context.platform.clock.now());
    return { [rules.ids]: ids, added, ...(removed ? { removed, replaced: true } : {}) };
  });

/** Ends a membership with its roles. Throws `organization.not_a_member`. */
export const expelMember = (
  context: Context,
  kind: MemberKind,
  organizationId: string,
  id: string,
): Promise<void> =>
  changeMembership(context, organizationId, async (tx, tenantId) => {
    if (!(await removeMember(tx, kind, tenantId, organizationId, id))) {
      throw refuse('organization.not_a_member', { id });
    }
    return { [rulesOf(kind).ids]: [id], removed: [id] };
  });

/** Roles named by id, by name, or both. */
export type RoleChoice = {
  organizationRoleIds?: readonly string[] | undefined;
  organizationRoleNames?: readonly string[] | undefined;
};

/** The ids of roles that are there and of one kind. Refuses when one is not. */
export const resolveRoles = async (
  tx: Transaction,
  tenantId: string,
  type: OrganizationRole['type'],
  choice: RoleChoice,
): Promise<string[]> => {
  const ids = choice.organizationRoleIds ?? [];
  const names = choice.organizationRoleNames ?? [];
  const byId = await findOrganizationRoles(tx, tenantId, 'id', ids);
  const byName = await findOrganizationRoles(tx, tenantId, 'name', names);
  refuseMissing(
    ids,
    byId.map(({ id }) => id),
  );
  refuseMissing(
    names,
    byName.map(({ name }) => name),
  );
  const roles = [...byId, ...byName];
  const wrong = roles.filter((role) => role.type !== type).map(({ name }) => name);
  if (wrong.length > 0) throw refuse('organization.role_of_other_kind', { names: wrong.join(', '), type });
  return [...new Set(roles.map(({ id }) => id))];
};

/** Gives organization roles to members; with `replace` these are then all they have. Answers the role ids. */
export const giveMemberRoles = async (
  context: Context,
  kind: MemberKind,
  organizationId: string,
  members: readonly string[],
  choice: RoleChoice,
  options: { replace?: boolean } = {},
): Promise<string[]> => {
  let roleIds: string[] = [];
  await changeMembership(context, organizationId, async (tx, tenantId) => {
    const ids = [...new Set(members)];
    const rules = rulesOf(kind);
    const known = new Set(await findMembers(tx, kind, tenantId, organizationId, ids));
    const stranger = ids.find((id) => !known.has(id));
    if (stranger !== undefined) throw refuse('organization.require_membership', { id: stranger });
    roleIds = await resolveRoles(tx, tenantId, rules.type, choice);
    const before = options.replace
      ? { organizationRoleIds: await removeMemberRoles(tx, kind, tenantId, organizationId, ids) }
      : undefined;
    for (const id of ids) await addMemberRoles(tx, kind, tenantId, organizationId, id, roleIds);
    const change = before ? { before, after: { organizationRoleIds: roleIds } } : { addedRoles: roleIds };
    return { [rules.ids]: ids, ...change };
  });
  return roleIds;
};

/** Takes one role from a member. Throws `organization.require_membership` or `organization.role_not_held`. */
export const takeMemberRole = (
  context: Context,
  kind: MemberKind,
  organizationId: string,
  id: string,
  roleId: string,
): Promise<void> =>
  changeMembership(context, organizationId, async (tx, tenantId) => {
    if ((await findMembers(tx, kind, tenantId, organizationId, [id])).length === 0) {
      throw refuse('organization.require_membership', { id });
    }
    if ((await removeMemberRoles(tx, kind, tenantId, organizationId, [id], roleId)).length === 0) {
      throw refuse('organization.role_not_held', { id: roleId });
    }
    return { [rulesOf(kind).ids]: [id], removedRoles: [roleId] };
  });
