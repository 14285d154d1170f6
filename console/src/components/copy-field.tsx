import { Code, Group, Input, Text } from '@mantine/core';
import { type ReactNode, useId } from 'react';
import { CopyButton } from './copy-button.tsx';

type Props = { label: string; value: string; description?: ReactNode };

/** A value to read and copy, never to edit; long values break instead of scrolling. */
export const CopyField = ({ label, value, description }: Props) => {
  const id = useId();
  return (
    <Input.Wrapper label={label} description={description} labelElement="div" labelProps={{ id }}>
      <Group
        role="group"
        aria-labelledby={id}
        wrap="nowrap"
        gap={4}
        mt={description ? 6 : 4}
        px="sm"
        py={5}
        bg="var(--genkan-sunken)"
        style={{ border: '1px solid var(--genkan-line)', borderRadius: 8, minHeight: 38 }}
      >
        <Text component="span" ff="monospace" fz={13} style={{ overflowWrap: 'anywhere', flex: 1 }}>
          {value}
        </Text>
        <CopyButton value={value} label={label} />
      </Group>
    </Input.Wrapper>
  );
};

/** An identifier inside of a line or a table cell, with its copy button. */
export const CopyText = ({ value, label }: { value: string; label?: string }) => (
  <Group gap={4} wrap="nowrap" component="span" display="inline-flex">
    <Code style={{ overflowWrap: 'anywhere' }}>{value}</Code>
    <CopyButton value={value} {...(label ? { label } : {})} size="sm" />
  </Group>
);
