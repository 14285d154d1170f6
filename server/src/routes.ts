/** The JSON API's table of contents. Validation, OpenAPI and the typed client follow from this list. */
import { accessRoutes } from './access/index.ts';
import { dashboardRoutes } from './activity/index.ts';
import { applicationsRoutes, cimdRoutes } from './applications/index.ts';
import { auditRetentionRoutes, auditSinkRoutes, logsRoutes } from './audit/index.ts';
import { brandingSettingsRoutes, customUiRoutes, userAssetsRoutes } from './branding/index.ts';
import { administratorsRoutes, consoleRoutes, createTenantsRoutes } from './console/index.ts';
import { domainRoutes } from './domains/index.ts';
import { ssoAccountRoutes, ssoConnectorRoutes, userSsoIdentityRoutes } from './federation/index.ts';
import { documentRoutes } from './http/index.ts';
import { connectorRoutes } from './integrations/index.ts';
import { keysRoutes } from './keys/index.ts';
import { messagingRoutes } from './messaging/index.ts';
import {
  consentOrganizationsRoutes,
  idTokenConfigRoutes,
  registrationRoutes,
  subjectTokenRoutes,
  userGrantsRoutes,
} from './oauth/index.ts';
import { organizationsRoutes } from './organizations/index.ts';
import { scriptingRoutes } from './scripting/index.ts';
import { furnishTenant } from './seed.ts';
import { sessionSettingsRoutes } from './sessions/index.ts';
import {
  experienceRoutes,
  phrasesRoutes,
  signInExperienceRoutes,
  verificationCodeRoutes,
  wellKnownRoutes,
} from './signin/index.ts';
import { profileFieldsRoutes, usersRoutes } from './users/index.ts';
import { secretsRoutes } from './vault/index.ts';
import { webhookRoutes } from './webhooks/index.ts';

const capabilityRoutes = [
  ...applicationsRoutes,
  ...accessRoutes,
  ...organizationsRoutes,
  ...usersRoutes,
  ...userGrantsRoutes,
  ...consentOrganizationsRoutes,
  ...dashboardRoutes,
  ...userSsoIdentityRoutes,
  ...ssoConnectorRoutes,
  ...ssoAccountRoutes,
  ...secretsRoutes,
  ...signInExperienceRoutes,
  ...wellKnownRoutes,
  ...phrasesRoutes,
  ...profileFieldsRoutes,
  ...userAssetsRoutes,
  ...brandingSettingsRoutes,
  ...customUiRoutes,
  ...domainRoutes,
  ...experienceRoutes,
  ...connectorRoutes,
  ...messagingRoutes,
  ...verificationCodeRoutes,
  // Before the keys: `session` is none of their kinds.
  ...sessionSettingsRoutes,
  ...keysRoutes,
  ...scriptingRoutes,
  ...cimdRoutes,
  ...subjectTokenRoutes,
  ...registrationRoutes,
  ...idTokenConfigRoutes,
  ...logsRoutes,
  ...webhookRoutes,
  ...auditRetentionRoutes,
  ...auditSinkRoutes,
  ...consoleRoutes,
  ...administratorsRoutes,
  ...createTenantsRoutes(furnishTenant),
];

export const routes = [...capabilityRoutes, ...documentRoutes(capabilityRoutes)];

/** The API's type, for `createClient<Api>()`. */
export type Api = (typeof routes)[number];
