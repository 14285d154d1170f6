import { Button, Group, Table, Text } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconEye, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useChange } from '../../api.ts';
import {
  ConfirmDialog,
  Loaded,
  LoadingState,
  RelativeTime,
  SecretText,
  Section,
  StatusBadge,
} from '../../components/index.ts';
import { RowActions } from '../../components/row-actions.tsx';
import { useTexts } from '../../i18n/index.ts';
import { useForgetSecrets, useSecrets } from './app-secret.ts';
import type { Application, Secret } from './application.ts';
import { RenameSecret, SecretDialog } from './secret-dialog.tsx';
import { texts } from './texts.ts';

/** The secrets of an application, read only after somebody asked for them. */
export const SecretsSection = ({ application }: { application: Application }) => {
  const t = useTexts(texts);
  const [shown, setShown] = useState(false);
  const [adding, { open, close }] = useDisclosure(false);
  const secrets = useSecrets(application.id, shown);
  return (
    <Section
      title={t.secrets.title}
      description={t.secrets.subtitle}
      action={
        <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
          {t.secrets.add}
        </Button>
      }
    >
      {shown ? (
        <Loaded of={secrets} loading={<LoadingState rows={2} />}>
          {(list) => <SecretsTable application={application} secrets={list} />}
        </Loaded>
      ) : (
        <Group gap="md">
          <Button
            leftSection={<IconEye size={16} aria-hidden />}
            variant="light"
            onClick={() => setShown(true)}
          >
            {t.secrets.show}
          </Button>
          <Text size="sm" c="dimmed">
            {t.secrets.showHint}
          </Text>
        </Group>
      )}
      <SecretDialog
        applicationId={application.id}
        opened={adding}
        onClose={close}
        onAdded={() => setShown(true)}
      />
    </Section>
  );
};

const SecretsTable = ({ application, secrets }: { application: Application; secrets: Secret[] }) => {
  const t = useTexts(texts);
  const [doomed, setDoomed] = useState<Secret | null>(null);
  const [renaming, setRenaming] = useState<Secret | null>(null);
  const forget = useForgetSecrets(application.id);
  const remove = useChange('DELETE /api/applications/:id/secrets/:name', { invalidates: [], quiet: true });
  if (secrets.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t.secrets.none}
      </Text>
    );
  }
  return (
    <>
      <Table.ScrollContainer
        minWidth={620}
        scrollAreaProps={{ viewportProps: { tabIndex: 0, role: 'region', 'aria-label': t.secrets.title } }}
      >
        <Table aria-label={t.secrets.title}>
          <Table.Thead>
            <Table.Tr>
              {[
                t.secrets.columns.name,
                t.secrets.columns.value,
                t.secrets.columns.created,
                t.secrets.columns.expires,
              ].map((title) => (
                <Table.Th key={title} fz="xs" c="dimmed" fw={600}>
                  {title}
                </Table.Th>
              ))}
              <Table.Td />
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {secrets.map((secret) => (
              <Table.Tr key={secret.name}>
                <Table.Td>{secret.name}</Table.Td>
                <Table.Td>
                  <SecretText value={secret.value} label={t.secrets.valueOf(secret.name)} />
                </Table.Td>
                <Table.Td>
                  <RelativeTime at={secret.createdAt} />
                </Table.Td>
                <Table.Td>
                  <Expiry at={secret.expiresAt} />
                </Table.Td>
                <Table.Td w={90}>
                  <RowActions
                    edit={t.secrets.rename(secret.name)}
                    onEdit={() => setRenaming(secret)}
                    remove={t.secrets.delete(secret.name)}
                    onRemove={() => setDoomed(secret)}
                  />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {renaming ? (
        <RenameSecret
          applicationId={application.id}
          current={renaming.name}
          onClose={() => setRenaming(null)}
        />
      ) : null}
      <ConfirmDialog
        opened={doomed !== null}
        onClose={() => setDoomed(null)}
        title={t.secrets.deleteTitle}
        onConfirm={async () => {
          if (!doomed) return;
          await remove.mutateAsync({ params: { id: application.id, name: doomed.name } });
          await forget();
        }}
      >
        {t.secrets.deleteText(doomed?.name ?? '')}
      </ConfirmDialog>
    </>
  );
};

const Expiry = ({ at }: { at: number | null }) => {
  const t = useTexts(texts);
  if (at === null) return <Text size="sm">{t.secrets.never}</Text>;
  if (at < Date.now()) return <StatusBadge status="bad">{t.secrets.expired}</StatusBadge>;
  return <RelativeTime at={at} />;
};
