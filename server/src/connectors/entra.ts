/**
 * Microsoft Entra ID over OpenID Connect, one directory. The issuers that stand for every directory are refused:
 * whoever owns any directory can put any address into its tokens there (L-02).
 */
import { z } from 'zod';
import { directoryLogo } from './logos.ts';
import { commonSettings, issuerSchema, isTrue, oidcConnector, signingSetting } from './oidc.ts';

const SHARED =
  /\/(common|organizations|consumers|%7Btenantid%7D|\{tenantid\}|9188040d-6c67-4c5b-b112-36a304b66dad)(\/|$)/i;

export const entra = oidcConnector({
  providerName: 'AzureAdOidc',
  name: 'Microsoft Entra ID',
  description: 'Accounts of one Microsoft Entra directory, over OpenID Connect.',
  ...directoryLogo,
  config: z.object({
    ...commonSettings,
    ...signingSetting,
    issuer: issuerSchema
      .refine(
        (value) => !SHARED.test(new URL(value).pathname),
        'must be the issuer of one directory; common, organizations and consumers are open to everybody',
      )
      .describe('Issuer of your directory: https://login.microsoftonline.com/<directory id>/v2.0'),
  }),
  offlineScope: true,
  // Entra sends no email_verified; xms_edov says that the owner of the domain vouched. There is no trust switch.
  vouches: (claims) => isTrue(claims.email_verified) || isTrue(claims.xms_edov),
});
