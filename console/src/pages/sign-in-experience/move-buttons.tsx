import { ActionIcon, Group } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';

type Props = {
  /** Place in the list, and how long that is. */
  index: number;
  count: number;
  up: string;
  down: string;
  onMove: (to: number) => void;
  disabled?: boolean;
};

/** At the ends of the list there is no button to see, only its place. */
const plain = { style: { background: 'transparent' } };

/** Moves an entry of a list by one place; works from the keyboard, which dragging would not. */
export const MoveButtons = ({ index, count, up, down, onMove, disabled = false }: Props) => (
  <Group gap={0} wrap="nowrap">
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={up}
      disabled={disabled || index === 0}
      {...(index === 0 ? plain : {})}
      onClick={() => onMove(index - 1)}
    >
      <IconArrowUp size={16} aria-hidden />
    </ActionIcon>
    <ActionIcon
      variant="subtle"
      color="gray"
      aria-label={down}
      disabled={disabled || index === count - 1}
      {...(index === count - 1 ? plain : {})}
      onClick={() => onMove(index + 1)}
    >
      <IconArrowDown size={16} aria-hidden />
    </ActionIcon>
  </Group>
);
