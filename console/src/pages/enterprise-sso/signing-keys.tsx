import { Button, Group, Paper, Stack, Text } from '@mantine/core';
import { IconDownload, IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { type AnswerOf, useApi, useChange } from '../../api.ts';
import {
  ConfirmDialog,
  CopyButton,
  formatExact,
  Loaded,
  Section,
  StatusBadge,
} from '../../components/index.ts';
import type { SsoConnector } from '../../entities.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

type Key = AnswerOf<'GET /api/sso-connectors/:id/signing-keys'>[number];

const Copied = ({ label, value }: { label: string; value: string }) => (
  <Group gap={2} wrap="nowrap">
    <Text size="sm">{label}</Text>
    <CopyButton value={value} label={label} size="sm" />
  </Group>
);

type CardProps = {
  signingKey: Key;
  /** The connector signs with the active key now. */
  inUse: boolean;
  onActivate: () => void;
  onDelete: () => void;
};

const KeyCard = ({ signingKey, inUse, onActivate, onDelete }: CardProps) => {
  const t = useTexts(texts).signingKeys;
  const language = useLanguage();
  const { active, certificate, fingerprints, publicJwk } = signingKey;
  return (
    <Paper withBorder p="sm" bg="var(--genkan-sunken)" component="li">
      <Stack gap="xs">
        <Group justify="space-between" gap="xs">
          <StatusBadge status={active ? 'good' : 'neutral'}>{active ? t.active : t.inactive}</StatusBadge>
          <Group gap="xs">
            {active ? null : (
              <Button size="compact-sm" variant="light" onClick={onActivate}>
                {t.activate}
              </Button>
            )}
            {active && inUse ? null : (
              <Button
                size="compact-sm"
                variant="subtle"
                color="red"
                leftSection={<IconTrash size={14} aria-hidden />}
                onClick={onDelete}
              >
                {t.delete}
              </Button>
            )}
          </Group>
        </Group>
        <div>
          <Text size="xs" c="dimmed">
            {t.fingerprint}
          </Text>
          <Text size="sm" ff="monospace" fz={13} style={{ overflowWrap: 'anywhere' }}>
            {fingerprints.sha256.formatted}
          </Text>
        </div>
        <Text size="sm">{t.expires(formatExact(signingKey.expiresAt, language))}</Text>
        <Group gap="md">
          <Button
            component="a"
            size="compact-sm"
            variant="default"
            leftSection={<IconDownload size={14} aria-hidden />}
            href={`data:application/x-pem-file;charset=utf-8,${encodeURIComponent(certificate)}`}
            download={`${signingKey.id}.pem`}
          >
            {t.download}
          </Button>
          <Copied label={t.certificate} value={certificate} />
          <Copied label={t.jwk} value={JSON.stringify(publicJwk, null, 2)} />
        </Group>
      </Stack>
    </Paper>
  );
};

/** The keys that a connector proves itself with in place of a secret: made, handed to the provider, activated. */
export const SigningKeys = ({ connector }: { connector: SsoConnector }) => {
  const t = useTexts(texts).signingKeys;
  const [deleting, setDeleting] = useState<Key | null>(null);
  const { id } = connector;
  const keys = useApi('GET /api/sso-connectors/:id/signing-keys', { params: { id } });
  const about = { invalidates: ['/api/sso-connectors'] };
  const make = useChange('POST /api/sso-connectors/:id/signing-keys', { ...about, success: t.made });
  const activate = useChange('PATCH /api/sso-connectors/:id/signing-keys/:keyId', {
    ...about,
    success: t.activated,
  });
  const remove = useChange('DELETE /api/sso-connectors/:id/signing-keys/:keyId', {
    ...about,
    success: t.deleted,
    quiet: true,
  });
  return (
    <>
      <Section
        title={t.title}
        description={t.text}
        action={
          <Button
            variant="light"
            leftSection={<IconPlus size={16} aria-hidden />}
            loading={make.isPending}
            onClick={() => make.mutate({ params: { id }, body: { active: false } })}
          >
            {t.make}
          </Button>
        }
      >
        <Loaded of={keys}>
          {(found) =>
            found.length === 0 ? (
              <Text size="sm" c="dimmed">
                {t.none}
              </Text>
            ) : (
              <Stack component="ul" gap="sm" m={0} p={0} style={{ listStyle: 'none' }}>
                {found.map((key) => (
                  <KeyCard
                    key={key.id}
                    signingKey={key}
                    inUse={connector.config.clientAuthentication === 'private_key_jwt'}
                    onActivate={() =>
                      activate.mutate({ params: { id, keyId: key.id }, body: { active: true } })
                    }
                    onDelete={() => setDeleting(key)}
                  />
                ))}
              </Stack>
            )
          }
        </Loaded>
      </Section>
      <ConfirmDialog
        opened={deleting !== null}
        onClose={() => setDeleting(null)}
        title={t.deleteTitle}
        onConfirm={() => remove.mutateAsync({ params: { id, keyId: deleting?.id ?? '' } })}
      >
        {t.deleteText}
      </ConfirmDialog>
    </>
  );
};
