import { Box, Group, Paper, Text } from '@mantine/core';
import { CopyButton } from '../../components/index.ts';
import { CopyAsync } from './copy-async.tsx';

type Props = {
  /** File name, or what reads it such as `Terminal`. */
  file: string;
  /** What is shown. */
  shown: string;
  /** What is copied, where it differs from what is shown. */
  copied?: () => Promise<string | null>;
};

/** Code with its file's name and a copy button; wide code scrolls inside of its own box. */
export const CodeBlock = ({ file, shown, copied }: Props) => (
  <Paper
    withBorder
    bg="var(--genkan-sunken)"
    style={{ borderColor: 'var(--genkan-line)', overflow: 'hidden' }}
  >
    <Group
      justify="space-between"
      px="sm"
      py={4}
      wrap="nowrap"
      style={{ borderBottom: '1px solid var(--genkan-line)' }}
    >
      <Text size="xs" ff="monospace" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {file}
      </Text>
      {copied ? <CopyAsync read={copied} label={file} /> : <CopyButton value={shown} label={file} />}
    </Group>
    <Box
      component="pre"
      m={0}
      p="sm"
      fz={13}
      lh={1.55}
      ff="monospace"
      tabIndex={0}
      role="group"
      aria-label={file}
      style={{ overflowX: 'auto' }}
    >
      <code>{shown}</code>
    </Box>
  </Paper>
);
