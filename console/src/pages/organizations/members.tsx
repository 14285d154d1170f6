import { Badge, Box, Button, Group, MultiSelect, Stack, Text } from '@mantine/core';
import { IconPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { call, invalidate, queryClient, useChange, usePage } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  EmptyState,
  SearchBox,
  useListQuery,
} from '../../components/index.ts';
import { RowActions } from '../../components/row-actions.tsx';
import { UserBadge } from '../../components/user-badge.tsx';
import { UserPicker } from '../../components/user-picker.tsx';
import { type Named, nameOfUser, type User } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { notifyDone } from '../../notify.ts';
import type { OrganizationRole } from './organization.ts';
import { texts } from './texts.ts';

type Member = User & { organizationRoles: Named[] };

const stale = ['/api/organizations', '/api/users'];

const useUserRoles = (enabled: boolean) =>
  usePage<OrganizationRole>('GET /api/organization-roles', { query: { page: 1, page_size: 100 }, enabled })
    .data?.items.filter(({ type }) => type === 'User')
    .map(({ id, name }) => ({ value: id, label: name })) ?? [];

type DialogProps = { organizationId: string; opened: boolean; onClose: () => void };

const AddMembers = ({
  organizationId,
  opened,
  onClose,
  present,
}: DialogProps & { present: ReadonlySet<string> }) => {
  const t = useTexts(texts).members;
  const roles = useUserRoles(opened);
  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={t.add}
      action={t.submit}
      initial={{ userIds: [] as string[], organizationRoleIds: [] as string[] }}
      validate={{ userIds: (value) => (value.length > 0 ? null : t.usersPlaceholder) }}
      onSubmit={async ({ userIds, organizationRoleIds }) => {
        const params = { id: organizationId };
        await call('POST /api/organizations/:id/users', { params, body: { userIds } });
        if (organizationRoleIds.length > 0) {
          const body = { userIds, organizationRoleIds };
          await call('POST /api/organizations/:id/users/roles', { params, body });
        }
        notifyDone(t.added);
        await invalidate(queryClient, stale);
      }}
    >
      {(form) => (
        <>
          <UserPicker
            label={t.users}
            placeholder={t.usersPlaceholder}
            nothing={t.nothing}
            exclude={present}
            {...form.getInputProps('userIds')}
          />
          <MultiSelect
            label={t.roles}
            placeholder={form.values.organizationRoleIds.length === 0 ? t.rolesPlaceholder : undefined}
            data={roles}
            hidePickedOptions
            {...form.getInputProps('organizationRoleIds')}
          />
        </>
      )}
    </DialogForm>
  );
};

const MemberRoles = ({
  organizationId,
  member,
  opened,
  onClose,
}: DialogProps & { member: Member | null }) => {
  const t = useTexts(texts).members;
  const roles = useUserRoles(opened);
  const change = useChange('PUT /api/organizations/:id/users/:userId/roles', {
    invalidates: stale,
    success: t.rolesSaved,
    quiet: true,
  });
  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={t.editTitle}
      action={t.saveRoles}
      initial={{ organizationRoleIds: member?.organizationRoles.map(({ id }) => id) ?? [] }}
      onSubmit={(body) =>
        change.mutateAsync({ params: { id: organizationId, userId: member?.id ?? '' }, body })
      }
    >
      {(form) => (
        <>
          {member ? <UserBadge user={member} second={member.primaryEmail ?? member.username} /> : null}
          <MultiSelect
            label={t.roles}
            placeholder={form.values.organizationRoleIds.length === 0 ? t.rolesPlaceholder : undefined}
            data={roles}
            hidePickedOptions
            {...form.getInputProps('organizationRoleIds')}
          />
        </>
      )}
    </DialogForm>
  );
};

const RoleBadges = ({ roles }: { roles: Named[] }) => {
  const t = useTexts(texts).members;
  if (roles.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t.noRoles}
      </Text>
    );
  }
  return (
    <Group gap={6}>
      {roles.map(({ id, name }) => (
        <Badge key={id} variant="light" tt="none" radius="sm">
          {name}
        </Badge>
      ))}
    </Group>
  );
};

export const Members = ({ organizationId }: { organizationId: string }) => {
  const t = useTexts(texts).members;
  const list = useListQuery();
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<Member | null>(null);
  const [removing, setRemoving] = useState<Member | null>(null);
  const members = usePage<Member>('GET /api/organizations/:id/users', {
    params: { id: organizationId },
    query: { q: list.search || undefined, page: list.page, page_size: list.query.page_size },
  });
  const remove = useChange('DELETE /api/organizations/:id/users/:userId', {
    invalidates: stale,
    success: t.removed,
    quiet: true,
  });
  const columns: Column<Member>[] = [
    {
      key: 'user',
      title: t.columns.user,
      cell: (member) => (
        <Stack gap={6}>
          <UserBadge
            user={member}
            second={member.primaryEmail ?? member.username}
            to={`/users/${member.id}`}
          />
          <Box hiddenFrom="sm">
            <RoleBadges roles={member.organizationRoles} />
          </Box>
        </Stack>
      ),
    },
    {
      key: 'roles',
      title: t.columns.roles,
      wide: true,
      cell: ({ organizationRoles }) => <RoleBadges roles={organizationRoles} />,
    },
    {
      key: 'actions',
      title: '',
      width: 90,
      cell: (member) => (
        <RowActions
          edit={t.editRoles(nameOfUser(member))}
          onEdit={() => setEditing(member)}
          remove={t.remove(nameOfUser(member))}
          onRemove={() => setRemoving(member)}
        />
      ),
    },
  ];
  const add = (
    <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => setAdding(true)}>
      {t.add}
    </Button>
  );
  return (
    <>
      <DataTable
        label={t.columns.user}
        reading={members}
        columns={columns}
        keyOf={({ id }) => id}
        list={list}
        toolbar={
          <>
            <SearchBox list={list} placeholder={t.search} />
            {add}
          </>
        }
        nothingFound={t.noneFound}
        empty={
          <EmptyState
            icon={<IconUsers size={26} />}
            title={t.emptyTitle}
            description={t.emptyText}
            action={add}
          />
        }
      />
      <AddMembers
        organizationId={organizationId}
        opened={adding}
        onClose={() => setAdding(false)}
        present={new Set((members.data?.items ?? []).map(({ id }) => id))}
      />
      <MemberRoles
        organizationId={organizationId}
        member={editing}
        opened={editing !== null}
        onClose={() => setEditing(null)}
      />
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t.removeTitle}
        action={t.remove(removing ? nameOfUser(removing) : '')}
        onConfirm={() => remove.mutateAsync({ params: { id: organizationId, userId: removing?.id ?? '' } })}
      >
        {t.removeText(removing ? nameOfUser(removing) : '')}
      </ConfirmDialog>
    </>
  );
};
