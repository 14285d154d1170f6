/** Okta over OpenID Connect: the generic connector under its own name. */
import { z } from 'zod';
import { oktaLogo } from './logos.ts';
import {
  commonSettings,
  issuerSchema,
  oidcConnector,
  signingSetting,
  trustSetting,
  vouchesOrTrusted,
} from './oidc.ts';

export const okta = oidcConnector({
  providerName: 'Okta',
  name: 'Okta',
  description: 'Accounts of an Okta organization, over OpenID Connect.',
  ...oktaLogo,
  config: z.object({ ...commonSettings, ...signingSetting, issuer: issuerSchema, ...trustSetting }),
  offlineScope: true,
  vouches: vouchesOrTrusted,
});
