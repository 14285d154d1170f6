/** Every migration, in order. A new one is one file and one line here. */
import type { Migration } from '../migrate.ts';
import { foundation } from './0001-foundation.ts';
import { authorizationRequests } from './0002-authorization-requests.ts';
import { moreGrants } from './0003-grants.ts';
import { consent } from './0004-consent.ts';
import { organizationsInFull } from './0005-organizations.ts';
import { usersInFull } from './0006-users.ts';
import { administration } from './0007-administration.ts';
import { webhooks } from './0008-webhooks.ts';
import { connectors } from './0009-connectors.ts';
import { experience } from './0010-experience.ts';
import { scripting } from './0011-scripting.ts';
import { activity } from './0012-activity.ts';
import { keys } from './0013-keys.ts';
import { sessionSubmissions } from './0014-session-submissions.ts';
import { domains } from './0015-domains.ts';
import { usernameCase } from './0016-username-case.ts';
import { customUi } from './0017-custom-ui.ts';
import { ssoSigningKeys } from './0018-sso-signing-keys.ts';
import { exchangedGrants } from './0019-exchanged-grants.ts';
import { administratorInviters } from './0020-administrator-inviters.ts';

export const migrations: readonly Migration[] = [
  foundation,
  authorizationRequests,
  moreGrants,
  consent,
  organizationsInFull,
  usersInFull,
  administration,
  webhooks,
  connectors,
  experience,
  scripting,
  activity,
  keys,
  sessionSubmissions,
  domains,
  usernameCase,
  exchangedGrants,
  customUi,
  ssoSigningKeys,
  administratorInviters,
];
