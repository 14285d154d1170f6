/** Opens the hosted sign-in page in a window of its own, as an app would: no page of ours may frame it. */
import { Anchor, Button, Group, Select, Text } from '@mantine/core';
import { IconExternalLink } from '@tabler/icons-react';
import { useState } from 'react';
import { Link } from 'react-router';
import { type AnswerOf, useAll } from '../api.ts';
import { useTexts } from '../i18n/index.ts';
import { useTenant } from '../shell/session.ts';
import { Loaded } from './states.tsx';
import { componentTexts } from './texts.ts';

type Application = AnswerOf<'GET /api/applications'>[number];
/** Further parameters of the request, such as `organization_id`. */
type Parameters = Readonly<Record<string, string>>;

/** A request as the app would make it. Nobody holds the verifier of its challenge, so its code is good for nothing. */
const requestFor = (origin: string, application: Application, further: Parameters): string => {
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
    ...further,
  });
  return `${origin}/oidc/auth?${parameters}`;
};

const Chooser = ({ applications, parameters }: { applications: Application[]; parameters: Parameters }) => {
  const t = useTexts(componentTexts);
  const { origin } = useTenant();
  const [chosen, setChosen] = useState(applications[0]?.id ?? null);
  const application = applications.find(({ id }) => id === chosen);
  if (!application) {
    return (
      <Text size="sm" c="dimmed">
        {t.signInNoApp}{' '}
        <Anchor component={Link} to="/applications/create" size="sm" underline="always">
          {t.signInCreateApp}
        </Anchor>
      </Text>
    );
  }
  return (
    <Group align="flex-end" gap="sm">
      <Select
        label={t.signInApp}
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
        href={requestFor(origin, application, parameters)}
        target="_blank"
        rel="noreferrer"
        variant="default"
        leftSection={<IconExternalLink size={16} aria-hidden />}
      >
        {t.signInOpen}
      </Button>
    </Group>
  );
};

/** An application to ask as, and the link. */
export const SignInLink = ({ parameters = {} }: { parameters?: Parameters }) => {
  const applications = useAll('GET /api/applications', {
    query: { types: ['Traditional', 'SPA', 'Native'] },
  });
  return (
    <Loaded of={applications}>
      {(found) => (
        <Chooser
          parameters={parameters}
          applications={found.filter(({ oidcClientMetadata: { redirectUris } }) => redirectUris.length > 0)}
        />
      )}
    </Loaded>
  );
};
