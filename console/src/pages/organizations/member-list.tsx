/** What members are shown and changed with, be they users or machines: a list, adding, roles, removing. */
import { Box, Stack } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import type { Page } from '../../api.ts';
import { AddButton } from '../../components/assigned.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import {
  type Column,
  ConfirmDialog,
  DataTable,
  EmptyState,
  type ListQuery,
  SearchBox,
} from '../../components/index.ts';
import { RowActions } from '../../components/row-actions.tsx';
import type { Named, RoleKind } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { notifyDone } from '../../notify.ts';
import { MemberRolesDialog, RoleBadges, RolesField } from './member-roles.tsx';
import { texts } from './texts.ts';

type Member = { id: string; organizationRoles: readonly Named[] };

type PickerProps = {
  label: string;
  placeholder: string;
  nothing: string;
  exclude: ReadonlySet<string>;
  value?: string[];
  onChange: (ids: string[]) => void;
  error?: ReactNode;
};

type Props<Row extends Member> = {
  kind: RoleKind;
  icon: ReactNode;
  words: (typeof texts)['en']['members'];
  list: ListQuery;
  reading: {
    data: Page<Row> | undefined;
    error: Error | null;
    refetch: () => unknown;
    isPlaceholderData: boolean;
  };
  nameOf: (row: Row) => string;
  show: (row: Row) => ReactNode;
  /** Stands beside the search. */
  filters?: ReactNode;
  filtered?: boolean;
  picker: (props: PickerProps) => ReactNode;
  add: (ids: string[], organizationRoleIds: string[]) => Promise<unknown>;
  setRoles: (id: string, organizationRoleIds: string[]) => Promise<unknown>;
  remove: (id: string) => Promise<unknown>;
};

const AddDialog = <Row extends Member>({
  kind,
  words: t,
  reading,
  picker,
  add,
  opened,
  onClose,
}: Props<Row> & { opened: boolean; onClose: () => void }) => (
  <DialogForm
    opened={opened}
    onClose={onClose}
    title={t.add}
    action={t.submit}
    initial={{ ids: [] as string[], organizationRoleIds: [] as string[] }}
    validate={{ ids: (value) => (value.length > 0 ? null : t.choosePlaceholder) }}
    onSubmit={async ({ ids, organizationRoleIds }) => {
      await add(ids, organizationRoleIds);
      notifyDone(t.added);
    }}
  >
    {(form) => (
      <>
        {picker({
          label: t.choose,
          placeholder: t.choosePlaceholder,
          nothing: t.nothing,
          exclude: new Set((reading.data?.items ?? []).map(({ id }) => id)),
          ...form.getInputProps('ids'),
        })}
        <RolesField kind={kind} {...form.getInputProps('organizationRoleIds')} />
      </>
    )}
  </DialogForm>
);

export const MemberList = <Row extends Member>(props: Props<Row>) => {
  const { kind, icon, words: t, list, reading, nameOf, show, setRoles, remove } = props;
  const { roles: rolesTitle } = useTexts(texts).roles;
  const [adding, setAdding] = useState(false);
  const [editing, setEditing] = useState<Row | null>(null);
  const [removing, setRemoving] = useState<Row | null>(null);
  const columns: Column<Row>[] = [
    {
      key: 'member',
      title: t.member,
      cell: (row) => (
        <Stack gap={6}>
          {show(row)}
          <Box hiddenFrom="sm">
            <RoleBadges roles={row.organizationRoles} />
          </Box>
        </Stack>
      ),
    },
    {
      key: 'roles',
      title: rolesTitle,
      wide: true,
      cell: ({ organizationRoles }) => <RoleBadges roles={organizationRoles} />,
    },
    {
      key: 'actions',
      title: '',
      width: 90,
      cell: (row) => (
        <RowActions
          edit={t.editRoles(nameOf(row))}
          onEdit={() => setEditing(row)}
          remove={t.remove(nameOf(row))}
          onRemove={() => setRemoving(row)}
        />
      ),
    },
  ];
  const button = <AddButton onClick={() => setAdding(true)}>{t.add}</AddButton>;
  return (
    <>
      <DataTable
        label={t.member}
        reading={reading}
        columns={columns}
        keyOf={({ id }) => id}
        list={list}
        toolbar={
          <>
            <SearchBox list={list} placeholder={t.search} />
            {props.filters}
            <Box ml={{ sm: 'auto' }}>{button}</Box>
          </>
        }
        filtered={props.filtered ?? false}
        nothingFound={t.noneFound}
        empty={<EmptyState icon={icon} title={t.emptyTitle} description={t.emptyText} action={button} />}
      />
      <AddDialog {...props} opened={adding} onClose={() => setAdding(false)} />
      <MemberRolesDialog
        kind={kind}
        who={editing ? show(editing) : null}
        roles={editing?.organizationRoles ?? []}
        opened={editing !== null}
        onClose={() => setEditing(null)}
        save={async (organizationRoleIds) => {
          await setRoles(editing?.id ?? '', organizationRoleIds);
          notifyDone(t.rolesSaved);
        }}
      />
      <ConfirmDialog
        opened={removing !== null}
        onClose={() => setRemoving(null)}
        title={t.removeTitle}
        action={t.remove(removing ? nameOf(removing) : '')}
        onConfirm={async () => {
          await remove(removing?.id ?? '');
          notifyDone(t.removed);
        }}
      >
        {t.removeText(removing ? nameOf(removing) : '')}
      </ConfirmDialog>
    </>
  );
};
