import { Button, Code, Group, Stack, Text } from '@mantine/core';
import { IconForms, IconPlus } from '@tabler/icons-react';
import { useState } from 'react';
import { useApi, useChange } from '../../api.ts';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  EmptyState,
  Section,
  StatusBadge,
} from '../../components/index.ts';
import { RowActions } from '../../components/row-actions.tsx';
import { useTexts } from '../../i18n/index.ts';
import { MoveButtons } from './move-buttons.tsx';
import { moved, type ProfileField, profileFieldPaths } from './profile-field.ts';
import { ProfileFieldDialog } from './profile-field-dialog.tsx';
import { profileTexts } from './profile-texts.ts';
import type { SignInExperience } from './sign-in-experience.ts';
import { SignUpFields } from './sign-up-fields.tsx';

export const ProfileTab = ({ saved }: { saved: SignInExperience }) => {
  const fields = useApi('GET /api/custom-profile-fields');
  return (
    <Stack gap="lg">
      <Fields reading={fields} />
      {fields.data && fields.data.length > 0 ? <SignUpFields saved={saved} fields={fields.data} /> : null}
    </Stack>
  );
};

const useColumns = (
  fields: readonly ProfileField[],
  onEdit: (field: ProfileField) => void,
  onRemove: (field: ProfileField) => void,
): Column<ProfileField>[] => {
  const t = useTexts(profileTexts);
  const order = useChange('POST /api/custom-profile-fields/properties/sie-order', {
    invalidates: profileFieldPaths,
  });
  const move = (from: number, to: number) =>
    order.mutate({
      body: { order: moved(fields, from, to).map(({ name }, index) => ({ name, sieOrder: index + 1 })) },
    });
  return [
    {
      key: 'label',
      title: t.columns.label,
      cell: ({ label, name, type, required }) => (
        <Stack gap={4} align="flex-start">
          <Text size="sm" fw={550} style={{ overflowWrap: 'anywhere' }}>
            {label}
          </Text>
          <Group gap="xs" hiddenFrom="sm">
            <Code>{name}</Code>
            <Text size="xs" c="dimmed">
              {t.types[type]}
              {required ? `, ${t.isRequired}` : ''}
            </Text>
          </Group>
        </Stack>
      ),
    },
    { key: 'name', title: t.columns.name, wide: true, cell: ({ name }) => <Code>{name}</Code> },
    {
      key: 'type',
      title: t.columns.type,
      wide: true,
      cell: ({ type }) => <Text size="sm">{t.types[type]}</Text>,
    },
    {
      key: 'required',
      title: t.columns.required,
      wide: true,
      cell: ({ required }) => (
        <StatusBadge status={required ? 'info' : 'neutral'}>
          {required ? t.isRequired : t.isOptional}
        </StatusBadge>
      ),
    },
    {
      key: 'actions',
      title: '',
      width: 150,
      cell: (field) => (
        <Group gap={0} wrap="nowrap" justify="flex-end">
          <MoveButtons
            index={fields.indexOf(field)}
            count={fields.length}
            up={t.up(field.name)}
            down={t.down(field.name)}
            disabled={order.isPending}
            onMove={(to) => move(fields.indexOf(field), to)}
          />
          <RowActions
            edit={t.edit(field.name)}
            onEdit={() => onEdit(field)}
            remove={t.remove(field.name)}
            onRemove={() => onRemove(field)}
          />
        </Group>
      ),
    },
  ];
};

const Fields = ({
  reading,
}: {
  reading: { data: ProfileField[] | undefined; error: Error | null; refetch: () => unknown };
}) => {
  const t = useTexts(profileTexts);
  const fields = reading.data ?? [];
  const [editing, setEditing] = useState<ProfileField | 'new' | null>(null);
  const [removing, setRemoving] = useState<ProfileField | null>(null);
  const columns = useColumns(fields, setEditing, setRemoving);
  const remove = useChange('DELETE /api/custom-profile-fields/:name', {
    invalidates: profileFieldPaths,
    success: t.removed,
    quiet: true,
  });
  const add = (
    <Button
      variant={fields.length > 0 ? 'default' : 'filled'}
      leftSection={<IconPlus size={16} aria-hidden />}
      onClick={() => setEditing('new')}
    >
      {t.add}
    </Button>
  );
  const page = reading.data ? { items: fields, total: fields.length } : undefined;
  return (
    <>
      {reading.data?.length === 0 ? (
        <EmptyState
          icon={<IconForms aria-hidden />}
          title={t.emptyTitle}
          description={t.emptyText}
          action={add}
        />
      ) : (
        <Section title={t.fields} description={t.fieldsText} action={add}>
          <DataTable
            label={t.fields}
            reading={{ ...reading, data: page }}
            columns={columns}
            keyOf={({ id }) => id}
            empty={null}
          />
        </Section>
      )}
      <ProfileFieldDialog
        field={editing === 'new' ? undefined : (editing ?? undefined)}
        opened={editing !== null}
        onClose={() => setEditing(null)}
      />
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t.removeTitle}
        typed={removing?.name}
        onConfirm={() => remove.mutateAsync({ params: { name: removing?.name ?? '' } })}
      >
        {t.removeText}
      </ConfirmDialog>
    </>
  );
};
