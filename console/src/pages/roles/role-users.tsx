import { Box } from '@mantine/core';
import { IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useChange, usePage } from '../../api.ts';
import { AddButton, removeColumn } from '../../components/assigned.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { type Column, DataTable, EmptyState, SearchBox, useListQuery } from '../../components/index.ts';
import { UserBadge } from '../../components/user-badge.tsx';
import { UserPicker } from '../../components/user-picker.tsx';
import { nameOfUser, type Role, type User } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

export const RoleUsers = ({ role }: { role: Role }) => {
  const t = useTexts(texts).assigned;
  const list = useListQuery();
  const [adding, setAdding] = useState(false);
  const params = { id: role.id };
  const users = usePage<User>('GET /api/roles/:id/users', { params, query: list.query });
  const add = useChange('POST /api/roles/:id/users', {
    invalidates: ['/api/roles', '/api/users'],
    success: t.added,
    quiet: true,
  });
  const remove = useChange('DELETE /api/roles/:id/users/:userId', {
    invalidates: ['/api/roles', '/api/users'],
    success: t.removed,
  });
  const columns: Column<User>[] = [
    {
      key: 'user',
      title: t.user,
      cell: (user) => (
        <UserBadge user={user} second={user.primaryEmail ?? user.username} to={`/users/${user.id}`} />
      ),
    },
    removeColumn(
      (user) => t.remove(nameOfUser(user)),
      ({ id }) => remove.mutate({ params: { id: role.id, userId: id } }),
    ),
  ];
  const button = <AddButton onClick={() => setAdding(true)}>{t.addUsers}</AddButton>;
  return (
    <>
      <DataTable
        label={t.user}
        reading={users}
        columns={columns}
        keyOf={({ id }) => id}
        list={list}
        toolbar={
          <>
            <SearchBox list={list} placeholder={t.usersPlaceholder} />
            <Box ml={{ sm: 'auto' }}>{button}</Box>
          </>
        }
        nothingFound={t.nothing}
        empty={
          <EmptyState
            icon={<IconUsers size={26} />}
            title={t.usersEmptyTitle}
            description={t.usersEmptyText}
            action={button}
          />
        }
      />
      <DialogForm
        opened={adding}
        onClose={() => setAdding(false)}
        title={t.addUsers}
        action={t.submit}
        initial={{ userIds: [] as string[] }}
        validate={{ userIds: (value) => (value.length > 0 ? null : t.usersPlaceholder) }}
        onSubmit={(body) => add.mutateAsync({ params, body })}
      >
        {(form) => (
          <UserPicker
            label={t.pickUsers}
            placeholder={t.usersPlaceholder}
            nothing={t.nothing}
            exclude={new Set((users.data?.items ?? []).map(({ id }) => id))}
            {...form.getInputProps('userIds')}
          />
        )}
      </DialogForm>
    </>
  );
};
