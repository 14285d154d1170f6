import { Button, Stack, Textarea, TextInput } from '@mantine/core';
import { IconTrash } from '@tabler/icons-react';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import { useApi, useChange } from '../../api.ts';
import { ConfirmDialog, CopyText, Loaded, PageHeader, Section, UrlTabs } from '../../components/index.ts';
import { formatJson, JsonField, parseJsonObject } from '../../components/json-field.tsx';
import { leavingForGood, SettingsForm, useSavedForm } from '../../form.tsx';
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
  const navigate = useNavigate();
  const [asking, setAsking] = useState(false);
  const remove = useChange('DELETE /api/organizations/:id', {
    invalidates: ['/api/organizations'],
    success: t.remove.done,
    quiet: true,
  });
  return (
    <Section title={t.remove.title} description={t.remove.text} danger>
      <Button
        color="red"
        variant="outline"
        w="fit-content"
        leftSection={<IconTrash size={16} aria-hidden />}
        onClick={() => setAsking(true)}
      >
        {t.remove.button}
      </Button>
      <ConfirmDialog
        opened={asking}
        onClose={() => setAsking(false)}
        title={t.remove.title}
        typed={organization.name}
        onConfirm={async () => {
          await remove.mutateAsync({ params: { id: organization.id } });
          await navigate('/organizations', { state: leavingForGood });
        }}
      >
        {t.remove.text}
      </ConfirmDialog>
    </Section>
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
