/** Settings of a tenant (keys, sessions, ID tokens) and of the installation (administrators, tenants). */
export { Administrators } from './administrators.tsx';
export { Settings as Page } from './settings-page.tsx';
export { Tenants } from './tenants.tsx';
