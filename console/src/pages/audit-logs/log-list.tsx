import { Anchor, Box, Button, Text } from '@mantine/core';
import { IconBroadcast, IconDownload, IconHistory, IconRefresh } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import { Link } from 'react-router';
import { saveFile, usePage } from '../../api.ts';
import {
  type Column,
  DataTable,
  EmptyState,
  PageHeader,
  pageSize,
  RelativeTime,
  StatusBadge,
  useListQuery,
} from '../../components/index.ts';
import { RowLink } from '../../components/row-link.tsx';
import type { ApplicationSummary } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { notifyFailure } from '../../notify.ts';
import { Filters, filtersOf, type LogFilters } from './filters.tsx';
import type { Log } from './log.ts';
import { texts } from './texts.ts';

/** An event's key, which may break after its dots. */
const EventName = ({ name }: { name: string }) => (
  <Text component="span" ff="monospace" fz={13}>
    {name.split('.').map((part, index) => (
      <Fragment key={part}>
        {index > 0 ? (
          <>
            .<wbr />
          </>
        ) : null}
        {part}
      </Fragment>
    ))}
  </Text>
);

const useColumns = (applications: ApplicationSummary[]): Column<Log>[] => {
  const t = useTexts(texts);
  const nameOf = new Map(applications.map(({ id, name }) => [id, name]));
  return [
    {
      key: 'event',
      title: t.columns.event,
      cell: (log) => (
        <>
          <RowLink to={`/audit-logs/${log.id}`}>
            <EventName name={log.key} />
          </RowLink>
          <Box hiddenFrom="sm" c="dimmed">
            <RelativeTime at={log.createdAt} />
          </Box>
        </>
      ),
    },
    {
      key: 'result',
      title: t.columns.result,
      cell: ({ payload: { result } }) => (
        <StatusBadge status={result === 'Success' ? 'good' : 'bad'}>{t.results[result]}</StatusBadge>
      ),
    },
    {
      key: 'user',
      title: t.columns.user,
      wide: true,
      cell: ({ payload: { userId, actor } }) =>
        userId ? (
          <Anchor component={Link} to={`/users/${userId}`} size="sm" ff="monospace" fz={13}>
            {userId}
          </Anchor>
        ) : (
          <Text size="sm" c="dimmed">
            {t.actors[actor?.type as keyof typeof t.actors] ?? t.none}
          </Text>
        ),
    },
    {
      key: 'application',
      title: t.columns.application,
      wide: true,
      cell: ({ payload: { applicationId } }) =>
        applicationId ? (
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            {nameOf.get(applicationId) ?? applicationId}
          </Text>
        ) : (
          t.none
        ),
    },
    {
      key: 'ip',
      title: t.columns.ip,
      wide: true,
      cell: ({ payload: { ip } }) => (
        <Text size="sm" ff="monospace" fz={13}>
          {ip ?? t.none}
        </Text>
      ),
    },
    {
      key: 'time',
      title: t.columns.time,
      wide: true,
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
  ];
};

const Export = ({ filters }: { filters: LogFilters }) => {
  const t = useTexts(texts);
  const [busy, setBusy] = useState(false);
  const save = async () => {
    setBusy(true);
    const day = new Date().toISOString().slice(0, 10);
    await saveFile('/api/logs/export', filters, `audit-${day}.ndjson`).catch(notifyFailure);
    setBusy(false);
  };
  return (
    <Button
      variant="default"
      leftSection={<IconDownload size={16} aria-hidden />}
      loading={busy}
      onClick={() => void save()}
    >
      {t.export}
    </Button>
  );
};

export const LogList = () => {
  const t = useTexts(texts);
  const list = useListQuery();
  const filters = filtersOf(list);
  const logs = usePage<Log>('GET /api/logs', {
    query: { ...filters, enableCap: true, page: list.page, page_size: pageSize },
  });
  const applications = usePage<ApplicationSummary>('GET /api/applications', {
    query: { page: 1, page_size: 100 },
  });
  const known = applications.data?.items ?? [];
  const columns = useColumns(known);
  const keys = [...new Set((logs.data?.items ?? []).map(({ key }) => key))].sort();
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.subtitle}
        actions={
          <>
            <Button
              variant="default"
              leftSection={<IconRefresh size={16} aria-hidden />}
              loading={logs.isRefetching}
              onClick={() => void logs.refetch()}
            >
              {t.refresh}
            </Button>
            <Export filters={filters} />
            <Button
              component={Link}
              to="/audit-logs/streaming"
              variant="default"
              leftSection={<IconBroadcast size={16} aria-hidden />}
            >
              {t.streaming}
            </Button>
          </>
        }
      />
      <DataTable
        label={t.title}
        reading={logs}
        columns={columns}
        keyOf={({ id }) => id}
        list={list}
        to={({ id }) => `/audit-logs/${id}`}
        toolbar={<Filters list={list} keys={keys} applications={known} />}
        empty={<EmptyState icon={<IconHistory size={26} />} title={t.emptyTitle} description={t.emptyText} />}
        nothingFound={`${t.noneTitle}. ${t.noneText}`}
        filtered={Object.values(filters).some((value) => value !== undefined)}
      />
    </>
  );
};
