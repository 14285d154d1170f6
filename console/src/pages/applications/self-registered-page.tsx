import { Stack, Switch, Text, Title } from '@mantine/core';
import { useParams } from 'react-router';
import { type AnswerOf, type BodyOf, readAgain, useAll, useApi, useChange } from '../../api.ts';
import { CopyField, Loaded, PageHeader, Section, UrlTabs } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { saveOver } from '../../save-over.ts';
import { useTenant } from '../../shell/session.ts';
import { type ConsentScopes, scopeTypes } from './consent-scopes.ts';
import { ConsentScopesEditor } from './consent-scopes-editor.tsx';
import { InitialTokens } from './initial-tokens.tsx';
import { registrationTexts } from './registration-texts.ts';
import { texts } from './texts.ts';
import { thirdPartyTexts } from './third-party-texts.ts';

type Registration = AnswerOf<'GET /api/configs/dynamic-client-registration'>;
type Allowed = Registration['allowedScopes'];
type Sent = BodyOf<'PATCH /api/configs/dynamic-client-registration'>['allowedScopes'];

const stale = ['/api/configs/dynamic-client-registration', '/api/configs/cimd', '/api/cimd'];

/** Clients that nobody here registers: by a token they were given, or known by a document of their own. */
export const SelfRegistered = () => {
  const t = useTexts(registrationTexts);
  const ta = useTexts(texts);
  const { tab } = useParams();
  return (
    <>
      <PageHeader
        title={t.title}
        description={t.subtitle}
        crumbs={[{ label: ta.title, to: '/applications' }]}
      />
      <UrlTabs
        label={t.title}
        base="/applications/self-registered"
        tab={tab}
        tabs={[
          { value: 'tokens', label: t.tabs.tokens, content: <RegistrationTab /> },
          { value: 'documents', label: t.tabs.documents, content: <DocumentsTab /> },
        ]}
      />
    </>
  );
};

const Heading = ({ title, text }: { title: string; text: string }) => (
  <div>
    <Title order={2} fz={18}>
      {title}
    </Title>
    <Text size="sm" c="dimmed" mt={2}>
      {text}
    </Text>
  </div>
);

const RegistrationTab = () => {
  const reading = useApi('GET /api/configs/dynamic-client-registration');
  return (
    <Loaded of={reading}>
      {(registration) => (
        <Stack gap="lg">
          <RegistrationSwitch registration={registration} />
          <InitialTokens tokens={registration.initialAccessTokens} />
          <AllowedScopes registration={registration} />
        </Stack>
      )}
    </Loaded>
  );
};

const RegistrationSwitch = ({ registration }: { registration: Registration }) => {
  const t = useTexts(registrationTexts).registration;
  const { origin } = useTenant();
  const change = useChange('PATCH /api/configs/dynamic-client-registration', {
    invalidates: stale,
    success: registration.enabled ? t.off : t.on,
  });
  return (
    <Section title={t.title} description={t.text}>
      <Switch
        label={t.label}
        checked={registration.enabled}
        disabled={change.isPending}
        onChange={(event) => change.mutate({ body: { enabled: event.currentTarget.checked } })}
      />
      {registration.enabled ? <CopyField label={t.endpoint} value={`${origin}/oidc/register`} /> : null}
    </Section>
  );
};

/** The rules name permissions by id alone; the lists of permissions give them their names. */
const useNamedScopes = (allowed: Allowed) => {
  const resources = useAll('GET /api/resources', { query: { includeScopes: 'true' } });
  const organizationScopes = useAll('GET /api/organization-scopes');
  const ofResources = (ids: readonly string[]): ConsentScopes['resourceScopes'] =>
    (resources.data ?? []).flatMap(({ id, name, indicator, scopes = [] }) => {
      const chosen = scopes.filter((scope) => ids.includes(scope.id));
      return chosen.length > 0 ? [{ resource: { id, name, indicator }, scopes: chosen }] : [];
    });
  const named: ConsentScopes = {
    userScopes: allowed.userScopes,
    organizationScopes: (organizationScopes.data ?? []).filter(({ id }) =>
      allowed.organizationScopes.includes(id),
    ),
    resourceScopes: ofResources(allowed.resourceScopes),
    organizationResourceScopes: ofResources(allowed.organizationResourceScopes),
  };
  return {
    data: resources.data && organizationScopes.data ? named : undefined,
    error: resources.error ?? organizationScopes.error,
    refetch: () => Promise.all([resources.refetch(), organizationScopes.refetch()]),
  };
};

const AllowedScopes = ({ registration }: { registration: Registration }) => {
  const t = useTexts(registrationTexts).allowed;
  const reading = useNamedScopes(registration.allowedScopes);
  const change = useChange('PATCH /api/configs/dynamic-client-registration', {
    invalidates: stale,
    quiet: true,
  });
  // One permission is added to or taken from what there is now, so nobody's change can be in its way.
  const put = (kind: keyof Allowed, changed: (ids: string[]) => string[]) =>
    saveOver(
      {},
      {
        read: async () => registration,
        readAgain: () => readAgain(registration),
        valuesOf: () => ({}),
        known: [],
        save: (_, over) => {
          const lists = { ...over.allowedScopes, [kind]: changed(over.allowedScopes[kind]) };
          return change.mutateAsync({ over, body: { allowedScopes: lists as Sent } });
        },
      },
    );
  return (
    <>
      <Heading title={t.title} text={t.text} />
      <Loaded of={reading}>
        {(scopes) => (
          <ConsentScopesEditor
            scopes={scopes}
            add={(kind, ids) => put(kind, (present) => [...new Set([...present, ...ids])])}
            remove={(kind, id) => put(kind, (present) => present.filter((other) => other !== id))}
          />
        )}
      </Loaded>
    </>
  );
};

const DocumentsTab = () => {
  const t = useTexts(registrationTexts).documents;
  const tp = useTexts(thirdPartyTexts);
  const config = useApi('GET /api/configs/cimd');
  const scopes = useApi('GET /api/cimd/user-consent-scopes');
  const add = useChange('POST /api/cimd/user-consent-scopes', {
    invalidates: stale,
    success: tp.added,
    quiet: true,
  });
  const remove = useChange('DELETE /api/cimd/user-consent-scopes/:scopeType/:scopeId', {
    invalidates: stale,
    quiet: true,
  });
  return (
    <Stack gap="lg">
      <Loaded of={config}>{({ enabled }) => <DocumentsSwitch enabled={enabled} />}</Loaded>
      <Heading title={t.allowedTitle} text={t.allowedText} />
      <Loaded of={scopes}>
        {(list) => (
          <ConsentScopesEditor
            scopes={list}
            add={(kind, ids) => add.mutateAsync({ body: { [kind]: ids } })}
            remove={(kind, scopeId) =>
              remove.mutateAsync({ params: { scopeType: scopeTypes[kind], scopeId } })
            }
          />
        )}
      </Loaded>
    </Stack>
  );
};

const DocumentsSwitch = ({ enabled }: { enabled: boolean }) => {
  const t = useTexts(registrationTexts).documents;
  const change = useChange('PATCH /api/configs/cimd', {
    invalidates: stale,
    success: enabled ? t.off : t.on,
  });
  return (
    <Section title={t.title} description={t.text}>
      <Switch
        label={t.label}
        description={t.hint}
        checked={enabled}
        disabled={change.isPending}
        onChange={(event) => change.mutate({ body: { enabled: event.currentTarget.checked } })}
      />
    </Section>
  );
};
