import { Button, Group, Modal, Stack, Text } from '@mantine/core';
import { CopyField } from '../../components/index.ts';

type Props = {
  title: string;
  text: string;
  label: string;
  password: string;
  close: string;
  onClose: () => void;
};

/** A generated password, shown this one time; a click beside the dialog does not lose it. */
export const ShownOnce = ({ title, text, label, password, close, onClose }: Props) => (
  <Modal opened onClose={onClose} title={title} closeOnClickOutside={false} withCloseButton={false}>
    <Stack gap="md">
      <Text size="sm">{text}</Text>
      <CopyField label={label} value={password} />
      <Group justify="flex-end">
        <Button onClick={onClose}>{close}</Button>
      </Group>
    </Stack>
  </Modal>
);
