import {
  ActionIcon,
  Alert,
  Anchor,
  Button,
  Group,
  Modal,
  MultiSelect,
  Stack,
  Table,
  Text,
} from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { IconPlus, IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useApi, useChange } from '../../api.ts';
import { ConfirmDialog, Loaded, LoadingState, Section } from '../../components/index.ts';
import type { Role } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import type { Application } from './application.ts';
import { texts } from './texts.ts';

const changed = ['/api/applications', '/api/roles'];

/** The roles of a machine-to-machine application. */
export const RolesTab = ({ application }: { application: Application }) => {
  const t = useTexts(texts);
  const [assigning, { open, close }] = useDisclosure(false);
  const roles = useApi<Role[]>('GET /api/applications/:applicationId/roles', {
    params: { applicationId: application.id },
    query: { page_size: 100 },
  });
  return (
    <Section
      title={t.roles.title}
      description={t.roles.subtitle}
      action={
        <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={open}>
          {t.roles.assign}
        </Button>
      }
    >
      <Loaded of={roles} loading={<LoadingState rows={2} />}>
        {(list) => <RolesTable application={application} roles={list} />}
      </Loaded>
      <Modal opened={assigning} onClose={close} title={t.roles.dialogTitle}>
        <AssignForm application={application} onClose={close} />
      </Modal>
    </Section>
  );
};

const RolesTable = ({ application, roles }: { application: Application; roles: Role[] }) => {
  const t = useTexts(texts);
  const [doomed, setDoomed] = useState<Role | null>(null);
  const remove = useChange('DELETE /api/applications/:applicationId/roles/:roleId', {
    invalidates: changed,
    quiet: true,
  });
  if (roles.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t.roles.none}
      </Text>
    );
  }
  return (
    <>
      <Table aria-label={t.roles.title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th fz="xs" c="dimmed">
              {t.roles.columns.name}
            </Table.Th>
            <Table.Th fz="xs" c="dimmed" visibleFrom="sm">
              {t.roles.columns.description}
            </Table.Th>
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {roles.map((role) => (
            <Table.Tr key={role.id}>
              <Table.Td>
                <Anchor component={Link} to={`/roles/${role.id}`} size="sm" fw={600}>
                  {role.name}
                </Anchor>
              </Table.Td>
              <Table.Td visibleFrom="sm">{role.description}</Table.Td>
              <Table.Td w={48}>
                <ActionIcon
                  variant="subtle"
                  color="red"
                  aria-label={t.roles.remove(role.name)}
                  onClick={() => setDoomed(role)}
                >
                  <IconTrash size={16} aria-hidden />
                </ActionIcon>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <ConfirmDialog
        opened={doomed !== null}
        onClose={() => setDoomed(null)}
        title={t.roles.removeTitle}
        action={t.roles.removeAction}
        onConfirm={async () => {
          if (!doomed) return;
          await remove.mutateAsync({ params: { applicationId: application.id, roleId: doomed.id } });
        }}
      >
        {t.roles.removeText(doomed?.name ?? '')}
      </ConfirmDialog>
    </>
  );
};

const AssignForm = ({ application, onClose }: { application: Application; onClose: () => void }) => {
  const t = useTexts(texts);
  const [chosen, setChosen] = useState<string[]>([]);
  const [failure, setFailure] = useState<string | null>(null);
  const free = useApi<Role[]>('GET /api/roles', {
    query: { type: 'MachineToMachine', excludeApplicationId: application.id, page_size: 100 },
  });
  const assign = useChange('POST /api/applications/:applicationId/roles', {
    invalidates: changed,
    quiet: true,
  });
  const submit = async () => {
    setFailure(null);
    try {
      await assign.mutateAsync({ params: { applicationId: application.id }, body: { roleIds: chosen } });
      onClose();
    } catch (error) {
      setFailure(error instanceof Error ? error.message : String(error));
    }
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (chosen.length > 0) void submit();
      }}
    >
      <Stack>
        {failure ? (
          <Alert color="red" role="alert">
            {failure}
          </Alert>
        ) : null}
        <Loaded of={free} loading={<LoadingState rows={1} />}>
          {(roles) =>
            roles.length === 0 ? (
              <Text size="sm" c="dimmed">
                {t.roles.noneLeft}
              </Text>
            ) : (
              <MultiSelect
                label={t.roles.choose}
                placeholder={chosen.length === 0 ? t.roles.placeholder : ''}
                data={roles.map(({ id, name }) => ({ value: id, label: name }))}
                value={chosen}
                onChange={setChosen}
                searchable
                data-autofocus
              />
            )
          }
        </Loaded>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {t.roles.cancel}
          </Button>
          <Button type="submit" disabled={chosen.length === 0} loading={assign.isPending}>
            {t.roles.submit}
          </Button>
        </Group>
      </Stack>
    </form>
  );
};
