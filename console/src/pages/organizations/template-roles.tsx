import { Badge, Box, Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useChange, usePage } from '../../api.ts';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  SearchBox,
  Section,
  useListQuery,
} from '../../components/index.ts';
import { RowActions } from '../../components/row-actions.tsx';
import { useTexts } from '../../i18n/index.ts';
import type { OrganizationRole } from './organization.ts';
import { RoleDialog } from './role-dialog.tsx';
import { texts } from './texts.ts';

const Permissions = ({ role }: { role: OrganizationRole }) => {
  const t = useTexts(texts).template;
  const names = [
    ...role.scopes.map(({ id, name }) => ({ id, name })),
    ...role.resourceScopes.map(({ id, name, resource }) => ({ id, name: `${resource.name}: ${name}` })),
  ];
  if (names.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t.noPermissions}
      </Text>
    );
  }
  return (
    <Group gap={6}>
      {names.map(({ id, name }) => (
        <Code key={id}>{name}</Code>
      ))}
    </Group>
  );
};

export const TemplateRoles = () => {
  const t = useTexts(texts).template;
  const [editing, setEditing] = useState<OrganizationRole | 'new' | null>(null);
  const [removing, setRemoving] = useState<OrganizationRole | null>(null);
  const list = useListQuery('roles-');
  const roles = usePage('GET /api/organization-roles', {
    query: { q: list.search || undefined, page: list.page, page_size: list.query.page_size },
  });
  const remove = useChange('DELETE /api/organization-roles/:id', {
    invalidates: ['/api/organization-'],
    success: t.removed,
    quiet: true,
  });
  const columns: Column<OrganizationRole>[] = [
    {
      key: 'name',
      title: t.name,
      cell: (role) => {
        const { name, description, type } = role;
        return (
          <Stack gap={4}>
            <Group gap="xs">
              <Text size="sm" fw={550}>
                {name}
              </Text>
              <Badge variant="light" color="gray" tt="none" radius="sm">
                {t.kinds[type]}
              </Badge>
            </Group>
            {description ? (
              <Text size="xs" c="dimmed">
                {description}
              </Text>
            ) : null}
            <Box hiddenFrom="sm">
              <Permissions role={role} />
            </Box>
          </Stack>
        );
      },
    },
    { key: 'permissions', title: t.permissions, wide: true, cell: (role) => <Permissions role={role} /> },
    {
      key: 'actions',
      title: '',
      width: 90,
      cell: (role) => (
        <RowActions
          edit={t.edit(role.name)}
          onEdit={() => setEditing(role)}
          remove={t.remove(role.name)}
          onRemove={() => setRemoving(role)}
        />
      ),
    },
  ];
  return (
    <Section
      title={t.roles}
      description={t.rolesText}
      action={
        <Button
          variant="default"
          leftSection={<IconPlus size={16} aria-hidden />}
          onClick={() => setEditing('new')}
        >
          {t.addRole}
        </Button>
      }
    >
      <DataTable
        label={t.roles}
        reading={roles}
        columns={columns}
        keyOf={({ id }) => id}
        list={list}
        toolbar={<SearchBox list={list} placeholder={t.searchRoles} />}
        nothingFound={t.noneFound}
        empty={
          <Text size="sm" c="dimmed">
            {t.noRoles}
          </Text>
        }
      />
      <RoleDialog
        role={editing === 'new' ? null : editing}
        opened={editing !== null}
        onClose={() => setEditing(null)}
      />
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t.removeRoleTitle}
        typed={removing?.name}
        onConfirm={() => remove.mutateAsync({ params: { id: removing?.id ?? '' } })}
      >
        {t.removeRoleText}
      </ConfirmDialog>
    </Section>
  );
};
