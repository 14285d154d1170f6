import { Text } from '@mantine/core';
import { useState } from 'react';
import { useChange } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { ShownOnce } from '../../components/index.ts';
import type { User } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { notifyDone } from '../../notify.ts';
import { generatePassword } from './generate-password.ts';
import { PasswordChoice, type PasswordMode } from './password-choice.tsx';

import { texts } from './texts.ts';

type Values = { mode: PasswordMode; password: string };

export const ResetPassword = ({
  user,
  opened,
  onClose,
}: {
  user: User;
  opened: boolean;
  onClose: () => void;
}) => {
  const t = useTexts(texts);
  const [made, setMade] = useState<string | null>(null);
  const change = useChange('PATCH /api/users/:userId/password', { invalidates: ['/api/users'], quiet: true });
  return (
    <>
      <DialogForm<Values>
        opened={opened}
        onClose={onClose}
        title={t.reset.title}
        action={t.reset.submit}
        initial={{ mode: 'generate', password: '' }}
        validate={{
          password: (value, { mode }) => (mode === 'own' && !value ? t.create.passwordEmpty : null),
        }}
        onSubmit={async ({ mode, password }) => {
          const next = mode === 'generate' ? generatePassword() : password;
          await change.mutateAsync({ params: { userId: user.id }, body: { password: next } });
          if (mode === 'generate') setMade(next);
          else notifyDone(t.reset.done);
        }}
      >
        {(form) => (
          <>
            <Text size="sm">{t.reset.text}</Text>
            <PasswordChoice
              label={t.create.passwordChoice}
              passwordLabel={t.create.password}
              modes={[
                { value: 'generate', label: t.reset.generate },
                { value: 'own', label: t.reset.own },
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
          title={t.reset.doneTitle}
          text={t.reset.doneText}
          label={t.create.password}
          value={made}
          close={t.reset.close}
          onClose={() => setMade(null)}
        />
      ) : null}
    </>
  );
};
