/** API resources and permissions: what may be created, changed and deleted. The Management API's own stay as seeded. */
import { differences, record } from '../audit/index.ts';
import type { Transaction } from '../db/index.ts';
import { createId } from '../lib/ids.ts';
import type { Context } from '../platform.ts';
import { forgetAccess } from './cached.ts';
import { refuse } from './errors.ts';
import {
  clearDefaultResource,
  findScope,
  getResource,
  insertResource,
  insertScope,
  type Resource,
  removeResource,
  removeScope,
  type ScopeRow,
  updateResource,
  updateScope,
} from './resources.store.ts';

const DEFAULT_TTL = 3600;

const getChangeable = async (tx: Transaction, tenantId: string, id: string): Promise<Resource> => {
  const resource = await getResource(tx, tenantId, id);
  if (resource.isBuiltIn) throw refuse('resource.built_in');
  return resource;
};

const getScopeOf = async (
  tx: Transaction,
  tenantId: string,
  resourceId: string,
  scopeId: string,
): Promise<ScopeRow> => {
  const scope = await findScope(tx, tenantId, scopeId);
  if (!scope || scope.resourceId !== resourceId) throw refuse('scope.not_found', { id: scopeId });
  return scope;
};

/** Adds an API resource. Its indicator is the audience of its tokens and cannot change. */
export const createResource = async (
  context: Context,
  input: { name: string; indicator: string; accessTokenTtl?: number | undefined },
): Promise<Resource> => {
  const { platform, tenant } = context;
  const resource: Resource = {
    tenantId: tenant.id,
    id: createId(),
    name: input.name,
    indicator: input.indicator,
    isDefault: false,
    isBuiltIn: false,
    accessTokenTtl: input.accessTokenTtl ?? DEFAULT_TTL,
    createdAt: platform.clock.now(),
  };
  await platform.db.transaction(async (tx) => {
    await insertResource(tx, resource);
    await record(tx, context, {
      key: 'Resource.Create',
      payload: { resourceId: resource.id, name: resource.name, indicator: resource.indicator },
    });
  });
  forgetAccess(platform);
  return resource;
};

export const changeResource = async (
  context: Context,
  id: string,
  patch: { name?: string | undefined; accessTokenTtl?: number | undefined },
): Promise<Resource> => {
  const { platform, tenant } = context;
  const changed = await platform.db.transaction(async (tx) => {
    const resource = await getChangeable(tx, tenant.id, id);
    const next = {
      name: patch.name ?? resource.name,
      accessTokenTtl: patch.accessTokenTtl ?? resource.accessTokenTtl,
    };
    await updateResource(tx, tenant.id, id, next);
    await record(tx, context, {
      key: 'Resource.Update',
      payload: { resourceId: id, ...differences(resource, next) },
    });
    return { ...resource, ...next };
  });
  forgetAccess(platform);
  return changed;
};

/** Makes a resource the tenant's default one in place of the last, or no longer. */
export const setDefaultResource = async (
  context: Context,
  id: string,
  isDefault: boolean,
): Promise<Resource> => {
  const { platform, tenant } = context;
  const changed = await platform.db.transaction(async (tx) => {
    const resource = await getChangeable(tx, tenant.id, id);
    if (resource.isDefault === isDefault) return resource;
    if (isDefault) await clearDefaultResource(tx, tenant.id);
    await updateResource(tx, tenant.id, id, { isDefault });
    await record(tx, context, {
      key: 'Resource.Update',
      payload: { resourceId: id, ...differences(resource, { isDefault }) },
    });
    return { ...resource, isDefault };
  });
  forgetAccess(platform);
  return changed;
};

/** Deletes a resource with its permissions, wherever they were given. */
export const deleteResource = async (context: Context, id: string): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    const resource = await getChangeable(tx, tenant.id, id);
    await removeResource(tx, tenant.id, id);
    await record(tx, context, {
      key: 'Resource.Delete',
      payload: { resourceId: id, indicator: resource.indicator },
    });
  });
  forgetAccess(platform);
};

export const createScope = async (
  context: Context,
  resourceId: string,
  input: { name: string; description?: string | null | undefined },
): Promise<ScopeRow> => {
  const { platform, tenant } = context;
  const scope: ScopeRow = {
    tenantId: tenant.id,
    id: createId(),
    resourceId,
    name: input.name,
    description: input.description ?? null,
    createdAt: platform.clock.now(),
  };
  await platform.db.transaction(async (tx) => {
    await getChangeable(tx, tenant.id, resourceId);
    await insertScope(tx, scope);
    await record(tx, context, {
      key: 'Scope.Create',
      payload: { resourceId, scopeId: scope.id, name: scope.name },
    });
  });
  forgetAccess(platform);
  return scope;
};

export const changeScope = async (
  context: Context,
  resourceId: string,
  scopeId: string,
  patch: { name?: string | undefined; description?: string | null | undefined },
): Promise<ScopeRow> => {
  const { platform, tenant } = context;
  const changed = await platform.db.transaction(async (tx) => {
    await getChangeable(tx, tenant.id, resourceId);
    const scope = await getScopeOf(tx, tenant.id, resourceId, scopeId);
    const next = {
      name: patch.name ?? scope.name,
      description: patch.description === undefined ? scope.description : patch.description,
    };
    await updateScope(tx, tenant.id, scopeId, next);
    await record(tx, context, {
      key: 'Scope.Update',
      payload: { resourceId, scopeId, ...differences(scope, next) },
    });
    return { ...scope, ...next };
  });
  forgetAccess(platform);
  return changed;
};

export const deleteScope = async (context: Context, resourceId: string, scopeId: string): Promise<void> => {
  const { platform, tenant } = context;
  await platform.db.transaction(async (tx) => {
    await getChangeable(tx, tenant.id, resourceId);
    const scope = await getScopeOf(tx, tenant.id, resourceId, scopeId);
    await removeScope(tx, tenant.id, scopeId);
    await record(tx, context, { key: 'Scope.Delete', payload: { resourceId, scopeId, name: scope.name } });
  });
  forgetAccess(platform);
};
