import { Alert, Button, Group, Modal, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useForm } from '@mantine/form';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api.ts';
import { placeFailure } from '../../field-issues.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { rememberSecret } from './app-secret.ts';
import { applicationPaths, signsPeopleIn } from './application.ts';
import { type Framework, nameOfFramework } from './frameworks.ts';
import { texts } from './texts.ts';
import { thirdPartyTexts } from './third-party-texts.ts';

/** Asks for the name of a new application of this framework, creates it and leads to its guide. */
export const CreateDialog = ({
  framework,
  isThirdParty,
  onClose,
}: {
  framework: Framework | null;
  /** What the switch says at first. */
  isThirdParty: boolean;
  onClose: () => void;
}) => {
  const t = useTexts(texts);
  const language = useLanguage();
  return (
    <Modal
      opened={framework !== null}
      onClose={onClose}
      title={framework ? t.dialog.title(nameOfFramework(framework, language)) : ''}
    >
      {framework ? <CreateForm framework={framework} isThirdParty={isThirdParty} onClose={onClose} /> : null}
    </Modal>
  );
};

const CreateForm = (props: { framework: Framework; isThirdParty: boolean; onClose: () => void }) => {
  const { framework, isThirdParty, onClose } = props;
  const t = useTexts(texts);
  const tp = useTexts(thirdPartyTexts);
  const navigate = useNavigate();
  const client = useQueryClient();
  const [failure, setFailure] = useState<string | null>(null);
  const create = useChange('POST /api/applications', {
    invalidates: applicationPaths,
    quiet: true,
  });
  const form = useForm({
    initialValues: { name: '', description: '', isThirdParty },
    validate: { name: (name) => (name.trim() ? null : t.dialog.nameMissing) },
  });
  const withPeople = signsPeopleIn(framework.type);
  const submit = form.onSubmit(async ({ name, description, isThirdParty: isForeign }) => {
    setFailure(null);
    try {
      const application = await create.mutateAsync({
        body: {
          name: name.trim(),
          type: framework.type,
          ...(description.trim() ? { description: description.trim() } : {}),
          oidcClientMetadata: { redirectUris: [], postLogoutRedirectUris: [] },
          ...(withPeople && isForeign ? { isThirdParty: true } : {}),
          customData: { framework: framework.id },
        },
      });
      if (application.secret) rememberSecret(client, application.id, application.secret);
      await navigate(`/applications/${application.id}/guide`, { state: { created: true } });
    } catch (error) {
      setFailure(placeFailure(error, form.setFieldError, ['name', 'description']));
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
          label={t.dialog.name}
          description={t.dialog.nameHint}
          required
          data-autofocus
          autoComplete="off"
          maxLength={128}
          {...form.getInputProps('name')}
        />
        <Textarea
          label={t.dialog.description}
          description={t.dialog.descriptionHint}
          autosize
          minRows={2}
          maxLength={256}
          {...form.getInputProps('description')}
        />
        {withPeople ? (
          <Switch
            label={tp.create}
            description={tp.createHint}
            {...form.getInputProps('isThirdParty', { type: 'checkbox' })}
          />
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t.dialog.cancel}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {t.dialog.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
