import {
  Badge,
  Button,
  Group,
  SegmentedControl,
  Stack,
  Switch,
  Text,
  Textarea,
  TextInput,
} from '@mantine/core';
import { IconPlus, IconShield } from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange, usePage } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import {
  type Column,
  DataTable,
  EmptyState,
  PageHeader,
  SearchBox,
  useListQuery,
} from '../../components/index.ts';
import { RoleKindControl } from '../../components/role-kind.tsx';
import { RowLink } from '../../components/row-link.tsx';
import { ScopePicker } from '../../components/scope-picker.tsx';
import type { Role, RoleKind } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

type ListedRole = Role & { usersCount: number; applicationsCount: number };

const CreateRole = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const create = useChange('POST /api/roles', { invalidates: ['/api/roles'], quiet: true });
  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={t.create.title}
      action={t.create.submit}
      initial={{
        name: '',
        description: '',
        type: 'User' as RoleKind,
        isDefault: false,
        scopeIds: [] as string[],
      }}
      validate={{
        name: (value) => (value.trim() ? null : t.create.required),
        description: (value) => (value.trim() ? null : t.create.descriptionRequired),
      }}
      onSubmit={async ({ name, description, type, isDefault, scopeIds }) => {
        const body = { name: name.trim(), description: description.trim(), type, isDefault, scopeIds };
        const made = await create.mutateAsync({ body });
        await navigate(`/roles/${made.id}`);
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
            required
            autosize
            minRows={2}
            maxLength={128}
            {...form.getInputProps('description')}
          />
          <RoleKindControl
            label={t.create.kind}
            description={t.create.kindHint}
            names={t.kinds}
            value={form.values.type}
            onChange={(type) => form.setValues({ type, isDefault: false, scopeIds: [] })}
          />
          <ScopePicker
            label={t.create.permissions}
            placeholder={t.permissions.pickPlaceholder}
            nothing={t.permissions.none}
            management={form.values.type === 'MachineToMachine'}
            {...form.getInputProps('scopeIds')}
          />
          {form.values.type === 'User' ? (
            <Switch
              label={t.settings.isDefault}
              description={t.settings.isDefaultHint}
              {...form.getInputProps('isDefault', { type: 'checkbox' })}
            />
          ) : null}
        </>
      )}
    </DialogForm>
  );
};

export const RoleList = () => {
  const t = useTexts(texts);
  const list = useListQuery();
  const [creating, setCreating] = useState(false);
  const kind = list.filter('type');
  const roles = usePage<ListedRole>('GET /api/roles', { query: { ...list.query, type: kind || undefined } });
  const columns: Column<ListedRole>[] = [
    {
      key: 'name',
      title: t.columns.name,
      cell: ({ id, name, description, isDefault }) => (
        <Stack gap={2}>
          <Group gap="xs">
            <RowLink to={`/roles/${id}`}>{name}</RowLink>
            {isDefault ? (
              <Badge variant="light" tt="none" radius="sm">
                {t.isDefault}
              </Badge>
            ) : null}
          </Group>
          <Text size="xs" c="dimmed" lineClamp={2}>
            {description}
          </Text>
        </Stack>
      ),
    },
    { key: 'kind', title: t.columns.kind, cell: ({ type }) => <Text size="sm">{t.kinds[type]}</Text> },
    {
      key: 'assigned',
      title: t.columns.assigned,
      wide: true,
      cell: ({ type, usersCount, applicationsCount }) => (
        <Text size="sm">{type === 'User' ? t.users(usersCount) : t.apps(applicationsCount)}</Text>
      ),
    },
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
        reading={roles}
        columns={columns}
        keyOf={({ id }) => id}
        list={list}
        to={({ id }) => `/roles/${id}`}
        toolbar={
          <>
            <SearchBox list={list} placeholder={t.search} />
            <SegmentedControl
              aria-label={t.kindFilter}
              value={kind}
              onChange={(type) => list.setFilter({ type: type || null })}
              data={[
                { value: '', label: t.allKinds },
                { value: 'User', label: t.kinds.User },
                { value: 'MachineToMachine', label: t.kinds.MachineToMachine },
              ]}
            />
          </>
        }
        filtered={Boolean(kind)}
        nothingFound={t.noneFound}
        empty={
          <EmptyState
            icon={<IconShield size={26} />}
            title={t.emptyTitle}
            description={t.emptyText}
            action={add}
          />
        }
      />
      <CreateRole opened={creating} onClose={() => setCreating(false)} />
    </>
  );
};
