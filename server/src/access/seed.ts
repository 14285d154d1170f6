/** What every tenant has from its first moment: the Management API as a resource, and the machine role for it. */
import type { Transaction } from '../db/index.ts';
import { MANAGEMENT_SCOPE, MANAGEMENT_SCOPES } from '../http/index.ts';
import { createId } from '../lib/ids.ts';
import type { Tenant } from '../platform.ts';
import { addRoleScopes } from './assignments.store.ts';
import {
  findResourceByIndicator,
  insertResource,
  listScopesOfResources,
  putScopes,
} from './resources.store.ts';
import { insertRole } from './roles.store.ts';

/** Indicator of a tenant's Management API, as the published clients know it. */
export const managementIndicator = (tenantId: string): string => `https://${tenantId}.logto.app/api`;
/** The built-in machine role that carries it. */
const MANAGEMENT_ROLE = 'Management API access';

/** Gives the Management API the permissions that it does not have yet. Safe to repeat, and on several nodes at once. */
export const seedManagementScopes = async (tx: Transaction, tenantId: string, now: number): Promise<void> => {
  const resource = await findResourceByIndicator(tx, tenantId, managementIndicator(tenantId));
  if (!resource) return;
  const known = new Set((await listScopesOfResources(tx, tenantId, [resource.id])).map(({ name }) => name));
  await putScopes(
    tx,
    MANAGEMENT_SCOPES.filter(({ name }) => !known.has(name)).map((scope) => ({
      tenantId,
      id: createId(),
      resourceId: resource.id,
      ...scope,
      createdAt: now,
    })),
  );
};

/** Makes the built-in resource, its permissions and the role of a new tenant. */
export const seedAccess = async (tx: Transaction, tenant: Pick<Tenant, 'id'>, now: number): Promise<void> => {
  const tenantId = tenant.id;
  const resourceId = createId();
  const roleId = createId();
  await insertResource(tx, {
    tenantId,
    id: resourceId,
    name: 'Genkan Management API',
    indicator: managementIndicator(tenantId),
    isDefault: false,
    isBuiltIn: true,
    accessTokenTtl: 3600,
    createdAt: now,
  });
  await seedManagementScopes(tx, tenantId, now);
  const all = (await listScopesOfResources(tx, tenantId, [resourceId])).find(
    ({ name }) => name === MANAGEMENT_SCOPE,
  );
  await insertRole(tx, {
    tenantId,
    id: roleId,
    name: MANAGEMENT_ROLE,
    description: 'Machine-to-machine applications with this role may call the Management API',
    type: 'MachineToMachine',
    isDefault: false,
    isBuiltIn: true,
    createdAt: now,
  });
  await addRoleScopes(tx, tenantId, roleId, all ? [all.id] : []);
};
