import { Anchor, Badge, Code, Divider, Group, Stack, Text, Title } from '@mantine/core';
import { Link } from 'react-router';
import { useApi } from '../../api.ts';
import { type Fact, Facts } from '../../components/facts.tsx';
import {
  formatExact,
  Loaded,
  LoadingState,
  RelativeTime,
  Section,
  StatusBadge,
} from '../../components/index.ts';
import { JsonBlock } from '../../components/json-block.tsx';
import type { SsoConnector, SsoIdentity, User } from '../../entities.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { SocialIdentities } from './social-identities.tsx';
import { texts } from './texts.ts';

type TokenSecret = {
  metadata: { scope?: string; expiresAt?: number; tokenType?: string; hasRefreshToken: boolean };
  createdAt: number;
  updatedAt: number;
};

type Answer = { ssoIdentity: SsoIdentity; tokenSecret?: TokenSecret };

/** Access token expiry is given in seconds on the wire; milliseconds elsewhere. */
const toMilliseconds = (at: number): number => (at < 100_000_000_000 ? at * 1000 : at);

const StoredTokens = ({ secret }: { secret: TokenSecret }) => {
  const t = useTexts(texts).identities;
  const language = useLanguage();
  const { scope, expiresAt, tokenType, hasRefreshToken } = secret.metadata;
  const facts: Fact[] = [];
  if (scope) {
    facts.push({
      label: t.scope,
      value: (
        <Group gap={6}>
          {scope.split(' ').map((one) => (
            <Code key={one}>{one}</Code>
          ))}
        </Group>
      ),
    });
  }
  if (expiresAt) facts.push({ label: t.expires, value: formatExact(toMilliseconds(expiresAt), language) });
  if (tokenType) facts.push({ label: t.tokenType, value: tokenType });
  facts.push({
    label: t.refresh,
    value: (
      <StatusBadge status={hasRefreshToken ? 'good' : 'neutral'}>
        {hasRefreshToken ? t.yes : t.no}
      </StatusBadge>
    ),
  });
  return (
    <Stack gap="sm">
      <Facts facts={facts} />
      <Text size="xs" c="dimmed">
        {t.tokensNote}
      </Text>
    </Stack>
  );
};

const Identity = ({ user, identity }: { user: User; identity: SsoIdentity }) => {
  const t = useTexts(texts).identities;
  const language = useLanguage();
  const connector = useApi<SsoConnector>('GET /api/sso-connectors/:id', {
    params: { id: identity.ssoConnectorId },
  });
  const details = useApi<Answer>('GET /api/users/:userId/sso-identities/:ssoConnectorId', {
    params: { userId: user.id, ssoConnectorId: identity.ssoConnectorId },
    query: { includeTokenSecret: 'true' },
  });
  const email = identity.detail.email;
  return (
    <Section
      title={connector.data?.connectorName ?? identity.issuer}
      action={
        connector.data ? (
          <Group gap="sm">
            <Badge variant="light" color="gray" tt="none" radius="sm">
              {connector.data.name}
            </Badge>
            <Anchor component={Link} to={`/enterprise-sso/${identity.ssoConnectorId}`} size="sm">
              {t.openConnector}
            </Anchor>
          </Group>
        ) : null
      }
    >
      <Facts
        facts={[
          { label: t.issuer, value: <Code>{identity.issuer}</Code> },
          { label: t.subject, value: <Code>{identity.identityId}</Code> },
          ...(typeof email === 'string' ? [{ label: t.email, value: email }] : []),
          { label: t.linked, value: formatExact(identity.createdAt, language) },
          { label: t.updated, value: <RelativeTime at={identity.updatedAt} /> },
        ]}
      />
      <Divider />
      <Title order={3} fz="md">
        {t.tokens}
      </Title>
      <Loaded of={details} loading={<LoadingState rows={1} />}>
        {({ tokenSecret }) =>
          tokenSecret ? (
            <StoredTokens secret={tokenSecret} />
          ) : (
            <Text size="sm" c="dimmed">
              {t.tokensNone}
            </Text>
          )
        }
      </Loaded>
      <Title order={3} fz="md">
        {t.raw}
      </Title>
      <JsonBlock label={t.raw} value={identity.detail} />
    </Section>
  );
};

/** Accounts elsewhere with which a user signs in: at social providers and at companies. */
export const UserIdentities = ({ user }: { user: User }) => {
  const t = useTexts(texts).identities;
  // By themselves: an answer that was asked for more is no version of the user that a form could rest on.
  const reading = useApi<User>('GET /api/users/:userId', {
    params: { userId: user.id },
    query: { includeSsoIdentities: 'true' },
  });
  return (
    <Stack gap="lg">
      <SocialIdentities user={user} />
      <Loaded of={reading}>
        {({ ssoIdentities = [] }) =>
          ssoIdentities.length === 0 ? (
            <Section title={t.title} description={t.text}>
              <Text size="sm" c="dimmed">
                {t.empty}
              </Text>
            </Section>
          ) : (
            ssoIdentities.map((identity) => <Identity key={identity.id} user={user} identity={identity} />)
          )
        }
      </Loaded>
    </Stack>
  );
};
