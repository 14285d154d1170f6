import { holdersRoutes } from './holders.routes.ts';
import { resourcesRoutes } from './resources.routes.ts';
import { rolesRoutes } from './roles.routes.ts';

export {
  applicationScopesOnResource,
  findMachineIds,
  findUserIds,
  userRoleNames,
  userRolesInFull,
  userScopesOnResource,
} from './assignments.store.ts';
export { giveApplicationRoles } from './assignments.ts';
export { cachedApplicationScopes, cachedDefaultIndicator, cachedResource } from './cached.ts';
export { scopeSchema } from './resources.routes.ts';
export { findResourceByIndicator, type Resource, type ScopeRow } from './resources.store.ts';
export { idList, someIds } from './roles.routes.ts';
export { findBuiltInRole } from './roles.store.ts';
export { checkScopesFor, refuseMissing } from './roles.ts';
export { managementIndicator, seedAccess, seedManagementScopes } from './seed.ts';

export const accessRoutes = [...resourcesRoutes, ...rolesRoutes, ...holdersRoutes];
