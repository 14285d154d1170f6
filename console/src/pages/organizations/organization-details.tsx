import { Stack, Textarea, TextInput } from '@mantine/core';
import { useParams } from 'react-router';
import { useApi, useChange } from '../../api.ts';
import { DeleteSection } from '../../components/delete-section.tsx';
import { CopyText, Loaded, PageHeader, Section, UrlTabs } from '../../components/index.ts';
import { formatJson, JsonField, parseJsonObject } from '../../components/json-field.tsx';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { Members } from './members.tsx';
import type { Organization } from './organization.ts';
import { texts } from './texts.ts';

const Settings = ({ organization }: { organization: Organization }) => {
  const t = useTexts(texts);
  const change = useChange('PATCH /api/organizations/:id', {
    invalidates: ['/api/organizations'],
    quiet: true,
  });
  const state = useSavedForm({
    saved: {
      name: organization.name,
      description: organization.description ?? '',
      customData: formatJson(organization.customData),
    },
    save: ({ name, description, customData }) =>
      change.mutateAsync({
        params: { id: organization.id },
        body: {
          name: name.trim(),
          description: description.trim() || null,
          customData: parseJsonObject(customData) ?? {},
        },
      }),
    validate: {
      name: (value) => (value.trim() ? null : t.nameRequired),
      customData: (value) => (parseJsonObject(value) ? null : t.settings.invalidJson),
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
          autosize
          minRows={2}
          maxLength={256}
          {...form.getInputProps('description')}
        />
        <JsonField
          label={t.settings.customData}
          description={t.settings.customDataHint}
          invalid={t.settings.invalidJson}
          value={form.values.customData}
          onChange={(text) => form.setFieldValue('customData', text)}
        />
      </Section>
    </SettingsForm>
  );
};

const Remove = ({ organization }: { organization: Organization }) => {
  const t = useTexts(texts);
  const remove = useChange('DELETE /api/organizations/:id', {
    invalidates: [],
    success: t.remove.done,
    quiet: true,
  });
  return (
    <DeleteSection
      words={t.remove}
      name={organization.name}
      remove={() => remove.mutateAsync({ params: { id: organization.id } })}
      back="/organizations"
      stale={['/api/organizations', '/api/users']}
    />
  );
};

export const OrganizationDetails = () => {
  const t = useTexts(texts);
  const { id = '', tab } = useParams();
  const organization = useApi<Organization>('GET /api/organizations/:id', { params: { id } });
  return (
    <Loaded of={organization}>
      {(found) => (
        <>
          <PageHeader
            title={found.name}
            crumbs={[{ label: t.title, to: '/organizations' }]}
            description={<CopyText value={found.id} label={t.id} />}
          />
          <UrlTabs
            label={found.name}
            base={`/organizations/${found.id}`}
            tab={tab}
            tabs={[
              {
                value: 'settings',
                label: t.detailTabs.settings,
                content: (
                  <Stack gap="lg">
                    <Settings organization={found} />
                    <Remove organization={found} />
                  </Stack>
                ),
              },
              {
                value: 'members',
                label: t.detailTabs.members,
                content: <Members organizationId={found.id} />,
              },
            ]}
          />
        </>
      )}
    </Loaded>
  );
};
