import { Box, Radio, SimpleGrid, Stack, Text, TextInput } from '@mantine/core';
import { useRef, useState } from 'react';
import { useNavigate } from 'react-router';
import { ApiFailure, useChange } from '../../api.ts';
import { readImageAddress } from '../../components/image-address.ts';
import { Section } from '../../components/index.ts';
import type { SsoConnector } from '../../entities.ts';
import { useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { ConnectorForm } from './connector-form.tsx';
import { DomainsField } from './domains-field.tsx';
import classes from './experience-tab.module.css';
import { texts } from './texts.ts';

type Values = {
  connectorName: string;
  displayName: string;
  logo: string;
  darkLogo: string;
  domains: string[];
  sync: 'first' | 'every';
};

const valuesOf = ({ connectorName, branding, domains, syncProfile }: SsoConnector): Values => ({
  connectorName,
  displayName: branding.displayName ?? '',
  logo: branding.logo ?? '',
  darkLogo: branding.darkLogo ?? '',
  domains,
  sync: syncProfile ? 'every' : 'first',
});

const brandingOf = ({ displayName, logo, darkLogo }: Values): SsoConnector['branding'] => ({
  ...(displayName.trim() ? { displayName: displayName.trim() } : {}),
  ...(logo.trim() ? { logo: logo.trim() } : {}),
  ...(darkLogo.trim() ? { darkLogo: darkLogo.trim() } : {}),
});

const isImageAddress = (value: string): boolean => !value.trim() || readImageAddress(value) !== undefined;

/** The domains that the server refused, each with its reason. */
const refusalsOf = (failure: unknown, domains: string[]): Record<string, string> => {
  if (!(failure instanceof ApiFailure) || !/_domains$/.test(failure.code)) return {};
  const named = (failure.data as { domains?: unknown } | undefined)?.domains;
  const list = Array.isArray(named)
    ? named.map(String)
    : typeof named === 'string'
      ? named.split(/,\s*/)
      : [];
  const hit = domains.filter((domain) => list.includes(domain));
  return Object.fromEntries(hit.map((domain) => [domain, failure.message]));
};

const Preview = ({ connector, values }: { connector: SsoConnector; values: Values }) => {
  const t = useTexts(texts).experience;
  const name = values.displayName.trim() || connector.name;
  const light = readImageAddress(values.logo) ?? connector.providerLogo;
  const dark =
    readImageAddress(values.darkLogo) ?? readImageAddress(values.logo) ?? connector.providerLogoDark;
  return (
    <Stack gap={6}>
      <Text size="sm" fw={500}>
        {t.preview}
      </Text>
      <SimpleGrid cols={{ base: 1, sm: 2 }} aria-hidden>
        <Box className={classes.preview}>
          <img src={light} alt="" />
          <span>{t.previewButton(name)}</span>
        </Box>
        <Box className={classes.preview} data-dark>
          <img src={dark} alt="" />
          <span>{t.previewButton(name)}</span>
        </Box>
      </SimpleGrid>
    </Stack>
  );
};

export const ExperienceTab = ({ connector }: { connector: SsoConnector }) => {
  const t = useTexts(texts);
  const navigate = useNavigate();
  const leaving = useRef(false);
  const [refusals, setRefusals] = useState<Record<string, string>>({});
  const change = useChange('PATCH /api/sso-connectors/:id', {
    invalidates: ['/api/sso-connectors', '/api/sign-in-exp'],
    quiet: true,
  });
  const state = useSavedForm({
    of: connector,
    values: valuesOf,
    save: async (values, over) => {
      setRefusals({});
      const body = {
        connectorName: values.connectorName.trim(),
        branding: brandingOf(values),
        domains: values.domains,
        syncProfile: values.sync === 'every',
      };
      await change.mutateAsync({ over, params: { id: connector.id }, body }).catch((failure: unknown) => {
        setRefusals(refusalsOf(failure, values.domains));
        throw failure;
      });
      if (leaving.current) await navigate('/enterprise-sso');
    },
    validate: {
      connectorName: (value) => (value.trim() ? null : t.create.nameRequired),
      logo: (value) => (isImageAddress(value) ? null : t.experience.logoInvalid),
      darkLogo: (value) => (isImageAddress(value) ? null : t.experience.logoInvalid),
    },
    fieldOf: (failure) => {
      if (!(failure instanceof ApiFailure)) return undefined;
      if (failure.code === 'single_sign_on.duplicate_connector_name') return 'connectorName';
      return /_domains$/.test(failure.code) ? 'domains' : undefined;
    },
    success: t.saved,
  });
  const { form } = state;
  return (
    <Box maw={860}>
      <ConnectorForm state={state} leaving={leaving}>
        <Section title={t.experience.routing}>
          <DomainsField
            refusals={refusals}
            value={form.values.domains}
            error={form.errors.domains}
            onChange={(domains) => form.setFieldValue('domains', domains)}
          />
        </Section>
        <Section title={t.experience.naming}>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput
              label={t.experience.connectorName}
              description={t.create.nameHint}
              required
              maxLength={128}
              {...form.getInputProps('connectorName')}
            />
            <TextInput
              label={t.experience.displayName}
              description={t.experience.displayNameHint}
              maxLength={128}
              {...form.getInputProps('displayName')}
            />
            <TextInput
              label={t.experience.logo}
              description={t.experience.logoHint}
              placeholder="https://"
              spellCheck={false}
              {...form.getInputProps('logo')}
            />
            <TextInput
              label={t.experience.darkLogo}
              description={t.experience.logoHint}
              placeholder="https://"
              spellCheck={false}
              {...form.getInputProps('darkLogo')}
            />
          </SimpleGrid>
          <Preview connector={connector} values={form.values} />
        </Section>
        <Section title={t.experience.sync}>
          <Radio.Group label={t.experience.syncLabel} {...form.getInputProps('sync')}>
            <Stack gap="xs" mt="xs">
              <Radio value="first" label={t.experience.syncFirst} />
              <Radio value="every" label={t.experience.syncEvery} />
            </Stack>
          </Radio.Group>
        </Section>
      </ConnectorForm>
    </Box>
  );
};
