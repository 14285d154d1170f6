/** What every tenant has from its first moment: the Management API as a resource, and the machine role for it. */
import type { Transaction } from '../db/index.ts';
import { createId } from '../lib/ids.ts';
import type { Tenant } from '../platform.ts';
import { addRoleScopes } from './assignments.store.ts';
import { insertResource, insertScope } from './resources.store.ts';
import { insertRole } from './roles.store.ts';

/** Indicator of a tenant's Management API, as the published clients know it. */
export const managementIndicator = (tenantId: string): string => `https://${tenantId}.logto.app/api`;
/** The one permission of the Management API. */
export const MANAGEMENT_SCOPE = 'all';
/** The built-in machine role that carries it. */
const MANAGEMENT_ROLE = 'Management API access';

/** Makes the built-in resource, permission and role of a new tenant. */
export const seedAccess = async (tx: Transaction, tenant: Pick<Tenant, 'id'>, now: number): Promise<void> => {
  const tenantId = tenant.id;
  const resourceId = createId();
  const scopeId = createId();
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
  await insertScope(tx, {
    tenantId,
    id: scopeId,
    resourceId,
    name: MANAGEMENT_SCOPE,
    description: 'Everything the Management API can do',
    createdAt: now,
  });
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
  await addRoleScopes(tx, tenantId, roleId, [scopeId]);
};
