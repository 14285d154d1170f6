import { Anchor, Box, Button, Group, Select, Tabs, Text } from '@mantine/core';
import { IconApps, IconPlus, IconRobot } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { Link, useSearchParams } from 'react-router';
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
import { type Application, frameworkIdOf, signsPeopleIn } from './application.ts';
import { FrameworkIcon } from './framework-icon.tsx';
import { frameworkOf, galleryTypes } from './frameworks.ts';
import { registrationTexts } from './registration-texts.ts';
import { texts } from './texts.ts';
import { thirdPartyTexts } from './third-party-texts.ts';

const parties = ['own', 'third'] as const;
type Party = (typeof parties)[number];

/** All applications of the tenant: one's own, and those that somebody else runs. */
export const Page = () => {
  const t = useTexts(texts);
  const tp = useTexts(thirdPartyTexts);
  const tr = useTexts(registrationTexts);
  const [params, setParams] = useSearchParams();
  const shown: Party = params.get('party') === 'third' ? 'third' : 'own';
  const create = (
    <Button
      component={Link}
      to={shown === 'third' ? '/applications/create?party=third' : '/applications/create'}
      leftSection={<IconPlus size={16} aria-hidden />}
    >
      {t.create}
    </Button>
  );
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.subtitle}
        actions={
          <>
            <Button
              component={Link}
              to="/applications/self-registered"
              variant="default"
              leftSection={<IconRobot size={16} aria-hidden />}
            >
              {tr.title}
            </Button>
            {create}
          </>
        }
      />
      <Tabs
        value={shown}
        onChange={(party) => setParams(party === 'third' ? { party } : {}, { replace: true })}
        keepMounted={false}
        activateTabWithKeyboard={false}
      >
        <Tabs.List aria-label={tp.parties.label} mb="lg">
          {parties.map((party) => (
            <Tabs.Tab key={party} value={party}>
              {tp.parties[party]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {parties.map((party) => (
          <Tabs.Panel key={party} value={party}>
            <Applications party={party} create={create} />
          </Tabs.Panel>
        ))}
      </Tabs>
    </>
  );
};

const Applications = ({ party, create }: { party: Party; create: ReactNode }) => {
  const t = useTexts(texts);
  const tp = useTexts(thirdPartyTexts);
  const list = useListQuery();
  const type = list.filter('type');
  const isThirdParty = party === 'third';
  const reading = usePage('GET /api/applications', {
    query: { ...list.query, types: type || undefined, isThirdParty: String(isThirdParty) },
  });
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
              ...(isThirdParty ? galleryTypes.filter(signsPeopleIn) : galleryTypes).map((value) => ({
                value,
                label: t.types[value],
              })),
            ]}
            value={type}
            onChange={(value) => list.setFilter({ type: value || null })}
            allowDeselect={false}
            w={200}
          />
        </>
      }
      empty={
        <EmptyState
          icon={<IconApps />}
          title={isThirdParty ? tp.emptyTitle : t.emptyTitle}
          description={isThirdParty ? tp.emptyText : t.emptyText}
          action={create}
        />
      }
    />
  );
};
