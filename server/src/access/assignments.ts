/** Giving roles to users and machines, and taking them away. */
import { type Application, getApplication, refuseOwnAccess } from '../applications/index.ts';
import { record } from '../audit/index.ts';
import type { Queries, Transaction } from '../db/index.ts';
import type { Context } from '../platform.ts';
import { getUser } from '../users/index.ts';
import {
  addApplicationRoles,
  addUserRoles,
  applicationRoleIds,
  findUserIds,
  managementScopesOfRoles,
  removeApplicationRoles,
  removeUserRoles,
  userRoleIds,
} from './assignments.store.ts';
import { forgetAccess } from './cached.ts';
import { refuse } from './errors.ts';
import { findRoles, getRole, type RoleType } from './roles.store.ts';
import { refuseBeyondOwn, refuseMissing } from './roles.ts';

const checkRoles = async (
  tx: Transaction,
  tenantId: string,
  roleIds: readonly string[],
  type: RoleType,
): Promise<void> => {
  const roles = await findRoles(tx, tenantId, roleIds);
  refuseMissing(
    roleIds,
    roles.map(({ id }) => id),
  );
  const wrong = roles.filter((role) => role.type !== type).map(({ id }) => id);
  if (wrong.length === 0) return;
  throw refuse(type === 'User' ? 'user.invalid_role_type' : 'application.invalid_role_type', {
    ids: wrong.join(', '),
  });
};

/** An application that may hold roles. Refuses what is no machine with `application.invalid_role_type`. */
export const getMachine = async (
  db: Queries | Transaction,
  tenantId: string,
  id: string,
): Promise<Application> => {
  const application = await getApplication(db, tenantId, id);
  if (application.type !== 'MachineToMachine') throw refuse('application.invalid_role_type');
  return application;
};

/** Gives roles for users to a user; with `replace` these are then all the user has. Answers the ids added. */
export const giveUserRoles = async (
  context: Context,
  userId: string,
  roleIds: readonly string[],
  options: { replace?: boolean } = {},
): Promise<string[]> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    await getUser(tx, tenant.id, userId);
    await checkRoles(tx, tenant.id, roleIds, 'User');
    const before = { roleIds: options.replace ? await userRoleIds(tx, tenant.id, userId) : [] };
    if (options.replace) await removeUserRoles(tx, tenant.id, userId);
    const added = await addUserRoles(tx, tenant.id, userId, roleIds);
    await record(tx, context, {
      key: 'User.Roles.Update',
      userId,
      payload: options.replace ? { userId, before, after: { roleIds } } : { userId, added },
    });
    return added;
  });
};

/** Takes one role from a user. Throws when the user does not hold it. */
export const takeUserRole = async (context: Context, userId: string, roleId: string): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    await getUser(tx, tenant.id, userId);
    await getRole(tx, tenant.id, roleId);
    if ((await removeUserRoles(tx, tenant.id, userId, [roleId])) === 0) {
      throw refuse('role.user_not_exist', { id: userId });
    }
    await record(tx, context, { key: 'User.Roles.Update', userId, payload: { userId, removed: [roleId] } });
  });
};

/** Gives roles for machines to a machine-to-machine application (see giveUserRoles). */
export const giveApplicationRoles = async (
  context: Context,
  applicationId: string,
  roleIds: readonly string[],
  options: { replace?: boolean } = {},
): Promise<string[]> => {
  const { platform, tenant } = context;
  if (options.replace) refuseOwnAccess(context, applicationId);
  const added = await platform.db.transaction(async (tx) => {
    await getMachine(tx, tenant.id, applicationId);
    await checkRoles(tx, tenant.id, roleIds, 'MachineToMachine');
    refuseBeyondOwn(context, await managementScopesOfRoles(tx, tenant.id, roleIds));
    const before = { roleIds: options.replace ? await applicationRoleIds(tx, tenant.id, applicationId) : [] };
    if (options.replace) await removeApplicationRoles(tx, tenant.id, applicationId);
    const ids = await addApplicationRoles(tx, tenant.id, applicationId, roleIds);
    await record(tx, context, {
      key: 'Application.Roles.Update',
      applicationId,
      payload: options.replace ? { before, after: { roleIds } } : { added: ids },
    });
    return ids;
  });
  forgetAccess(platform);
  return added;
};

/** Takes one role from an application. Throws when it does not hold it, and for the caller's own. */
export const takeApplicationRole = async (
  context: Context,
  applicationId: string,
  roleId: string,
): Promise<void> => {
  const { platform, tenant } = context;
  refuseOwnAccess(context, applicationId);
  await platform.db.transaction(async (tx) => {
    await getMachine(tx, tenant.id, applicationId);
    await getRole(tx, tenant.id, roleId);
    if ((await removeApplicationRoles(tx, tenant.id, applicationId, [roleId])) === 0) {
      throw refuse('role.application_not_exist', { id: applicationId });
    }
    await record(tx, context, {
      key: 'Application.Roles.Update',
      applicationId,
      payload: { removed: [roleId] },
    });
  });
  forgetAccess(platform);
};

/** Gives one role to several users. */
export const giveRoleToUsers = async (
  context: Context,
  roleId: string,
  userIds: readonly string[],
): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    await getRole(tx, tenant.id, roleId);
    await checkRoles(tx, tenant.id, [roleId], 'User');
    refuseMissing(userIds, await findUserIds(tx, tenant.id, userIds));
    for (const userId of new Set(userIds)) {
      const added = await addUserRoles(tx, tenant.id, userId, [roleId]);
      if (added.length > 0) {
        await record(tx, context, { key: 'User.Roles.Update', userId, payload: { userId, added } });
      }
    }
  });
};

/** Gives one role to several machine-to-machine applications. */
export const giveRoleToApplications = async (
  context: Context,
  roleId: string,
  applicationIds: readonly string[],
): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    await getRole(tx, tenant.id, roleId);
    await checkRoles(tx, tenant.id, [roleId], 'MachineToMachine');
    refuseBeyondOwn(context, await managementScopesOfRoles(tx, tenant.id, [roleId]));
    for (const applicationId of new Set(applicationIds)) {
      await getMachine(tx, tenant.id, applicationId);
      const added = await addApplicationRoles(tx, tenant.id, applicationId, [roleId]);
      if (added.length > 0) {
        await record(tx, context, { key: 'Application.Roles.Update', applicationId, payload: { added } });
      }
    }
  });
  forgetAccess(platform);
};
