import { ActionIcon, Alert, Anchor, Group, Stack, Text, TextInput } from '@mantine/core';
import { IconPencil } from '@tabler/icons-react';
import { useState } from 'react';
import { type AnswerOf, readVersion, useApi, useChange } from '../../api.ts';
import { AddButton } from '../../components/assigned.tsx';
import { DialogForm } from '../../components/dialog-form.tsx';
import {
  type Column,
  CopyText,
  DataTable,
  PageHeader,
  ReadOnlyNotice,
  RelativeTime,
  StatusBadge,
} from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { useMay, useSession } from '../../shell/session.ts';
import { homeOfTenant } from '../../tenant.ts';
import { administratorTexts } from './administrator-texts.ts';

type Tenant = AnswerOf<'GET /api/tenants'>[number];

const about = { invalidates: ['/api/tenants', '/console/api/session'], quiet: true };

const isOrigin = (text: string): boolean =>
  /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text.replace(/\/$/, '');

/** These two are served where the settings of the server say. */
const isFixed = (tenant: Tenant | null): boolean => tenant?.id === 'default' || tenant?.id === 'admin';

const fieldOf = (failure: unknown): string | undefined => {
  const { code = '' } = failure as { code?: string };
  if (code.startsWith('tenant.origin')) return 'origin';
  return code === 'tenant.id_in_use' ? 'id' : undefined;
};

const valuesOf = (tenant: Tenant | null) => ({
  name: tenant?.name ?? '',
  id: '',
  origin: tenant?.origin ?? '',
});

const EditTenant = ({ tenant, onClose }: { tenant: Tenant | null; onClose: () => void }) => {
  const t = useTexts(administratorTexts).tenants;
  const create = useChange('POST /api/tenants', { ...about, success: t.made });
  const change = useChange('PATCH /api/tenants/:id', { ...about, success: t.saved });
  const submit = async (values: ReturnType<typeof valuesOf>, over: unknown) => {
    const name = values.name.trim();
    const origin = values.origin.trim();
    const id = values.id.trim();
    if (!tenant) await create.mutateAsync({ body: { name, origin, ...(id ? { id } : {}) } });
    else {
      const body = { name, ...(isFixed(tenant) ? {} : { origin }) };
      await change.mutateAsync({ over, params: { id: tenant.id }, body });
    }
  };
  return (
    <DialogForm
      opened
      onClose={onClose}
      title={tenant ? t.editTitle : t.add}
      action={tenant ? t.save : t.add}
      initial={valuesOf(tenant)}
      edits={
        tenant && {
          current: () => readVersion('GET /api/tenants/:id', { params: { id: tenant.id } }),
          values: valuesOf,
        }
      }
      validate={{
        name: (value) => (value.trim() ? null : t.nameEmpty),
        id: (value) => (/^[a-z0-9-]*$/.test(value.trim()) ? null : t.idHint),
        origin: (value) => (isFixed(tenant) || isOrigin(value.trim()) ? null : t.originInvalid),
      }}
      fieldOf={fieldOf}
      onSubmit={submit}
    >
      {(form) => (
        <>
          <TextInput label={t.name} required maxLength={128} data-autofocus {...form.getInputProps('name')} />
          {tenant ? null : (
            <TextInput
              label={t.id}
              description={t.idHint}
              spellCheck={false}
              autoCapitalize="none"
              {...form.getInputProps('id')}
            />
          )}
          <TextInput
            label={t.origin}
            description={isFixed(tenant) ? t.originFixed : t.originHint}
            placeholder="https://login.example.com"
            required={!isFixed(tenant)}
            disabled={isFixed(tenant)}
            spellCheck={false}
            {...form.getInputProps('origin')}
          />
          {tenant && form.values.origin.trim() !== tenant.origin ? (
            <Alert color="yellow">{t.originWarning}</Alert>
          ) : null}
        </>
      )}
    </DialogForm>
  );
};

/** The tenants of the installation. */
export const Tenants = () => {
  const t = useTexts(administratorTexts).tenants;
  const { tenant: here, tenants: mine } = useSession();
  const may = useMay('tenants:write');
  const [editing, setEditing] = useState<Tenant | 'new' | null>(null);
  const tenants = useApi('GET /api/tenants');
  const columns: Column<Tenant>[] = [
    {
      key: 'name',
      title: t.name,
      cell: ({ id, name, origin }) => (
        <Stack gap={2} align="flex-start">
          <Group gap="xs">
            {mine.some((one) => one.id === id) ? (
              <Anchor href={homeOfTenant(id)} c="inherit" fw={550} size="sm">
                {name}
              </Anchor>
            ) : (
              <Text size="sm" fw={550}>
                {name}
              </Text>
            )}
            {id === here.id ? <StatusBadge status="info">{t.here}</StatusBadge> : null}
          </Group>
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {origin}
          </Text>
        </Stack>
      ),
    },
    { key: 'id', title: t.id, wide: true, cell: ({ id }) => <CopyText value={id} label={t.id} /> },
    {
      key: 'created',
      title: t.created,
      wide: true,
      cell: ({ createdAt }) => <RelativeTime at={createdAt} />,
    },
    {
      key: 'actions',
      title: '',
      width: 56,
      cell: (tenant) =>
        may ? (
          <ActionIcon
            variant="subtle"
            color="gray"
            aria-label={t.edit(tenant.name)}
            onClick={() => setEditing(tenant)}
          >
            <IconPencil size={16} aria-hidden />
          </ActionIcon>
        ) : null,
    },
  ];
  const items = tenants.data;
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.subtitle}
        actions={may ? <AddButton onClick={() => setEditing('new')}>{t.add}</AddButton> : null}
      />
      <Stack gap="md">
        <ReadOnlyNotice needs="tenants:write" />
        <DataTable
          label={t.title}
          reading={{
            data: items ? { items, total: items.length } : undefined,
            error: tenants.error,
            refetch: tenants.refetch,
          }}
          columns={columns}
          keyOf={({ id }) => id}
          empty={null}
        />
      </Stack>
      {editing ? (
        <EditTenant tenant={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />
      ) : null}
    </>
  );
};
