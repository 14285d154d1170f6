import { ActionIcon, Box, Button, Code, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconKey, IconPencil, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useChange, usePage } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  EmptyState,
  SearchBox,
  useListQuery,
} from '../../components/index.ts';
import type { Resource, Scope } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

type Props = { resource: Resource; readOnly: boolean };

/** Adds a permission, or changes the one given. */
const PermissionDialog = ({
  resource,
  scope,
  opened,
  onClose,
}: {
  resource: Resource;
  scope: Scope | null;
  opened: boolean;
  onClose: () => void;
}) => {
  const t = useTexts(texts).permissions;
  const about = { invalidates: ['/api/resources', '/api/roles'], success: t.saved, quiet: true };
  const create = useChange('POST /api/resources/:resourceId/scopes', about);
  const change = useChange('PATCH /api/resources/:resourceId/scopes/:scopeId', about);
  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={scope ? t.editTitle : t.createTitle}
      action={scope ? t.save : t.create}
      initial={{ name: scope?.name ?? '', description: scope?.description ?? '' }}
      validate={{ name: (value) => (/^\S+$/.test(value.trim()) ? null : t.nameInvalid) }}
      onSubmit={({ name, description }) => {
        const body = { name: name.trim(), description: description.trim() || null };
        const resourceId = resource.id;
        return scope
          ? change.mutateAsync({ params: { resourceId, scopeId: scope.id }, body })
          : create.mutateAsync({ params: { resourceId }, body });
      }}
    >
      {(form) => (
        <>
          <TextInput
            label={t.name}
            description={t.nameHint}
            placeholder="read:orders"
            required
            data-autofocus
            maxLength={256}
            spellCheck={false}
            {...form.getInputProps('name')}
          />
          <TextInput label={t.description} maxLength={512} {...form.getInputProps('description')} />
        </>
      )}
    </DialogForm>
  );
};

export const ResourcePermissions = ({ resource, readOnly }: Props) => {
  const t = useTexts(texts).permissions;
  const list = useListQuery();
  const [editing, setEditing] = useState<Scope | 'new' | null>(null);
  const [removing, setRemoving] = useState<Scope | null>(null);
  const scopes = usePage<Scope>('GET /api/resources/:resourceId/scopes', {
    params: { resourceId: resource.id },
    query: list.query,
  });
  const remove = useChange('DELETE /api/resources/:resourceId/scopes/:scopeId', {
    invalidates: ['/api/resources', '/api/roles'],
    success: t.removed,
    quiet: true,
  });
  const columns: Column<Scope>[] = [
    {
      key: 'name',
      title: t.columns.name,
      cell: ({ name, description }) => (
        <Stack gap={4} align="flex-start">
          <Code>{name}</Code>
          <Text size="xs" c="dimmed" hiddenFrom="sm">
            {description}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'description',
      title: t.columns.description,
      wide: true,
      cell: ({ description }) => <Text size="sm">{description}</Text>,
    },
  ];
  if (!readOnly) {
    columns.push({
      key: 'actions',
      title: '',
      width: 90,
      cell: (scope) => (
        <Group gap={4} wrap="nowrap" justify="flex-end">
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t.edit(scope.name)}
            onClick={() => setEditing(scope)}
          >
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={t.remove(scope.name)}
            onClick={() => setRemoving(scope)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        </Group>
      ),
    });
  }
  const add = readOnly ? null : (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setEditing('new')}>
      {t.add}
    </Button>
  );
  return (
    <>
      <DataTable
        label={t.columns.name}
        reading={scopes}
        columns={columns}
        keyOf={({ id }) => id}
        list={list}
        toolbar={
          <>
            <SearchBox list={list} placeholder={t.search} />
            {add ? <Box ml={{ sm: 'auto' }}>{add}</Box> : null}
          </>
        }
        nothingFound={t.noneFound}
        empty={
          <EmptyState
            icon={<IconKey size={26} />}
            title={t.emptyTitle}
            description={t.emptyText}
            action={add}
          />
        }
      />
      <PermissionDialog
        resource={resource}
        scope={editing === 'new' ? null : editing}
        opened={editing !== null}
        onClose={() => setEditing(null)}
      />
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t.removeTitle}
        onConfirm={() =>
          remove.mutateAsync({ params: { resourceId: resource.id, scopeId: removing?.id ?? '' } })
        }
      >
        <Code>{removing?.name}</Code> {t.removeText}
      </ConfirmDialog>
    </>
  );
};
