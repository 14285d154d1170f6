export {
  findAdministratorRole,
  hasAdministrator,
  insertAdministrator,
  isLastAdministrator,
  listAdministeredTenantIds,
  removeAdministrator,
} from './administrators.store.ts';
export { findTenantSettings, listTenantRows, putTenant, putTenantSettings } from './tenants.store.ts';
export {
  ADMIN_TENANT,
  DEFAULT_TENANT,
  findTenant,
  findTenantByHost,
  listTenants,
  toTenant,
} from './tenants.ts';
