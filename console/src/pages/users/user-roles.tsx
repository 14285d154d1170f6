import { MultiSelect, Text } from '@mantine/core';
import { IconShield } from '@tabler/icons-react';
import { useState } from 'react';
import { useChange, usePage } from '../../api.ts';
import { AddButton, removeColumn } from '../../components/assigned.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { type Column, DataTable, EmptyState, ReadOnlyNotice, useListQuery } from '../../components/index.ts';
import { RowLink } from '../../components/row-link.tsx';
import type { Role, User } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { useMay } from '../../shell/session.ts';
import { texts } from './texts.ts';

export const UserRoles = ({ user }: { user: User }) => {
  const t = useTexts(texts).roles;
  const list = useListQuery();
  const may = useMay('roles:write');
  const [adding, setAdding] = useState(false);
  const params = { userId: user.id };
  const roles = usePage<Role>('GET /api/users/:userId/roles', {
    params,
    query: { page: list.page, page_size: list.query.page_size },
  });
  const others = usePage<Role>('GET /api/roles', {
    query: { type: 'User', excludeUserId: user.id, page: 1, page_size: 100 },
    enabled: adding,
  });
  const about = { invalidates: ['/api/users', '/api/roles'] };
  const add = useChange('POST /api/users/:userId/roles', { ...about, success: t.assigned, quiet: true });
  const remove = useChange('DELETE /api/users/:userId/roles/:roleId', { ...about, success: t.removed });
  const columns: Column<Role>[] = [
    { key: 'name', title: t.name, cell: ({ id, name }) => <RowLink to={`/roles/${id}`}>{name}</RowLink> },
    {
      key: 'description',
      title: t.description,
      cell: ({ description }) => <Text size="sm">{description}</Text>,
    },
    ...(may
      ? [
          removeColumn<Role>(
            ({ name }) => t.remove(name),
            ({ id }) => remove.mutate({ params: { userId: user.id, roleId: id } }),
          ),
        ]
      : []),
  ];
  const button = may ? (
    <AddButton onClick={() => setAdding(true)}>{t.assign}</AddButton>
  ) : (
    <ReadOnlyNotice needs="roles:write" />
  );
  return (
    <>
      <DataTable
        label={t.name}
        reading={roles}
        columns={columns}
        keyOf={({ id }) => id}
        list={list}
        toolbar={button}
        empty={
          <EmptyState
            icon={<IconShield size={26} />}
            title={t.emptyTitle}
            description={t.emptyText}
            action={button}
          />
        }
      />
      <DialogForm
        opened={adding}
        onClose={() => setAdding(false)}
        title={t.assign}
        action={t.submit}
        initial={{ roleIds: [] as string[] }}
        validate={{ roleIds: (value) => (value.length > 0 ? null : t.pickPlaceholder) }}
        onSubmit={(body) => add.mutateAsync({ params, body })}
      >
        {(form) => (
          <MultiSelect
            label={t.pick}
            placeholder={t.pickPlaceholder}
            data={(others.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            searchable
            hidePickedOptions
            nothingFoundMessage={t.none}
            {...form.getInputProps('roleIds')}
          />
        )}
      </DialogForm>
    </>
  );
};
