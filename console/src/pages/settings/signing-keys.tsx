import { Alert, Button, Select, Text } from '@mantine/core';
import { IconAlertTriangle, IconRefresh } from '@tabler/icons-react';
import { useState } from 'react';
import { useApi, useChange } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { Changes, ConfirmDialog, Section } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { type Key, KeyTable } from './key-table.tsx';
import { texts } from './texts.ts';

const keyType = 'private-keys';
const graces = ['3600', '21600', '86400', '604800', '0'] as const;
type Rotation = { algorithm: 'ES256' | 'ES384' | 'RS256'; grace: (typeof graces)[number] };

const Rotate = ({ onClose }: { onClose: () => void }) => {
  const t = useTexts(texts);
  const rotate = useChange('POST /api/configs/oidc/:keyType/rotate', {
    invalidates: ['/api/configs/oidc'],
    success: t.keys.rotated,
    quiet: true,
  });
  return (
    <DialogForm<Rotation>
      opened
      onClose={onClose}
      title={t.signing.rotateTitle}
      action={t.keys.rotate}
      initial={{ algorithm: 'ES256', grace: '3600' }}
      onSubmit={({ algorithm, grace }) =>
        rotate.mutateAsync({
          params: { keyType },
          body: { signingKeyAlgorithm: algorithm, rotationGracePeriod: Number(grace) },
        })
      }
    >
      {(form) => (
        <>
          <Text size="sm">{t.signing.rotateText}</Text>
          <Select
            label={t.keys.algorithm}
            data={['ES256', 'ES384', 'RS256']}
            allowDeselect={false}
            {...form.getInputProps('algorithm')}
          />
          <Select
            label={t.signing.grace}
            data={graces.map((value) => ({ value, label: t.signing.graces[value] }))}
            allowDeselect={false}
            {...form.getInputProps('grace')}
          />
          {form.values.grace === '0' ? (
            <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />} role="alert">
              {t.signing.graceWarning}
            </Alert>
          ) : null}
        </>
      )}
    </DialogForm>
  );
};

export const SigningKeys = () => {
  const t = useTexts(texts);
  const [rotating, setRotating] = useState(false);
  const [deleting, setDeleting] = useState<Key | null>(null);
  const keys = useApi('GET /api/configs/oidc/:keyType', { params: { keyType } });
  const remove = useChange('DELETE /api/configs/oidc/:keyType/:keyId', {
    invalidates: ['/api/configs/oidc'],
    success: t.keys.deleted,
    quiet: true,
  });
  return (
    <Changes needs="keys:write">
      <Section
        title={t.signing.title}
        description={t.signing.text}
        action={
          <Button leftSection={<IconRefresh size={16} aria-hidden />} onClick={() => setRotating(true)}>
            {t.keys.rotate}
          </Button>
        }
      >
        <KeyTable label={t.signing.title} reading={keys} onDelete={setDeleting} />
      </Section>
      {rotating ? <Rotate onClose={() => setRotating(false)} /> : null}
      <ConfirmDialog
        opened={deleting !== null}
        onClose={() => setDeleting(null)}
        title={t.signing.deleteTitle}
        onConfirm={() => remove.mutateAsync({ params: { keyType, keyId: deleting?.id ?? '' } })}
      >
        {t.signing.deleteText}
      </ConfirmDialog>
    </Changes>
  );
};
