import type { Endpoint } from '../http/index.ts';
import { authorizeEndpoints } from './authorize.ts';
import { registrationEndpoints } from './clients/registration-endpoint.ts';
import { consentEndpoints } from './consent/consent-page.ts';
import { deviceEndpoints } from './device/device.ts';
import { devicePageEndpoints } from './device/device-pages.ts';
import { discoveryEndpoints } from './discovery.ts';
import { introspectionEndpoints } from './introspect.ts';
import { logoutEndpoints } from './logout.ts';
import { parEndpoints } from './par.ts';
import { protectedResourceEndpoints } from './protected-resource.ts';
import { resumeEndpoints } from './resume.ts';
import { revocationEndpoints } from './revoke.ts';
import { tokenEndpoints } from './token.ts';
import { userinfoEndpoints } from './userinfo.ts';

export { authenticateAccount, authenticateManagement } from './access.ts';
export { backchannelLogoutHandler } from './backchannel.ts';
export { registrationRoutes } from './clients/registration.routes.ts';
export { consentOrganizationsRoutes } from './consent/consent-organizations.routes.ts';
export { idTokenConfigRoutes } from './tokens/id-token-claims.ts';
export { subjectTokenRoutes } from './tokens/subject-tokens.routes.ts';
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
