/**
 * Google Workspace. Google signs for every Google account in the world under one issuer, so `hd` is what tells a
 * company's account from anybody's: an absent or foreign `hd` is refused, and the address must lie in it too.
 */
import { z } from 'zod';
import type { Claims, Setup } from './connector.ts';
import { coversAddress } from './domains.ts';
import { refuse } from './errors.ts';
import { googleLogo } from './logos.ts';
import { commonSettings, isTrue, oidcConnector } from './oidc.ts';

const ISSUER = 'https://accounts.google.com';

const admit = (claims: Claims, { domains }: Setup): void => {
  const hd = typeof claims.hd === 'string' ? claims.hd.toLowerCase() : undefined;
  if (hd === undefined || !domains.includes(hd)) {
    throw refuse('connector.hosted_domain', {
      hd: hd?.slice(0, 200) ?? 'no organization',
    });
  }
  if (typeof claims.email !== 'string' || !coversAddress(domains, claims.email)) {
    throw refuse('connector.email_domain', { email: String(claims.email ?? 'none').slice(0, 254) });
  }
};

const parameters = ({ config, domains }: Setup): Record<string, string> => ({
  // Google's own way of asking for a refresh token; it knows no `offline_access` scope.
  ...(config.offlineAccess === true
    ? { access_type: 'offline', prompt: 'consent' }
    : { prompt: 'select_account' }),
  // A hint for Google's page; what counts is the claim.
  ...(domains.length > 0 ? { hd: domains.length === 1 ? String(domains[0]) : '*' } : {}),
});

export const googleWorkspace = oidcConnector({
  providerName: 'GoogleWorkspace',
  name: 'Google Workspace',
  description: 'Accounts of a company that Google hosts.',
  ...googleLogo,
  config: z.object(commonSettings),
  fixedIssuer: ({ googleWorkspaceIssuer }) => googleWorkspaceIssuer ?? ISSUER,
  offlineScope: false,
  parameters,
  vouches: (claims) => isTrue(claims.email_verified),
  admit,
});
