import { Button, Text } from '@mantine/core';
import { IconPlugConnected } from '@tabler/icons-react';
import { useState } from 'react';
import { type AnswerOf, useApi, useChange } from '../../api.ts';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  EmptyState,
  formatExact,
  RelativeTime,
} from '../../components/index.ts';
import { RowLink } from '../../components/row-link.tsx';
import type { User } from '../../entities.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { useMay } from '../../shell/session.ts';
import { securityTexts } from './security-texts.ts';

type Grant = AnswerOf<'GET /api/users/:userId/grants'>['grants'][number];

/** What a user gave to applications, and taking it back. */
export const UserGrants = ({ user }: { user: User }) => {
  const t = useTexts(securityTexts).grants;
  const language = useLanguage();
  const may = useMay('users:write');
  const [revoking, setRevoking] = useState<Grant | null>(null);
  const grants = useApi('GET /api/users/:userId/grants', { params: { userId: user.id } });
  const revoke = useChange('DELETE /api/users/:userId/grants/:grantId', {
    invalidates: ['/api/users'],
    success: t.revoked,
    quiet: true,
  });
  const columns: Column<Grant>[] = [
    {
      key: 'app',
      title: t.app,
      cell: ({ application }) => <RowLink to={`/applications/${application.id}`}>{application.name}</RowLink>,
    },
    {
      key: 'given',
      title: t.given,
      cell: ({ payload }) => <RelativeTime at={payload.iat * 1000} />,
    },
    {
      key: 'ends',
      title: t.ends,
      wide: true,
      cell: ({ expiresAt }) => <Text size="sm">{formatExact(expiresAt, language)}</Text>,
    },
    {
      key: 'revoke',
      title: '',
      width: 110,
      cell: (grant) => (
        <Button variant="default" size="xs" disabled={!may} onClick={() => setRevoking(grant)}>
          {t.revoke}
        </Button>
      ),
    },
  ];
  const items = grants.data?.grants;
  return (
    <>
      <DataTable
        label={t.title}
        reading={{
          data: items ? { items, total: items.length } : undefined,
          error: grants.error,
          refetch: grants.refetch,
        }}
        columns={columns}
        keyOf={({ id }) => id}
        empty={
          <EmptyState icon={<IconPlugConnected size={26} />} title={t.emptyTitle} description={t.emptyText} />
        }
      />
      <ConfirmDialog
        opened={revoking !== null}
        onClose={() => setRevoking(null)}
        title={t.revokeTitle}
        action={t.revoke}
        onConfirm={() => revoke.mutateAsync({ params: { userId: user.id, grantId: revoking?.id ?? '' } })}
      >
        {revoking ? t.revokeText(revoking.application.name) : null}
      </ConfirmDialog>
    </>
  );
};
