export { mayUse } from './access-control.ts';
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
export {
  CONSENT_USER_SCOPES,
  consentScopesInput,
  consentScopesSchema,
  presentConsentScopes,
} from './consent-scopes.routes.ts';
export type { ConsentScopes, NamedScope, ResourceScope } from './consent-scopes.store.ts';
export { cachedConsentScopes, refuseFirstParty } from './consent-scopes.ts';
export { isConfidential, verifyClientSecret } from './secrets.ts';
