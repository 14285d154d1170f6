import { MultiSelect, TextInput } from '@mantine/core';
import { call, useChange, usePage } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { ScopePicker } from '../../components/scope-picker.tsx';
import { useTexts } from '../../i18n/index.ts';
import type { OrganizationRole, OrganizationScope } from './organization.ts';
import { texts } from './texts.ts';

type Values = {
  name: string;
  description: string;
  organizationScopeIds: string[];
  resourceScopeIds: string[];
};

const valuesOf = (role: OrganizationRole | null): Values => ({
  name: role?.name ?? '',
  description: role?.description ?? '',
  organizationScopeIds: role?.scopes.map(({ id }) => id) ?? [],
  resourceScopeIds: role?.resourceScopes.map(({ id }) => id) ?? [],
});

type Props = { role: OrganizationRole | null; opened: boolean; onClose: () => void };

/** Adds an organization role with its permissions, or changes the one given. */
export const RoleDialog = ({ role, opened, onClose }: Props) => {
  const t = useTexts(texts);
  const scopes = usePage<OrganizationScope>('GET /api/organization-scopes', {
    query: { page: 1, page_size: 100 },
  });
  const about = { invalidates: ['/api/organization-'], success: t.template.saved, quiet: true };
  const create = useChange('POST /api/organization-roles', about);
  const change = useChange('PATCH /api/organization-roles/:id', about);

  const submit = async (values: Values) => {
    const { name, description, organizationScopeIds, resourceScopeIds } = values;
    const basics = { name: name.trim(), description: description.trim() || null };
    if (!role) {
      return create.mutateAsync({ body: { ...basics, organizationScopeIds, resourceScopeIds } });
    }
    const params = { id: role.id };
    await call('PUT /api/organization-roles/:id/scopes', { params, body: { organizationScopeIds } });
    await call('PUT /api/organization-roles/:id/resource-scopes', {
      params,
      body: { scopeIds: resourceScopeIds },
    });
    return change.mutateAsync({ params, body: basics });
  };

  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={role ? t.template.editRole : t.template.createRole}
      action={role ? t.template.save : t.template.create}
      initial={valuesOf(role)}
      validate={{ name: (value) => (value.trim() ? null : t.nameRequired) }}
      onSubmit={submit}
    >
      {(form) => (
        <>
          <TextInput
            label={t.template.name}
            required
            maxLength={128}
            data-autofocus
            {...form.getInputProps('name')}
          />
          <TextInput label={t.template.description} maxLength={256} {...form.getInputProps('description')} />
          <MultiSelect
            label={t.template.orgPermissions}
            placeholder={form.values.organizationScopeIds.length === 0 ? t.template.choose : undefined}
            data={(scopes.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
            searchable
            hidePickedOptions
            nothingFoundMessage={t.template.noPermissions}
            {...form.getInputProps('organizationScopeIds')}
          />
          <ScopePicker
            label={t.template.apiPermissions}
            description={t.template.apiPermissionsHint}
            placeholder={t.template.choose}
            nothing={t.template.noPermissions}
            {...form.getInputProps('resourceScopeIds')}
          />
        </>
      )}
    </DialogForm>
  );
};
