export { accountOf } from './account.ts';
export {
  type CookieKeys,
  type CookieKind,
  clearCookie,
  readCookie,
  sealCookie,
  setCookie,
  withCookies,
} from './cookies.ts';
export { refuse } from './errors.ts';
export { type Endpoint, endpoint, type Incoming, LONG_BODY_LIMIT } from './incoming.ts';
export {
  covers,
  MANAGEMENT_SCOPE,
  MANAGEMENT_SCOPES,
  managementScopeOf,
  requireManagementScope,
  scopesBeyond,
} from './management.ts';
export { type App, type Change, DOMAIN_CHALLENGE, type Hooks, mount } from './mount.ts';
export { documentRoutes } from './openapi.ts';
export { comesFromOwnOrigin } from './own-origin.ts';
export { refuseOtherTenant, tenantIdInput } from './own-tenant.ts';
export { assets, embedJson, pageHeaders, readPage } from './pages.ts';
export {
  type AnyRoute,
  flag,
  idSchema,
  pageOf,
  pagingSchema,
  type Reply,
  repeated,
  route,
  type Scope,
  validate,
} from './route.ts';
export { type Connect, createConnect } from './safe-connect.ts';
export { createOutgoing, isPlainHttpAllowed, isPublicAddress } from './safe-fetch.ts';
export { readTextSearch } from './text-search.ts';
