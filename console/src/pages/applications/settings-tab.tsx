import { Stack, Textarea, TextInput } from '@mantine/core';
import { useChange } from '../../api.ts';
import { DeleteSection } from '../../components/delete-section.tsx';
import { checkOrigin, checkRedirectUri, ListInput, Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { type Application, applicationPaths, signsPeopleIn } from './application.ts';
import { texts } from './texts.ts';

/** Name, description, addresses, and the end of an application. */
export const SettingsTab = ({ application }: { application: Application }) => (
  <Stack gap="lg">
    <Settings application={application} />
    <Remove application={application} />
  </Stack>
);

type SettingsValues = {
  name: string;
  description: string;
  redirectUris: string[];
  postLogoutRedirectUris: string[];
  corsAllowedOrigins: string[];
};

const Settings = ({ application }: { application: Application }) => {
  const t = useTexts(texts);
  const patch = useChange('PATCH /api/applications/:id', {
    invalidates: applicationPaths,
    quiet: true,
  });
  const withPeople = signsPeopleIn(application.type);
  const { oidcClientMetadata, customClientMetadata } = application;
  const state = useSavedForm<SettingsValues>({
    saved: {
      name: application.name,
      description: application.description ?? '',
      redirectUris: oidcClientMetadata.redirectUris,
      postLogoutRedirectUris: oidcClientMetadata.postLogoutRedirectUris,
      corsAllowedOrigins: customClientMetadata.corsAllowedOrigins ?? [],
    },
    validate: { name: (name) => (name.trim() ? null : t.details.nameMissing) },
    fields: {
      'oidcClientMetadata.redirectUris': 'redirectUris',
      'oidcClientMetadata.postLogoutRedirectUris': 'postLogoutRedirectUris',
      'customClientMetadata.corsAllowedOrigins': 'corsAllowedOrigins',
    },
    save: ({ name, description, redirectUris, postLogoutRedirectUris, corsAllowedOrigins }) =>
      patch.mutateAsync({
        params: { id: application.id },
        body: {
          name: name.trim(),
          description: description.trim() || null,
          ...(withPeople
            ? {
                oidcClientMetadata: { redirectUris, postLogoutRedirectUris },
                customClientMetadata: { ...customClientMetadata, corsAllowedOrigins },
              }
            : {}),
        },
      }),
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      <Section title={t.details.general}>
        <TextInput
          label={t.details.name}
          description={t.details.nameHint}
          required
          maxLength={256}
          autoComplete="off"
          {...form.getInputProps('name')}
        />
        <Textarea
          label={t.details.description}
          autosize
          minRows={2}
          maxLength={1024}
          {...form.getInputProps('description')}
        />
      </Section>
      {withPeople ? (
        <Section title={t.details.addresses} description={t.details.addressesHint}>
          <ListInput
            label={t.guide.redirectUris}
            description={t.guide.redirectUrisHint}
            placeholder="https://app.example.com/callback"
            check={checkRedirectUri}
            {...form.getInputProps('redirectUris')}
          />
          <ListInput
            label={t.guide.signOutUris}
            description={t.guide.signOutUrisHint}
            placeholder="https://app.example.com/"
            check={checkRedirectUri}
            {...form.getInputProps('postLogoutRedirectUris')}
          />
          <ListInput
            label={t.details.cors}
            description={t.details.corsHint}
            placeholder="https://app.example.com"
            check={checkOrigin}
            normalize={(origin) => origin.replace(/\/$/, '')}
            {...form.getInputProps('corsAllowedOrigins')}
          />
        </Section>
      ) : null}
    </SettingsForm>
  );
};

const Remove = ({ application }: { application: Application }) => {
  const t = useTexts(texts).details;
  const remove = useChange('DELETE /api/applications/:id', {
    invalidates: [],
    success: t.deleted(application.name),
    quiet: true,
  });
  return (
    <DeleteSection
      words={{ title: t.dangerTitle, text: t.dangerText, button: t.delete }}
      name={application.name}
      remove={() => remove.mutateAsync({ params: { id: application.id } })}
      back="/applications"
      stale={applicationPaths}
    />
  );
};
