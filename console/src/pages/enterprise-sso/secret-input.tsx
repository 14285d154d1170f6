import { Anchor, Group, Input, PasswordInput, Text } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

type Props = {
  /** A secret is stored already; it is never read back. */
  stored: boolean;
  replacing: boolean;
  onReplacing: (replacing: boolean) => void;
  value?: string;
  onChange: (event: unknown) => void;
  error?: ReactNode;
};

/** The client secret: typed once, then only kept or replaced. */
export const SecretInput = ({ stored, replacing, onReplacing, value, onChange, error }: Props) => {
  const t = useTexts(texts).connection;
  if (stored && !replacing) {
    return (
      <Input.Wrapper label={t.clientSecret} labelElement="div" error={error}>
        <Group gap="xs">
          <IconLock size={16} aria-hidden />
          <Text size="sm">{t.secretKept}</Text>
          <Anchor component="button" type="button" size="sm" onClick={() => onReplacing(true)}>
            {t.replaceSecret}
          </Anchor>
        </Group>
      </Input.Wrapper>
    );
  }
  return (
    <div>
      <PasswordInput
        label={t.clientSecret}
        description={t.clientSecretHint}
        autoComplete="off"
        spellCheck={false}
        value={value}
        onChange={onChange}
        error={error}
      />
      {stored ? (
        <Anchor component="button" type="button" size="sm" mt={6} onClick={() => onReplacing(false)}>
          {t.keepSecret}
        </Anchor>
      ) : null}
    </div>
  );
};
