export {
  findAdministratorRole,
  hasAdministrator,
  insertAdministrator,
  isLastAdministrator,
  isRoleGiven,
  listActiveOwners,
  listAdministered,
  listAdministeredBy,
  OWNER,
  putAdministrator,
  removeAdministrator,
  removeAdministratorOf,
  type TenantRole,
} from './administrators.store.ts';
export {
  changeTenantRow,
  findTenantSettings,
  insertTenant,
  listActiveDomains,
  listTenantRows,
  putTenant,
  putTenantSettings,
  removeTenantSettings,
} from './tenants.store.ts';
export {
  ADMIN_TENANT,
  DEFAULT_TENANT,
  findTenant,
  findTenantByHost,
  forgetTenants,
  listTenants,
  toTenant,
} from './tenants.ts';
