import { PasswordInput, SegmentedControl, Stack, Text } from '@mantine/core';
import { type ReactNode, useId } from 'react';

export type PasswordMode = 'none' | 'generate' | 'own' | 'imported';

type Props = {
  label: string;
  modes: { value: PasswordMode; label: string }[];
  mode: PasswordMode;
  onMode: (mode: PasswordMode) => void;
  passwordLabel: string;
  value?: string;
  onChange: (event: unknown) => void;
  error?: ReactNode;
};

/** How a user gets a password: none, a generated one, or one that is typed here. */
export const PasswordChoice = ({
  label,
  modes,
  mode,
  onMode,
  passwordLabel,
  value,
  onChange,
  error,
}: Props) => {
  const id = useId();
  return (
    <Stack gap="xs">
      <Text size="sm" fw={500} id={id}>
        {label}
      </Text>
      <SegmentedControl
        aria-labelledby={id}
        data={modes}
        value={mode}
        onChange={(next) => onMode(next as PasswordMode)}
        orientation="vertical"
        fullWidth
      />
      {mode === 'own' ? (
        <PasswordInput
          label={passwordLabel}
          required
          autoComplete="new-password"
          value={value}
          onChange={onChange}
          error={error}
        />
      ) : null}
    </Stack>
  );
};
