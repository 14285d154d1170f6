import { Anchor, Autocomplete, Box, Button, Group, Select, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconFilterOff, IconHistory, IconRefresh } from '@tabler/icons-react';
import { Fragment, useState } from 'react';
import { Link } from 'react-router';
import { usePage } from '../../api.ts';
import {
  type Column,
  DataTable,
  EmptyState,
  type ListQuery,
  PageHeader,
  pageSize,
  RelativeTime,
  StatusBadge,
  useListQuery,
} from '../../components/index.ts';
import { RowLink } from '../../components/row-link.tsx';
import type { ApplicationSummary } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import type { Log } from './log.ts';
import { texts } from './texts.ts';

type Filter = { list: ListQuery; name: string; label: string; placeholder?: string; known?: string[] };

/** A filter that is typed; it is applied when typing stops. */
const TypedFilter = ({ list, name, label, placeholder, known }: Filter) => {
  const [text, setText] = useState(list.filter(name));
  const apply = useDebouncedCallback(
    (value: string) => list.setFilter({ [name]: value.trim() || null }),
    300,
  );
  const change = (value: string) => {
    setText(value);
    apply(value);
  };
  const shared = { label, placeholder, value: text, size: 'sm', style: { flex: '1 1 190px' } } as const;
  return known ? (
    <Autocomplete {...shared} data={known} onChange={change} limit={20} />
  ) : (
    <TextInput {...shared} onChange={(event) => change(event.currentTarget.value)} />
  );
};

const Filters = ({
  list,
  keys,
  applications,
}: {
  list: ListQuery;
  keys: string[];
  applications: ApplicationSummary[];
}) => {
  const t = useTexts(texts);
  const [cleared, setCleared] = useState(0);
  const set = ['event', 'result', 'user', 'application'].some((name) => list.filter(name));
  return (
    <Group key={cleared} gap="sm" align="flex-end" w="100%" role="search" aria-label={t.filters.title}>
      <TypedFilter
        list={list}
        name="event"
        label={t.filters.event}
        placeholder={t.filters.eventPlaceholder}
        known={keys}
      />
      <Select
        label={t.filters.result}
        placeholder={t.filters.allResults}
        data={[
          { value: 'Success', label: t.results.Success },
          { value: 'Error', label: t.results.Error },
        ]}
        value={list.filter('result') || null}
        onChange={(value) => list.setFilter({ result: value })}
        clearable
        style={{ flex: '1 1 130px' }}
      />
      <TypedFilter list={list} name="user" label={t.filters.user} />
      <Select
        label={t.filters.application}
        placeholder={t.filters.allApplications}
        data={applications.map(({ id, name }) => ({ value: id, label: name }))}
        value={list.filter('application') || null}
        onChange={(value) => list.setFilter({ application: value })}
        searchable
        clearable
        style={{ flex: '1 1 190px' }}
      />
      {set ? (
        <Button
          variant="subtle"
          leftSection={<IconFilterOff size={16} aria-hidden />}
          onClick={() => {
            list.setFilter({ event: null, result: null, user: null, application: null });
            setCleared(cleared + 1);
          }}
        >
          {t.filters.clear}
        </Button>
      ) : null}
    </Group>
  );
};

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

export const LogList = () => {
  const t = useTexts(texts);
  const list = useListQuery();
  const filters = {
    logKey: list.filter('event') || undefined,
    result: list.filter('result') || undefined,
    userId: list.filter('user') || undefined,
    applicationId: list.filter('application') || undefined,
  };
  const logs = usePage<Log>('GET /api/logs', { query: { ...filters, page: list.page, page_size: pageSize } });
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
          <Button
            variant="default"
            leftSection={<IconRefresh size={16} aria-hidden />}
            loading={logs.isRefetching}
            onClick={() => void logs.refetch()}
          >
            {t.refresh}
          </Button>
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
        filtered={Object.values(filters).some(Boolean)}
      />
    </>
  );
};
