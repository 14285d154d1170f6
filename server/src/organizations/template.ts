/** The organization template: roles and permissions that every organization of the tenant shares. */
import { checkScopesFor, refuseMissing } from '../access/index.ts';
import { differences, record } from '../audit/index.ts';
import type { Transaction } from '../db/index.ts';
import { createId } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { refuse } from './errors.ts';
import {
  addRolePermissions,
  addRoleResourceScopes,
  findOrganizationScopeIds,
  getOrganizationRole,
  getOrganizationScope,
  insertOrganizationRole,
  insertOrganizationScope,
  isRoleInUse,
  type OrganizationRole,
  type OrganizationScope,
  removeOrganizationRole,
  removeOrganizationScope,
  removeRolePermissions,
  removeRoleResourceScopes,
  updateOrganizationRole,
  updateOrganizationScope,
} from './template.store.ts';

type Fields = { name?: string | undefined; description?: string | null | undefined };

const checkPermissions = async (tx: Transaction, tenantId: string, ids: readonly string[]): Promise<void> =>
  refuseMissing(ids, await findOrganizationScopeIds(tx, tenantId, ids));

export const createOrganizationRole = async (
  context: Context,
  input: {
    name: string;
    description?: string | null | undefined;
    type?: OrganizationRole['type'] | undefined;
    organizationScopeIds?: readonly string[] | undefined;
    resourceScopeIds?: readonly string[] | undefined;
  },
): Promise<OrganizationRole> => {
  const { platform, tenant } = context;
  const permissions = [...new Set(input.organizationScopeIds ?? [])];
  const resourceScopes = [...new Set(input.resourceScopeIds ?? [])];
  const role: OrganizationRole = {
    tenantId: tenant.id,
    id: createId(),
    name: input.name,
    description: input.description ?? null,
    type: input.type ?? 'User',
  };
  await platform.db.transaction(async (tx) => {
    await checkPermissions(tx, tenant.id, permissions);
    await checkScopesFor(tx, tenant.id, 'User', resourceScopes);
    await insertOrganizationRole(tx, role);
    await addRolePermissions(tx, tenant.id, role.id, permissions);
    await addRoleResourceScopes(tx, tenant.id, role.id, resourceScopes);
    await record(tx, context, {
      key: 'OrganizationRole.Create',
      payload: { organizationRoleId: role.id, name: role.name, permissions, resourceScopes },
    });
  });
  return role;
};

/** Changes a role. Its kind can change only while nobody holds it. */
export const changeOrganizationRole = (
  context: Context,
  id: string,
  patch: Fields & { type?: OrganizationRole['type'] | undefined },
): Promise<OrganizationRole> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const role = await getOrganizationRole(tx, tenant.id, id);
    const next = {
      name: patch.name ?? role.name,
      description: patch.description === undefined ? role.description : patch.description,
      type: patch.type ?? role.type,
    };
    if (next.type !== role.type && (await isRoleInUse(tx, tenant.id, id))) {
      throw refuse('organization.role_in_use');
    }
    await updateOrganizationRole(tx, tenant.id, id, next);
    await record(tx, context, {
      key: 'OrganizationRole.Update',
      payload: { organizationRoleId: id, ...differences(role, next) },
    });
    return { ...role, ...next };
  });
};

export const deleteOrganizationRole = (context: Context, id: string): Promise<void> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const { name } = await getOrganizationRole(tx, tenant.id, id);
    await removeOrganizationRole(tx, tenant.id, id);
    await record(tx, context, {
      key: 'OrganizationRole.Delete',
      payload: { organizationRoleId: id, name },
    });
  });
};

type Kind = 'permissions' | 'resourceScopes';

const checkFor: Record<
  Kind,
  (tx: Transaction, tenantId: string, ids: readonly string[]) => Promise<unknown>
> = {
  permissions: checkPermissions,
  resourceScopes: async (tx, tenantId, ids) => {
    await checkScopesFor(tx, tenantId, 'User', ids);
  },
};
const addTo = { permissions: addRolePermissions, resourceScopes: addRoleResourceScopes };
const removeFrom = { permissions: removeRolePermissions, resourceScopes: removeRoleResourceScopes };

/** Gives a role permissions of one kind; with `replace` these are then all it has of that kind. */
export const putRolePermissions = (
  context: Context,
  roleId: string,
  kind: Kind,
  ids: readonly string[],
  options: { replace?: boolean } = {},
): Promise<void> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    await getOrganizationRole(tx, tenant.id, roleId);
    await checkFor[kind](tx, tenant.id, ids);
    const before = options.replace ? { ids: await removeFrom[kind](tx, tenant.id, roleId) } : undefined;
    await addTo[kind](tx, tenant.id, roleId, [...new Set(ids)]);
    await record(tx, context, {
      key: 'OrganizationRole.Scopes.Update',
      payload: {
        organizationRoleId: roleId,
        kind,
        ...(before ? { before, after: { ids } } : { added: ids }),
      },
    });
  });
};

export const takeRolePermission = (
  context: Context,
  roleId: string,
  kind: Kind,
  id: string,
): Promise<void> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    await getOrganizationRole(tx, tenant.id, roleId);
    if ((await removeFrom[kind](tx, tenant.id, roleId, id)).length === 0) {
      throw refuse('organization.role_lacks_scope', { id });
    }
    await record(tx, context, {
      key: 'OrganizationRole.Scopes.Update',
      payload: { organizationRoleId: roleId, kind, removed: [id] },
    });
  });
};

export const createOrganizationScope = async (
  context: Context,
  input: { name: string; description?: string | null | undefined },
): Promise<OrganizationScope> => {
  const { platform, tenant } = context;
  const scope: OrganizationScope = {
    tenantId: tenant.id,
    id: createId(),
    name: input.name,
    description: input.description ?? null,
  };
  await platform.db.transaction(async (tx) => {
    await insertOrganizationScope(tx, scope);
    await record(tx, context, {
      key: 'OrganizationScope.Create',
      payload: { organizationScopeId: scope.id, name: scope.name },
    });
  });
  return scope;
};

export const changeOrganizationScope = (
  context: Context,
  id: string,
  patch: Fields,
): Promise<OrganizationScope> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const scope = await getOrganizationScope(tx, tenant.id, id);
    const next = {
      name: patch.name ?? scope.name,
      description: patch.description === undefined ? scope.description : patch.description,
    };
    await updateOrganizationScope(tx, tenant.id, id, next);
    await record(tx, context, {
      key: 'OrganizationScope.Update',
      payload: { organizationScopeId: id, ...differences(scope, next) },
    });
    return { ...scope, ...next };
  });
};

export const deleteOrganizationScope = (context: Context, id: string): Promise<void> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const { name } = await getOrganizationScope(tx, tenant.id, id);
    await removeOrganizationScope(tx, tenant.id, id);
    await record(tx, context, {
      key: 'OrganizationScope.Delete',
      payload: { organizationScopeId: id, name },
    });
  });
};
