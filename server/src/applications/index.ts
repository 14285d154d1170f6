export { applicationSchema, applicationsRoutes, presentApplication } from './applications.routes.ts';
export {
  type Application,
  type ApplicationSecret,
  type ApplicationType,
  findApplication,
  getApplication,
} from './applications.store.ts';
export {
  createApplication,
  type NewApplication,
  refuseOwnAccess,
} from './applications.ts';
export { type CachedApplication, cachedApplication } from './cached.ts';
export type { CustomClientMetadata } from './client-metadata.ts';
export { isConfidential, verifyClientSecret } from './secrets.ts';
