export type { Memory } from '../connectors/index.ts';
export type { Choice as SsoChoice } from './availability.ts';
export {
  findConnectorsForEmail,
  isSsoEnforced,
  listAvailableConnectors,
  listReadyConnectorIds,
} from './domains.ts';
export { ssoAccountRoutes, userSsoIdentityRoutes } from './identities.routes.ts';
export { attachIdentity, findLinkedUser, registerExternalUser } from './link.ts';
export { type Arrival, arriveFrom, departTo, redirectUriOf } from './sign-in.ts';
export { ssoConnectorRoutes } from './sso-connectors.routes.ts';
