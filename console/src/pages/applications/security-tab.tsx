import {
  Alert,
  JsonInput,
  List,
  SegmentedControl,
  Select,
  Stack,
  Switch,
  Text,
  TextInput,
} from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { IconAlertTriangle, IconShieldCheck } from '@tabler/icons-react';
import { useChange } from '../../api.ts';
import { Section } from '../../components/index.ts';
import { formatJson } from '../../components/json-field.tsx';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { type Application, applicationPaths, hasSecrets, signsPeopleIn } from './application.ts';
import { clientTexts } from './client-texts.ts';
import { type KeyPlace, keyPlaceOf, readKeySet } from './key-set.ts';
import { isWebAddress } from './web-address.ts';

type Method = keyof (typeof clientTexts)['en']['authentication']['methods'];

type Values = {
  method: Method;
  keys: KeyPlace;
  jwks: string;
  jwksUri: string;
  par: boolean;
  signed: boolean;
  bound: boolean;
  fapi: boolean;
};

type Form = UseFormReturnType<Values>;

const valuesOf = ({ customClientMetadata: saved }: Application): Values => ({
  method:
    saved.tokenEndpointAuthMethod === undefined || saved.tokenEndpointAuthMethod === 'none'
      ? 'any'
      : saved.tokenEndpointAuthMethod,
  keys: keyPlaceOf(saved),
  jwks: saved.jwks ? formatJson(saved.jwks) : '',
  jwksUri: saved.jwksUri ?? '',
  par: saved.requirePushedAuthorizationRequests ?? false,
  signed: saved.requireSignedRequestObject ?? false,
  bound: saved.dpopBoundAccessTokens ?? false,
  fapi: saved.fapi2SecurityProfile ?? false,
});

/** The settings with what the form says; what is off is left out, as it is where nobody ever touched it. */
const settingsOf = ({ customClientMetadata: saved }: Application, values: Values) => {
  const {
    tokenEndpointAuthMethod,
    jwks: _jwks,
    jwksUri: _jwksUri,
    requirePushedAuthorizationRequests: _par,
    requireSignedRequestObject: _signed,
    dpopBoundAccessTokens: _bound,
    fapi2SecurityProfile: _fapi,
    ...others
  } = saved;
  const method = values.fapi ? 'private_key_jwt' : values.method;
  const keySet = readKeySet(values.jwks);
  return {
    ...others,
    ...(method === 'any'
      ? tokenEndpointAuthMethod === 'none' && { tokenEndpointAuthMethod }
      : { tokenEndpointAuthMethod: method }),
    ...(values.keys === 'jwks' && typeof keySet === 'object' && { jwks: keySet }),
    ...(values.keys === 'jwksUri' && { jwksUri: values.jwksUri.trim() }),
    ...(values.par && { requirePushedAuthorizationRequests: true }),
    ...(values.signed && { requireSignedRequestObject: true }),
    ...(values.bound && { dpopBoundAccessTokens: true }),
    ...(values.fapi && { fapi2SecurityProfile: true }),
  };
};

