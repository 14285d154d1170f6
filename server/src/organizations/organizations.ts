/** Organizations and their members: what may be created, changed and deleted. */
import { findUserIds, refuseMissing } from '../access/index.ts';
import { record } from '../audit/index.ts';
import type { Transaction } from '../db/index.ts';
import { createId } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { refuse } from './errors.ts';
import {
  addMemberRoles,
  addMembers,
  isMember,
  removeMember,
  removeMemberRoles,
  removeOtherMembers,
} from './members.store.ts';
import {
  getOrganization,
  insertOrganization,
  type Organization,
  removeOrganization,
  updateOrganization,
} from './organizations.store.ts';
import { findOrganizationRoles } from './template.store.ts';

export type OrganizationFields = {
  name?: string | undefined;
  description?: string | null | undefined;
  customData?: Record<string, unknown> | undefined;
};

export const createOrganization = async (
  context: Context,
  input: OrganizationFields & { name: string },
): Promise<Organization> => {
  const { platform, tenant } = context;
  const organization: Organization = {
    tenantId: tenant.id,
    id: createId(),
    name: input.name,
    description: input.description ?? null,
    customData: input.customData ?? {},
    createdAt: platform.clock.now(),
  };
  await platform.db.transaction(async (tx) => {
    await insertOrganization(tx, organization);
    await record(tx, context, {
      key: 'Organization.Create',
      payload: { organizationId: organization.id, name: organization.name },
    });
  });
  return organization;
};

/** Changes an organization; `customData` is replaced whole. */
export const changeOrganization = (
  context: Context,
  id: string,
  patch: OrganizationFields,
): Promise<Organization> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const organization = await getOrganization(tx, tenant.id, id);
    const next = {
      name: patch.name ?? organization.name,
      description: patch.description === undefined ? organization.description : patch.description,
      customData: patch.customData ?? organization.customData,
    };
    await updateOrganization(tx, tenant.id, id, next);
    await record(tx, context, {
      key: 'Organization.Update',
      payload: { organizationId: id, changed: Object.keys(patch) },
    });
    return { ...organization, ...next };
  });
};

/** Deletes an organization with its memberships. */
export const deleteOrganization = (context: Context, id: string): Promise<void> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const { name } = await getOrganization(tx, tenant.id, id);
    await removeOrganization(tx, tenant.id, id);
    await record(tx, context, { key: 'Organization.Delete', payload: { organizationId: id, name } });
  });
};

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

/** Makes users members; with `replace` these are then the only ones, and those who stay keep their roles. */
export const putMembers = (
  context: Context,
  organizationId: string,
  userIds: readonly string[],
  options: { replace?: boolean } = {},
): Promise<void> =>
  changeMembership(context, organizationId, async (tx, tenantId) => {
    const ids = [...new Set(userIds)];
    refuseMissing(ids, await findUserIds(tx, tenantId, ids));
    if (options.replace) await removeOtherMembers(tx, tenantId, organizationId, ids);
    await addMembers(tx, tenantId, organizationId, ids, context.platform.clock.now());
    return options.replace ? { members: ids } : { added: ids };
  });

export const expelMember = (context: Context, organizationId: string, userId: string): Promise<void> =>
  changeMembership(context, organizationId, async (tx, tenantId) => {
    if (!(await removeMember(tx, tenantId, organizationId, userId))) {
      throw refuse('organization.not_a_member', { userId });
    }
    return { removed: [userId] };
  });

/** Roles named by id, by name, or both. */
export type RoleChoice = {
  organizationRoleIds?: readonly string[] | undefined;
  organizationRoleNames?: readonly string[] | undefined;
};

const resolveRoles = async (tx: Transaction, tenantId: string, choice: RoleChoice): Promise<string[]> => {
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
  return [...new Set([...byId, ...byName].map(({ id }) => id))];
};

/** Gives organization roles to members; with `replace` these are then all they have. Answers the role ids. */
export const giveMemberRoles = async (
  context: Context,
  organizationId: string,
  userIds: readonly string[],
  choice: RoleChoice,
  options: { replace?: boolean } = {},
): Promise<string[]> => {
  let roleIds: string[] = [];
  await changeMembership(context, organizationId, async (tx, tenantId) => {
    roleIds = await resolveRoles(tx, tenantId, choice);
    for (const userId of new Set(userIds)) {
      if (!(await isMember(tx, tenantId, organizationId, userId))) {
        throw refuse('organization.require_membership', { userId });
      }
      if (options.replace) await removeMemberRoles(tx, tenantId, organizationId, userId);
      await addMemberRoles(tx, tenantId, organizationId, userId, roleIds);
    }
    return { userIds, [options.replace ? 'roles' : 'addedRoles']: roleIds };
  });
  return roleIds;
};

export const takeMemberRole = (
  context: Context,
  organizationId: string,
  userId: string,
  roleId: string,
): Promise<void> =>
  changeMembership(context, organizationId, async (tx, tenantId) => {
    if (!(await isMember(tx, tenantId, organizationId, userId))) {
      throw refuse('organization.not_a_member', { userId });
    }
    if ((await removeMemberRoles(tx, tenantId, organizationId, userId, roleId)) === 0) {
      throw refuse('organization.role_not_held', { id: roleId });
    }
    return { userIds: [userId], removedRoles: [roleId] };
  });
