import { Anchor, Group, MultiSelect, Stack, Table, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useApi, useChange } from '../../api.ts';
import { AddButton, removeColumn } from '../../components/assigned.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { ConfirmDialog, Loaded, LoadingState, Section } from '../../components/index.ts';
import { UserPicker } from '../../components/user-picker.tsx';
import type { Named } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import type { Application } from './application.ts';
import { thirdPartyTexts } from './third-party-texts.ts';

const stale = ['/api/applications', '/api/users'];

/** The organizations that a user shares with a third-party application. */
export const ConsentsTab = ({ application }: { application: Application }) => {
  const t = useTexts(thirdPartyTexts).shared;
  const [chosen, setChosen] = useState<string[]>([]);
  const userId = chosen[0];
  return (
    <Section title={t.title} description={t.text}>
      <UserPicker
        label={t.user}
        placeholder={t.userPlaceholder}
        nothing={t.userNothing}
        max={1}
        value={chosen}
        onChange={setChosen}
      />
      {userId ? (
        <Shared key={userId} id={application.id} userId={userId} />
      ) : (
        <Text size="sm" c="dimmed">
          {t.pick}
        </Text>
      )}
    </Section>
  );
};

const Shared = (params: { id: string; userId: string }) => {
  const t = useTexts(thirdPartyTexts).shared;
  const [adding, setAdding] = useState(false);
  const [doomed, setDoomed] = useState<Named | null>(null);
  const reading = useApi('GET /api/applications/:id/users/:userId/consent-organizations', {
    params,
    query: { page_size: 100 },
  });
  const remove = useChange(
    'DELETE /api/applications/:id/users/:userId/consent-organizations/:organizationId',
    { invalidates: stale, quiet: true },
  );
  const ending = removeColumn<Named>(({ name }) => t.remove(name), setDoomed);
  return (
    <Stack gap="md">
      <Group justify="space-between">
        <Anchor component={Link} to={`/users/${params.userId}`} size="sm">
          {t.open}
        </Anchor>
        <AddButton onClick={() => setAdding(true)}>{t.add}</AddButton>
      </Group>
      <Loaded of={reading} loading={<LoadingState rows={2} />}>
        {({ organizations }) => (
          <>
            {organizations.length === 0 ? (
              <Text size="sm" c="dimmed" role="status">
                {t.none}
              </Text>
            ) : (
              <Table aria-label={t.title}>
                <Table.Thead>
                  <Table.Tr>
                    <Table.Th fz="xs" c="dimmed">
                      {t.column}
                    </Table.Th>
                    <Table.Td />
                  </Table.Tr>
                </Table.Thead>
                <Table.Tbody>
                  {organizations.map((organization) => (
                    <Table.Tr key={organization.id}>
                      <Table.Td>
                        <Anchor component={Link} to={`/organizations/${organization.id}`} size="sm" fw={600}>
                          {organization.name}
                        </Anchor>
                      </Table.Td>
                      <Table.Td w={ending.width}>{ending.cell(organization)}</Table.Td>
                    </Table.Tr>
                  ))}
                </Table.Tbody>
              </Table>
            )}
            <ShareMore
              {...params}
              opened={adding}
              present={new Set(organizations.map(({ id }) => id))}
              onClose={() => setAdding(false)}
            />
          </>
        )}
      </Loaded>
      <ConfirmDialog
        opened={doomed !== null}
        onClose={() => setDoomed(null)}
        title={t.removeTitle}
        action={t.removeAction}
        onConfirm={() => remove.mutateAsync({ params: { ...params, organizationId: doomed?.id ?? '' } })}
      >
        {t.removeText(doomed?.name ?? '')}
      </ConfirmDialog>
    </Stack>
  );
};

type ShareProps = {
  id: string;
  userId: string;
  opened: boolean;
  present: ReadonlySet<string>;
  onClose: () => void;
};

const ShareMore = ({ id, userId, opened, present, onClose }: ShareProps) => {
  const t = useTexts(thirdPartyTexts);
  const memberships = useApi('GET /api/users/:userId/organizations', { params: { userId }, enabled: opened });
  const share = useChange('POST /api/applications/:id/users/:userId/consent-organizations', {
    invalidates: stale,
    quiet: true,
  });
  const data = (memberships.data ?? [])
    .filter((organization) => !present.has(organization.id))
    .map((organization) => ({ value: organization.id, label: organization.name }));
  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={t.shared.add}
      action={t.shared.submit}
      initial={{ organizationIds: [] as string[] }}
      validate={{ organizationIds: (ids) => (ids.length > 0 ? null : t.chooseOne) }}
      onSubmit={(body) => share.mutateAsync({ params: { id, userId }, body })}
    >
      {(form) => (
        <MultiSelect
          label={t.shared.label}
          placeholder={form.values.organizationIds.length === 0 ? t.choose : undefined}
          data={data}
          searchable
          hidePickedOptions
          nothingFoundMessage={t.shared.nothing}
          {...form.getInputProps('organizationIds')}
        />
      )}
    </DialogForm>
  );
};
