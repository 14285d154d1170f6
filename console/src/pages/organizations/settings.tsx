import { Switch, Textarea, TextInput } from '@mantine/core';
import { useChange } from '../../api.ts';
import { DeleteSection } from '../../components/delete-section.tsx';
import { Section } from '../../components/index.ts';
import { formatJson, JsonField, parseJsonObject } from '../../components/json-field.tsx';
import { useRemoval } from '../../components/removal.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import type { Organization } from './organization.ts';
import { texts } from './texts.ts';

export const Settings = ({ organization }: { organization: Organization }) => {
  const t = useTexts(texts);
  const change = useChange('PATCH /api/organizations/:id', {
    invalidates: ['/api/organizations'],
    quiet: true,
  });
  const state = useSavedForm({
    of: organization,
    values: ({ name, description, isMfaRequired, customData }) => ({
      name,
      description: description ?? '',
      isMfaRequired,
      customData: formatJson(customData),
    }),
    save: ({ name, description, isMfaRequired, customData }, over) =>
      change.mutateAsync({
        over,
        params: { id: organization.id },
        body: {
          name: name.trim(),
          description: description.trim() || null,
          isMfaRequired,
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
      <Section title={t.settings.security}>
        <Switch
          label={t.settings.mfa}
          description={t.settings.mfaHint}
          {...form.getInputProps('isMfaRequired', { type: 'checkbox' })}
        />
      </Section>
    </SettingsForm>
  );
};

export const Remove = ({ organization }: { organization: Organization }) => {
  const t = useTexts(texts);
  const remove = useRemoval('DELETE /api/organizations/:id', {
    success: t.remove.done,
    back: '/organizations',
    stale: ['/api/organizations', '/api/users'],
  });
  return (
    <DeleteSection words={t.remove} name={organization.name} remove={() => remove({ id: organization.id })} />
  );
};
