import { MultiSelect, TextInput } from '@mantine/core';
import { ApiFailure, call, readAll, readVersion, useAll, useChange } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { RoleKindControl } from '../../components/role-kind.tsx';
import { ScopePicker } from '../../components/scope-picker.tsx';
import type { RoleKind } from '../../entities.ts';
import { useTexts } from '../../i18n/index.ts';
import { keepVersion, versionOf } from '../../versions.ts';
import type { OrganizationRole } from './organization.ts';
import { texts } from './texts.ts';

type Values = {
  name: string;
  description: string;
  type: RoleKind;
  organizationScopeIds: string[];
  resourceScopeIds: string[];
};

type Known = Pick<OrganizationRole, 'name' | 'description' | 'type'> &
  Record<'scopes' | 'resourceScopes', readonly { id: string }[]>;

const valuesOf = (role: Known | null): Values => ({
  name: role?.name ?? '',
  description: role?.description ?? '',
  type: role?.type ?? 'User',
  organizationScopeIds: role?.scopes.map(({ id }) => id) ?? [],
  resourceScopeIds: role?.resourceScopes.map(({ id }) => id) ?? [],
});

/** The role as it is now; its permissions have addresses of their own. */
const readRole = async (id: string): Promise<Known> => {
  const params = { id };
  const [role, scopes, resourceScopes] = await Promise.all([
    readVersion('GET /api/organization-roles/:id', { params }),
    readAll('GET /api/organization-roles/:id/scopes', { params }),
    readAll('GET /api/organization-roles/:id/resource-scopes', { params }),
  ]);
  return keepVersion({ ...role, scopes, resourceScopes }, versionOf(role));
};

type Props = { role: OrganizationRole | null; opened: boolean; onClose: () => void };

/** Adds an organization role with its permissions, or changes the one given. */
export const RoleDialog = ({ role, opened, onClose }: Props) => {
  const t = useTexts(texts);
  const scopes = useAll('GET /api/organization-scopes');
  const about = { invalidates: ['/api/organization-'], quiet: true };
  const done = { ...about, success: t.template.saved };
  const create = useChange('POST /api/organization-roles', done);
  const change = useChange('PATCH /api/organization-roles/:id', about);
  const setResourceScopes = useChange('PUT /api/organization-roles/:id/resource-scopes', done);

  const submit = async (values: Values, over: unknown) => {
    const { name, description, type, organizationScopeIds, resourceScopeIds } = values;
    const basics = { name: name.trim(), description: description.trim() || null, type };
    if (!role) {
      return create.mutateAsync({ body: { ...basics, organizationScopeIds, resourceScopeIds } });
    }
    const params = { id: role.id };
    // First what may be refused: the name and the kind.
    await change.mutateAsync({ over, params, body: basics });
    await call('PUT /api/organization-roles/:id/scopes', { params, body: { organizationScopeIds } });
    return setResourceScopes.mutateAsync({ params, body: { scopeIds: resourceScopeIds } });
  };

  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={role ? t.template.editRole : t.template.createRole}
      action={role ? t.template.save : t.template.create}
      initial={valuesOf(role)}
      edits={role && { current: () => readRole(role.id), values: valuesOf }}
      validate={{ name: (value) => (value.trim() ? null : t.nameRequired) }}
      fieldOf={(failure) =>
        failure instanceof ApiFailure && failure.code === 'organization.role_in_use' ? 'type' : undefined
      }
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
          <RoleKindControl
            label={t.template.kind}
            description={t.template.kindHint}
            names={t.template.kinds}
            {...form.getInputProps('type')}
          />
          <MultiSelect
            label={t.template.orgPermissions}
            placeholder={form.values.organizationScopeIds.length === 0 ? t.template.choose : undefined}
            data={(scopes.data ?? []).map(({ id, name }) => ({ value: id, label: name }))}
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
