import { Anchor, Badge, Group, MultiSelect, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { type AnswerOf, call, invalidate, queryClient, useAll, useChange } from '../../api.ts';
import { AddButton } from '../../components/assigned.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { ConfirmDialog, Loaded, LoadingState, Section } from '../../components/index.ts';
import { OrganizationSelect } from '../../components/organization-picker.tsx';
import { RowActions } from '../../components/row-actions.tsx';
import { useTexts } from '../../i18n/index.ts';
import { accessTexts } from './access-texts.ts';
import type { Application } from './application.ts';

type Membership = AnswerOf<'GET /api/applications/:id/organizations'>[number];

const stale = ['/api/applications', '/api/organizations'];

/** The organizations that a machine is a member of, with its roles there. */
export const OrganizationsTab = ({ application }: { application: Application }) => {
  const t = useTexts(accessTexts).machine;
  const [adding, setAdding] = useState(false);
  const reading = useAll('GET /api/applications/:id/organizations', { params: { id: application.id } });
  return (
    <Section
      title={t.title}
      description={t.text}
      action={<AddButton onClick={() => setAdding(true)}>{t.add}</AddButton>}
    >
      <div>
        <Loaded of={reading} loading={<LoadingState rows={2} />}>
          {(list) => (
            <>
              <Memberships application={application} list={list} />
              <AddMembership
                applicationId={application.id}
                opened={adding}
                present={new Set(list.map(({ id }) => id))}
                onClose={() => setAdding(false)}
              />
            </>
          )}
        </Loaded>
      </div>
    </Section>
  );
};

const Memberships = ({ application, list }: { application: Application; list: Membership[] }) => {
  const t = useTexts(accessTexts).machine;
  const [editing, setEditing] = useState<Membership | null>(null);
  const [leaving, setLeaving] = useState<Membership | null>(null);
  const remove = useChange('DELETE /api/organizations/:id/applications/:applicationId', {
    invalidates: stale,
    quiet: true,
  });
  if (list.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t.none}
      </Text>
    );
  }
  return (
    <>
      <Table aria-label={t.title}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th fz="xs" c="dimmed">
              {t.columns.organization}
            </Table.Th>
            <Table.Th fz="xs" c="dimmed">
              {t.columns.roles}
            </Table.Th>
            <Table.Td />
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {list.map((membership) => (
            <Table.Tr key={membership.id}>
              <Table.Td style={{ overflowWrap: 'anywhere' }}>
                <Anchor component={Link} to={`/organizations/${membership.id}`} size="sm" fw={600}>
                  {membership.name}
                </Anchor>
              </Table.Td>
              <Table.Td>
                <Roles roles={membership.organizationRoles} />
              </Table.Td>
              <Table.Td w={90}>
                <RowActions
                  edit={t.edit(membership.name)}
                  onEdit={() => setEditing(membership)}
                  remove={t.remove(membership.name)}
                  onRemove={() => setLeaving(membership)}
                />
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      <EditRoles applicationId={application.id} membership={editing} onClose={() => setEditing(null)} />
      <ConfirmDialog
        opened={leaving !== null}
        onClose={() => setLeaving(null)}
        title={t.removeTitle}
        action={t.removeAction}
        onConfirm={() =>
          remove.mutateAsync({ params: { id: leaving?.id ?? '', applicationId: application.id } })
        }
      >
        {t.removeText(leaving?.name ?? '')}
      </ConfirmDialog>
    </>
  );
};

const Roles = ({ roles }: { roles: Membership['organizationRoles'] }) => {
  const t = useTexts(accessTexts).machine;
  if (roles.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {t.noRoles}
      </Text>
    );
  }
  return (
    <Group gap={6}>
      {roles.map(({ id, name }) => (
        <Badge key={id} variant="light" tt="none" radius="sm">
          {name}
        </Badge>
      ))}
    </Group>
  );
};

type RoleFieldProps = { value?: string[]; onChange: (ids: string[]) => void };

/** The roles that machines can have in organizations. */
const RoleField = (props: RoleFieldProps) => {
  const t = useTexts(accessTexts).machine;
  const roles = useAll('GET /api/organization-roles');
  return (
    <MultiSelect
      label={t.roles}
      placeholder={props.value?.length ? undefined : t.rolesPlaceholder}
      data={(roles.data ?? [])
        .filter(({ type }) => type === 'MachineToMachine')
        .map(({ id, name }) => ({ value: id, label: name }))}
      searchable
      hidePickedOptions
      nothingFoundMessage={t.rolesNothing}
      {...props}
    />
  );
};

type EditProps = { applicationId: string; membership: Membership | null; onClose: () => void };

const EditRoles = ({ applicationId, membership, onClose }: EditProps) => {
  const t = useTexts(accessTexts).machine;
  const change = useChange('PUT /api/organizations/:id/applications/:applicationId/roles', {
    invalidates: stale,
    quiet: true,
  });
  return (
    <DialogForm
      opened={membership !== null}
      onClose={onClose}
      title={t.editTitle(membership?.name ?? '')}
      action={t.save}
      initial={{ organizationRoleIds: membership?.organizationRoles.map(({ id }) => id) ?? [] }}
      onSubmit={(body) => change.mutateAsync({ params: { id: membership?.id ?? '', applicationId }, body })}
    >
      {(form) => <RoleField {...form.getInputProps('organizationRoleIds')} />}
    </DialogForm>
  );
};

type AddProps = {
  applicationId: string;
  opened: boolean;
  present: ReadonlySet<string>;
  onClose: () => void;
};

const AddMembership = ({ applicationId, opened, present, onClose }: AddProps) => {
  const t = useTexts(accessTexts);
  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={t.machine.add}
      action={t.machine.submit}
      initial={{ organizationId: null as string | null, organizationRoleIds: [] as string[] }}
      validate={{ organizationId: (id) => (id ? null : t.missing) }}
      onSubmit={async ({ organizationId, organizationRoleIds }) => {
        const params = { id: organizationId ?? '' };
        await call('POST /api/organizations/:id/applications', {
          params,
          body: { applicationIds: [applicationId] },
        });
        if (organizationRoleIds.length > 0) {
          await call('POST /api/organizations/:id/applications/:applicationId/roles', {
            params: { ...params, applicationId },
            body: { organizationRoleIds },
          });
        }
        await invalidate(queryClient, stale);
      }}
    >
      {(form) => (
        <>
          <OrganizationSelect
            label={t.machine.organization}
            nothing={t.machine.nothing}
            exclude={present}
            {...form.getInputProps('organizationId')}
          />
          <RoleField {...form.getInputProps('organizationRoleIds')} />
        </>
      )}
    </DialogForm>
  );
};
