import { ActionIcon, Code, Text } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import type { AnswerOf } from '../../api.ts';
import {
  type Column,
  DataTable,
  formatExact,
  RelativeTime,
  type Status,
  StatusBadge,
} from '../../components/index.ts';
import { useLanguage, useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

export type Key = AnswerOf<'GET /api/configs/oidc/:keyType'>[number];

const statuses: Record<Key['status'], Status> = { Next: 'info', Current: 'good', Previous: 'neutral' };

type Props = {
  label: string;
  reading: { data: Key[] | undefined; error: Error | null; refetch: () => unknown };
  onDelete: (key: Key) => void;
};

/** Signing keys or cookie keys with their state; previous ones can be deleted. */
export const KeyTable = ({ label, reading, onDelete }: Props) => {
  const t = useTexts(texts).keys;
  const language = useLanguage();
  const signs = reading.data?.some(({ algorithm }) => algorithm !== undefined);
  const columns: Column<Key>[] = [
    {
      key: 'id',
      title: t.id,
      wide: true,
      cell: ({ id }) => <Code style={{ overflowWrap: 'anywhere' }}>{id}</Code>,
    },
    {
      key: 'state',
      title: t.state,
      cell: ({ status, effectiveAt }) => (
        <>
          <StatusBadge status={statuses[status]}>{t.states[status]}</StatusBadge>
          {status === 'Next' && effectiveAt !== undefined ? (
            <Text size="xs" c="dimmed" mt={4}>
              {t.effective(formatExact(effectiveAt, language))}
            </Text>
          ) : null}
        </>
      ),
    },
    ...(signs
      ? [
          {
            key: 'algorithm',
            title: t.algorithm,
            cell: ({ algorithm }: Key) => <Text size="sm">{algorithm}</Text>,
          },
        ]
      : []),
    { key: 'created', title: t.created, cell: ({ createdAt }) => <RelativeTime at={createdAt} /> },
    {
      key: 'delete',
      title: '',
      width: 56,
      cell: (key) =>
        key.status === 'Previous' ? (
          <ActionIcon
            variant="subtle"
            color="red"
            aria-label={t.delete(key.id)}
            onClick={() => onDelete(key)}
          >
            <IconTrash size={16} aria-hidden />
          </ActionIcon>
        ) : null,
    },
  ];
  const items = reading.data;
  return (
    <DataTable
      label={label}
      reading={{ ...reading, data: items ? { items, total: items.length } : undefined }}
      columns={columns}
      keyOf={({ id }) => id}
      empty={null}
    />
  );
};