/** How the application authenticates and what its requests and tokens have to be. */
export const SecurityTab = ({ application }: { application: Application }) => {
  const t = useTexts(clientTexts);
  const patch = useChange('PATCH /api/applications/:id', { invalidates: applicationPaths, quiet: true });
  const confidential = hasSecrets(application.type);
  const withPeople = signsPeopleIn(application.type);
  const state = useSavedForm({
    of: application,
    values: valuesOf,
    validate: {
      keys: (place, { fapi, method, signed }) =>
        place === 'none' && (fapi || signed || method === 'private_key_jwt') ? t.keys.needed : null,
      jwks: (text, { keys }) => {
        if (keys !== 'jwks') return null;
        const read = readKeySet(text);
        if (read === 'private') return t.keys.setPrivate;
        return read === 'invalid' ? t.keys.setInvalid : null;
      },
      jwksUri: (text, { keys }) => (keys === 'jwksUri' && !isWebAddress(text) ? t.logout.uriInvalid : null),
    },
    fields: {
      'customClientMetadata.jwks': 'jwks',
      'customClientMetadata.jwksUri': 'jwksUri',
    },
    save: (values, over) =>
      patch.mutateAsync({
        over,
        params: { id: application.id },
        body: { customClientMetadata: settingsOf(over, values) },
      }),
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      {confidential ? <Fapi form={form} saved={valuesOf(application).fapi} /> : null}
      <Section title={t.authentication.title} description={t.authentication.text}>
        {confidential ? <MethodField form={form} /> : <Text size="sm">{t.authentication.public}</Text>}
      </Section>
      <Keys form={form} />
      {withPeople ? <Requests form={form} /> : null}
      <Section title={t.bound.title}>
        <Switch
          label={t.bound.label}
          description={t.bound.hint}
          {...heldBy(form.values.fapi, form.getInputProps('bound', { type: 'checkbox' }))}
        />
      </Section>
    </SettingsForm>
  );
};

/** A switch that the profile holds on: shown on, and not to be turned. */
const heldBy = (fapi: boolean, props: { checked?: boolean }) =>
  fapi ? { ...props, checked: true, disabled: true } : props;

const MethodField = ({ form }: { form: Form }) => {
  const t = useTexts(clientTexts).authentication;
  const { fapi } = form.values;
  const methods = Object.entries(t.methods).map(([value, label]) => ({ value, label }));
  return (
    <Select
      label={t.label}
      description={fapi ? t.fapiHint : t.hint}
      data={methods}
      allowDeselect={false}
      maw={460}
      {...form.getInputProps('method')}
      {...(fapi ? { value: 'private_key_jwt', disabled: true } : {})}
    />
  );
};

const Requests = ({ form }: { form: Form }) => {
  const t = useTexts(clientTexts).requests;
  return (
    <Section title={t.title}>
      <Switch
        label={t.par}
        description={t.parHint}
        {...heldBy(form.values.fapi, form.getInputProps('par', { type: 'checkbox' }))}
      />
      <Switch
        label={t.signed}
        description={t.signedHint}
        {...form.getInputProps('signed', { type: 'checkbox' })}
      />
    </Section>
  );
};

const Keys = ({ form }: { form: Form }) => {
  const t = useTexts(clientTexts).keys;
  const { error, ...place } = form.getInputProps('keys');
  return (
    <Section title={t.title} description={t.text}>
      <SegmentedControl
        aria-label={t.label}
        data={[
          { value: 'none', label: t.none },
          { value: 'jwks', label: t.jwks },
          { value: 'jwksUri', label: t.jwksUri },
        ]}
        w="fit-content"
        maw="100%"
        {...place}
      />
      {error ? (
        <Alert color="red" role="alert">
          {error}
        </Alert>
      ) : null}
      {form.values.keys === 'jwks' ? (
        <JsonInput
          label={t.set}
          description={t.setHint}
          formatOnBlur
          validationError={t.setInvalid}
          autosize
          minRows={6}
          maxRows={18}
          spellCheck={false}
          styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
          {...form.getInputProps('jwks')}
        />
      ) : null}
      {form.values.keys === 'jwksUri' ? (
        <TextInput
          label={t.address}
          description={t.addressHint}
          placeholder="https://app.example.com/jwks.json"
          spellCheck={false}
          autoComplete="off"
          {...form.getInputProps('jwksUri')}
        />
      ) : null}
    </Section>
  );
};

const Fapi = ({ form, saved }: { form: Form; saved: boolean }) => {
  const t = useTexts(clientTexts).fapi;
  return (
    <Section title={t.title} description={t.text}>
      <Switch label={t.label} {...form.getInputProps('fapi', { type: 'checkbox' })} />
      <Stack gap={6}>
        <Text size="sm" fw={550}>
          {t.turnsOn}
        </Text>
        <List
          size="sm"
          spacing={6}
          center={false}
          icon={<IconShieldCheck size={18} aria-hidden color="var(--mantine-color-teal-6)" />}
        >
          {t.parts.map((part) => (
            <List.Item key={part}>{part}</List.Item>
          ))}
        </List>
      </Stack>
      {form.values.fapi && !saved ? (
        <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />}>
          {t.warning}
        </Alert>
      ) : null}
    </Section>
  );
};
