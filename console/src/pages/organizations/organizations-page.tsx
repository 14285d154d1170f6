import { Avatar, Button, Group, Stack, Text, Textarea, TextInput } from '@mantine/core';
import { IconBuilding, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useLocation, useNavigate } from 'react-router';
import { useChange, usePage } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import {
  type Column,
  DataTable,
  EmptyState,
  PageHeader,
  RelativeTime,
  SearchBox,
  UrlTabs,
  useListQuery,
} from '../../components/index.ts';
import { RowLink } from '../../components/row-link.tsx';
import { useTexts } from '../../i18n/index.ts';
import type { ListedOrganization } from './organization.ts';
import { OrganizationTemplate } from './organization-template.tsx';
import { texts } from './texts.ts';

const CreateOrganization = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const create = useChange('POST /api/organizations', {
    invalidates: ['/api/organizations'],
    quiet: true,
  });
  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={t.create.title}
      action={t.create.submit}
      initial={{ name: '', description: '' }}
      validate={{ name: (value) => (value.trim() ? null : t.nameRequired) }}
      onSubmit={async ({ name, description }) => {
        const body = {
          name: name.trim(),
          ...(description.trim() ? { description: description.trim() } : {}),
        };
        const made = await create.mutateAsync({ body });
        await navigate(`/organizations/${made.id}/members`);
      }}
    >
      {(form) => (
        <>
          <TextInput
            label={t.create.name}
            required
            maxLength={128}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <Textarea
            label={t.create.description}
            autosize
            minRows={2}
            maxLength={256}
            {...form.getInputProps('description')}
          />
        </>
      )}
    </DialogForm>
  );
};

/** How many members, with a few of their pictures where there is room. */
const MemberCount = ({
  organization: { usersCount = 0, featuredUsers = [] },
}: {
  organization: ListedOrganization;
}) => (
  <Group gap="sm" wrap="nowrap">
    {featuredUsers.length > 0 ? (
      <Avatar.Group spacing={8} visibleFrom="sm" aria-hidden>
        {featuredUsers.map(({ id, avatar, name }) => (
          <Avatar key={id} src={avatar} name={name ?? id} color="iris" size={28} radius="xl" alt="" />
        ))}
      </Avatar.Group>
    ) : null}
    <Text size="sm">{usersCount}</Text>
  </Group>
);

const OrganizationList = ({ onAdd }: { onAdd: () => void }) => {
  const t = useTexts(texts);
  const list = useListQuery();
  const organizations = usePage('GET /api/organizations', {
    query: {
      q: list.search || undefined,
      showFeatured: 'true',
      page: list.page,
      page_size: list.query.page_size,
    },
  });
  const columns: Column<ListedOrganization>[] = [
    {
      key: 'name',
      title: t.columns.name,
      cell: ({ id, name, description }) => (
        <Stack gap={2}>
          <RowLink to={`/organizations/${id}`}>{name}</RowLink>
          {description ? (
            <Text size="xs" c="dimmed" lineClamp={1}>
              {description}
            </Text>
          ) : null}
        </Stack>
      ),
    },
    {
      key: 'members',
      title: t.columns.members,
      cell: (organization) => <MemberCount organization={organization} />,
    },
    {
      key: 'created',
      title: t.columns.created,
      wide: true,
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
  ];
  return (
    <DataTable
      label={t.title}
      reading={organizations}
      columns={columns}
      keyOf={({ id }) => id}
      list={list}
      to={({ id }) => `/organizations/${id}`}
      toolbar={<SearchBox list={list} placeholder={t.search} />}
      nothingFound={t.noneFound}
      empty={
        <EmptyState
          icon={<IconBuilding size={26} />}
          title={t.emptyTitle}
          description={t.emptyText}
          action={<Button onClick={onAdd}>{t.add}</Button>}
        />
      }
    />
  );
};

export const OrganizationsPage = () => {
  const t = useTexts(texts);
  const { pathname } = useLocation();
  const [creating, setCreating] = useState(false);
  const add = () => setCreating(true);
  const onTemplate = pathname.endsWith('/template');
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.subtitle}
        actions={
          onTemplate ? null : (
            <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={add}>
              {t.add}
            </Button>
          )
        }
      />
      <UrlTabs
        label={t.title}
        base="/organizations"
        tab={onTemplate ? 'template' : undefined}
        tabs={[
          { value: 'list', label: t.tabs.list, content: <OrganizationList onAdd={add} /> },
          { value: 'template', label: t.tabs.template, content: <OrganizationTemplate /> },
        ]}
      />
      <CreateOrganization opened={creating} onClose={() => setCreating(false)} />
    </>
  );
};
