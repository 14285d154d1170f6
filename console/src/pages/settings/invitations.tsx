import { Badge, Button, Group, Stack, Text } from '@mantine/core';
import { IconMailForward } from '@tabler/icons-react';
import { useState } from 'react';
import { type AnswerOf, useApi, useChange } from '../../api.ts';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  EmptyState,
  formatExact,
  ReadOnlyNotice,
} from '../../components/index.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { useMay } from '../../shell/session.ts';
import { administratorTexts } from './administrator-texts.ts';
import { useNames } from './tenant-roles.tsx';

type Invitation = AnswerOf<'GET /api/administrator-invitations'>[number];

/** Set-up links that were made and not used yet. */
export const Invitations = () => {
  const t = useTexts(administratorTexts);
  const language = useLanguage();
  const may = useMay('administrators:write');
  const { describe } = useNames();
  const [ending, setEnding] = useState<Invitation | null>(null);
  const invitations = useApi('GET /api/administrator-invitations');
  const revoke = useChange('DELETE /api/administrator-invitations/:id', {
    invalidates: ['/api/administrator-invitations'],
    success: t.takenBack,
    quiet: true,
  });
  const columns: Column<Invitation>[] = [
    {
      key: 'name',
      title: t.name,
      cell: ({ name, expiresAt }) => (
        <Stack gap={0}>
          <Text size="sm" fw={550}>
            {name ?? t.unnamed}
          </Text>
          <Text size="xs" c="dimmed">
            {t.expires}: {formatExact(expiresAt, language)}
          </Text>
        </Stack>
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
      key: 'revoke',
      title: '',
      width: 120,
      cell: (invitation) => (
        <Button variant="default" size="xs" disabled={!may} onClick={() => setEnding(invitation)}>
          {t.takeBack}
        </Button>
      ),
    },
  ];
  const items = invitations.data;
  return (
    <Stack gap="md">
      <ReadOnlyNotice needs="administrators:write" />
      <DataTable
        label={t.tabs.invitations}
        reading={{
          data: items ? { items, total: items.length } : undefined,
          error: invitations.error,
          refetch: invitations.refetch,
        }}
        columns={columns}
        keyOf={({ id }) => id}
        empty={
          <EmptyState
            icon={<IconMailForward size={26} />}
            title={t.noInvitations}
            description={t.noInvitationsText}
          />
        }
      />
      <ConfirmDialog
        opened={ending !== null}
        onClose={() => setEnding(null)}
        title={t.takeBackTitle}
        action={t.takeBack}
        onConfirm={() => revoke.mutateAsync({ params: { id: ending?.id ?? '' } })}
      >
        {t.takeBackText}
      </ConfirmDialog>
    </Stack>
  );
};
