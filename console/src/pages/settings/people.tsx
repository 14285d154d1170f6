import { Badge, Group, Stack, Text } from '@mantine/core';
import { IconUserShield } from '@tabler/icons-react';
import { useState } from 'react';
import { type AnswerOf, call, useChange, usePage } from '../../api.ts';
import { AddButton } from '../../components/assigned.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  EmptyState,
  ReadOnlyNotice,
  RelativeTime,
  StatusBadge,
  useListQuery,
} from '../../components/index.ts';
import { RowActions } from '../../components/row-actions.tsx';
import { UserBadge } from '../../components/user-badge.tsx';
import { nameOfUser } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { useMay, useSession } from '../../shell/session.ts';
import { AddAdministrator } from './add-administrator.tsx';
import { administratorTexts } from './administrator-texts.ts';
import { type Given, givenOf, listGiven, TenantRoles, useNames } from './tenant-roles.tsx';

type Administrator = AnswerOf<'GET /api/administrators'>[number];

const EditRoles = ({ person, onClose }: { person: Administrator; onClose: () => void }) => {
  const t = useTexts(administratorTexts);
  const about = { invalidates: ['/api/administrators'], quiet: true };
  const put = useChange('PUT /api/administrators/:id/tenants/:tenantId', { ...about, success: t.saved });
  const before = givenOf(person.tenants);
  const save = async (given: Given) => {
    const changed = Object.entries(given).filter(([tenantId, role]) => role !== (before[tenantId] ?? ''));
    // What is given comes first: who loses their last tenant on the way is nobody's administrator any more.
    for (const [tenantId, role] of changed.filter(([, one]) => one !== '')) {
      await put.mutateAsync({ params: { id: person.id, tenantId }, body: { role } });
    }
    for (const [tenantId] of changed.filter(([, role]) => role === '')) {
      await call('DELETE /api/administrators/:id/tenants/:tenantId', { params: { id: person.id, tenantId } });
    }
  };
  return (
    <DialogForm<{ tenants: Given }>
      opened
      onClose={onClose}
      title={nameOfUser(person)}
      action={t.save}
      initial={{ tenants: before }}
      validate={{ tenants: (given) => (listGiven(given).length > 0 ? null : t.needsOne) }}
      onSubmit={({ tenants }) => save(tenants)}
    >
      {(form) => (
        <TenantRoles
          value={form.values.tenants}
          onChange={(given) => form.setFieldValue('tenants', given)}
          error={form.errors.tenants}
        />
      )}
    </DialogForm>
  );
};

type Asking = { what: 'add' } | { what: 'edit' | 'remove'; person: Administrator };

/** The administrators with their roles; one's own row only tells. */
export const People = () => {
  const t = useTexts(administratorTexts);
  const { administrator } = useSession();
  const may = useMay('administrators:write');
  const { describe } = useNames();
  const list = useListQuery();
  const [asking, setAsking] = useState<Asking | null>(null);
  const close = () => setAsking(null);
  const people = usePage<Administrator>('GET /api/administrators', {
    query: { page: list.page, page_size: list.query.page_size },
  });
  const remove = useChange('DELETE /api/administrators/:id', {
    invalidates: ['/api/administrators'],
    success: t.removed,
    quiet: true,
  });
  const columns: Column<Administrator>[] = [
    {
      key: 'person',
      title: t.person,
      cell: (person) => (
        <Group gap="sm">
          <UserBadge user={person} second={person.username} />
          <Text size="xs" c="dimmed" hiddenFrom="sm" style={{ whiteSpace: 'pre-line' }}>
            {person.tenants.map(describe).join('\n')}
          </Text>
          {person.id === administrator.id ? <StatusBadge status="info">{t.you}</StatusBadge> : null}
          {person.isSuspended ? <StatusBadge status="bad">{t.suspended}</StatusBadge> : null}
        </Group>
      ),
    },
    {
      key: 'access',
      title: t.access,
      wide: true,
      cell: ({ tenants }) => (
        <Group gap={6}>
          {tenants.map((given) => (
            <Badge key={given.tenantId} variant="light" tt="none" radius="sm">
              {describe(given)}
            </Badge>
          ))}
        </Group>
      ),
    },
    {
      key: 'lastSignIn',
      title: t.lastSignIn,
      wide: true,
      cell: ({ lastSignInAt }) => <RelativeTime at={lastSignInAt} never={t.never} />,
    },
    {
      key: 'actions',
      title: '',
      width: 90,
      cell: (person) =>
        may && person.id !== administrator.id ? (
          <RowActions
            edit={t.edit(nameOfUser(person))}
            onEdit={() => setAsking({ what: 'edit', person })}
            remove={t.remove(nameOfUser(person))}
            onRemove={() => setAsking({ what: 'remove', person })}
          />
        ) : null,
    },
  ];
  return (
    <Stack gap="md">
      <ReadOnlyNotice needs="administrators:write" />
      <DataTable
        label={t.title}
        reading={people}
        columns={columns}
        keyOf={({ id }) => id}
        list={list}
        toolbar={may ? <AddButton onClick={() => setAsking({ what: 'add' })}>{t.add}</AddButton> : null}
        empty={<EmptyState icon={<IconUserShield size={26} />} title={t.title} />}
      />
      {asking?.what === 'add' ? <AddAdministrator onClose={close} /> : null}
      {asking?.what === 'edit' ? <EditRoles person={asking.person} onClose={close} /> : null}
      <ConfirmDialog
        opened={asking?.what === 'remove'}
        onClose={close}
        title={t.removeTitle}
        action={asking?.what === 'remove' ? t.remove(nameOfUser(asking.person)) : ''}
        onConfirm={() =>
          remove.mutateAsync({ params: { id: asking?.what === 'remove' ? asking.person.id : '' } })
        }
      >
        {t.removeText}
      </ConfirmDialog>
    </Stack>
  );
};
