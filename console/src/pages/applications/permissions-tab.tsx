import { Avatar, Group, Stack, TextInput } from '@mantine/core';
import { useApi, useChange } from '../../api.ts';
import { Loaded, Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { type Application, applicationPaths } from './application.ts';
import { clientTexts } from './client-texts.ts';
import { scopeTypes } from './consent-scopes.ts';
import { ConsentScopesEditor } from './consent-scopes-editor.tsx';
import { thirdPartyTexts } from './third-party-texts.ts';
import { isWebAddress } from './web-address.ts';

/** What a third-party application may ask its users for. */
export const PermissionsTab = ({ application }: { application: Application }) => {
  const t = useTexts(thirdPartyTexts);
  const applicationId = application.id;
  const reading = useApi('GET /api/applications/:applicationId/user-consent-scopes', {
    params: { applicationId },
  });
  const about = { invalidates: applicationPaths, quiet: true };
  const add = useChange('POST /api/applications/:applicationId/user-consent-scopes', {
    ...about,
    success: t.added,
  });
  const remove = useChange(
    'DELETE /api/applications/:applicationId/user-consent-scopes/:scopeType/:scopeId',
    about,
  );
  return (
    <Loaded of={reading}>
      {(scopes) => (
        <Stack gap="lg">
          <ConsentScopesEditor
            scopes={scopes}
            application={application.name}
            add={(kind, ids) => add.mutateAsync({ params: { applicationId }, body: { [kind]: ids } })}
            remove={(kind, scopeId) =>
              remove.mutateAsync({ params: { applicationId, scopeType: scopeTypes[kind], scopeId } })
            }
          />
          <Logo application={application} />
        </Stack>
      )}
    </Loaded>
  );
};

/** The logo that the consent page shows beside the name. */
const Logo = ({ application }: { application: Application }) => {
  const t = useTexts(thirdPartyTexts).logo;
  const tc = useTexts(clientTexts);
  const patch = useChange('PATCH /api/applications/:id', { invalidates: applicationPaths, quiet: true });
  const state = useSavedForm({
    of: application,
    values: ({ oidcClientMetadata }) => ({ logoUri: oidcClientMetadata.logoUri ?? '' }),
    validate: { logoUri: (uri: string) => (uri.trim() && !isWebAddress(uri) ? tc.logout.uriInvalid : null) },
    fields: { 'oidcClientMetadata.logoUri': 'logoUri' },
    save: ({ logoUri }, over) =>
      patch.mutateAsync({
        over,
        params: { id: application.id },
        body: { oidcClientMetadata: { logoUri: logoUri.trim() } },
      }),
  });
  const { logoUri } = state.form.values;
  return (
    <SettingsForm state={state}>
      <Section title={t.title}>
        <Group align="flex-end" wrap="nowrap">
          <TextInput
            label={t.label}
            description={t.hint}
            placeholder="https://"
            spellCheck={false}
            autoComplete="off"
            style={{ flex: 1, minWidth: 0 }}
            {...state.form.getInputProps('logoUri')}
          />
          {isWebAddress(logoUri) ? (
            <Avatar src={logoUri.trim()} name={application.name} radius="md" size={44} alt="" />
          ) : null}
        </Group>
      </Section>
    </SettingsForm>
  );
};
