import { Box, Code, Text } from '@mantine/core';
import { IconKey } from '@tabler/icons-react';
import { useState } from 'react';
import { useAll, useChange, usePage } from '../../api.ts';
import { AddButton, removeColumn } from '../../components/assigned.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { type Column, DataTable, EmptyState, SearchBox, useListQuery } from '../../components/index.ts';
import { RowLink } from '../../components/row-link.tsx';
import { ScopePicker } from '../../components/scope-picker.tsx';
import type { Resource, Role, Scope } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { isBuiltIn } from './built-in.ts';
import { texts } from './texts.ts';

type RoleScope = Scope & { resource: Resource };

export const RolePermissions = ({ role }: { role: Role }) => {
  const t = useTexts(texts).permissions;
  const readOnly = isBuiltIn(role);
  const list = useListQuery();
  const [adding, setAdding] = useState(false);
  const params = { id: role.id };
  const scopes = usePage<RoleScope>('GET /api/roles/:id/scopes', {
    params,
    query: list.query,
  });
  const present = useAll('GET /api/roles/:id/scopes', { params, enabled: adding });
  const add = useChange('POST /api/roles/:id/scopes', {
    invalidates: ['/api/roles'],
    success: t.added,
    quiet: true,
  });
  const remove = useChange('DELETE /api/roles/:id/scopes/:scopeId', {
    invalidates: ['/api/roles'],
    success: t.removed,
  });
  const columns: Column<RoleScope>[] = [
    { key: 'name', title: t.columns.name, cell: ({ name }) => <Code>{name}</Code> },
    {
      key: 'resource',
      title: t.columns.resource,
      cell: ({ resource }) => <RowLink to={`/api-resources/${resource.id}`}>{resource.name}</RowLink>,
    },
    {
      key: 'description',
      title: t.columns.description,
      wide: true,
      cell: ({ description }) => <Text size="sm">{description}</Text>,
    },
    ...(readOnly
      ? []
      : [
          removeColumn(
            ({ name }: RoleScope) => t.remove(name),
            ({ id }) => remove.mutate({ params: { id: role.id, scopeId: id } }),
            ({ id }) => remove.isPending && remove.variables?.params?.scopeId === id,
          ),
        ]),
  ];
  const button = readOnly ? null : <AddButton onClick={() => setAdding(true)}>{t.add}</AddButton>;
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
            {button ? <Box ml={{ sm: 'auto' }}>{button}</Box> : null}
          </>
        }
        nothingFound={t.noneFound}
        empty={
          <EmptyState
            icon={<IconKey size={26} />}
            title={t.emptyTitle}
            description={t.emptyText}
            action={button}
          />
        }
      />
      <DialogForm
        opened={adding}
        onClose={() => setAdding(false)}
        title={t.add}
        action={t.submit}
        initial={{ scopeIds: [] as string[] }}
        validate={{ scopeIds: (value) => (value.length > 0 ? null : t.pickPlaceholder) }}
        onSubmit={(body) => add.mutateAsync({ params, body })}
      >
        {(form) => (
          <ScopePicker
            label={t.pick}
            placeholder={t.pickPlaceholder}
            nothing={t.none}
            management={role.type === 'MachineToMachine'}
            exclude={new Set((present.data ?? []).map(({ id }) => id))}
            {...form.getInputProps('scopeIds')}
          />
        )}
      </DialogForm>
    </>
  );
};
