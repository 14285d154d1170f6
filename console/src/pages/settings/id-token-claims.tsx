import { Stack, Switch } from '@mantine/core';
import { type AnswerOf, useApi, useChange } from '../../api.ts';
import { Changes, Loaded, Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

type Settings = AnswerOf<'GET /api/configs/id-token'>;
type Claim = Settings['enabledExtendedClaims'][number];

const claims: Claim[] = [
  'roles',
  'organizations',
  'organization_roles',
  'organization_data',
  'custom_data',
  'identities',
  'sso_identities',
];

const Form = ({ settings }: { settings: Settings }) => {
  const t = useTexts(texts).idToken;
  const put = useChange('PUT /api/configs/id-token', {
    invalidates: ['/api/configs/id-token'],
    quiet: true,
  });
  const state = useSavedForm({
    of: settings,
    values: ({ enabledExtendedClaims }) => ({
      enabled: claims.filter((claim) => enabledExtendedClaims.includes(claim)),
    }),
    save: ({ enabled }, over) => put.mutateAsync({ over, body: { enabledExtendedClaims: enabled } }),
    success: t.saved,
  });
  const { form } = state;
  return (
    <SettingsForm state={state}>
      <Section title={t.title} description={t.text}>
        <Stack gap="md">
          {claims.map((claim) => (
            <Switch
              key={claim}
              label={t.claims[claim][0]}
              description={t.claims[claim][1]}
              checked={form.values.enabled.includes(claim)}
              onChange={(event) => {
                const { checked } = event.currentTarget;
                const next = claims.filter((one) =>
                  one === claim ? checked : form.values.enabled.includes(one),
                );
                form.setFieldValue('enabled', next);
              }}
            />
          ))}
        </Stack>
      </Section>
    </SettingsForm>
  );
};

export const IdTokenClaims = () => {
  const settings = useApi('GET /api/configs/id-token');
  return (
    <Changes needs="configs:write">
      <Loaded of={settings}>{(found) => <Form settings={found} />}</Loaded>
    </Changes>
  );
};
