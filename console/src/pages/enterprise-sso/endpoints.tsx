import { Badge, Group, Text } from '@mantine/core';
import { Facts } from '../../components/facts.tsx';
import { Section } from '../../components/index.ts';
import type { SsoConnector } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

const shown = ['issuer', 'authorizationEndpoint', 'tokenEndpoint', 'userinfoEndpoint', 'jwksUri'] as const;

/** What the provider's discovery document said at the last save; the hosts are what the administrator confirms. */
export const Endpoints = ({ provider }: { provider: SsoConnector['providerConfig'] }) => {
  const t = useTexts(texts).connection;
  const found = shown.flatMap((name) => {
    const value = provider[name];
    return typeof value === 'string' ? [{ name, value }] : [];
  });
  return (
    <Section title={t.endpoints} description={t.endpointsText}>
      <Facts
        facts={[
          {
            label: t.host,
            value: (
              <Group gap={6}>
                {(provider.hosts ?? []).map((host) => (
                  <Badge key={host} variant="light" tt="none" radius="sm">
                    {host}
                  </Badge>
                ))}
              </Group>
            ),
          },
          ...found.map(({ name, value }) => ({
            label: t.endpointNames[name],
            value: (
              <Text component="span" size="sm" ff="monospace" fz={13}>
                {value}
              </Text>
            ),
          })),
        ]}
      />
    </Section>
  );
};
