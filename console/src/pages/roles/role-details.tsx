import { Badge, Stack, Switch, Textarea, TextInput } from '@mantine/core';
import { useParams } from 'react-router';
import { useApi, useChange } from '../../api.ts';
import { DeleteSection } from '../../components/delete-section.tsx';
import { CopyText, Loaded, PageHeader, Section, UrlTabs } from '../../components/index.ts';
import { useRemoval } from '../../components/removal.ts';
import type { Role } from '../../entities.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { isBuiltIn } from './built-in.ts';
import { RoleApplications } from './role-applications.tsx';
import { RolePermissions } from './role-permissions.tsx';
import { RoleUsers } from './role-users.tsx';
import { texts } from './texts.ts';

const Settings = ({ role }: { role: Role }) => {
  const t = useTexts(texts);
  const change = useChange('PATCH /api/roles/:id', { invalidates: ['/api/roles'], quiet: true });
  const state = useSavedForm({
    of: role,
    values: ({ name, description, isDefault }) => ({ name, description, isDefault }),
    save: ({ name, description, isDefault }, over) =>
      change.mutateAsync({
        over,
        params: { id: role.id },
        body: { name: name.trim(), description: description.trim(), isDefault },
      }),
    validate: {
      name: (value) => (value.trim() ? null : t.create.required),
      description: (value) => (value.trim() ? null : t.create.descriptionRequired),
    },
    success: t.settings.saved,
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      <Section title={t.settings.title}>
        <TextInput label={t.settings.name} required maxLength={128} {...form.getInputProps('name')} />
        <Textarea
          label={t.settings.description}
          required
          autosize
          minRows={2}
          maxLength={128}
          {...form.getInputProps('description')}
        />
        {role.type === 'User' ? (
          <Switch
            label={t.settings.isDefault}
            description={t.settings.isDefaultHint}
            {...form.getInputProps('isDefault', { type: 'checkbox' })}
          />
        ) : null}
      </Section>
    </SettingsForm>
  );
};

const Remove = ({ role }: { role: Role }) => {
  const t = useTexts(texts);
  const remove = useRemoval('DELETE /api/roles/:id', {
    success: t.remove.done,
    back: '/roles',
    stale: ['/api/roles', '/api/users', '/api/applications'],
  });
  return <DeleteSection words={t.remove} name={role.name} remove={() => remove({ id: role.id })} />;
};

export const RoleDetails = () => {
  const t = useTexts(texts);
  const { id = '', tab } = useParams();
  const role = useApi<Role>('GET /api/roles/:id', { params: { id } });
  return (
    <Loaded of={role}>
      {(found) => (
        <>
          <PageHeader
            title={found.name}
            crumbs={[{ label: t.title, to: '/roles' }]}
            description={<CopyText value={found.id} label={t.id} />}
            badge={
              <Badge variant="light" color="gray" tt="none" radius="sm">
                {t.kinds[found.type]}
              </Badge>
            }
          />
          <UrlTabs
            label={found.name}
            base={`/roles/${found.id}`}
            tab={tab}
            tabs={[
              { value: 'permissions', label: t.tabs.permissions, content: <RolePermissions role={found} /> },
              found.type === 'User'
                ? { value: 'users', label: t.tabs.users, content: <RoleUsers role={found} /> }
                : {
                    value: 'applications',
                    label: t.tabs.applications,
                    content: <RoleApplications role={found} />,
                  },
              ...(isBuiltIn(found)
                ? []
                : [
                    {
                      value: 'settings',
                      label: t.tabs.settings,
                      content: (
                        <Stack gap="lg">
                          <Settings role={found} />
                          <Remove role={found} />
                        </Stack>
                      ),
                    },
                  ]),
            ]}
          />
        </>
      )}
    </Loaded>
  );
};
