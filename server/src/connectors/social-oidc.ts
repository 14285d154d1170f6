/** Social sign-in with any OpenID provider: the enterprise connector's conversation, without domains. */
import { z } from 'zod';
import type { Memory, Setup } from './connector.ts';
import type { Services, SocialFactory, SocialSetup } from './factory.ts';
import { openidLogo } from './logos.ts';
import { commonSettings, genericOidc, issuerSchema, trustSetting } from './oidc.ts';
import { describeSettings, shown } from './settings-form.ts';

const settings = z.strictObject({
  issuer: shown(issuerSchema, { label: 'Issuer', placeholder: 'https://accounts.example.com' }),
  clientId: shown(commonSettings.clientId, { label: 'Client ID' }),
  clientSecret: shown(
    z.string().trim().min(1).max(1024).describe('Client secret that the provider gave you.'),
    {
      label: 'Client secret',
      secret: true,
    },
  ),
  scope: shown(commonSettings.scope, { label: 'Extra scopes' }),
  trustUnverifiedEmail: shown(trustSetting.trustUnverifiedEmail, { label: 'Trust addresses' }),
});

const enterprise = (services: Services) => ({ ...services, googleWorkspaceIssuer: undefined });

const setupOf = ({ key, config, checked }: SocialSetup): Setup => {
  const { clientSecret, ...rest } = config;
  const hosts = Array.isArray(checked.hosts) ? checked.hosts.map(String) : [];
  return { key, config: rest, secret: String(clientSecret), domains: [], hosts };
};

export const socialOidc: SocialFactory = {
  type: 'Social',
  id: 'oidc',
  target: 'oidc',
  platform: 'Universal',
  isStandard: true,
  name: { en: 'OpenID Connect', ja: 'OpenID Connect' },
  description: {
    en: 'Any identity provider that speaks OpenID Connect.',
    ja: 'OpenID Connect に対応した任意の ID プロバイダーです。',
  },
  ...openidLogo,
  readme:
    'Register this server with the provider and enter its issuer, client ID and client secret. The discovery document is read when you save.',
  ...describeSettings(settings),
  destinations: ['issuer'],
  check: async (services, config) => {
    const setup = setupOf({ key: 'check', config, checked: {} });
    return { ...(await genericOidc.check(enterprise(services), setup)) };
  },
  authorizationUri: (services, setup, request) =>
    genericOidc.begin(enterprise(services), setupOf(setup), { ...request, email: null }),
  userInfo: (services, setup, arrival, memory) =>
    genericOidc.finish(enterprise(services), setupOf(setup), arrival, memory as Memory),
};
