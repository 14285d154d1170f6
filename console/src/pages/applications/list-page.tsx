import { Anchor, Box, Button, Group, Select, Text } from '@mantine/core';
import { IconApps, IconPlus } from '@tabler/icons-react';
import { Link } from 'react-router';
import { usePage } from '../../api.ts';
import {
  type Column,
  CopyText,
  DataTable,
  EmptyState,
  PageHeader,
  RelativeTime,
  SearchBox,
  useListQuery,
} from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { type Application, frameworkIdOf } from './application.ts';
import { FrameworkIcon } from './framework-icon.tsx';
import { frameworkOf, galleryTypes } from './frameworks.ts';
import { texts } from './texts.ts';

/** All applications of the tenant. */
export const Page = () => {
  const t = useTexts(texts);
  const list = useListQuery();
  const type = list.filter('type');
  const reading = usePage('GET /api/applications', {
    query: { ...list.query, types: type || undefined },
  });
  const create = (
    <Button component={Link} to="/applications/create" leftSection={<IconPlus size={16} aria-hidden />}>
      {t.create}
    </Button>
  );
  const columns: Column<Application>[] = [
    {
      key: 'name',
      title: t.columns.name,
      cell: (application) => (
        <Group gap="sm" wrap="nowrap">
          <FrameworkIcon framework={frameworkOf(application.type, frameworkIdOf(application))} size={26} />
          <Box style={{ minWidth: 0 }}>
            <Anchor component={Link} to={`/applications/${application.id}`} fw={600} size="sm">
              {application.name}
            </Anchor>
            <Text size="xs" c="dimmed">
              {t.types[application.type]}
            </Text>
          </Box>
        </Group>
      ),
    },
    {
      key: 'id',
      title: t.columns.id,
      wide: true,
      cell: ({ id }) => <CopyText value={id} label={t.columns.id} />,
    },
    {
      key: 'created',
      title: t.columns.created,
      wide: true,
      width: 150,
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
  ];
  return (
    <>
      <PageHeader title={t.title} description={t.subtitle} actions={create} />
      <DataTable
        label={t.title}
        reading={reading}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id }) => `/applications/${id}`}
        list={list}
        filtered={Boolean(type)}
        nothingFound={t.nothingFound}
        toolbar={
          <>
            <SearchBox list={list} placeholder={t.search} />
            <Select
              aria-label={t.typeFilter}
              data={[
                { value: '', label: t.allTypes },
                ...galleryTypes.map((value) => ({ value, label: t.types[value] })),
              ]}
              value={type}
              onChange={(value) => list.setFilter({ type: value || null })}
              allowDeselect={false}
              w={200}
            />
          </>
        }
        empty={
          <EmptyState icon={<IconApps />} title={t.emptyTitle} description={t.emptyText} action={create} />
        }
      />
    </>
  );
};
