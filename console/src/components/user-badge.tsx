import { Avatar, Group, Text } from '@mantine/core';
import { nameOfUser, type User } from '../entities.ts';
import { RowLink } from './row-link.tsx';

type Props = {
  user: Pick<User, 'id' | 'name' | 'username' | 'primaryEmail' | 'avatar'>;
  /** One line below the name. */
  second?: string | null;
  /** Makes the name a link. */
  to?: string;
};

/** A user's picture and name. */
export const UserBadge = ({ user, second, to }: Props) => {
  const name = nameOfUser(user);
  return (
    <Group gap="sm" wrap="nowrap">
      <Avatar src={user.avatar} name={name} color="iris" radius="xl" size={34} alt="" aria-hidden />
      <div style={{ minWidth: 0 }}>
        {to ? (
          <RowLink to={to}>{name}</RowLink>
        ) : (
          <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
            {name}
          </Text>
        )}
        {second && second !== name ? (
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {second}
          </Text>
        ) : null}
      </div>
    </Group>
  );
};
