import { Autocomplete, Button, Group, Paper, Text, TextInput, Title } from '@mantine/core';
import { useState } from 'react';
import { useApi, useChange } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { ConfirmDialog, CopyText, Section } from '../../components/index.ts';
import { JsonBlock } from '../../components/json-block.tsx';
import type { User } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { useMay } from '../../shell/session.ts';
import { securityTexts } from './security-texts.ts';

const SetIdentity = ({ userId, onClose }: { userId: string; onClose: () => void }) => {
  const t = useTexts(securityTexts).social;
  const connectors = useApi('GET /api/connectors');
  const set = useChange('PUT /api/users/:userId/identities/:target', {
    invalidates: ['/api/users'],
    success: t.linked,
    quiet: true,
  });
  const targets = (connectors.data ?? []).filter(({ type }) => type === 'Social').map(({ target }) => target);
  return (
    <DialogForm
      opened
      onClose={onClose}
      title={t.link}
      action={t.submit}
      initial={{ target: '', subject: '' }}
      validate={{
        target: (value) => (value.trim() ? null : t.targetEmpty),
        subject: (value) => (value.trim() ? null : t.subjectEmpty),
      }}
      onSubmit={({ target, subject }) =>
        set.mutateAsync({ params: { userId, target: target.trim() }, body: { userId: subject.trim() } })
      }
    >
      {(form) => (
        <>
          <Text size="sm" c="dimmed">
            {t.linkText}
          </Text>
          <Autocomplete
            label={t.target}
            description={t.targetHint}
            data={[...new Set(targets)]}
            required
            maxLength={128}
            data-autofocus
            {...form.getInputProps('target')}
          />
          <TextInput
            label={t.subject}
            required
            maxLength={256}
            autoComplete="off"
            {...form.getInputProps('subject')}
          />
        </>
      )}
    </DialogForm>
  );
};

/** A user's accounts at social providers. */
export const SocialIdentities = ({ user }: { user: User }) => {
  const t = useTexts(securityTexts).social;
  const may = useMay('users:write');
  const [linking, setLinking] = useState(false);
  const [removing, setRemoving] = useState<string | null>(null);
  const remove = useChange('DELETE /api/users/:userId/identities/:target', {
    invalidates: ['/api/users'],
    success: t.removed,
    quiet: true,
  });
  const identities = Object.entries(user.identities);
  return (
    <Section
      title={t.title}
      description={t.text}
      action={
        <Button variant="default" disabled={!may} onClick={() => setLinking(true)}>
          {t.link}
        </Button>
      }
    >
      {identities.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t.empty}
        </Text>
      ) : null}
      {identities.map(([target, { userId, details }]) => (
        <Paper key={target} withBorder p="md">
          <Group justify="space-between" gap="sm" mb="xs">
            <Title order={3} fz="md">
              {target}
            </Title>
            <Button variant="default" size="xs" disabled={!may} onClick={() => setRemoving(target)}>
              {t.remove}
            </Button>
          </Group>
          <Group gap="xs" mb="sm">
            <Text size="sm" c="dimmed">
              {t.subject}
            </Text>
            <CopyText value={userId} label={t.subject} />
          </Group>
          {details && Object.keys(details).length > 0 ? (
            <JsonBlock label={t.details} value={details} />
          ) : null}
        </Paper>
      ))}
      {linking ? <SetIdentity userId={user.id} onClose={() => setLinking(false)} /> : null}
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t.removeTitle}
        action={t.remove}
        onConfirm={() => remove.mutateAsync({ params: { userId: user.id, target: removing ?? '' } })}
      >
        {removing ? t.removeText(removing) : null}
      </ConfirmDialog>
    </Section>
  );
};
