import { Anchor, Button, Group, Select, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { type AnswerOf, useAll } from '../../api.ts';
import { CopyField, Loaded, Section } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import { useTenant } from '../../shell/session.ts';
import { texts } from './texts.ts';

type Application = AnswerOf<'GET /api/applications'>[number];

/** A request as the app would make it. Nobody holds the verifier of its challenge, so its code is good for nothing. */
const requestFor = (origin: string, application: Application, organizationId: string): string => {
  const challenge = crypto.getRandomValues(new Uint8Array(32));
  const parameters = new URLSearchParams({
    client_id: application.id,
    redirect_uri: application.oidcClientMetadata.redirectUris[0] ?? '',
    response_type: 'code',
    scope: 'openid',
    prompt: 'login',
    code_challenge_method: 'S256',
    code_challenge: btoa(String.fromCharCode(...challenge))
      .replaceAll('+', '-')
      .replaceAll('/', '_')
      .replace(/=+$/, ''),
    organization_id: organizationId,
  });
  return `${origin}/oidc/auth?${parameters}`;
};

const Chooser = ({
  organizationId,
  applications,
}: {
  organizationId: string;
  applications: Application[];
}) => {
  const t = useTexts(texts).branding;
  const { origin } = useTenant();
  const [chosen, setChosen] = useState(applications[0]?.id ?? null);
  const application = applications.find(({ id }) => id === chosen);
  if (!application) {
    return (
      <Text size="sm" c="dimmed">
        {t.seeNoApp}{' '}
        <Anchor component={Link} to="/applications/create" size="sm" underline="always">
          {t.seeCreateApp}
        </Anchor>
      </Text>
    );
  }
  return (
    <Group align="flex-end" gap="sm">
      <Select
        label={t.seeApp}
        data={applications.map(({ id, name }) => ({ value: id, label: name }))}
        value={chosen}
        onChange={setChosen}
        allowDeselect={false}
        searchable={applications.length > 8}
        style={{ flex: '1 1 220px' }}
        maw={360}
      />
      <Button
        component="a"
        href={requestFor(origin, application, organizationId)}
        target="_blank"
        rel="noreferrer"
        variant="default"
        leftSection={<IconExternalLink size={16} aria-hidden />}
      >
        {t.seeOpen}
      </Button>
    </Group>
  );
};

/** Opens the sign-in page in the organization's look, as an app would. */
export const SeeSignIn = ({ organizationId }: { organizationId: string }) => {
  const t = useTexts(texts).branding;
  const applications = useAll('GET /api/applications', {
    query: { types: ['Traditional', 'SPA', 'Native'] },
  });
  return (
    <Section title={t.see} description={t.seeText}>
      <CopyField label={t.seeParameter} value={`organization_id=${organizationId}`} />
      <Loaded of={applications}>
        {(found) => (
          <Chooser
            organizationId={organizationId}
            applications={found.filter(({ oidcClientMetadata: { redirectUris } }) => redirectUris.length > 0)}
          />
        )}
      </Loaded>
    </Section>
  );
};
