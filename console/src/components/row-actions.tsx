import { ActionIcon, Group } from '@mantine/core';
import { IconPencil, IconTrash } from '@tabler/icons-react';

type Props = { edit: string; onEdit: () => void; remove: string; onRemove: () => void };

/** *Change* and *delete* at the end of a table row; their names say of what. */
export const RowActions = ({ edit, onEdit, remove, onRemove }: Props) => (
  <Group gap={4} wrap="nowrap" justify="flex-end">
    <ActionIcon variant="subtle" color="gray" aria-label={edit} onClick={onEdit}>
      <IconPencil size={16} aria-hidden />
    </ActionIcon>
    <ActionIcon variant="subtle" color="red" aria-label={remove} onClick={onRemove}>
      <IconTrash size={16} aria-hidden />
    </ActionIcon>
  </Group>
);
