import { Group, Radio, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useNavigate } from 'react-router';
import { ApiFailure, useApi, useChange } from '../../api.ts';
import { DialogForm } from '../../components/dialog-form.tsx';
import { Loaded, LoadingState } from '../../components/index.ts';
import { useTexts } from '../../i18n/index.ts';
import classes from './create-connector.module.css';
import { ProviderLogo } from './provider-logo.tsx';
import { texts } from './texts.ts';

type Provider = { providerName: string; name: string; description: string; logo: string; logoDark: string };

type CardsProps = {
  providers: Provider[];
  value?: string;
  onChange: (value: string) => void;
  error?: ReactNode;
};

const ProviderCards = ({ providers, value, onChange, error }: CardsProps) => {
  const t = useTexts(texts);
  return (
    <Radio.Group label={t.create.provider} value={value ?? ''} onChange={onChange} error={error} required>
      <SimpleGrid cols={{ base: 1, xs: 2 }} spacing="sm" mt={6} mb={error ? 6 : 0}>
        {providers.map((provider) => (
          <Radio.Card
            key={provider.providerName}
            value={provider.providerName}
            className={classes.card}
            p="md"
          >
            <Group wrap="nowrap" align="flex-start" gap="sm">
              <ProviderLogo logo={provider.logo} logoDark={provider.logoDark} size={32} />
              <Stack gap={2} style={{ flex: 1 }}>
                <Text size="sm" fw={600}>
                  {provider.name}
                </Text>
                <Text size="xs" c="dimmed">
                  {t.providers[provider.providerName as keyof typeof t.providers] ?? provider.description}
                </Text>
              </Stack>
              <Radio.Indicator />
            </Group>
          </Radio.Card>
        ))}
      </SimpleGrid>
    </Radio.Group>
  );
};

export const CreateConnector = ({ opened, onClose }: { opened: boolean; onClose: () => void }) => {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const providers = useApi<Provider[]>('GET /api/sso-connector-providers', { enabled: opened });
  const create = useChange('POST /api/sso-connectors', {
    invalidates: ['/api/sso-connectors'],
    quiet: true,
  });
  return (
    <DialogForm
      opened={opened}
      onClose={onClose}
      title={t.create.title}
      action={t.create.submit}
      size="lg"
      initial={{ providerName: '', connectorName: '' }}
      validate={{
        providerName: (value) => (value ? null : t.create.chooseProvider),
        connectorName: (value) => (value.trim() ? null : t.create.nameRequired),
      }}
      fieldOf={(failure) =>
        failure instanceof ApiFailure && failure.code === 'single_sign_on.duplicate_connector_name'
          ? 'connectorName'
          : undefined
      }
      onSubmit={async ({ providerName, connectorName }) => {
        const made = await create.mutateAsync({
          body: { providerName, connectorName: connectorName.trim() },
        });
        await navigate(`/enterprise-sso/${made.id}`);
      }}
    >
      {(form) => (
        <>
          <Loaded of={providers} loading={<LoadingState rows={2} height={84} />}>
            {(found) => <ProviderCards providers={found} {...form.getInputProps('providerName')} />}
          </Loaded>
          <TextInput
            label={t.create.name}
            description={t.create.nameHint}
            required
            maxLength={128}
            {...form.getInputProps('connectorName')}
          />
        </>
      )}
    </DialogForm>
  );
};
