import { Alert, Badge, NumberInput, Stack, Switch, TextInput } from '@mantine/core';
import { IconLock } from '@tabler/icons-react';
import { useParams } from 'react-router';
import { useApi, useChange } from '../../api.ts';
import { DeleteSection } from '../../components/delete-section.tsx';
import { CopyField, CopyText, Loaded, PageHeader, Section, UrlTabs } from '../../components/index.ts';
import { useRemoval } from '../../components/removal.ts';
import { isManagementApi, type Resource } from '../../entities.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { isLifetime } from './indicator.ts';
import { ResourcePermissions } from './resource-permissions.tsx';
import { texts } from './texts.ts';

const Settings = ({ resource }: { resource: Resource }) => {
  const t = useTexts(texts);
  const change = useChange('PATCH /api/resources/:id', { invalidates: ['/api/resources'], quiet: true });
  const setDefault = useChange('PATCH /api/resources/:id/is-default', {
    invalidates: ['/api/resources'],
    quiet: true,
  });
  const state = useSavedForm({
    of: resource,
    values: ({ name, accessTokenTtl, isDefault }) => ({ name, accessTokenTtl, isDefault }),
    save: async ({ name, accessTokenTtl, isDefault }, over) => {
      const params = { id: resource.id };
      await change.mutateAsync({ over, params, body: { name: name.trim(), accessTokenTtl } });
      if (isDefault !== over.isDefault) await setDefault.mutateAsync({ params, body: { isDefault } });
    },
    validate: {
      name: (value) => (value.trim() ? null : t.create.nameRequired),
      accessTokenTtl: (value) => (isLifetime(value) ? null : t.settings.ttlInvalid),
    },
    success: t.settings.saved,
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      <Section title={t.settings.title}>
        <TextInput label={t.settings.name} required maxLength={256} {...form.getInputProps('name')} />
        <CopyField label={t.indicator} value={resource.indicator} />
        <NumberInput
          label={t.settings.ttl}
          description={t.settings.ttlHint}
          required
          min={60}
          max={86_400}
          allowDecimal={false}
          maw={260}
          {...form.getInputProps('accessTokenTtl')}
        />
        <Switch
          label={t.settings.isDefault}
          description={t.settings.isDefaultHint}
          {...form.getInputProps('isDefault', { type: 'checkbox' })}
        />
      </Section>
    </SettingsForm>
  );
};

const Remove = ({ resource }: { resource: Resource }) => {
  const t = useTexts(texts);
  const remove = useRemoval('DELETE /api/resources/:id', {
    success: t.remove.done,
    back: '/api-resources',
    stale: ['/api/resources', '/api/roles'],
  });
  return <DeleteSection words={t.remove} name={resource.name} remove={() => remove({ id: resource.id })} />;
};

const Body = ({ resource, tab }: { resource: Resource; tab: string | undefined }) => {
  const t = useTexts(texts);
  const builtIn = isManagementApi(resource.indicator);
  const permissions = {
    value: 'permissions',
    label: t.tabs.permissions,
    content: <ResourcePermissions resource={resource} readOnly={builtIn} />,
  };
  const settings = {
    value: 'settings',
    label: t.tabs.settings,
    content: (
      <Stack gap="lg">
        <Settings resource={resource} />
        <Remove resource={resource} />
      </Stack>
    ),
  };
  return (
    <>
      <PageHeader
        title={resource.name}
        crumbs={[{ label: t.title, to: '/api-resources' }]}
        description={<CopyText value={resource.indicator} label={t.indicator} />}
        badge={
          builtIn ? (
            <Badge variant="light" color="gray" tt="none" radius="sm">
              {t.builtIn}
            </Badge>
          ) : resource.isDefault ? (
            <Badge variant="light" tt="none" radius="sm">
              {t.isDefault}
            </Badge>
          ) : null
        }
      />
      {builtIn ? (
        <Stack gap="lg">
          <Alert color="gray" icon={<IconLock aria-hidden />}>
            {t.builtInNote}
          </Alert>
          {permissions.content}
        </Stack>
      ) : (
        <UrlTabs
          label={resource.name}
          base={`/api-resources/${resource.id}`}
          tab={tab}
          tabs={[permissions, settings]}
        />
      )}
    </>
  );
};

export const ResourceDetails = () => {
  const { id = '', tab } = useParams();
  const resource = useApi<Resource>('GET /api/resources/:id', { params: { id } });
  return <Loaded of={resource}>{(found) => <Body resource={found} tab={tab} />}</Loaded>;
};
