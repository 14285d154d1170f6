import { Alert, Anchor, MultiSelect, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from 'react-router';
import { useAll, useChange } from '../../api.ts';
import { ErrorState, ListInput, LoadingState, Section } from '../../components/index.ts';
import { SettingsForm, useSavedForm } from '../../form.tsx';
import { useTexts } from '../../i18n/index.ts';
import { toDomain } from '../enterprise-sso/domain.ts';
import { RolesField } from './member-roles.tsx';
import { texts } from './texts.ts';

/** Where anybody can have an address: the best-known ones, to warn of. The server's trail knows them all. */
const publicMail =
  /^(gmail|googlemail|outlook|hotmail|live|msn|icloud|me|aol|gmx|proton|protonmail|yahoo|ymail|zoho|mail)\.(com|net|me|de|jp|co\.jp|ne\.jp|co\.uk|fr)$|^(docomo|ezweb|softbank|au)\.(ne\.jp|com)$/;

type Lists = { domains: string[]; connectorIds: string[]; roleIds: string[] };

type FormProps = {
  organizationId: string;
  saved: Lists;
  connectors: readonly { id: string; connectorName: string }[];
};

/** Saves the lists that differ, each whole. */
const useSaveLists = (organizationId: string, saved: Lists) => {
  const params = { id: organizationId };
  const about = { invalidates: [`/api/organizations/${organizationId}/jit`], quiet: true };
  const domains = useChange('PUT /api/organizations/:id/jit/email-domains', about);
  const connectors = useChange('PUT /api/organizations/:id/jit/sso-connectors', about);
  const roles = useChange('PUT /api/organizations/:id/jit/roles', about);
  const differs = (one: string[], other: string[]) => one.join('\n') !== other.join('\n');
  return async (next: Lists) => {
    if (differs(next.domains, saved.domains)) {
      await domains.mutateAsync({ params, body: { emailDomains: next.domains } });
    }
    if (differs(next.connectorIds, saved.connectorIds)) {
      await connectors.mutateAsync({ params, body: { ssoConnectorIds: next.connectorIds } });
    }
    if (differs(next.roleIds, saved.roleIds)) {
      await roles.mutateAsync({ params, body: { organizationRoleIds: next.roleIds } });
    }
  };
};

const ProvisioningForm = ({ organizationId, saved, connectors }: FormProps) => {
  const t = useTexts(texts).provisioning;
  const save = useSaveLists(organizationId, saved);
  const state = useSavedForm({ of: saved, values: (lists): Lists => lists, save, success: t.saved });
  const { form } = state;
  const open = form.values.domains.filter((domain) => publicMail.test(domain));
  return (
    <SettingsForm state={state}>
      <Section title={t.title} description={t.text}>
        <ListInput
          label={t.domains}
          description={t.domainsHint}
          placeholder="example.com"
          normalize={(text) => toDomain(text) ?? text}
          check={(text) => (toDomain(text) ? null : t.domainInvalid)}
          {...form.getInputProps('domains')}
        />
        {open.length > 0 ? (
          <Alert color="yellow" icon={<IconAlertTriangle aria-hidden />}>
            {t.publicMail(open.join(', '))}
          </Alert>
        ) : null}
        {connectors.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t.noConnectors}{' '}
            <Anchor component={Link} to="/enterprise-sso" size="sm" underline="always">
              {t.toConnectors}
            </Anchor>
          </Text>
        ) : (
          <MultiSelect
            label={t.connectors}
            description={t.connectorsHint}
            placeholder={form.values.connectorIds.length === 0 ? t.chooseConnectors : undefined}
            data={connectors.map(({ id, connectorName }) => ({ value: id, label: connectorName }))}
            searchable
            hidePickedOptions
            nothingFoundMessage={t.noMoreConnectors}
            {...form.getInputProps('connectorIds')}
          />
        )}
      </Section>
      <Section title={t.rolesTitle} description={t.rolesText}>
        <RolesField kind="User" label={t.roles} {...form.getInputProps('roleIds')} />
      </Section>
    </SettingsForm>
  );
};

/** Who becomes a member without being asked, and with which roles. */
export const Provisioning = ({ organizationId }: { organizationId: string }) => {
  const params = { id: organizationId };
  const domains = useAll('GET /api/organizations/:id/jit/email-domains', { params });
  const chosen = useAll('GET /api/organizations/:id/jit/sso-connectors', { params });
  const roles = useAll('GET /api/organizations/:id/jit/roles', { params });
  const connectors = useAll('GET /api/sso-connectors');
  const readings = [domains, chosen, roles, connectors];
  const failed = readings.find(({ error, data }) => error && !data);
  if (failed?.error) return <ErrorState failure={failed.error} onRetry={() => void failed.refetch()} />;
  if (!domains.data || !chosen.data || !roles.data || !connectors.data) return <LoadingState />;
  return (
    <ProvisioningForm
      organizationId={organizationId}
      saved={{
        domains: domains.data.map(({ emailDomain }) => emailDomain),
        connectorIds: chosen.data.map(({ id }) => id),
        roleIds: roles.data.map(({ id }) => id),
      }}
      connectors={connectors.data}
    />
  );
};
