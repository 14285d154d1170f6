import { Badge, Group, MultiSelect, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type AnswerOf, readVersion, useApi, useChange, usePage } from '../../api.ts';
import { AddButton } from '../../components/assigned.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { type Column, ConfirmDialog, DataTable, ReadOnlyNotice } from '../../components/index.ts';
import { RowActions } from '../../components/row-actions.tsx';
import type { Resource } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { useMay, useSession } from '../../shell/session.ts';
import { tenantId } from '../../tenant.ts';
import { administratorTexts } from './administrator-texts.ts';

type Role = AnswerOf<'GET /api/administrator-roles'>[number];

/** Every scope of the Management API: those of the resource that stands for it, else what the reader has. */
const useScopes = (): string[] => {
  const { tenant } = useSession();
  const resources = usePage<Resource>('GET /api/resources', {
    query: { includeScopes: 'true', page: 1, page_size: 100 },
  });
  const own = resources.data?.items.find(
    ({ indicator }) => indicator === `https://${tenantId}.logto.app/api`,
  );
  return (own?.scopes?.map(({ name }) => name) ?? [...tenant.scopes]).sort();
};

const valuesOf = (role: Role | null) => ({
  name: role?.name ?? '',
  description: role?.description ?? '',
  scopes: role?.scopes ?? [],
});

const EditRole = ({ known: role, onClose }: { known: Role | null; onClose: () => void }) => {
  const t = useTexts(administratorTexts);
  const scopes = useScopes();
  const about = { invalidates: ['/api/administrator-roles'], success: t.roleSaved, quiet: true };
  const create = useChange('POST /api/administrator-roles', about);
  const change = useChange('PATCH /api/administrator-roles/:id', about);
  return (
    <DialogForm
      opened
      onClose={onClose}
      title={role ? t.editRole : t.addRole}
      action={role ? t.saveRole : t.createRole}
      initial={valuesOf(role)}
      edits={
        role && {
          current: () => readVersion('GET /api/administrator-roles/:id', { params: { id: role.id } }),
          values: valuesOf,
        }
      }
      validate={{
        name: (value) => (value.trim() ? null : t.roleNameEmpty),
        scopes: (value) => (value.length > 0 ? null : t.scopesEmpty),
      }}
      onSubmit={async (values, over) => {
        const body = {
          name: values.name.trim(),
          description: values.description.trim() || null,
          scopes: values.scopes as Role['scopes'],
        };
        if (role) await change.mutateAsync({ over, params: { id: role.id }, body });
        else await create.mutateAsync({ body });
      }}
    >
      {(form) => (
        <>
          <TextInput
            label={t.roleName}
            required
            maxLength={128}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput label={t.roleDescription} maxLength={256} {...form.getInputProps('description')} />
          <MultiSelect
            label={t.scopes}
            description={role ? t.scopesHint : undefined}
            data={[...new Set([...scopes, ...form.values.scopes])]}
            searchable
            hidePickedOptions
            nothingFoundMessage={t.scopesNone}
            maxDropdownHeight={220}
            {...form.getInputProps('scopes')}
          />
        </>
      )}
    </DialogForm>
  );
};

type Asking = { what: 'create' } | { what: 'edit' | 'delete'; role: Role };

/** The roles that administrators can have: three built in, and the operator's own. */
export const AdministratorRoles = () => {
  const t = useTexts(administratorTexts);
  const may = useMay('administrators:write');
  const [asking, setAsking] = useState<Asking | null>(null);
  const close = () => setAsking(null);
  const roles = useApi('GET /api/administrator-roles');
  const remove = useChange('DELETE /api/administrator-roles/:id', {
    invalidates: ['/api/administrator-roles'],
    success: t.roleDeleted,
    quiet: true,
  });
  const columns: Column<Role>[] = [
    {
      key: 'role',
      title: t.role,
      cell: ({ id, name, description, isBuiltIn }) => (
        <Stack gap={2}>
          <Group gap="xs">
            <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
              {t.builtInNames[id] ?? name}
            </Text>
            {isBuiltIn ? (
              <Badge variant="light" color="gray" tt="none" radius="sm">
                {t.builtIn}
              </Badge>
            ) : null}
          </Group>
          <Text size="xs" c="dimmed">
            {t.builtInTexts[id] ?? description}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'scopes',
      title: t.scopes,
      cell: ({ scopes }) => (
        <Text size="sm" title={scopes.join('\n')}>
          {scopes.includes('all') ? t.everything : t.count(scopes.length)}
        </Text>
      ),
    },
    {
      key: 'actions',
      title: '',
      width: 90,
      cell: (role) =>
        may && !role.isBuiltIn ? (
          <RowActions
            edit={t.editOne(role.name)}
            onEdit={() => setAsking({ what: 'edit', role })}
            remove={t.deleteOne(role.name)}
            onRemove={() => setAsking({ what: 'delete', role })}
          />
        ) : null,
    },
  ];
  const items = roles.data;
  return (
    <Stack gap="md">
      <ReadOnlyNotice needs="administrators:write" />
      <Text size="sm" c="dimmed">
        {t.roleText}
      </Text>
      <DataTable
        label={t.tabs.roles}
        reading={{
          data: items ? { items, total: items.length } : undefined,
          error: roles.error,
          refetch: roles.refetch,
        }}
        columns={columns}
        keyOf={({ id }) => id}
        toolbar={
          may ? <AddButton onClick={() => setAsking({ what: 'create' })}>{t.addRole}</AddButton> : null
        }
        empty={null}
      />
      {asking?.what === 'create' ? <EditRole known={null} onClose={close} /> : null}
      {asking?.what === 'edit' ? <EditRole known={asking.role} onClose={close} /> : null}
      <ConfirmDialog
        opened={asking?.what === 'delete'}
        onClose={close}
        title={t.deleteTitle}
        onConfirm={() =>
          remove.mutateAsync({ params: { id: asking?.what === 'delete' ? asking.role.id : '' } })
        }
      >
        {t.deleteText}
      </ConfirmDialog>
    </Stack>
  );
};
