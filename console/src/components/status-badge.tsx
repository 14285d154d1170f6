import { Badge, type MantineColor } from '@mantine/core';

export type Status = 'good' | 'bad' | 'warning' | 'neutral' | 'info';

const colors: Record<Status, MantineColor> = {
  good: 'teal',
  bad: 'red',
  warning: 'yellow',
  neutral: 'gray',
  info: 'iris',
};

/** A short state in words; the colour only repeats what the word says. */
export const StatusBadge = ({ status, children }: { status: Status; children: string }) => (
  <Badge variant="light" color={colors[status]} tt="none" fw={600} radius="sm" miw="max-content">
    {children}
  </Badge>
);
