import { Alert, Button, Code, Group, Modal, Stack, Text, TextInput } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useTexts } from '../i18n/index.ts';
import { useReturnedFocus } from './returned-focus.ts';
import { componentTexts } from './texts.ts';

type Props = {
  opened: boolean;
  onClose: () => void;
  title: string;
  children: ReactNode;
  /** The button that does it; "Delete" where nothing is given. */
  action?: string;
  /** What has to be typed before the button works; without it one click is enough. */
  typed?: string;
  /** Not everything to confirm is a loss. */
  color?: string;
  onConfirm: () => Promise<unknown>;
};

/** Asks before something that cannot be undone; stays open and says why when it fails. */
export const ConfirmDialog = (props: Props) => {
  const { opened, onClose, title } = props;
  return (
    <Modal opened={opened} onClose={onClose} title={title}>
      <ConfirmBody {...props} />
    </Modal>
  );
};

const ConfirmBody = ({ onClose, children, action, typed, color = 'red', onConfirm }: Props) => {
  const t = useTexts(componentTexts);
  useReturnedFocus();
  const [text, setText] = useState('');
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<string | null>(null);
  const ready = typed === undefined || text.trim() === typed.trim();
  const confirm = async () => {
    setBusy(true);
    setFailure(null);
    try {
      await onConfirm();
      onClose();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready && !busy) void confirm();
      }}
    >
      <Stack gap="md">
        <Text size="sm" component="div">
          {children}
        </Text>
        {typed === undefined ? null : (
          <TextInput
            label={
              <>
                {t.typeToConfirm} <Code>{typed}</Code>
              </>
            }
            value={text}
            onChange={(event) => setText(event.currentTarget.value)}
            autoComplete="off"
            data-autofocus
          />
        )}
        {failure ? (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        ) : null}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus={typed === undefined || undefined}>
            {t.cancel}
          </Button>
          <Button type="submit" color={color} disabled={!ready} loading={busy}>
            {action ?? t.delete}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
