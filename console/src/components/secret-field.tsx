import { ActionIcon, Group, Input, Text, Tooltip } from '@mantine/core';
import { IconEye, IconEyeOff } from '@tabler/icons-react';
import { type ReactNode, useId, useState } from 'react';
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

type Props = { label: string; value: string; description?: ReactNode };

/** A labelled secret to reveal and copy. */
export const SecretField = ({ label, value, description }: Props) => {
  const id = useId();
  return (
    <Input.Wrapper label={label} description={description} labelElement="div" labelProps={{ id }}>
      <Group
        role="group"
        aria-labelledby={id}
        mt={description ? 6 : 4}
        px="sm"
        py={5}
        bg="var(--genkan-sunken)"
        style={{ border: '1px solid var(--genkan-line)', borderRadius: 8, minHeight: 38 }}
      >
        <SecretText value={value} label={label} />
      </Group>
    </Input.Wrapper>
  );
};
