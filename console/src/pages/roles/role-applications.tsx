import { Box } from '@mantine/core';
import { IconRobot } from '@tabler/icons-react';
import { useState } from 'react';
import { useChange, usePage } from '../../api.ts';
import { AddButton, removeColumn } from '../../components/assigned.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import { type Column, DataTable, EmptyState, SearchBox, useListQuery } from '../../components/index.ts';
import { MachinePicker } from '../../components/machine-picker.tsx';
import { RowLink } from '../../components/row-link.tsx';
import type { ApplicationSummary, Role } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

export const RoleApplications = ({ role }: { role: Role }) => {
  const t = useTexts(texts).assigned;
  const list = useListQuery();
  const [adding, setAdding] = useState(false);
  const params = { id: role.id };
  const applications = usePage<ApplicationSummary>('GET /api/roles/:id/applications', {
    params,
    query: list.query,
  });
  const about = { invalidates: ['/api/roles', '/api/applications'] };
  const add = useChange('POST /api/roles/:id/applications', { ...about, success: t.added, quiet: true });
  const remove = useChange('DELETE /api/roles/:id/applications/:applicationId', {
    ...about,
    success: t.removed,
  });
  const present = new Set((applications.data?.items ?? []).map(({ id }) => id));
  const columns: Column<ApplicationSummary>[] = [
    {
      key: 'app',
      title: t.app,
      cell: ({ id, name }) => <RowLink to={`/applications/${id}`}>{name}</RowLink>,
    },
    removeColumn(
      ({ name }) => t.remove(name),
      ({ id }) => remove.mutate({ params: { id: role.id, applicationId: id } }),
    ),
  ];
  const button = <AddButton onClick={() => setAdding(true)}>{t.addApps}</AddButton>;
  return (
    <>
      <DataTable
        label={t.app}
        reading={applications}
        columns={columns}
        keyOf={({ id }) => id}
        list={list}
        toolbar={
          <>
            <SearchBox list={list} placeholder={t.searchApps} />
            <Box ml={{ sm: 'auto' }}>{button}</Box>
          </>
        }
        nothingFound={t.noneFound}
        empty={
          <EmptyState
            icon={<IconRobot size={26} />}
            title={t.appsEmptyTitle}
            description={t.appsEmptyText}
            action={button}
          />
        }
      />
      <DialogForm
        opened={adding}
        onClose={() => setAdding(false)}
        title={t.addApps}
        action={t.submit}
        initial={{ applicationIds: [] as string[] }}
        validate={{ applicationIds: (value) => (value.length > 0 ? null : t.appsPlaceholder) }}
        onSubmit={(body) => add.mutateAsync({ params, body })}
      >
        {(form) => (
          <MachinePicker
            label={t.pickApps}
            placeholder={t.appsPlaceholder}
            nothing={t.noApps}
            exclude={present}
            {...form.getInputProps('applicationIds')}
          />
        )}
      </DialogForm>
    </>
  );
};
