import { ActionIcon, Button, Center, Code, Group, Image, SimpleGrid, Stack, Text } from '@mantine/core';
import { IconDeviceMobile, IconKey, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { type AnswerOf, useApi, useChange } from '../../api.ts';
import {
  type Column,
  ConfirmDialog,
  CopyButton,
  CopyField,
  DataTable,
  RelativeTime,
  Section,
  ShownOnce,
} from '../../components/index.ts';
import type { User } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { securityTexts } from './security-texts.ts';

type Factor = AnswerOf<'GET /api/users/:userId/mfa-verifications'>[number];
type Made = AnswerOf<'POST /api/users/:userId/mfa-verifications'>;

const at = (iso: string | undefined): number | null => (iso === undefined ? null : Date.parse(iso));

/** The one time that a new factor's secret can be seen. */
const NewFactor = ({ made, onClose }: { made: Made; onClose: () => void }) => {
  const t = useTexts(securityTexts).factors;
  if (made.type === 'Totp') {
    return (
      <ShownOnce title={t.totpTitle} text={t.totpText} close={t.done} onClose={onClose}>
        <Center>
          <Image src={made.secretQrCode} alt={t.totpImage} w={200} h={200} bg="white" radius="md" />
        </Center>
        <CopyField label={t.totpKey} value={made.secret} />
      </ShownOnce>
    );
  }
  return (
    <ShownOnce title={t.codesTitle} text={t.codesText} close={t.done} onClose={onClose}>
      <Group justify="space-between">
        <Text size="sm" fw={500}>
          {t.codes}
        </Text>
        <CopyButton value={made.codes.join('\n')} label={t.codes} />
      </Group>
      <SimpleGrid cols={2} spacing="xs">
        {made.codes.map((code) => (
          <Code key={code} fz={15} ta="center" py={6}>
            {code}
          </Code>
        ))}
      </SimpleGrid>
    </ShownOnce>
  );
};

/** Second factors of a user: listed, added on their behalf, taken away. */
export const UserFactors = ({ user }: { user: User }) => {
  const t = useTexts(securityTexts).factors;
  const [made, setMade] = useState<Made | null>(null);
  const [removing, setRemoving] = useState<Factor | null>(null);
  const params = { userId: user.id };
  const factors = useApi('GET /api/users/:userId/mfa-verifications', { params });
  const add = useChange('POST /api/users/:userId/mfa-verifications', { invalidates: ['/api/users'] });
  const remove = useChange('DELETE /api/users/:userId/mfa-verifications/:verificationId', {
    invalidates: ['/api/users'],
    success: t.removed,
    quiet: true,
  });
  const make = (type: 'Totp' | 'BackupCode') =>
    add.mutate({ params, body: { type } }, { onSuccess: (answer) => setMade(answer) });
  const has = (type: Factor['type']) => factors.data?.some((factor) => factor.type === type) ?? true;
  const columns: Column<Factor>[] = [
    {
      key: 'type',
      title: t.type,
      cell: ({ type, name, agent, remainCodes }) => (
        <Stack gap={0}>
          <Text size="sm" fw={550}>
            {t.types[type]}
          </Text>
          <Text size="xs" c="dimmed">
            {[name, agent, remainCodes === undefined ? undefined : t.remaining(remainCodes)]
              .filter(Boolean)
              .join(' · ')}
          </Text>
        </Stack>
      ),
    },
    {
      key: 'added',
      title: t.added,
      wide: true,
      cell: ({ createdAt }) => <RelativeTime at={at(createdAt)} />,
    },
    {
      key: 'used',
      title: t.used,
      cell: ({ lastUsedAt }) => <RelativeTime at={at(lastUsedAt)} never={t.never} />,
    },
    {
      key: 'remove',
      title: '',
      width: 56,
      cell: (factor) => (
        <ActionIcon
          variant="subtle"
          color="red"
          aria-label={t.remove(t.types[factor.type])}
          onClick={() => setRemoving(factor)}
        >
          <IconTrash size={16} aria-hidden />
        </ActionIcon>
      ),
    },
  ];
  const items = factors.data;
  return (
    <Section
      title={t.title}
      description={t.text}
      action={
        <Group gap="sm">
          {has('Totp') ? null : (
            <Button
              variant="default"
              leftSection={<IconDeviceMobile size={16} aria-hidden />}
              loading={add.isPending && add.variables?.body?.type === 'Totp'}
              onClick={() => make('Totp')}
            >
              {t.addTotp}
            </Button>
          )}
          {has('BackupCode') ? null : (
            <Button
              variant="default"
              leftSection={<IconKey size={16} aria-hidden />}
              loading={add.isPending && add.variables?.body?.type === 'BackupCode'}
              onClick={() => make('BackupCode')}
            >
              {t.addCodes}
            </Button>
          )}
        </Group>
      }
    >
      <DataTable
        label={t.title}
        reading={{
          data: items ? { items, total: items.length } : undefined,
          error: factors.error,
          refetch: factors.refetch,
        }}
        columns={columns}
        keyOf={({ id }) => id}
        empty={
          <Text size="sm" c="dimmed">
            {t.empty}
          </Text>
        }
      />
      {made ? <NewFactor made={made} onClose={() => setMade(null)} /> : null}
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t.removeTitle}
        action={t.removeAction}
        onConfirm={() =>
          remove.mutateAsync({ params: { userId: user.id, verificationId: removing?.id ?? '' } })
        }
      >
        {t.removeText}
      </ConfirmDialog>
    </Section>
  );
};
