import { ActionIcon, Group, Text, Tooltip } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { useState } from 'react';
import { useTexts } from '../i18n/index.ts';
import { CopyButton } from './copy-button.tsx';
import { componentTexts } from './texts.ts';

/** Dots of a fixed number: the length of a secret is nobody's business. */
export const maskedSecret = '•'.repeat(24);

/** A secret inside of a table cell: dots until it is asked for, copied whole either way. */
export const SecretText = ({ value, label }: { value: string; label: string }) => {
  const t = useTexts(componentTexts);
  const [shown, setShown] = useState(false);
  return (
    <Group gap={4} wrap="nowrap">
      <Text
        component="span"
        ff="monospace"
        fz={13}
        aria-label={shown ? undefined : label}
        role={shown ? undefined : 'img'}
        style={shown ? { overflowWrap: 'anywhere' } : { whiteSpace: 'nowrap', overflow: 'hidden' }}
      >
        {shown ? value : maskedSecret}
      </Text>
      <Tooltip label={shown ? t.hide : t.reveal}>
        <ActionIcon
          variant="subtle"
          color="gray"
          aria-label={`${shown ? t.hide : t.reveal}: ${label}`}
          aria-pressed={shown}
          onClick={() => setShown(!shown)}
        >
          {shown ? <IconEyeOff size={16} aria-hidden /> : <IconEye size={16} aria-hidden />}
        </ActionIcon>
      </Tooltip>
      <CopyButton value={value} label={label} />
    </Group>
  );
};
