import { Stack, Text } from '@mantine/core';
import { CopyField, Section } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { useTenant } from '../../shell/session.ts';
import { type Application, hasSecrets, signsPeopleIn } from './application.ts';
import { SecretsSection } from './secrets-section.tsx';
import { texts } from './texts.ts';

/** Everything that goes into the settings of the app's own code. */
export const EndpointsTab = ({ application }: { application: Application }) => {
  const t = useTexts(texts);
  const { origin } = useTenant();
  const issuer = `${origin}/oidc`;
  const withPeople = signsPeopleIn(application.type);
  return (
    <Stack gap="lg">
      <Section title={t.endpoints.credentials}>
        <CopyField label={t.endpoints.id} value={application.id} />
        {hasSecrets(application.type) ? null : (
          <Text size="sm" c="dimmed">
            {t.endpoints.noSecret}
          </Text>
        )}
      </Section>
      {hasSecrets(application.type) ? <SecretsSection application={application} /> : null}
      <Section title={t.endpoints.title} description={t.endpoints.subtitle}>
        <CopyField label={t.endpoints.endpoint} value={origin} />
        <CopyField label={t.endpoints.issuer} value={issuer} />
        <CopyField label={t.endpoints.discovery} value={`${issuer}/.well-known/openid-configuration`} />
        {withPeople ? <CopyField label={t.endpoints.authorization} value={`${issuer}/auth`} /> : null}
        <CopyField label={t.endpoints.token} value={`${issuer}/token`} />
        {withPeople ? (
          <>
            <CopyField label={t.endpoints.userinfo} value={`${issuer}/me`} />
            <CopyField label={t.endpoints.endSession} value={`${issuer}/session/end`} />
          </>
        ) : null}
        <CopyField label={t.endpoints.jwks} value={`${issuer}/jwks`} />
      </Section>
    </Stack>
  );
};
