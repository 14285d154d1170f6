import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiFailure, type BodyOf, useChange } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { ShownOnce } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { generatePassword } from './generate-password.ts';
import { fieldOfRefusal, isEmail, isPhone, isUsername } from './identifier.ts';
import { ImportedHash, type PasswordAlgorithm } from './imported-hash.tsx';
import { PasswordChoice, type PasswordMode } from './password-choice.tsx';

import { texts } from './texts.ts';

type Values = {
  username: string;
  primaryEmail: string;
  primaryPhone: string;
  name: string;
  mode: PasswordMode;
  password: string;
  passwordAlgorithm: PasswordAlgorithm;
  passwordDigest: string;
};

const empty: Values = {
  username: '',
  primaryEmail: '',
  primaryPhone: '',
  name: '',
  mode: 'generate',
  password: '',
  passwordAlgorithm: 'Bcrypt',
  passwordDigest: '',
};

const useValidation = () => {
  const t = useTexts(texts).create;
  return {
    username: (value: string, { primaryEmail, primaryPhone }: Values) => {
      if (!value.trim()) return primaryEmail.trim() || primaryPhone.trim() ? null : t.needsIdentifier;
      return isUsername(value.trim()) ? null : t.invalidUsername;
    },
    primaryEmail: (value: string) => (!value.trim() || isEmail(value.trim()) ? null : t.invalidEmail),
    primaryPhone: (value: string) => (!value.trim() || isPhone(value.trim()) ? null : t.invalidPhone),
    password: (value: string, { mode }: Values) => (mode === 'own' && !value ? t.passwordEmpty : null),
    passwordDigest: (value: string, { mode }: Values) =>
      mode === 'imported' && !value.trim() ? t.digestEmpty : null,
  };
};

/** What a user is made of; fields that say nothing are left out. */
const bodyOf = (values: Values, password: string): BodyOf<'POST /api/users'> => {
  const { mode, passwordAlgorithm, passwordDigest, username, primaryEmail, primaryPhone, name } = values;
  const said = Object.entries({ username, primaryEmail, primaryPhone, name })
    .map(([field, text]) => [field, text.trim()] as const)
    .filter(([, text]) => text !== '');
  return {
    ...Object.fromEntries(said),
    ...(mode === 'generate' || mode === 'own' ? { password } : {}),
    ...(mode === 'imported' ? { passwordAlgorithm, passwordDigest: passwordDigest.trim() } : {}),
  };
};

/** The field that a refusal belongs to, by its code. */
const fieldOf = (failure: unknown): string | undefined => {
  if (!(failure instanceof ApiFailure)) return undefined;
  if (failure.code === 'password.unusable_digest') return 'passwordDigest';
  return fieldOfRefusal(failure);
};

export const CreateUser = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const validate = useValidation();
  const [made, setMade] = useState<{ id: string; password: string } | null>(null);
  const create = useChange('POST /api/users', { invalidates: ['/api/users'], quiet: true });

  const submit = async (values: Values) => {
    const password = values.mode === 'generate' ? generatePassword() : values.password;
    const user = await create.mutateAsync({ body: bodyOf(values, password) });
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
        fieldOf={fieldOf}
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
              label={t.create.phone}
              description={t.create.phoneHint}
              type="tel"
              autoComplete="off"
              {...form.getInputProps('primaryPhone')}
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
                { value: 'imported', label: t.create.passwordImported },
                { value: 'none', label: t.create.passwordNone },
              ]}
              mode={form.values.mode}
              onMode={(mode) => form.setFieldValue('mode', mode)}
              {...form.getInputProps('password')}
            />
            {form.values.mode === 'imported' ? (
              <ImportedHash
                algorithm={form.values.passwordAlgorithm}
                onAlgorithm={(name) => form.setFieldValue('passwordAlgorithm', name)}
                {...form.getInputProps('passwordDigest')}
              />
            ) : null}
          </>
        )}
      </DialogForm>
      {made ? (
        <ShownOnce
          title={t.create.doneTitle}
          text={t.create.doneText}
          label={t.create.password}
          value={made.password}
          close={t.create.doneClose}
          onClose={() => void navigate(`/users/${made.id}`)}
        />
      ) : null}
    </>
  );
};
