import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { CopyField } from './copy-field.tsx';

type Props = {
  title: string;
  text: string;
  /** The secret as a field to copy, unless `children` show it. */
  label?: string;
  value?: string;
  close: string;
  onClose: () => void;
  children?: ReactNode;
};

/** A secret that was just made, shown this one time; a click beside the dialog does not lose it. */
export const ShownOnce = ({ title, text, label = '', value, close, onClose, children }: Props) => (
  <Modal opened onClose={onClose} title={title} closeOnClickOutside={false} withCloseButton={false}>
    <Stack gap="md">
      <Text size="sm">{text}</Text>
      {value === undefined ? null : <CopyField label={label} value={value} />}
      {children}
      <Group justify="flex-end">
        <Button onClick={onClose}>{close}</Button>
      </Group>
    </Stack>
  </Modal>
);
