import { Button, Group, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api.ts';
import { Changes, ConfirmDialog, Section, StatusBadge } from '../../components/index.ts';
import type { User } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { ResetPassword } from './reset-password.tsx';
import { securityTexts } from './security-texts.ts';
import { UserFactors } from './user-factors.tsx';
import { UserTokens } from './user-tokens.tsx';

const passwordStatus = { set: 'good', expired: 'warning', none: 'neutral' } as const;

const Password = ({ user }: { user: User }) => {
  const t = useTexts(securityTexts).password;
  const [asking, setAsking] = useState<'replace' | 'expire' | null>(null);
  const isExpired = Boolean(user.hasPassword) && user.isPasswordExpired;
  const expiration = useChange('PATCH /api/users/:userId/password/expiration', {
    invalidates: ['/api/users'],
    success: isExpired ? t.restoreDone : t.expireDone,
    quiet: !isExpired,
  });
  const params = { userId: user.id };
  const state = user.hasPassword ? (isExpired ? 'expired' : 'set') : 'none';
  return (
    <Section title={t.title}>
      <Group justify="space-between" gap="md">
        <Stack gap={4} style={{ flex: '1 1 220px' }}>
          <div>
            <StatusBadge status={passwordStatus[state]}>{t[state]}</StatusBadge>
          </div>
          <Text size="sm" c="dimmed">
            {{ set: t.setText, expired: t.expiredText, none: t.noneText }[state]}
          </Text>
        </Stack>
        <Group gap="sm">
          {state === 'set' ? (
            <Button variant="default" onClick={() => setAsking('expire')}>
              {t.expire}
            </Button>
          ) : null}
          {state === 'expired' ? (
            <Button
              variant="default"
              loading={expiration.isPending}
              onClick={() => expiration.mutate({ params, body: { isExpired: false } })}
            >
              {t.restore}
            </Button>
          ) : null}
          <Button variant="default" onClick={() => setAsking('replace')}>
            {t.replace}
          </Button>
        </Group>
      </Group>
      <ResetPassword user={user} opened={asking === 'replace'} onClose={() => setAsking(null)} />
      <ConfirmDialog
        opened={asking === 'expire'}
        onClose={() => setAsking(null)}
        title={t.expireTitle}
        action={t.expire}
        onConfirm={() => expiration.mutateAsync({ params, body: { isExpired: true } })}
      >
        {t.expireText}
      </ConfirmDialog>
    </Section>
  );
};

/** What a user proves themselves with: password, second factors, personal access tokens. */
export const UserSecurity = ({ user }: { user: User }) => (
  <Changes needs="users:write">
    <Stack gap="lg">
      <Password user={user} />
      <UserFactors user={user} />
      <UserTokens user={user} />
    </Stack>
  </Changes>
);
