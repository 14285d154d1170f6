import { Stack, Switch, Textarea, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useChange } from '../../api.ts';
import { DeleteSection } from '../../components/delete-section.tsx';
import { checkOrigin, checkRedirectUri, ListInput, Section } from '../../components/index.ts';
import { formatJson, JsonField, parseJsonObject } from '../../components/json-field.tsx';
import { useRemoval } from '../../components/removal.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { type Application, applicationPaths, signsPeopleIn } from './application.ts';
import { clientTexts } from './client-texts.ts';
import { texts } from './texts.ts';
import { isWebAddress } from './web-address.ts';

/** Name, description, addresses, own data, and the end of an application. */
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
  isDeviceFlow: boolean;
  backchannelLogoutUri: string;
  backchannelLogoutSessionRequired: boolean;
  customData: string;
};

type SettingsFields = UseFormReturnType<SettingsValues>;

const valuesOf = (application: Application): SettingsValues => {
  const { oidcClientMetadata, customClientMetadata } = application;
  return {
    name: application.name,
    description: application.description ?? '',
    redirectUris: oidcClientMetadata.redirectUris,
    postLogoutRedirectUris: oidcClientMetadata.postLogoutRedirectUris,
    corsAllowedOrigins: customClientMetadata.corsAllowedOrigins ?? [],
    isDeviceFlow: customClientMetadata.isDeviceFlow ?? false,
    backchannelLogoutUri: oidcClientMetadata.backchannelLogoutUri ?? '',
    backchannelLogoutSessionRequired: oidcClientMetadata.backchannelLogoutSessionRequired ?? false,
    customData: formatJson(application.customData),
  };
};

/** What is sent of an application through which people sign in. */
const signInSettings = ({ customClientMetadata }: Application, values: SettingsValues) => {
  const { isDeviceFlow: _, ...others } = customClientMetadata;
  return {
    oidcClientMetadata: {
      redirectUris: values.redirectUris,
      postLogoutRedirectUris: values.postLogoutRedirectUris,
      backchannelLogoutUri: values.backchannelLogoutUri.trim(),
      backchannelLogoutSessionRequired: values.backchannelLogoutSessionRequired,
    },
    customClientMetadata: {
      ...others,
      corsAllowedOrigins: values.corsAllowedOrigins,
      ...(values.isDeviceFlow && { isDeviceFlow: true }),
    },
  };
};

const Settings = ({ application }: { application: Application }) => {
  const t = useTexts(texts);
  const tc = useTexts(clientTexts);
  const patch = useChange('PATCH /api/applications/:id', {
    invalidates: applicationPaths,
    quiet: true,
  });
  const withPeople = signsPeopleIn(application.type);
  const state = useSavedForm({
    of: application,
    values: valuesOf,
    validate: {
      name: (name) => (name.trim() ? null : t.details.nameMissing),
      backchannelLogoutUri: (uri) => (uri.trim() && !isWebAddress(uri) ? tc.logout.uriInvalid : null),
      customData: (text) => (parseJsonObject(text) ? null : tc.data.invalid),
    },
    fields: {
      'oidcClientMetadata.redirectUris': 'redirectUris',
      'oidcClientMetadata.postLogoutRedirectUris': 'postLogoutRedirectUris',
      'oidcClientMetadata.backchannelLogoutUri': 'backchannelLogoutUri',
      'customClientMetadata.corsAllowedOrigins': 'corsAllowedOrigins',
    },
    save: (values, over) =>
      patch.mutateAsync({
        over,
        params: { id: application.id },
        body: {
          name: values.name.trim(),
          description: values.description.trim() || null,
          customData: parseJsonObject(values.customData) ?? {},
          ...(withPeople ? signInSettings(over, values) : {}),
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
      {withPeople ? <Addresses form={form} /> : null}
      {application.type === 'Native' ? (
        <Section title={tc.device.title} description={tc.device.text}>
          <Switch
            label={tc.device.label}
            description={tc.device.hint}
            {...form.getInputProps('isDeviceFlow', { type: 'checkbox' })}
          />
        </Section>
      ) : null}
      {withPeople ? <BackchannelLogout form={form} /> : null}
      <Section title={tc.data.title} description={tc.data.text}>
        <JsonField
          label={tc.data.label}
          invalid={tc.data.invalid}
          value={form.values.customData}
          onChange={(text) => form.setFieldValue('customData', text)}
        />
      </Section>
    </SettingsForm>
  );
};

const Addresses = ({ form }: { form: SettingsFields }) => {
  const t = useTexts(texts);
  return (
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
  );
};

const BackchannelLogout = ({ form }: { form: SettingsFields }) => {
  const t = useTexts(clientTexts).logout;
  return (
    <Section title={t.title} description={t.text}>
      <TextInput
        label={t.uri}
        description={t.uriHint}
        placeholder="https://app.example.com/backchannel-logout"
        spellCheck={false}
        autoComplete="off"
        {...form.getInputProps('backchannelLogoutUri')}
      />
      <Switch
        label={t.session}
        description={t.sessionHint}
        {...form.getInputProps('backchannelLogoutSessionRequired', { type: 'checkbox' })}
      />
    </Section>
  );
};

const Remove = ({ application }: { application: Application }) => {
  const t = useTexts(texts).details;
  const remove = useRemoval('DELETE /api/applications/:id', {
    success: t.deleted(application.name),
    back: '/applications',
    stale: applicationPaths,
  });
  return (
    <DeleteSection
      words={{ title: t.dangerTitle, text: t.dangerText, button: t.delete }}
      name={application.name}
      remove={() => remove({ id: application.id })}
    />
  );
};
