export { administratorsRoutes } from './administrators.routes.ts';
export { authenticateAdministrator, createAdministrator, delegateTenant } from './administrators.ts';
export { consoleEndpoints } from './console.endpoints.ts';
export { consoleRoutes } from './console.routes.ts';
export { issueSetupLink } from './setup-link.ts';
export { createTenantsRoutes } from './tenants.routes.ts';
