import { Badge, Box, Button, Group, Stack, Text } from '@mantine/core';
import { IconBuildingSkyscraper, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { usePage } from '../../api.ts';
import {
  type Column,
  DataTable,
  EmptyState,
  PageHeader,
  StatusBadge,
  useListQuery,
} from '../../components/index.ts';
import { RowLink } from '../../components/row-link.tsx';
import type { SsoConnector } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { whyNotAvailable } from './availability.ts';
import { CreateConnector } from './create-connector.tsx';
import { ProviderLogo } from './provider-logo.tsx';
import { texts } from './texts.ts';

const Domains = ({ domains }: { domains: string[] }) => {
  const t = useTexts(texts);
  if (domains.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t.noDomains}
      </Text>
    );
  }
  return (
    <Group gap={6}>
      {domains.slice(0, 3).map((domain) => (
        <Badge key={domain} variant="light" color="gray" tt="none" radius="sm">
          {domain}
        </Badge>
      ))}
      {domains.length > 3 ? (
        <Text size="xs" c="dimmed" title={domains.slice(3).join(', ')}>
          +{domains.length - 3}
        </Text>
      ) : null}
    </Group>
  );
};

const Availability = ({ connector }: { connector: SsoConnector }) => {
  const t = useTexts(texts);
  const reason = whyNotAvailable(connector, t);
  return (
    <Stack gap={2} align="flex-start">
      <StatusBadge status={reason === null ? 'good' : 'warning'}>
        {reason === null ? t.available : t.notAvailable}
      </StatusBadge>
      {reason ? (
        <Text size="xs" c="dimmed" maw={260}>
          {reason}
        </Text>
      ) : null}
    </Stack>
  );
};

export const ConnectorList = () => {
  const t = useTexts(texts);
  const list = useListQuery();
  const [creating, setCreating] = useState(false);
  const connectors = usePage<SsoConnector>('GET /api/sso-connectors', {
    query: { page: list.page, page_size: list.query.page_size },
  });
  const columns: Column<SsoConnector>[] = [
    {
      key: 'name',
      title: t.columns.name,
      cell: (connector) => (
        <Group gap="sm" wrap="nowrap">
          <ProviderLogo logo={connector.providerLogo} logoDark={connector.providerLogoDark} />
          <Stack gap={0}>
            <RowLink to={`/enterprise-sso/${connector.id}`}>{connector.connectorName}</RowLink>
            <Text size="xs" c="dimmed">
              {connector.name}
            </Text>
            <Box hiddenFrom="sm" mt={4}>
              <Domains domains={connector.domains} />
            </Box>
          </Stack>
        </Group>
      ),
    },
    {
      key: 'domains',
      title: t.columns.domains,
      wide: true,
      cell: ({ domains }) => <Domains domains={domains} />,
    },
    { key: 'status', title: t.columns.status, cell: (connector) => <Availability connector={connector} /> },
  ];
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setCreating(true)}>
      {t.add}
    </Button>
  );
  return (
    <>
      <PageHeader title={t.title} description={t.subtitle} actions={add} />
      <DataTable
        label={t.title}
        reading={connectors}
        columns={columns}
        keyOf={({ id }) => id}
        list={list}
        to={({ id }) => `/enterprise-sso/${id}`}
        empty={
          <EmptyState
            icon={<IconBuildingSkyscraper size={26} />}
            title={t.emptyTitle}
            description={t.emptyText}
            action={add}
          />
        }
      />
      <CreateConnector opened={creating} onClose={() => setCreating(false)} />
    </>
  );
};
