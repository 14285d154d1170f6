import { Avatar, Group, Text } from '@mantine/core';
import { nameOfUser, type User } from '../entities.ts';

type Props = {
  user: Pick<User, 'id' | 'name' | 'username' | 'primaryEmail' | 'avatar'>;
  second?: string | null;
};

/** A user's picture and name, and one line below. */
export const UserBadge = ({ user, second }: Props) => {
  const name = nameOfUser(user);
  return (
    <Group gap="sm" wrap="nowrap">
      <Avatar src={user.avatar} name={name} color="initials" radius="xl" size={34} alt="" />
      <div style={{ minWidth: 0 }}>
        <Text size="sm" fw={550} truncate>
          {name}
        </Text>
        {second ? (
          <Text size="xs" c="dimmed" truncate>
            {second}
          </Text>
        ) : null}
      </div>
    </Group>
  );
};
