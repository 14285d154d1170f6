import { Anchor, Badge, Button, Group, Paper, Radio, Stack, Text, Title } from '@mantine/core';
import { IconDeviceLaptop } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { type AnswerOf, useApi, useChange } from '../../api.ts';
import { Facts } from '../../components/facts.tsx';
import { ConfirmDialog, EmptyState, formatExact, Loaded, RelativeTime } from '../../components/index.ts';
import type { User } from '../../entities.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { useMay } from '../../shell/session.ts';
import { browserName } from './browser-name.ts';
import { securityTexts } from './security-texts.ts';
import { texts } from './texts.ts';

type Session = AnswerOf<'GET /api/users/:userId/sessions'>['sessions'][number];
type Target = 'all' | 'firstParty' | 'none';

const Apps = ({ session }: { session: Session }) => {
  const t = useTexts(texts).sessions;
  const apps = Object.entries(session.payload.authorizations);
  if (apps.length === 0) return t.unknownApp;
  return (
    <Group gap={8}>
      {apps.map(([id, { name }]) => (
        <Anchor key={id} component={Link} to={`/applications/${id}`} size="sm">
          {name}
        </Anchor>
      ))}
    </Group>
  );
};

type CardProps = { session: Session; onEnd: () => void };

const SessionCard = ({ session, onEnd }: CardProps) => {
  const t = useTexts(texts).sessions;
  const words = useTexts(securityTexts).sessions;
  const language = useLanguage();
  const may = useMay('users:write');
  const name = browserName(session.userAgent) ?? words.unknownBrowser;
  return (
    <Paper
      component="article"
      withBorder
      p={{ base: 'md', sm: 'lg' }}
      bg="var(--genkan-surface)"
      style={{ borderColor: 'var(--genkan-line)' }}
    >
      <Group justify="space-between" align="flex-start" gap="sm" mb="sm">
        <div>
          <Title order={2} fz={16}>
            {name}
          </Title>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {session.userAgent}
          </Text>
        </div>
        <Button variant="default" size="xs" disabled={!may} onClick={onEnd}>
          {t.revoke}
        </Button>
      </Group>
      <Facts
        facts={[
          { label: words.apps, value: <Apps session={session} /> },
          { label: words.from, value: session.ip ?? '—' },
          { label: t.signedIn, value: formatExact(session.payload.loginTs * 1000, language) },
          { label: words.seen, value: <RelativeTime at={session.lastSeenAt} /> },
          { label: t.expires, value: formatExact(session.expiresAt, language) },
          ...(session.methods.length > 0
            ? [
                {
                  label: words.methods,
                  value: (
                    <Group gap={6}>
                      {session.methods.map((method) => (
                        <Badge key={method} variant="light" color="gray" tt="none" radius="sm">
                          {words.methodNames[method.split(':')[0] ?? ''] ?? method}
                        </Badge>
                      ))}
                    </Group>
                  ),
                },
              ]
            : []),
        ]}
      />
    </Paper>
  );
};

/** Where a user is signed in: with which browser, from where, for which apps. */
export const UserSessions = ({ user }: { user: User }) => {
  const t = useTexts(texts).sessions;
  const words = useTexts(securityTexts).sessions;
  const [ending, setEnding] = useState<Session | null>(null);
  const [target, setTarget] = useState<Target>('all');
  const sessions = useApi('GET /api/users/:userId/sessions', { params: { userId: user.id } });
  const revoke = useChange('DELETE /api/users/:userId/sessions/:sessionId', {
    invalidates: ['/api/users'],
    success: t.revoked,
    quiet: true,
  });
  return (
    <>
      <Loaded of={sessions}>
        {({ sessions: items }) =>
          items.length === 0 ? (
            <EmptyState
              icon={<IconDeviceLaptop size={26} />}
              title={t.emptyTitle}
              description={t.emptyText}
            />
          ) : (
            <Stack gap="md">
              {items.map((session) => (
                <SessionCard
                  key={session.payload.uid}
                  session={session}
                  onEnd={() => {
                    setTarget('all');
                    setEnding(session);
                  }}
                />
              ))}
            </Stack>
          )
        }
      </Loaded>
      <ConfirmDialog
        opened={ending !== null}
        onClose={() => setEnding(null)}
        title={t.revokeTitle}
        action={t.revoke}
        onConfirm={() =>
          revoke.mutateAsync({
            params: { userId: user.id, sessionId: ending?.payload.uid ?? '' },
            query: { revokeGrantsTarget: target === 'none' ? undefined : target },
          })
        }
      >
        <Text size="sm">{t.revokeText}</Text>
        <Radio.Group
          label={words.target}
          value={target}
          onChange={(value) => setTarget(value as Target)}
          mt="md"
        >
          <Stack gap={8} mt={8}>
            {(['all', 'firstParty', 'none'] as const).map((one) => (
              <Radio key={one} value={one} label={words.targets[one]} />
            ))}
          </Stack>
        </Radio.Group>
      </ConfirmDialog>
    </>
  );
};
