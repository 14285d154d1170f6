/**
 * Roles: permissions bundled for users or for machines. The built-in role stays as it is; permissions of the
 * Management API go to machine roles alone, so that no end user's token ever carries them.
 */
import { differences, record } from '../audit/index.ts';
import type { Transaction } from '../db/index.ts';
import { scopesBeyond } from '../http/index.ts';
import { createId } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { addRoleScopes, removeRoleScope } from './assignments.store.ts';
import { forgetAccess } from './cached.ts';
import { refuse } from './errors.ts';
import { findScopes } from './resources.store.ts';
import { getRole, insertRole, type Role, type RoleType, removeRole, updateRole } from './roles.store.ts';

/** Throws when some of `ids` are not among `found`. */
export const refuseMissing = (ids: readonly string[], found: readonly string[]): void => {
  const known = new Set(found);
  const missing = ids.filter((id) => !known.has(id));
  if (missing.length > 0) throw refuse('entity.relation_foreign_key_not_found', { ids: missing.join(', ') });
};

/** Nobody passes on what they may not do themselves (M-04). `names` are permissions of the Management API. */
export const refuseBeyondOwn = ({ actor }: Context, names: readonly string[]): void => {
  const beyond = scopesBeyond(actor, names);
  if (beyond.length > 0) throw refuse('role.beyond_own', { scopes: beyond.join(', ') });
};

/** Throws unless every permission exists and none of the Management API's goes to a role for users. */
export const checkScopesFor = async (
  tx: Transaction,
  tenantId: string,
  type: RoleType,
  scopeIds: readonly string[],
): Promise<string[]> => {
  const scopes = await findScopes(tx, tenantId, scopeIds);
  refuseMissing(
    scopeIds,
    scopes.map(({ id }) => id),
  );
  const management = scopes.filter(({ isManagement }) => isManagement).map(({ name }) => name);
  if (type === 'User' && management.length > 0) throw refuse('role.management_is_for_machines');
  return management;
};

const getChangeable = async (tx: Transaction, tenantId: string, id: string): Promise<Role> => {
  const role = await getRole(tx, tenantId, id);
  if (role.isBuiltIn) throw refuse('role.built_in');
  return role;
};

export const createRole = async (
  context: Context,
  input: {
    name: string;
    description: string;
    type?: RoleType | undefined;
    isDefault?: boolean | undefined;
    scopeIds?: string[] | undefined;
  },
): Promise<Role> => {
  const { platform, tenant } = context;
  const role: Role = {
    tenantId: tenant.id,
    id: createId(),
    name: input.name,
    description: input.description,
    type: input.type ?? 'User',
    isDefault: input.isDefault ?? false,
    isBuiltIn: false,
    createdAt: platform.clock.now(),
  };
  const scopeIds = [...new Set(input.scopeIds ?? [])];
  if (role.isDefault && role.type !== 'User') throw refuse('role.default_is_for_users');
  await platform.db.transaction(async (tx) => {
    refuseBeyondOwn(context, await checkScopesFor(tx, tenant.id, role.type, scopeIds));
    await insertRole(tx, role);
    await addRoleScopes(tx, tenant.id, role.id, scopeIds);
    await record(tx, context, {
      key: 'Role.Create',
      payload: { roleId: role.id, name: role.name, type: role.type, isDefault: role.isDefault, scopeIds },
    });
  });
  forgetAccess(platform);
  return role;
};

export const changeRole = async (
  context: Context,
  id: string,
  patch: { name?: string | undefined; description?: string | undefined; isDefault?: boolean | undefined },
): Promise<Role> => {
  const { platform, tenant } = context;
  return platform.db.transaction(async (tx) => {
    const role = await getChangeable(tx, tenant.id, id);
    const next = {
      name: patch.name ?? role.name,
      description: patch.description ?? role.description,
      isDefault: patch.isDefault ?? role.isDefault,
    };
    if (next.isDefault && role.type !== 'User') throw refuse('role.default_is_for_users');
    await updateRole(tx, tenant.id, id, next);
    await record(tx, context, { key: 'Role.Update', payload: { roleId: id, ...differences(role, next) } });
    return { ...role, ...next };
  });
};

export const deleteRole = async (context: Context, id: string): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    const role = await getChangeable(tx, tenant.id, id);
    await removeRole(tx, tenant.id, id);
    await record(tx, context, { key: 'Role.Delete', payload: { roleId: id, name: role.name } });
  });
  forgetAccess(platform);
};

/** Adds permissions to a role; those it has already stay. */
export const addScopesToRole = async (
  context: Context,
  id: string,
  scopeIds: readonly string[],
): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    const role = await getChangeable(tx, tenant.id, id);
    refuseBeyondOwn(context, await checkScopesFor(tx, tenant.id, role.type, scopeIds));
    await addRoleScopes(tx, tenant.id, id, scopeIds);
    await record(tx, context, { key: 'Role.Scopes.Update', payload: { roleId: id, added: scopeIds } });
  });
  forgetAccess(platform);
};

export const removeScopeFromRole = async (context: Context, id: string, scopeId: string): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    await getChangeable(tx, tenant.id, id);
    if (!(await removeRoleScope(tx, tenant.id, id, scopeId))) {
      throw refuse('role.scope_not_exist', { id: scopeId });
    }
    await record(tx, context, { key: 'Role.Scopes.Update', payload: { roleId: id, removed: [scopeId] } });
  });
  forgetAccess(platform);
};
