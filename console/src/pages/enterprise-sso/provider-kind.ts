/** Which fields the form of each kind of identity provider has. */
import type { GuideProvider } from './guides.ts';

export type ProviderKind = {
  guide: GuideProvider;
  /** The issuer cannot be typed: it is the same for everybody. */
  fixedIssuer: string | null;
  trustUnverifiedEmail: boolean;
  /** The provider takes a signature in place of a client secret. */
  signs: boolean;
  /** The provider also asks for the origin of the sign-in page. */
  javascriptOrigin: boolean;
};

const kinds: Record<GuideProvider, ProviderKind> = {
  GoogleWorkspace: {
    guide: 'GoogleWorkspace',
    fixedIssuer: 'https://accounts.google.com',
    trustUnverifiedEmail: false,
    signs: false,
    javascriptOrigin: true,
  },
  AzureAdOidc: {
    guide: 'AzureAdOidc',
    fixedIssuer: null,
    trustUnverifiedEmail: false,
    signs: true,
    javascriptOrigin: false,
  },
  Okta: {
    guide: 'Okta',
    fixedIssuer: null,
    trustUnverifiedEmail: true,
    signs: true,
    javascriptOrigin: false,
  },
  OIDC: {
    guide: 'OIDC',
    fixedIssuer: null,
    trustUnverifiedEmail: true,
    signs: true,
    javascriptOrigin: false,
  },
};

export const kindOf = (providerName: string): ProviderKind =>
  kinds[providerName as GuideProvider] ?? kinds.OIDC;
