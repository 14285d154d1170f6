import { Badge, Group, Text } from '@mantine/core';
import { IconBuilding } from '@tabler/icons-react';
import { useState } from 'react';
import { useApi, useChange } from '../../api.ts';
import { AddButton, removeColumn } from '../../components/assigned.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { type Column, ConfirmDialog, DataTable, EmptyState, ReadOnlyNotice } from '../../components/index.ts';
import { OrganizationPicker } from '../../components/organization-picker.tsx';
import { RowLink } from '../../components/row-link.tsx';
import type { Named, User } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { useMay } from '../../shell/session.ts';
import { texts } from './texts.ts';

type Membership = { id: string; name: string; organizationRoles: Named[] };

const Roles = ({ of: { organizationRoles } }: { of: Membership }) => {
  const t = useTexts(texts).organizations;
  if (organizationRoles.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t.noRoles}
      </Text>
    );
  }
  return (
    <Group gap={6}>
      {organizationRoles.map(({ id, name }) => (
        <Badge key={id} variant="light" tt="none" radius="sm">
          {name}
        </Badge>
      ))}
    </Group>
  );
};

type AddProps = { user: User; present: ReadonlySet<string>; opened: boolean; onClose: () => void };

const AddToOrganizations = ({ user, present, opened, onClose }: AddProps) => {
  const t = useTexts(texts).organizations;
  const add = useChange('POST /api/organizations/:id/users', {
    invalidates: ['/api/users', '/api/organizations'],
    success: t.added,
    quiet: true,
  });
  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={t.add}
      action={t.submit}
      initial={{ organizationIds: [] as string[] }}
      validate={{ organizationIds: (ids) => (ids.length > 0 ? null : t.missing) }}
      onSubmit={async ({ organizationIds }) => {
        for (const id of organizationIds) {
          await add.mutateAsync({ params: { id }, body: { userIds: [user.id] } });
        }
      }}
    >
      {(form) => (
        <OrganizationPicker
          label={t.pick}
          placeholder={t.pickPlaceholder}
          nothing={t.none}
          exclude={present}
          {...form.getInputProps('organizationIds')}
        />
      )}
    </DialogForm>
  );
};

/** The organizations that a user belongs to. */
export const UserOrganizations = ({ user }: { user: User }) => {
  const t = useTexts(texts).organizations;
  const may = useMay('organizations:write');
  const [adding, setAdding] = useState(false);
  const [leaving, setLeaving] = useState<Membership | null>(null);
  const memberships = useApi<Membership[]>('GET /api/users/:userId/organizations', {
    params: { userId: user.id },
  });
  const remove = useChange('DELETE /api/organizations/:id/users/:userId', {
    invalidates: ['/api/users', '/api/organizations'],
    success: t.removed,
    quiet: true,
  });
  const columns: Column<Membership>[] = [
    {
      key: 'name',
      title: t.name,
      cell: ({ id, name }) => <RowLink to={`/organizations/${id}/members`}>{name}</RowLink>,
    },
    { key: 'roles', title: t.roles, cell: (membership) => <Roles of={membership} /> },
    ...(may ? [removeColumn<Membership>(({ name }) => t.remove(name), setLeaving)] : []),
  ];
  const items = memberships.data;
  const button = may ? (
    <AddButton onClick={() => setAdding(true)}>{t.add}</AddButton>
  ) : (
    <ReadOnlyNotice needs="organizations:write" />
  );
  return (
    <>
      <DataTable
        label={t.name}
        reading={{
          data: items ? { items, total: items.length } : undefined,
          error: memberships.error,
          refetch: memberships.refetch,
        }}
        columns={columns}
        keyOf={({ id }) => id}
        to={({ id }) => `/organizations/${id}/members`}
        toolbar={button}
        empty={
          <EmptyState
            icon={<IconBuilding size={26} />}
            title={t.emptyTitle}
            description={t.emptyText}
            action={button}
          />
        }
      />
      <AddToOrganizations
        user={user}
        present={new Set(items?.map(({ id }) => id))}
        opened={adding}
        onClose={() => setAdding(false)}
      />
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t.removeTitle}
        action={t.removeAction}
        onConfirm={() => remove.mutateAsync({ params: { id: leaving?.id ?? '', userId: user.id } })}
      >
        {t.removeText(leaving?.name ?? '')}
      </ConfirmDialog>
    </>
  );
};
