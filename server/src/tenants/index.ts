export { findTenantSettings, listTenantRows, putTenant, putTenantSettings } from './tenants.store.ts';
export {
  ADMIN_TENANT,
  DEFAULT_TENANT,
  findTenant,
  findTenantByHost,
  listTenants,
  toTenant,
} from './tenants.ts';
