import { Button, Stack, Text } from '@mantine/core';
import { IconDeviceLaptop } from '@tabler/icons-react';
import { useState } from 'react';
import { useApi, useChange, usePage } from '../../api.ts';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  EmptyState,
  formatExact,
  RelativeTime,
} from '../../components/index.ts';
import type { ApplicationSummary, User } from '../../entities.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

type Session = {
  payload: { uid: string; loginTs: number; authorizations?: Record<string, unknown> };
  ip: string | null;
  userAgent: string | null;
  clientId: string | null;
  expiresAt: number;
};

const appsOf = (session: Session): string[] => {
  const ids = Object.keys(session.payload.authorizations ?? {});
  return ids.length > 0 ? ids : session.clientId ? [session.clientId] : [];
};

export const UserSessions = ({ user }: { user: User }) => {
  const t = useTexts(texts).sessions;
  const language = useLanguage();
  const [ending, setEnding] = useState<Session | null>(null);
  const sessions = useApi<{ sessions: Session[] }>('GET /api/users/:userId/sessions', {
    params: { userId: user.id },
  });
  const applications = usePage<ApplicationSummary>('GET /api/applications', {
    query: { page: 1, page_size: 100 },
  });
  const revoke = useChange('DELETE /api/users/:userId/sessions/:sessionId', {
    invalidates: ['/api/users'],
    success: t.revoked,
    quiet: true,
  });
  const names = new Map((applications.data?.items ?? []).map(({ id, name }) => [id, name]));
  const columns: Column<Session>[] = [
    {
      key: 'app',
      title: t.app,
      cell: (session) => (
        <Stack gap={2}>
          <Text size="sm" fw={550}>
            {appsOf(session)
              .map((id) => names.get(id) ?? id)
              .join(', ') || t.unknownApp}
          </Text>
          <Text size="xs" c="dimmed" lineClamp={2}>
            {[session.ip, session.userAgent].filter(Boolean).join(' · ')}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'signedIn',
      title: t.signedIn,
      wide: true,
      cell: ({ payload }) => <RelativeTime at={payload.loginTs * 1000} />,
    },
    {
      key: 'expires',
      title: t.expires,
      wide: true,
      cell: ({ expiresAt }) => <Text size="sm">{formatExact(expiresAt, language)}</Text>,
    },
    {
      key: 'revoke',
      title: '',
      width: 130,
      cell: (session) => (
        <Button variant="default" size="xs" onClick={() => setEnding(session)}>
          {t.revoke}
        </Button>
      ),
    },
  ];
  const items = sessions.data?.sessions;
  return (
    <>
      <DataTable
        label={t.app}
        reading={{
          data: items ? { items, total: items.length } : undefined,
          error: sessions.error,
          refetch: sessions.refetch,
        }}
        columns={columns}
        keyOf={({ payload }) => payload.uid}
        empty={
          <EmptyState icon={<IconDeviceLaptop size={26} />} title={t.emptyTitle} description={t.emptyText} />
        }
      />
      <ConfirmDialog
        opened={ending !== null}
        onClose={() => setEnding(null)}
        title={t.revokeTitle}
        action={t.revoke}
        onConfirm={() =>
          revoke.mutateAsync({
            params: { userId: user.id, sessionId: ending?.payload.uid ?? '' },
            query: { revokeGrantsTarget: 'all' },
          })
        }
      >
        {t.revokeText}
      </ConfirmDialog>
    </>
  );
};
