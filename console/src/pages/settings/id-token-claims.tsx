import { Stack, Switch } from '@mantine/core';
import { type AnswerOf, useApi, useChange } from '../../api.ts';
import { Changes, Loaded, Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { texts } from './texts.ts';

type Claim = AnswerOf<'GET /api/configs/id-token'>['enabledExtendedClaims'][number];

const claims: Claim[] = [
  'roles',
  'organizations',
  'organization_roles',
  'organization_data',
  'custom_data',
  'identities',
  'sso_identities',
];

const Form = ({ enabled }: { enabled: Claim[] }) => {
  const t = useTexts(texts).idToken;
  const put = useChange('PUT /api/configs/id-token', {
    invalidates: ['/api/configs/id-token'],
    quiet: true,
  });
  const state = useSavedForm<{ enabled: Claim[] }>({
    saved: { enabled: claims.filter((claim) => enabled.includes(claim)) },
    save: (values) => put.mutateAsync({ body: { enabledExtendedClaims: values.enabled } }),
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
      <Loaded of={settings}>{({ enabledExtendedClaims }) => <Form enabled={enabledExtendedClaims} />}</Loaded>
    </Changes>
  );
};
