import { SegmentedControl, Stack, Text, TextInput } from '@mantine/core';
import { useId, useState } from 'react';
import { useChange } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { ShownOnce } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { notifyDone } from '../../notify.ts';
import { generatePassword } from '../users/generate-password.ts';
import { PasswordChoice, type PasswordMode } from '../users/password-choice.tsx';
import { texts as userTexts } from '../users/texts.ts';
import { administratorTexts } from './administrator-texts.ts';
import { type Given, listGiven, TenantRoles } from './tenant-roles.tsx';

type Way = 'link' | 'password';
type Values = {
  way: Way;
  name: string;
  username: string;
  mode: PasswordMode;
  password: string;
  tenants: Given;
};
type Made = { way: Way; value: string };

const empty: Values = { way: 'link', name: '', username: '', mode: 'generate', password: '', tenants: {} };

/** Adds an administrator: by a link with which they set themselves up, or with a first password. */
export const AddAdministrator = ({ onClose }: { onClose: () => void }) => {
  const t = useTexts(administratorTexts);
  const words = useTexts(userTexts).create;
  const wayId = useId();
  const [made, setMade] = useState<Made | null>(null);
  const about = { invalidates: ['/api/administrator'], quiet: true };
  const invite = useChange('POST /api/administrator-invitations', about);
  const create = useChange('POST /api/administrators', about);

  const submit = async (values: Values) => {
    const tenants = listGiven(values.tenants);
    const name = values.name.trim() || null;
    if (values.way === 'link') {
      const { link } = await invite.mutateAsync({ body: { name, tenants } });
      setMade({ way: 'link', value: link });
      return;
    }
    const password = values.mode === 'generate' ? generatePassword() : values.password;
    await create.mutateAsync({ body: { username: values.username.trim(), name, password, tenants } });
    if (values.mode === 'generate') setMade({ way: 'password', value: password });
    else {
      notifyDone(t.added);
      onClose();
    }
  };

  if (made) {
    const isLink = made.way === 'link';
    return (
      <ShownOnce
        title={isLink ? t.linkTitle : t.madeTitle}
        text={isLink ? t.linkDone : t.madeText}
        label={isLink ? t.link : words.password}
        value={made.value}
        close={t.done}
        onClose={onClose}
      />
    );
  }
  return (
    <DialogForm<Values>
      opened
      onClose={onClose}
      title={t.add}
      action={t.add}
      initial={empty}
      validate={{
        username: (value, { way }) => (way === 'password' && !value.trim() ? t.usernameEmpty : null),
        password: (value, { way, mode }) =>
          way === 'password' && mode === 'own' && !value ? words.passwordEmpty : null,
        tenants: (given) => (listGiven(given).length > 0 ? null : t.needsOne),
      }}
      closesAfterwards={false}
      onSubmit={submit}
    >
      {(form) => (
        <>
          <Stack gap="xs">
            <Text size="sm" fw={500} id={wayId}>
              {t.way}
            </Text>
            <SegmentedControl
              aria-labelledby={wayId}
              fullWidth
              data={(['link', 'password'] as const).map((value) => ({ value, label: t.ways[value] }))}
              {...form.getInputProps('way')}
            />
          </Stack>
          <TextInput label={t.name} maxLength={128} autoComplete="off" {...form.getInputProps('name')} />
          {form.values.way === 'link' ? (
            <Text size="sm" c="dimmed">
              {t.linkText}
            </Text>
          ) : (
            <>
              <TextInput
                label={t.username}
                required
                maxLength={128}
                autoComplete="off"
                autoCapitalize="none"
                spellCheck={false}
                {...form.getInputProps('username')}
              />
              <PasswordChoice
                label={words.passwordChoice}
                passwordLabel={words.password}
                modes={[
                  { value: 'generate', label: words.passwordGenerate },
                  { value: 'own', label: words.passwordOwn },
                ]}
                mode={form.values.mode}
                onMode={(mode) => form.setFieldValue('mode', mode)}
                {...form.getInputProps('password')}
              />
            </>
          )}
          <TenantRoles
            value={form.values.tenants}
            onChange={(given) => form.setFieldValue('tenants', given)}
            error={form.errors.tenants}
          />
        </>
      )}
    </DialogForm>
  );
};
