import { Badge, Button, Code, Group, NumberInput, TextInput } from '@mantine/core';
import { IconPlus, IconServer2 } from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange, usePage } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { type Column, DataTable, EmptyState, PageHeader, useListQuery } from '../../components/index.ts';
import { RowLink } from '../../components/row-link.tsx';
import { isManagementApi, type Resource } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { isIndicator, isLifetime } from './indicator.ts';
import { texts } from './texts.ts';

const CreateResource = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const create = useChange('POST /api/resources', { invalidates: ['/api/resources'], quiet: true });
  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={t.create.title}
      action={t.create.submit}
      initial={{ name: '', indicator: '', accessTokenTtl: 3600 }}
      validate={{
        name: (value) => (value.trim() ? null : t.create.nameRequired),
        indicator: (value) => (isIndicator(value) ? null : t.create.indicatorInvalid),
        accessTokenTtl: (value) => (isLifetime(value) ? null : t.settings.ttlInvalid),
      }}
      onSubmit={async ({ name, indicator, accessTokenTtl }) => {
        const body = { name: name.trim(), indicator: indicator.trim(), accessTokenTtl };
        const made = await create.mutateAsync({ body });
        await navigate(`/api-resources/${made.id}`);
      }}
    >
      {(form) => (
        <>
          <TextInput
            label={t.create.name}
            required
            maxLength={256}
            data-autofocus
            key={form.key('name')}
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t.create.indicator}
            description={t.create.indicatorHint}
            placeholder="https://api.example.com"
            required
            spellCheck={false}
            key={form.key('indicator')}
            {...form.getInputProps('indicator')}
          />
          <NumberInput
            label={t.settings.ttl}
            description={t.settings.ttlHint}
            required
            min={60}
            max={86_400}
            allowDecimal={false}
            {...form.getInputProps('accessTokenTtl')}
          />
        </>
      )}
    </DialogForm>
  );
};

export const ResourceList = () => {
  const t = useTexts(texts);
  const list = useListQuery();
  const [creating, setCreating] = useState(false);
  const resources = usePage<Resource>('GET /api/resources', {
    query: { page: list.page, page_size: list.query.page_size },
  });
  const columns: Column<Resource>[] = [
    {
      key: 'name',
      title: t.columns.name,
      cell: ({ id, name, indicator, isDefault }) => (
        <Group gap="xs">
          <RowLink to={`/api-resources/${id}`}>{name}</RowLink>
          {isManagementApi(indicator) ? (
            <Badge variant="light" color="gray" tt="none" radius="sm">
              {t.builtIn}
            </Badge>
          ) : null}
          {isDefault ? (
            <Badge variant="light" tt="none" radius="sm">
              {t.isDefault}
            </Badge>
          ) : null}
        </Group>
      ),
    },
    {
      key: 'indicator',
      title: t.columns.indicator,
      cell: ({ indicator }) => <Code style={{ overflowWrap: 'anywhere' }}>{indicator}</Code>,
    },
    { key: 'ttl', title: t.columns.ttl, wide: true, cell: ({ accessTokenTtl }) => t.seconds(accessTokenTtl) },
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
        reading={resources}
        columns={columns}
        keyOf={({ id }) => id}
        list={list}
        to={({ id }) => `/api-resources/${id}`}
        empty={
          <EmptyState
            icon={<IconServer2 size={26} />}
            title={t.emptyTitle}
            description={t.emptyText}
            action={add}
          />
        }
      />
      <CreateResource opened={creating} onClose={() => setCreating(false)} />
    </>
  );
};
