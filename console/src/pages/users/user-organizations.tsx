import { Badge, Button, Group, Text } from '@mantine/core';
import { IconBuilding } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useApi } from '../../api.ts';
import { type Column, DataTable, EmptyState } from '../../components/index.ts';
import { RowLink } from '../../components/row-link.tsx';
import type { Named, User } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

type Membership = { id: string; name: string; organizationRoles: Named[] };

export const UserOrganizations = ({ user }: { user: User }) => {
  const t = useTexts(texts).organizations;
  const memberships = useApi<Membership[]>('GET /api/users/:userId/organizations', {
    params: { userId: user.id },
  });
  const columns: Column<Membership>[] = [
    {
      key: 'name',
      title: t.name,
      cell: ({ id, name }) => <RowLink to={`/organizations/${id}/members`}>{name}</RowLink>,
    },
    {
      key: 'roles',
      title: t.roles,
      cell: ({ organizationRoles }) =>
        organizationRoles.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t.noRoles}
          </Text>
        ) : (
          <Group gap={6}>
            {organizationRoles.map(({ id, name }) => (
              <Badge key={id} variant="light" tt="none" radius="sm">
                {name}
              </Badge>
            ))}
          </Group>
        ),
    },
  ];
  const items = memberships.data;
  return (
    <DataTable
      label={t.name}
      reading={{
        data: items ? { items, total: items.length } : undefined,
        error: memberships.error,
        refetch: memberships.refetch,
      }}
      columns={columns}
      keyOf={({ id }) => id}
      to={({ id }) => `/organizations/${id}/members`}
      empty={
        <EmptyState
          icon={<IconBuilding size={26} />}
          title={t.emptyTitle}
          description={t.emptyText}
          action={
            <Button component={Link} to="/organizations" variant="default">
              {t.open}
            </Button>
          }
        />
      }
    />
  );
};
