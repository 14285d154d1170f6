import { Button, Code, Stack, Text, TextInput } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { readVersion, useChange, usePage } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  SearchBox,
  Section,
  useListQuery,
} from '../../components/index.ts';
import { RowActions } from '../../components/row-actions.tsx';
import { useTexts } from '../../i18n/index.ts';
import type { OrganizationScope } from './organization.ts';
import { texts } from './texts.ts';

type DialogProps = { scope: OrganizationScope | null; opened: boolean; onClose: () => void };

const valuesOf = (scope: OrganizationScope | null) => ({
  name: scope?.name ?? '',
  description: scope?.description ?? '',
});

const ScopeDialog = ({ scope, opened, onClose }: DialogProps) => {
  const t = useTexts(texts);
  const about = { invalidates: ['/api/organization-'], success: t.template.saved, quiet: true };
  const create = useChange('POST /api/organization-scopes', about);
  const change = useChange('PATCH /api/organization-scopes/:id', about);
  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={scope ? t.template.editScope : t.template.createScope}
      action={scope ? t.template.save : t.template.create}
      initial={valuesOf(scope)}
      edits={
        scope && {
          current: () => readVersion('GET /api/organization-scopes/:id', { params: { id: scope.id } }),
          values: valuesOf,
        }
      }
      validate={{ name: (value) => (/^\S+$/.test(value.trim()) ? null : t.template.scopeNameInvalid) }}
      onSubmit={({ name, description }, over) => {
        const body = { name: name.trim(), description: description.trim() || null };
        return scope
          ? change.mutateAsync({ over, params: { id: scope.id }, body })
          : create.mutateAsync({ body });
      }}
    >
      {(form) => (
        <>
          <TextInput
            label={t.template.name}
            placeholder="read:members"
            required
            maxLength={128}
            data-autofocus
            spellCheck={false}
            {...form.getInputProps('name')}
          />
          <TextInput label={t.template.description} maxLength={256} {...form.getInputProps('description')} />
        </>
      )}
    </DialogForm>
  );
};

export const TemplateScopes = () => {
  const t = useTexts(texts).template;
  const [editing, setEditing] = useState<OrganizationScope | 'new' | null>(null);
  const [removing, setRemoving] = useState<OrganizationScope | null>(null);
  const list = useListQuery('permissions-');
  const scopes = usePage('GET /api/organization-scopes', {
    query: { q: list.search || undefined, page: list.page, page_size: list.query.page_size },
  });
  const remove = useChange('DELETE /api/organization-scopes/:id', {
    invalidates: ['/api/organization-'],
    success: t.removed,
    quiet: true,
  });
  const columns: Column<OrganizationScope>[] = [
    {
      key: 'name',
      title: t.name,
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
      title: t.description,
      wide: true,
      cell: ({ description }) => <Text size="sm">{description}</Text>,
    },
    {
      key: 'actions',
      title: '',
      width: 90,
      cell: (scope) => (
        <RowActions
          edit={t.edit(scope.name)}
          onEdit={() => setEditing(scope)}
          remove={t.remove(scope.name)}
          onRemove={() => setRemoving(scope)}
        />
      ),
    },
  ];
  return (
    <Section
      title={t.scopes}
      description={t.scopesText}
      action={
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setEditing('new')}
        >
          {t.addScope}
        </Button>
      }
    >
      <DataTable
        label={t.scopes}
        reading={scopes}
        columns={columns}
        keyOf={({ id }) => id}
        list={list}
        toolbar={<SearchBox list={list} placeholder={t.searchScopes} />}
        nothingFound={t.noneFound}
        empty={
          <Text size="sm" c="dimmed">
            {t.noScopes}
          </Text>
        }
      />
      <ScopeDialog
        scope={editing === 'new' ? null : editing}
        opened={editing !== null}
        onClose={() => setEditing(null)}
      />
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t.removeScopeTitle}
        onConfirm={() => remove.mutateAsync({ params: { id: removing?.id ?? '' } })}
      >
        <Code>{removing?.name}</Code> {t.removeScopeText}
      </ConfirmDialog>
    </Section>
  );
};
