import { Alert, Box, Button, Drawer, Select, SimpleGrid, Switch, Text, TextInput } from '@mantine/core';
import type { UseFormReturnType } from '@mantine/form';
import { useDisclosure } from '@mantine/hooks';
import { IconBook2, IconPlugConnectedX } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiFailure, useApi, useChange } from '../../api.ts';
import { CopyField, Section } from '../../components/index.ts';
import type { SsoConnector } from '../../entities.ts';
import { useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { notifyDone } from '../../notify.ts';
import { connectionOf, serversReason } from './availability.ts';
import classes from './connection-tab.module.css';
import { ConnectorForm } from './connector-form.tsx';
import { Endpoints } from './endpoints.tsx';
import { GuidePanel } from './guide-panel.tsx';
import { kindOf } from './provider-kind.ts';
import { SecretInput } from './secret-input.tsx';
import { SigningKeys } from './signing-keys.tsx';
import { texts } from './texts.ts';

type Authentication = 'client_secret' | 'private_key_jwt';
type Values = {
  clientId: string;
  clientAuthentication: Authentication;
  clientSecret: string;
  issuer: string;
  scope: string;
  offlineAccess: boolean;
  trustUnverifiedEmail: boolean;
  enableTokenStorage: boolean;
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');

const valuesOf = ({ config, enableTokenStorage }: SsoConnector): Values => ({
  clientId: text(config.clientId),
  clientAuthentication:
    config.clientAuthentication === 'private_key_jwt' ? 'private_key_jwt' : 'client_secret',
  clientSecret: '',
  issuer: text(config.issuer),
  scope: text(config.scope),
  offlineAccess: config.offlineAccess === true,
  trustUnverifiedEmail: config.trustUnverifiedEmail === true,
  enableTokenStorage,
});

/** The connector's settings to send: what this kind knows, the secret only when one was typed. */
const configOf = (values: Values, providerName: string): Record<string, unknown> => {
  const kind = kindOf(providerName);
  const scope = values.scope.split(/\s+/).filter(Boolean).join(' ');
  return {
    ...(values.clientId.trim() ? { clientId: values.clientId.trim() } : {}),
    ...(values.clientSecret ? { clientSecret: values.clientSecret } : {}),
    ...(kind.signs ? { clientAuthentication: values.clientAuthentication } : {}),
    ...(kind.fixedIssuer === null && values.issuer.trim() ? { issuer: values.issuer.trim() } : {}),
    ...(scope ? { scope } : {}),
    offlineAccess: values.offlineAccess,
    ...(kind.trustUnverifiedEmail ? { trustUnverifiedEmail: values.trustUnverifiedEmail } : {}),
  };
};

const fieldOf = (failure: unknown): string | undefined => {
  if (!(failure instanceof ApiFailure)) return undefined;
  const fields: Record<string, string> = {
    'single_sign_on.offline_access_scope': 'scope',
    'single_sign_on.secret_needed': 'clientSecret',
    'single_sign_on.signing_key_needed': 'clientAuthentication',
    'single_sign_on.token_storage': 'enableTokenStorage',
  };
  return fields[failure.code];
};

const useConnectionForm = (connector: SsoConnector, onSecretKept: () => void) => {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const leaving = useRef(false);
  const google = connector.providerName === 'GoogleWorkspace';
  const change = useChange('PATCH /api/sso-connectors/:id', {
    invalidates: ['/api/sso-connectors', '/api/users'],
    quiet: true,
  });
  const state = useSavedForm({
    of: connector,
    values: valuesOf,
    save: async (values, over) => {
      const saved = await change.mutateAsync({
        over,
        params: { id: connector.id },
        body: {
          config: configOf(values, connector.providerName),
          enableTokenStorage: values.enableTokenStorage,
        },
      });
      onSecretKept();
      if (connectionOf(saved) === 'unreachable') return;
      notifyDone(t.saved);
      if (leaving.current) await navigate('/enterprise-sso');
    },
    validate: {
      scope: (value) => {
        if (!value.split(/\s+/).includes('offline_access')) return null;
        return google ? t.connection.scopeOffline : t.connection.scopeOfflineOther;
      },
    },
    fieldOf,
    success: false,
  });
  return { state, leaving };
};

type FieldsProps = { connector: SsoConnector; form: UseFormReturnType<Values>; replacing: boolean };

const Credentials = ({
  connector,
  form,
  replacing,
  onReplacing,
}: FieldsProps & { onReplacing: (replacing: boolean) => void }) => {
  const t = useTexts(texts).connection;
  const kind = kindOf(connector.providerName);
  return (
    <Section title={t.credentials} description={t.credentialsText}>
      <TextInput
        label={t.clientId}
        autoComplete="off"
        spellCheck={false}
        {...form.getInputProps('clientId')}
      />
      {kind.signs ? (
        <Select
          label={t.authentication}
          description={t.authenticationHint}
          data={(['client_secret', 'private_key_jwt'] as const).map((value) => ({
            value,
            label: t.authentications[value],
          }))}
          allowDeselect={false}
          {...form.getInputProps('clientAuthentication')}
        />
      ) : null}
      {form.values.clientAuthentication === 'private_key_jwt' ? (
        connector.config.clientAuthentication === 'private_key_jwt' ? null : (
          <Text size="sm" c="dimmed">
            {t.keyFirst}
          </Text>
        )
      ) : (
        <SecretInput
          stored={connector.config.clientSecret !== undefined}
          replacing={replacing}
          onReplacing={(next) => {
            if (!next) form.setFieldValue('clientSecret', '');
            onReplacing(next);
          }}
          {...form.getInputProps('clientSecret')}
        />
      )}
      {kind.fixedIssuer === null ? (
        <TextInput
          label={t.issuer}
          description={t.issuerHints[kind.guide]}
          placeholder="https://"
          spellCheck={false}
          {...form.getInputProps('issuer')}
        />
      ) : (
        <CopyField
          label={t.issuer}
          description={t.issuerHints[kind.guide]}
          value={connector.providerConfig.issuer ?? kind.fixedIssuer}
        />
      )}
      <TextInput
        label={t.scope}
        description={t.scopeHint}
        spellCheck={false}
        autoCapitalize="none"
        {...form.getInputProps('scope')}
      />
    </Section>
  );
};

const Behaviour = ({ connector, form }: Omit<FieldsProps, 'replacing'>) => {
  const t = useTexts(texts).connection;
  const google = connector.providerName === 'GoogleWorkspace';
  return (
    <Section title={t.behaviour}>
      <Switch
        label={t.offlineAccess}
        description={google ? t.offlineAccessHint : t.offlineAccessHintOther}
        {...form.getInputProps('offlineAccess', { type: 'checkbox' })}
      />
      {kindOf(connector.providerName).trustUnverifiedEmail ? (
        <Switch
          label={t.trustUnverified}
          description={t.trustUnverifiedHint}
          {...form.getInputProps('trustUnverifiedEmail', { type: 'checkbox' })}
        />
      ) : null}
      <Switch
        label={t.tokenStorage}
        description={t.tokenStorageHint}
        {...form.getInputProps('enableTokenStorage', { type: 'checkbox' })}
      />
    </Section>
  );
};

const valuesToRegister = ({ providerConfig }: SsoConnector) => ({
  origin: providerConfig.javaScriptOrigin,
  redirectUri: providerConfig.redirectUri,
});

/** People who sign in at a custom domain come back to it, so the provider must know its address too. */
const useRedirectUrisAtDomains = (redirectUri: string): { domain: string; uri: string }[] => {
  const { data } = useApi('GET /api/domains');
  return (data ?? [])
    .filter(({ status }) => status === 'Active')
    .map(({ domain }) => ({ domain, uri: new URL(new URL(redirectUri).pathname, `https://${domain}`).href }));
};

const ToRegister = ({ connector }: { connector: SsoConnector }) => {
  const t = useTexts(texts).connection;
  const values = valuesToRegister(connector);
  const atDomains = useRedirectUrisAtDomains(values.redirectUri);
  return (
    <Section title={t.register} description={t.registerText}>
      <CopyField label={t.redirectUri} value={values.redirectUri} />
      {atDomains.map(({ domain, uri }) => (
        <CopyField key={domain} label={t.redirectUriAt(domain)} value={uri} />
      ))}
      {kindOf(connector.providerName).javascriptOrigin ? (
        <CopyField label={t.origin} value={values.origin} />
      ) : null}
    </Section>
  );
};

/** The guide beside the form; on narrow windows a button that opens it in a drawer. */
const Guide = ({ connector }: { connector: SsoConnector }) => {
  const t = useTexts(texts);
  const [opened, drawer] = useDisclosure(false);
  const values = valuesToRegister(connector);
  const panel = <GuidePanel providerName={connector.providerName} values={values} />;
  return (
    <>
      <Box className={classes.aside}>
        <Section title={t.guideFor(connector.name)}>{panel}</Section>
      </Box>
      <Box className={classes.button}>
        <Button
          variant="light"
          fullWidth
          leftSection={<IconBook2 size={18} aria-hidden />}
          onClick={drawer.open}
        >
          {t.guideFor(connector.name)}
        </Button>
      </Box>
      <Drawer
        opened={opened}
        onClose={drawer.close}
        title={t.guideFor(connector.name)}
        position="right"
        size="md"
        closeButtonProps={{ 'aria-label': t.close }}
      >
        {panel}
      </Drawer>
    </>
  );
};

export const ConnectionTab = ({ connector }: { connector: SsoConnector }) => {
  const t = useTexts(texts);
  const [replacing, setReplacing] = useState(false);
  const { state, leaving } = useConnectionForm(connector, () => setReplacing(false));
  const { form } = state;
  return (
    <div className={classes.columns}>
      <Guide connector={connector} />
      <SimpleGrid cols={1} spacing="lg" className={classes.main}>
        {connectionOf(connector) === 'unreachable' && !state.dirty ? (
          <Alert
            color="yellow"
            icon={<IconPlugConnectedX aria-hidden />}
            title={t.savedDraftTitle}
            role="status"
          >
            {serversReason(connector)} {t.savedDraft}
          </Alert>
        ) : null}
        <ConnectorForm state={state} leaving={leaving}>
          <ToRegister connector={connector} />
          <Credentials
            connector={connector}
            form={form}
            replacing={replacing || Boolean(form.errors.clientSecret)}
            onReplacing={setReplacing}
          />
          <Behaviour connector={connector} form={form} />
        </ConnectorForm>
        {form.values.clientAuthentication === 'private_key_jwt' ? (
          <SigningKeys connector={connector} />
        ) : null}
        {connectionOf(connector) === 'ready' && !state.dirty ? (
          <Endpoints provider={connector.providerConfig} />
        ) : null}
      </SimpleGrid>
    </div>
  );
};
