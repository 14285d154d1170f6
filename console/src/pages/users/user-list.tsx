import { Button, Stack, Text } from '@mantine/core';
import { IconPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { usePage } from '../../api.ts';
import {
  type Column,
  DataTable,
  EmptyState,
  PageHeader,
  RelativeTime,
  SearchBox,
  StatusBadge,
  useListQuery,
} from '../../components/index.ts';
import { UserBadge } from '../../components/user-badge.tsx';
import { nameOfUser, type User } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { useMay } from '../../shell/session.ts';
import { CreateUser } from './create-user.tsx';
import { formatPhone } from './identifier.ts';
import { texts } from './texts.ts';

const Identifiers = ({ user }: { user: User }) => {
  const lines = [user.username, user.primaryEmail, formatPhone(user.primaryPhone)].filter(
    (line): line is string => Boolean(line),
  );
  return (
    <Stack gap={0}>
      {lines.map((line) => (
        <Text key={line} size="sm" style={{ overflowWrap: 'anywhere' }}>
          {line}
        </Text>
      ))}
      {lines.length === 0 ? '—' : null}
    </Stack>
  );
};

export const UserList = () => {
  const t = useTexts(texts);
  const list = useListQuery();
  const may = useMay('users:write');
  const [creating, setCreating] = useState(false);
  const users = usePage<User>('GET /api/users', { query: list.query });
  const columns: Column<User>[] = [
    {
      key: 'user',
      title: t.columns.user,
      cell: (user) => (
        <UserBadge
          user={user}
          second={nameOfUser(user) === user.id ? null : user.id}
          to={`/users/${user.id}`}
        />
      ),
    },
    {
      key: 'identifiers',
      title: t.columns.identifiers,
      wide: true,
      cell: (user) => <Identifiers user={user} />,
    },
    {
      key: 'lastSignIn',
      title: t.columns.lastSignIn,
      wide: true,
      cell: ({ lastSignInAt }) => <RelativeTime at={lastSignInAt} never={t.never} />,
    },
    {
      key: 'status',
      title: t.columns.status,
      cell: ({ isSuspended }) => (
        <StatusBadge status={isSuspended ? 'bad' : 'good'}>
          {isSuspended ? t.suspended : t.active}
        </StatusBadge>
      ),
    },
  ];
  const add = (
    <Button
      leftSection={<IconPlus size={16} aria-hidden />}
      disabled={!may}
      onClick={() => setCreating(true)}
    >
      {t.add}
    </Button>
  );
  return (
    <>
      <PageHeader title={t.title} description={t.subtitle} actions={add} />
      <DataTable
        label={t.title}
        reading={users}
        columns={columns}
        keyOf={({ id }) => id}
        list={list}
        to={({ id }) => `/users/${id}`}
        toolbar={<SearchBox list={list} placeholder={t.search} />}
        nothingFound={t.noneFound}
        empty={
          <EmptyState
            icon={<IconUsers size={26} />}
            title={t.emptyTitle}
            description={t.emptyText}
            action={add}
          />
        }
      />
      <CreateUser opened={creating} onClose={() => setCreating(false)} />
    </>
  );
};
