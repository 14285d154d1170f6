/** The development inbox: what the server would have sent, read by the administrator instead. */
import { ActionIcon, Badge, Button, Collapse, Group, Paper, Stack, Text } from '@mantine/core';
import { IconChevronDown, IconInbox, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useChange, usePage } from '../../api.ts';
import {
  ConfirmDialog,
  CopyButton,
  EmptyState,
  Loaded,
  PageHeader,
  ReadOnlyNotice,
  RelativeTime,
} from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { useMay } from '../../shell/session.ts';
import { Delivery } from './delivery.tsx';
import { texts } from './texts.ts';

type Message = {
  id: string;
  recipient: string;
  kind: string;
  subject: string;
  body: string;
  code: string | null;
  createdAt: number;
};

const MessageCard = ({ message }: { message: Message }) => {
  const t = useTexts(texts);
  const [open, setOpen] = useState(false);
  const kind = t.kinds[message.kind as keyof typeof t.kinds] ?? message.kind;
  return (
    <Paper
      component="article"
      withBorder
      p="md"
      bg="var(--genkan-surface)"
      style={{ borderColor: 'var(--genkan-line)' }}
      aria-label={`${kind} ${message.recipient}`}
    >
      <Group justify="space-between" align="flex-start" gap="md">
        <Stack gap={4} style={{ flex: '1 1 220px', minWidth: 0 }}>
          <Group gap="xs">
            <Badge variant="light" tt="none" radius="sm">
              {kind}
            </Badge>
            <RelativeTime at={message.createdAt} />
          </Group>
          <Text fw={600} style={{ overflowWrap: 'anywhere' }}>
            {message.recipient}
          </Text>
          <Text size="sm" c="dimmed">
            {message.subject}
          </Text>
        </Stack>
        <Group gap="xs" wrap="nowrap">
          {message.code ? (
            <Group gap={4} wrap="nowrap" px="sm" py={4} bg="var(--genkan-sunken)" style={{ borderRadius: 8 }}>
              <Text component="span" ff="monospace" fz={22} fw={650} lts={3} data-testid="code">
                {message.code}
              </Text>
              <CopyButton value={message.code} label={t.code} />
            </Group>
          ) : null}
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-expanded={open}
            aria-label={open ? t.hideBody : t.body}
            onClick={() => setOpen(!open)}
          >
            <IconChevronDown
              size={18}
              style={{ transform: open ? 'rotate(180deg)' : undefined }}
              aria-hidden
            />
          </ActionIcon>
        </Group>
      </Group>
      <Collapse expanded={open}>
        <Text
          size="sm"
          mt="md"
          p="sm"
          bg="var(--genkan-sunken)"
          style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere', borderRadius: 8 }}
        >
          {message.body}
        </Text>
      </Collapse>
    </Paper>
  );
};

export const Page = () => {
  const t = useTexts(texts);
  const may = useMay('inbox:write');
  const [clearing, setClearing] = useState(false);
  const messages = usePage<Message>('GET /api/development-inbox', {
    query: { page: 1, page_size: 50 },
    refetchInterval: 3_000,
  });
  const clear = useChange('DELETE /api/development-inbox', {
    invalidates: ['/api/development-inbox'],
    success: t.cleared,
    quiet: true,
  });
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.subtitle}
        actions={
          messages.data && messages.data.total > 0 ? (
            <Button
              variant="default"
              disabled={!may}
              leftSection={<IconTrash size={16} aria-hidden />}
              onClick={() => setClearing(true)}
            >
              {t.clear}
            </Button>
          ) : null
        }
      />
      <Stack gap="md">
        <ReadOnlyNotice needs="inbox:write" />
        <Delivery />
        <Loaded of={messages}>
          {({ items }) =>
            items.length === 0 ? (
              <EmptyState icon={<IconInbox size={26} />} title={t.emptyTitle} description={t.emptyText} />
            ) : (
              <Stack gap="sm">
                {items.map((message) => (
                  <MessageCard key={message.id} message={message} />
                ))}
              </Stack>
            )
          }
        </Loaded>
        <Text size="xs" c="dimmed">
          {t.live}
        </Text>
      </Stack>
      <ConfirmDialog
        opened={clearing}
        onClose={() => setClearing(false)}
        title={t.clearTitle}
        action={t.clearConfirm}
        onConfirm={() => clear.mutateAsync({})}
      >
        {t.clearText}
      </ConfirmDialog>
    </>
  );
};
