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
  changeApplication,
  createApplication,
  deleteApplication,
  type NewApplication,
  refuseOwnAccess,
} from './applications.ts';
export { type CachedApplication, cachedApplication, forgetApplication } from './cached.ts';
export { cimdRoutes } from './cimd.routes.ts';
export { removeUnusedCimdApplications } from './cimd.store.ts';
export {
  applicationIdOf,
  clientIdOf,
  type DescribedClient,
  documentFacts,
  isCimdEnabled,
  isDocumentAddress,
  keepDescribedClient,
} from './cimd.ts';
export {
  type CustomClientMetadata,
  customClientMetadataInput,
  redirectUriProblem,
  selfGivenName,
} from './client-metadata.ts';
export { consentScopesInput } from './consent-scopes.routes.ts';
export type { ConsentScopeIds, ConsentScopes, NamedScope, ResourceScope } from './consent-scopes.store.ts';
export {
  addConsentScopesOf,
  cachedConsentScopes,
  refuseFirstParty,
  refuseUnknownScopes,
} from './consent-scopes.ts';
export { brandingSchema, colorSchema, customCssInput, type Look } from './look.ts';
export { isConfidential, verifyClientSecret } from './secrets.ts';
export { type ApplicationLook, cachedApplicationLook } from './sign-in-experience.ts';
