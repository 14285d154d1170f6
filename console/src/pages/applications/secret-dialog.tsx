import { Alert, Button, Group, Modal, Select, Stack, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useState } from 'react';
import { useChange } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { placeFailure } from '../../field-issues.ts';
import { useTexts } from '../../i18n/index.ts';
import { useForgetSecrets } from './app-secret.ts';
import { texts } from './texts.ts';

type Props = { applicationId: string; opened: boolean; onClose: () => void; onAdded: () => void };

const choices = ['never', '7', '30', '90', '180', '365'] as const;
type Choice = (typeof choices)[number];

const DAY = 86_400_000;

/** Adds a secret with a name and an end. */
export const SecretDialog = (props: Props) => {
  const t = useTexts(texts);
  return (
    <Modal opened={props.opened} onClose={props.onClose} title={t.secrets.dialogTitle}>
      <SecretForm {...props} />
    </Modal>
  );
};

const SecretForm = ({ applicationId, onClose, onAdded }: Props) => {
  const t = useTexts(texts);
  const [failure, setFailure] = useState<string | null>(null);
  const forget = useForgetSecrets(applicationId);
  const add = useChange('POST /api/applications/:id/secrets', { invalidates: [], quiet: true });
  const form = useForm<{ name: string; expiry: Choice }>({
    initialValues: { name: '', expiry: 'never' },
    validate: { name: (name) => (name.trim() ? null : t.secrets.nameMissing) },
  });
  const submit = form.onSubmit(async ({ name, expiry }) => {
    setFailure(null);
    try {
      await add.mutateAsync({
        params: { id: applicationId },
        body: { name: name.trim(), expiresAt: expiry === 'never' ? null : Date.now() + Number(expiry) * DAY },
      });
      await forget();
      onAdded();
      onClose();
    } catch (error) {
      setFailure(placeFailure(error, form.setFieldError, ['name'], { expiresAt: 'expiry' }));
    }
  });
  return (
    <form onSubmit={submit} noValidate>
      <Stack>
        {failure ? (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        ) : null}
        <TextInput
          label={t.secrets.name}
          description={t.secrets.nameHint}
          required
          data-autofocus
          autoComplete="off"
          maxLength={256}
          {...form.getInputProps('name')}
        />
        <Select
          label={t.secrets.expiry}
          data={choices.map((value) => ({ value, label: t.secrets.choices[value] }))}
          allowDeselect={false}
          {...form.getInputProps('expiry')}
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t.secrets.cancel}
          </Button>
          <Button type="submit" loading={add.isPending}>
            {t.secrets.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};

type RenameProps = { applicationId: string; current: string; onClose: () => void };

/** Renames a secret; its value stays. */
export const RenameSecret = ({ applicationId, current, onClose }: RenameProps) => {
  const t = useTexts(texts).secrets;
  const forget = useForgetSecrets(applicationId);
  const rename = useChange('PATCH /api/applications/:id/secrets/:name', { invalidates: [], quiet: true });
  return (
    <DialogForm
      opened
      onClose={onClose}
      title={t.renameTitle}
      action={t.renameSubmit}
      initial={{ name: current }}
      validate={{ name: (name) => (name.trim() ? null : t.nameMissing) }}
      fieldOf={() => 'name'}
      onSubmit={async ({ name }) => {
        const params = { id: applicationId, name: current };
        await rename.mutateAsync({ params, body: { name: name.trim() } });
        await forget();
      }}
    >
      {(form) => (
        <TextInput
          label={t.name}
          required
          maxLength={256}
          data-autofocus
          autoComplete="off"
          {...form.getInputProps('name')}
        />
      )}
    </DialogForm>
  );
};
