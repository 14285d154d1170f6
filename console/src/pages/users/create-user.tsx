import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { useChange } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { generatePassword } from './generate-password.ts';
import { isEmail, isUsername } from './identifier.ts';
import { PasswordChoice, type PasswordMode } from './password-choice.tsx';
import { ShownOnce } from './shown-once.tsx';
import { texts } from './texts.ts';

type Values = { username: string; primaryEmail: string; name: string; mode: PasswordMode; password: string };

const empty: Values = { username: '', primaryEmail: '', name: '', mode: 'generate', password: '' };

const useValidation = () => {
  const t = useTexts(texts).create;
  return {
    username: (value: string, { primaryEmail }: Values) => {
      if (!value.trim()) return primaryEmail.trim() ? null : t.needsIdentifier;
      return isUsername(value.trim()) ? null : t.invalidUsername;
    },
    primaryEmail: (value: string) => (!value.trim() || isEmail(value.trim()) ? null : t.invalidEmail),
    password: (value: string, { mode }: Values) => (mode === 'own' && !value ? t.passwordEmpty : null),
  };
};

export const CreateUser = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const validate = useValidation();
  const [made, setMade] = useState<{ id: string; password: string } | null>(null);
  const create = useChange('POST /api/users', { invalidates: ['/api/users'], quiet: true });

  const submit = async (values: Values) => {
    const password = values.mode === 'generate' ? generatePassword() : values.password;
    const user = await create.mutateAsync({
      body: {
        ...(values.username.trim() ? { username: values.username.trim() } : {}),
        ...(values.primaryEmail.trim() ? { primaryEmail: values.primaryEmail.trim() } : {}),
        ...(values.name.trim() ? { name: values.name.trim() } : {}),
        ...(values.mode === 'none' ? {} : { password }),
      },
    });
    if (values.mode === 'generate') setMade({ id: user.id, password });
    else await navigate(`/users/${user.id}`);
  };

  return (
    <>
      <DialogForm
        opened={opened}
        onClose={onClose}
        title={t.create.title}
        action={t.create.submit}
        initial={empty}
        validate={validate}
        onSubmit={submit}
      >
        {(form) => (
          <>
            <TextInput
              label={t.create.username}
              description={t.create.usernameHint}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              data-autofocus
              {...form.getInputProps('username')}
            />
            <TextInput
              label={t.create.email}
              type="email"
              autoComplete="off"
              {...form.getInputProps('primaryEmail')}
            />
            <TextInput
              label={t.create.name}
              autoComplete="off"
              maxLength={128}
              {...form.getInputProps('name')}
            />
            <PasswordChoice
              label={t.create.passwordChoice}
              passwordLabel={t.create.password}
              modes={[
                { value: 'generate', label: t.create.passwordGenerate },
                { value: 'own', label: t.create.passwordOwn },
                { value: 'none', label: t.create.passwordNone },
              ]}
              mode={form.values.mode}
              onMode={(mode) => form.setFieldValue('mode', mode)}
              {...form.getInputProps('password')}
            />
          </>
        )}
      </DialogForm>
      {made ? (
        <ShownOnce
          title={t.create.doneTitle}
          text={t.create.doneText}
          label={t.create.password}
          password={made.password}
          close={t.create.doneClose}
          onClose={() => void navigate(`/users/${made.id}`)}
        />
      ) : null}
    </>
  );
};
