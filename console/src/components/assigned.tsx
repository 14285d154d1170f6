import { ActionIcon, Button } from '@mantine/core';
import { IconPlus, IconX } from '@tabler/icons-react';
import type { ReactNode } from 'react';
import type { Column } from './data-table.tsx';

/** The last column of a list of what is assigned: a button that takes one away again, named for what it takes. */
export const removeColumn = <Row,>(
  nameOf: (row: Row) => string,
  onRemove: (row: Row) => void,
  isBusy: (row: Row) => boolean = () => false,
): Column<Row> => ({
  key: 'remove',
  title: '',
  width: 56,
  cell: (row) => (
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={nameOf(row)}
      loading={isBusy(row)}
      onClick={() => onRemove(row)}
    >
      <IconX size={16} aria-hidden />
    </ActionIcon>
  ),
});

/** Opens the dialog that adds something. */
export const AddButton = ({ onClick, children }: { onClick: () => void; children: ReactNode }) => (
  <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onClick}>
    {children}
  </Button>
);
