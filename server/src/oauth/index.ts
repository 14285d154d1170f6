import type { Endpoint } from '../http/index.ts';
import { authorizeEndpoints } from './authorize.ts';
import { consentEndpoints } from './consent-page.ts';
import { deviceEndpoints } from './device.ts';
import { devicePageEndpoints } from './device-pages.ts';
import { discoveryEndpoints } from './discovery.ts';
import { introspectionEndpoints } from './introspect.ts';
import { logoutEndpoints } from './logout.ts';
import { parEndpoints } from './par.ts';
import { protectedResourceEndpoints } from './protected-resource.ts';
import { registrationEndpoints } from './registration-endpoint.ts';
import { resumeEndpoints } from './resume.ts';
import { revocationEndpoints } from './revoke.ts';
import { tokenEndpoints } from './token.ts';
import { userinfoEndpoints } from './userinfo.ts';

export { authenticateAccount, authenticateManagement } from './access.ts';
export { backchannelLogoutHandler } from './backchannel.ts';
export { consentOrganizationsRoutes } from './consent-organizations.routes.ts';
export { idTokenConfigRoutes } from './id-token-claims.ts';
export { registrationRoutes } from './registration.routes.ts';
export { subjectTokenRoutes } from './subject-tokens.routes.ts';
export { userGrantsRoutes } from './user-grants.routes.ts';

/** Everything under `/oidc`, and the well-known documents. */
export const oauthEndpoints: readonly Endpoint[] = [
  ...discoveryEndpoints,
  ...protectedResourceEndpoints,
  ...parEndpoints,
  ...authorizeEndpoints,
  ...resumeEndpoints,
  ...consentEndpoints,
  ...tokenEndpoints,
  ...deviceEndpoints,
  ...devicePageEndpoints,
  ...registrationEndpoints,
  ...userinfoEndpoints,
  ...introspectionEndpoints,
  ...revocationEndpoints,
  ...logoutEndpoints,
];
